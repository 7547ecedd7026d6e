/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a change of an audience can go. */
#include "engine/plan_parts.h"

#include "model/normal.h"

static bool is_subset(const struct cx_node *a, const struct cx_node *b)
{
	for (const struct cx_node *item = a ? a->first : NULL; item; item = item->next) {
		bool found = false;
		for (const struct cx_node *other = b ? b->first : NULL; other && !found; other = other->next)
			found = cx_node_equal(item, other);
		if (!found)
			return false;
	}
	return true;
}

static bool member_equal(const struct cx_node *a, const struct cx_node *b, const char *key)
{
	const struct cx_node *x = cx_node_get(a, key), *y = cx_node_get(b, key);
	return x && y ? cx_node_equal(x, y) : x == y;
}

/* before and after are normal forms of an audience's spec. */
static enum cx_effect effect_of(const struct cx_node *before, const struct cx_node *after)
{
	const struct cx_node *had = cx_node_get(before, "criteria"), *has = cx_node_get(after, "criteria");
	if (!member_equal(before, after, "data_source") || !had || !has)
		return CX_EFFECT_EITHER;
	const struct cx_node *out = cx_node_get(before, "exclusions"),
			     *outs = cx_node_get(after, "exclusions");
	bool shrinks = cx_criteria_implies(has, had) && is_subset(out, outs);
	bool grows = cx_criteria_implies(had, has) && is_subset(outs, out);
	if (shrinks && grows)
		return CX_EFFECT_NONE;
	return shrinks ? CX_EFFECT_SHRINK : grows ? CX_EFFECT_GROW : CX_EFFECT_EITHER;
}

void cx_plan_effect(struct cx_arena *arena, struct cx_change *change, const struct cx_node *spec)
{
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_shape *criteria = cx_shape_member(shape, "criteria", strlen("criteria"));
	if (!criteria || !criteria->criteria || !change->live)
		return;
	int64_t members;
	if (cx_node_get_int64(change->live, "size", &members) && members >= 0)
		change->members = members;
	if (change->action != CX_ACTION_UPDATE || !spec)
		return;
	change->has_effect = true;
	change->effect = effect_of(cx_normal(arena, shape, change->live), cx_normal(arena, shape, spec));
}
