/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a change of an audience can go. */
#include "engine/plan_parts.h"

#include "engine/shown.h"
#include "model/criteria_verdict.h"
#include "model/normal.h"

/* Members of a spec that do not decide who belongs, or whose part in it is understood. */
static bool is_understood(const struct cx_node *member)
{
	static const char *const names[] = {"name", "description", "criteria", "exclusions"};
	for (size_t i = 0; i < CX_COUNT(names); i++)
		if (strcmp(names[i], member->key) == 0)
			return true;
	return false;
}

/* Whether what else may decide who belongs is the same: data_source, and what another schema brings. */
static bool others_within(const struct cx_node *a, const struct cx_node *b)
{
	for (const struct cx_node *m = a->first; m; m = m->next)
		if (!is_understood(m) && !cx_same(m, cx_node_get_n(b, m->key, m->key_len)))
			return false;
	return true;
}

/* before and after are normal forms of an audience's spec. */
static enum cx_effect effect_of(const struct cx_change *change, const struct cx_node *before,
				const struct cx_node *after, int64_t *steps)
{
	if (!change->had_criteria || !change->has_criteria)
		return CX_EFFECT_EITHER;
	const struct cx_node *out = cx_node_get(before, "exclusions"),
			     *outs = cx_node_get(after, "exclusions");
	bool same = others_within(before, after) && others_within(after, before);
	struct cx_criteria_verdict verdict = {.grows = true, .shrinks = true};
	if (change->criteria_differ || !same)
		verdict = cx_criteria_verdict_of(change->had_criteria, change->has_criteria, steps);
	verdict.shrinks = same && verdict.shrinks && cx_set_is_within(out, outs);
	verdict.grows = same && verdict.grows && cx_set_is_within(outs, out);
	verdict.everyone = verdict.everyone && (!outs || !outs->first);
	return cx_criteria_verdict_effect(&verdict);
}

void cx_plan_effect(struct cx_arena *arena, struct cx_change *change, int64_t *steps)
{
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_shape *criteria = cx_shape_member(shape, "criteria", strlen("criteria"));
	if (!criteria || !criteria->criteria)
		return;
	if (!cx_node_get_int64(change->live, "size", &change->members) || change->members < 0)
		change->members = -1;
	if (change->action == CX_ACTION_RECORD)
		return;
	const struct cx_node *wanted = change->desired ? change->desired->spec : NULL, *live = NULL;
	if (change->live)
		live = cx_shown_undo(arena, shape, change->base, wanted, change->live);
	change->had_criteria = cx_node_get(live, "criteria");
	change->has_criteria = cx_node_get(change->spec, "criteria");
	if (change->action != CX_ACTION_UPDATE)
		return;
	struct cx_node *before = cx_normal(arena, shape, live),
		       *after = cx_normal(arena, shape, change->spec);
	change->criteria_differ = !cx_same(cx_node_get(before, "criteria"), cx_node_get(after, "criteria"));
	change->exclusions_differ =
		!cx_same(cx_node_get(before, "exclusions"), cx_node_get(after, "exclusions"));
	change->has_effect = true;
	change->effect = effect_of(change, before, after, steps);
}
