/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two criteria: conditions matched by meaning (DESIGN.md 6.6). */
#ifndef CX_MODEL_CRITERIA_DIFF_H
#define CX_MODEL_CRITERIA_DIFF_H

#include "model/criteria.h"

enum cx_criteria_mark {
	CX_CRITERIA_SAME,
	CX_CRITERIA_ADDED,
	CX_CRITERIA_REMOVED,
	CX_CRITERIA_CHANGED, /* a condition with another value or operator; a group with AND for OR */
	CX_CRITERIA_MOVED,   /* the same, in another group */
	CX_CRITERIA_MARK_COUNT,
};
const char *cx_criteria_mark_name(enum cx_criteria_mark mark); /* "same", "added", ... */

#define CX_CRITERIA_NOWHERE SIZE_MAX

/* One condition or group of either side. */
struct cx_criteria_entry {
	enum cx_criteria_mark mark;
	bool is_group;
	bool is_whole;                        /* nothing below it differs; of a condition too */
	const struct cx_node *before, *after; /* as they were given; NULL where that side has none */
	size_t depth;                         /* 0: the root */
	size_t parent;                        /* index of the group that it stands in; NOWHERE for a root */
	size_t from; /* of what was MOVED: index of the group that it stood in; NOWHERE if it was the root */
};

/*
 * Entries in the order of reading: a group stands before what is in it, as `after` has it; what was removed
 * stands where it was. So a tree with marks is drawn by indenting each entry by its depth. There is one entry
 * of depth 0, and a second one, REMOVED, where the old root was taken away from around a group.
 *
 * Groups inside groups of the same operator, and groups of one, are seen as what they mean: they have no
 * entries of their own. Neither order nor repetition counts. The root has an entry always, as a group.
 */
struct cx_criteria_diff {
	struct cx_criteria_entry *items; /* in the arena, as everything */
	size_t count, cap;
	size_t counts[CX_CRITERIA_MARK_COUNT];
};

/*
 * before and after are groups; either may be NULL (a new or a deleted audience), and is kept by the entries.
 * Equal input gives equal output, and equal meaning only SAME. Takes time linear in the conditions, but for
 * sorting.
 */
struct cx_criteria_diff cx_criteria_diff_of(struct cx_arena *arena, const struct cx_node *before,
					    const struct cx_node *after);

#endif
