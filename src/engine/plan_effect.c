/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a change of an audience can go. */
#include "engine/plan_parts.h"

#include "model/normal.h"

/* before and after are normal forms of an audience's spec. */
static enum cx_effect effect_of(const struct cx_node *before, const struct cx_node *after)
{
	const struct cx_node *had = cx_node_get(before, "criteria"), *has = cx_node_get(after, "criteria");
	if (!cx_same(cx_node_get(before, "data_source"), cx_node_get(after, "data_source")) || !had || !has)
		return CX_EFFECT_EITHER;
	const struct cx_node *out = cx_node_get(before, "exclusions"),
			     *outs = cx_node_get(after, "exclusions");
	bool shrinks = cx_criteria_implies(has, had) && cx_set_is_within(out, outs);
	bool grows = cx_criteria_implies(had, has) && cx_set_is_within(outs, out);
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
