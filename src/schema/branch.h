/* SPDX-License-Identifier: Apache-2.0 */
/* Of several branches that a value does not fit, the one that it nearly fits. */
#ifndef CX_SCHEMA_BRANCH_H
#define CX_SCHEMA_BRANCH_H

#include "schema/check.h"

#define CX_BRANCH_RANKS 5

/* The branches tried so far; only the nearest one's issues are kept, [start, end) of the check's list. */
struct cx_branches {
	size_t start, end;
	size_t limit; /* the check's, to be put back */
	size_t tried, fits;
	unsigned types; /* wanted by all that were tried; 0 once one had the right type */
	size_t ranks[CX_BRANCH_RANKS];
};

void cx_branches_begin(struct cx_branches *branches, struct cx_check *check);
/*
 * Weighs the issues that the newest branch added: nearest is one whose type fits, then one whose
 * discriminating const or enum fits, then the fewest missing and unknown members, the fewest issues, the
 * deepest; of equals the first.
 */
void cx_branches_add(struct cx_branches *branches, struct cx_check *check, const struct cx_place *at,
		     bool fits);
/* Leaves the nearest branch's issues, or none if one fits; one that names all types if no type fits. */
void cx_branches_end(struct cx_branches *branches, struct cx_check *check, const struct cx_rule *rule,
		     const struct cx_place *at);

#endif
