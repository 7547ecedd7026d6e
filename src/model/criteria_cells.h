/* SPDX-License-Identifier: Apache-2.0 */
/* The values that conditions on one attribute can tell apart. */
#ifndef CX_MODEL_CRITERIA_CELLS_H
#define CX_MODEL_CRITERIA_CELLS_H

#include "model/criteria_tree.h"

/*
 * A cell stands for all values for which each of some conditions has the same answer: that the attribute is
 * missing, one number, those between two numbers, a text, all texts that are not named. Whoever knows in
 * which cells a condition holds can reckon with sets instead of values.
 *
 * Tenants differ, so cells are made for each way of theirs, and what is found to hold in all cells holds for
 * all of them: a missing attribute may be unequal to a value or not; case, and spaces around a text, may
 * count or not. An attribute is taken to have one type, which its conditions show: where they show more than
 * one, and of what is not understood (an unknown operator or member, null in a list), nothing is known.
 */
struct cx_criteria_literal {
	uint32_t variable;
	const uint64_t *holds; /* a bit a cell */
};
struct cx_criteria_variable {
	size_t cells;
};

struct cx_criteria_world {
	struct cx_criteria_literal *literals; /* by number of the part; groups that are not understood, too */
	struct cx_criteria_variable *variables;
	size_t count, cap;
};
#define CX_CRITERIA_WORDS(cells) (((cells) + 63) / 64)

/* Literals of all parts of trees that share ids; in the arena of ids. */
struct cx_criteria_world cx_criteria_world_of(struct cx_criteria_ids *ids,
					      struct cx_criteria_part *const *trees, size_t count);

#endif
