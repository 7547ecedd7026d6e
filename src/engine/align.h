/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of list elements that a reader would take for the same. */
#ifndef CX_ENGINE_ALIGN_H
#define CX_ENGINE_ALIGN_H

#include "doc/doc.h"

/* One row: an element before, one after, or both. Indexes are those of their lists. */
struct cx_align_row {
	const struct cx_node *before, *after; /* either may be NULL */
	size_t before_index, after_index;
	bool same; /* equal, groups of criteria by meaning */
};
struct cx_align {
	struct cx_align_row *rows; /* those of after in order, then what is only in before; in the arena */
	size_t count;
};
/*
 * Equal elements are paired first, then groups of one operator or conditions on one field, in order. Lists
 * whose product of lengths is beyond a million are not aligned: false.
 */
bool cx_align_lists(struct cx_arena *arena, const struct cx_node *before, const struct cx_node *after,
		    struct cx_align *ret_align);

#endif
