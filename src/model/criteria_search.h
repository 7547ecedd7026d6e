/* SPDX-License-Identifier: Apache-2.0 */
/* Whether anybody can fit a number of claims at once. */
#ifndef CX_MODEL_CRITERIA_SEARCH_H
#define CX_MODEL_CRITERIA_SEARCH_H

#include "model/criteria_cells.h"

/* That a part holds, or that it does not. */
struct cx_criteria_claim {
	const struct cx_criteria_part *part;
	bool negated;
};

/*
 * True: nobody fits all of them, in any world. False: somebody may, or steps ran out. *steps is what may be
 * spent, and is left as what remains; a step is about a nanosecond.
 */
bool cx_criteria_refuted(const struct cx_criteria_world *world, const struct cx_criteria_claim *claims,
			 size_t count, int64_t *steps);

#endif
