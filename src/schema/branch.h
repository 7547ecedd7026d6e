/* SPDX-License-Identifier: Apache-2.0 */
/* Of several branches that a value does not fit, the one that it nearly fits. */
#ifndef CX_SCHEMA_BRANCH_H
#define CX_SCHEMA_BRANCH_H

#include "schema/check.h"

#define CX_BRANCH_RANKS 5
/* Values of a telling member that are listed. */
#define CX_BRANCH_WORDS 16

/* The branches tried so far; only the nearest one's issues are kept, [start, end) of the check's list. */
struct cx_branches {
	size_t start, end;
	size_t limit; /* the check's, to be put back */
	size_t tried, fits;
	unsigned types; /* wanted by all that were tried; 0 once one had the right type */
	size_t ranks[CX_BRANCH_RANKS];
	size_t nearest;    /* index of the branch whose issues are kept */
	size_t right_type; /* branches whose type fits */
	/* The member that tells the branches apart: each of the right type asks for another constant there.
	 */
	const struct cx_node *telling;
	const struct cx_node *words[CX_BRANCH_WORDS];
	size_t word_count; /* right_type, as long as that holds */
};

void cx_branches_begin(struct cx_branches *branches, struct cx_check *check);
/*
 * Weighs the issues that the newest branch added: nearest is one whose type fits, then one whose
 * discriminating const or enum fits, then the fewest missing and unknown members, the fewest issues, the
 * deepest; of equals the first.
 */
void cx_branches_add(struct cx_branches *branches, struct cx_check *check, const struct cx_place *at,
		     bool fits);
/*
 * Leaves the nearest branch's issues, or none if one fits; one that names all types if no type fits, one that
 * names all words if no branch has the telling member's. A note says which branch was meant.
 */
void cx_branches_end(struct cx_branches *branches, struct cx_check *check, const struct cx_rule *rule,
		     const struct cx_place *at);

#endif
