/* SPDX-License-Identifier: Apache-2.0 */
/* Alignment in two greedy passes: equal ones, then alike ones. For display only: nothing is decided by it. */
#include "engine/align.h"

#include "model/criteria.h"
#include "model/normal.h"

#define MAX_PRODUCT 1000000

struct side {
	const struct cx_node **items;
	struct cx_node **normal;
	bool *taken;
	size_t count;
};

static struct side side_of(struct cx_arena *arena, const struct cx_node *list)
{
	struct side side = {0};
	side.items = cx_arena_alloc(arena, (list->count + 1) * sizeof *side.items);
	side.normal = cx_arena_alloc(arena, (list->count + 1) * sizeof *side.normal);
	side.taken = cx_arena_alloc(arena, list->count + 1);
	for (const struct cx_node *item = list->first; item; item = item->next) {
		side.normal[side.count] = cx_criteria_normal(arena, item);
		side.items[side.count++] = item;
	}
	return side;
}

static bool is_alike(const struct cx_node *a, const struct cx_node *b)
{
	bool group = cx_criteria_is_group(a);
	if (group != cx_criteria_is_group(b))
		return false;
	const struct cx_node *field = cx_node_get(a, "field");
	return group || (field && cx_same(field, cx_node_get(b, "field")));
}

/* The first free element of before that goes with this one, or count. */
static size_t find_partner(const struct side *before, const struct side *after, size_t at, bool equal)
{
	for (size_t i = 0; i < before->count; i++) {
		if (before->taken[i])
			continue;
		if (equal ? cx_node_equal(before->normal[i], after->normal[at])
			  : is_alike(before->items[i], after->items[at]))
			return i;
	}
	return before->count;
}

bool cx_align_lists(struct cx_arena *arena, const struct cx_node *before, const struct cx_node *after,
		    struct cx_align *ret_align)
{
	if (before->count * after->count > MAX_PRODUCT)
		return false;
	struct side left = side_of(arena, before), right = side_of(arena, after);
	struct cx_align align = {
		.rows = cx_arena_alloc(arena, (left.count + right.count + 1) * sizeof(struct cx_align_row))};
	for (size_t i = 0; i < right.count; i++)
		align.rows[align.count++] = (struct cx_align_row){.after = right.items[i], .after_index = i};
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < right.count; i++) {
			size_t found =
				align.rows[i].before ? left.count : find_partner(&left, &right, i, pass == 0);
			if (found == left.count)
				continue;
			left.taken[found] = true;
			align.rows[i].before = left.items[found];
			align.rows[i].before_index = found;
			align.rows[i].same = pass == 0;
		}
	for (size_t i = 0; i < left.count; i++)
		if (!left.taken[i])
			align.rows[align.count++] =
				(struct cx_align_row){.before = left.items[i], .before_index = i};
	*ret_align = align;
	return true;
}
