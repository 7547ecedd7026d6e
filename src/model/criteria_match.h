/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of one criteria tree is which part of another. */
#ifndef CX_MODEL_CRITERIA_MATCH_H
#define CX_MODEL_CRITERIA_MATCH_H

#include "model/criteria_tree.h"

/*
 * Sets match of the parts of both trees, which share ids: of equal parts, in groups that belong together or
 * elsewhere; of groups that hold much of the same; and of conditions on the same attribute that are left over
 * in such groups. A part without a match is in one of the trees alone.
 */
void cx_criteria_match(struct cx_criteria_ids *ids, struct cx_criteria_part *before,
		       struct cx_criteria_part *after);

/* Whether two groups join what is in them in the same way. */
bool cx_criteria_joins_same(const struct cx_criteria_part *a, const struct cx_criteria_part *b);

#endif
