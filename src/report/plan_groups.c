/* SPDX-License-Identifier: Apache-2.0 */
/* A plan in the order in which a reviewer reads it: what cannot be undone first. */
#include "report/plan_groups.h"

#include "base/mem.h"

enum cx_plan_group cx_plan_group_of(const struct cx_change *change)
{
	static const enum cx_plan_group by_action[] = {
		[CX_ACTION_UNCHANGED] = CX_PLAN_GROUP_RECORD, [CX_ACTION_CREATE] = CX_PLAN_GROUP_CREATE,
		[CX_ACTION_UPDATE] = CX_PLAN_GROUP_UPDATE,    [CX_ACTION_DELETE] = CX_PLAN_GROUP_DELETE,
		[CX_ACTION_RECORD] = CX_PLAN_GROUP_RECORD,
	};
	if (change->action == CX_ACTION_RECORD)
		return CX_PLAN_GROUP_RECORD;
	if (change->unable)
		return CX_PLAN_GROUP_UNABLE;
	if (change->blocked)
		return CX_PLAN_GROUP_CONFLICT;
	if (change->action == CX_ACTION_DELETE)
		return CX_PLAN_GROUP_DELETE;
	if (change->cause == CX_CAUSE_PENDING)
		return CX_PLAN_GROUP_PENDING;
	bool drift = change->cause ? change->cause == CX_CAUSE_DRIFT : change->class == CX_CLASS_DRIFT;
	return drift ? CX_PLAN_GROUP_DRIFT : by_action[change->action];
}

static bool is_shown(const struct cx_left *left, bool all)
{
	for (size_t i = 0; i < left->fields.count; i++)
		if (all || left->fields.items[i].decision != CX_DECISION_IGNORE)
			return true;
	return false;
}

void cx_plan_entries_init(struct cx_plan_entries *entries, const struct cx_plan *plan, bool all)
{
	size_t most = plan->count + plan->left_count + plan->undone_count;
	*entries = (struct cx_plan_entries){.items = cx_alloc((most + 1) * sizeof *entries->items)};
	for (enum cx_plan_group group = 0; group <= CX_PLAN_GROUP_RECORD; group++)
		for (size_t i = 0; i < plan->count; i++)
			if (cx_plan_group_of(&plan->changes[i]) == group)
				entries->items[entries->count++] =
					(struct cx_plan_entry){.group = group, .change = &plan->changes[i]};
	for (size_t i = 0; i < plan->left_count; i++)
		if (is_shown(&plan->left[i], all))
			entries->items[entries->count++] =
				(struct cx_plan_entry){.group = CX_PLAN_GROUP_LEFT, .left = &plan->left[i]};
	for (size_t i = 0; i < plan->undone_count; i++)
		entries->items[entries->count++] =
			(struct cx_plan_entry){.group = CX_PLAN_GROUP_UNDONE, .undone = plan->undone[i]};
}

void cx_plan_entries_release(struct cx_plan_entries *entries)
{
	cx_free(entries->items);
	*entries = (struct cx_plan_entries){0};
}
