/* SPDX-License-Identifier: Apache-2.0 */
/* Safety rules: what apply refuses before the first write. */
#include "engine/plan_parts.h"

static struct cx_refusal *refuse(struct cx_arena *arena, struct cx_plan *plan, const char *code,
				 const char *message, const char *hint)
{
	CX_ARENA_GROW(arena, plan->refusals, plan->refusal_count, plan->refusal_cap);
	struct cx_refusal *refusal = &plan->refusals[plan->refusal_count++];
	*refusal = (struct cx_refusal){code, message, hint};
	return refusal;
}

static void check_share(struct cx_arena *arena, const struct cx_plan_input *input, struct cx_plan *plan,
			const char *code, size_t changed, size_t total, int64_t percent)
{
	if ((int64_t)total < input->project->min_resources ||
	    (int64_t)changed * 100 <= percent * (int64_t)total)
		return;
	bool deletes = strcmp(code, "safety.delete_percent") == 0;
	(void)refuse(arena, plan, code,
		     cx_arena_printf(arena, "%zu of %zu resources would be %s, more than %lld %%", changed,
				     total, deletes ? "deleted" : "updated", (long long)percent),
		     cx_arena_printf(arena, "if that is meant, raise safety.%s in cxctl.yaml",
				     deletes ? "max_delete_percent" : "max_update_percent"));
}

static void check_deletes(struct cx_arena *arena, const struct cx_plan_input *input, struct cx_plan *plan)
{
	size_t deletes = plan->counts.delete;
	if (!deletes || input->allow_delete == (int64_t)deletes)
		return;
	const char *message =
		input->allow_delete < 0
			? cx_arena_printf(arena, "%zu %s would be deleted", deletes,
					  deletes == 1 ? "resource" : "resources")
			: cx_arena_printf(arena, "%zu would be deleted, but --allow-delete says %lld",
					  deletes, (long long)input->allow_delete);
	(void)refuse(arena, plan, "safety.delete", message,
		     cx_arena_printf(arena, "if that is meant, apply with --allow-delete %zu", deletes));
}

void cx_plan_safety(struct cx_arena *arena, const struct cx_plan_input *input, struct cx_plan *plan)
{
	size_t existing = plan->counts.unchanged + plan->counts.update + plan->counts.delete;
	if (!input->desired->count)
		(void)refuse(arena, plan, "safety.empty", "the definitions are empty",
			     "an empty set is never applied: it would delete all that cxctl owns");
	check_deletes(arena, input, plan);
	check_share(arena, input, plan, "safety.delete_percent", plan->counts.delete, existing,
		    input->project->max_delete_percent);
	check_share(arena, input, plan, "safety.update_percent",
		    plan->counts.update - plan->counts.unable_updates, existing,
		    input->project->max_update_percent);
}
