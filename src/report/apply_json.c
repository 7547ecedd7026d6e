/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers are integers but for the success rate, which has one decimal. */
#include "report/apply_json.h"

#include "report/diag_json.h"
#include "report/plan_json.h"

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_diag_json_text(arena, text));
}

/* Less than 0 is null. */
static void add_number(struct cx_arena *arena, struct cx_node *object, const char *key, int64_t n)
{
	cx_node_add(object, key, n < 0 ? cx_node_new(arena, CX_NODE_NULL) : cx_node_int(arena, n));
}

/* What became of writing back what was there before; null where nothing was to be. */
static struct cx_node *rollback_json(struct cx_arena *arena, const struct cx_step *rollback)
{
	if (!rollback)
		return cx_node_new(arena, CX_NODE_NULL);
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "action", cx_action_name(rollback->change->action));
	add_text(arena, object, "result", cx_step_result_name(rollback->result));
	add_number(arena, object, "status", rollback->status ? rollback->status : -1);
	add_number(arena, object, "latency_ms", rollback->status ? rollback->latency_us / 1000 : -1);
	add_text(arena, object, "id", rollback->id);
	add_text(arena, object, "code", rollback->code);
	add_text(arena, object, "problem", rollback->problem);
	add_text(arena, object, "hint", rollback->hint);
	return object;
}

static struct cx_node *step_json(struct cx_arena *arena, const struct cx_step *step)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "address", step->change->address);
	add_text(arena, object, "action", cx_action_name(step->change->action));
	add_text(arena, object, "result", cx_step_result_name(step->result));
	add_number(arena, object, "status", step->status ? step->status : -1);
	add_number(arena, object, "latency_ms", step->status ? step->latency_us / 1000 : -1);
	add_text(arena, object, "id", step->id);
	add_number(arena, object, "members_before", step->change->members);
	add_number(arena, object, "members_after", step->members_after);
	add_text(arena, object, "evaluation_status", step->evaluation);
	cx_node_add(object, "normalised", cx_plan_json_fields(arena, &step->normalised));
	add_text(arena, object, "code", step->code);
	add_text(arena, object, "problem", step->problem);
	add_text(arena, object, "hint", step->hint);
	cx_node_add(object, "rollback", rollback_json(arena, step->rollback));
	return object;
}

static struct cx_node *summary_json(struct cx_arena *arena, const struct cx_apply *apply,
				    const struct cx_apply_view *view)
{
	static const struct cx_apply nothing = {0};
	const struct cx_apply *a = apply ? apply : &nothing;
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_number(arena, object, "applied", (int64_t)a->applied);
	add_number(arena, object, "rolled_back", (int64_t)a->rolled_back);
	add_number(arena, object, "recorded", (int64_t)a->recorded);
	add_number(arena, object, "not_applied", (int64_t)a->not_applied);
	add_number(arena, object, "conflict", (int64_t)a->conflicts);
	add_number(arena, object, "unknown", (int64_t)a->unknown);
	add_number(arena, object, "skipped", (int64_t)a->skipped);
	size_t well = a->applied + a->recorded, tenths = a->count ? well * 1000 / a->count : 1000;
	const char *percent = cx_arena_printf(arena, "%zu.%zu", tenths / 10, tenths % 10);
	cx_node_add(object, "success_percent", cx_node_number(arena, percent, strlen(percent)));
	add_number(arena, object, "mean_latency_ms",
		   a->answered ? a->latency_total_us / (int64_t)a->answered / 1000 : -1);
	add_number(arena, object, "notified", (int64_t)view->notified);
	add_number(arena, object, "notify_due", (int64_t)(view->notify_due - view->notified));
	add_number(arena, object, "requests", (int64_t)view->requests);
	add_number(arena, object, "elapsed_ms", view->elapsed_us / 1000);
	return object;
}

struct cx_node *cx_apply_json(struct cx_arena *arena, const struct cx_apply *apply,
			      const struct cx_apply_view *view, const struct cx_diags *diags, int exit_code)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "format_version", CX_JSON_FORMAT_VERSION);
	add_text(arena, object, "tenant", view->tenant);
	add_text(arena, object, "commit", view->commit);
	add_text(arena, object, "fingerprint", view->fingerprint);
	add_text(arena, object, "run", view->run);
	add_text(arena, object, "seal", view->seal);
	add_text(arena, object, "head", view->head);
	cx_node_add(object, "summary", summary_json(arena, apply, view));
	struct cx_node *steps = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; apply && i < apply->count; i++)
		cx_node_push(steps, step_json(arena, &apply->steps[i]));
	cx_node_add(object, "steps", steps);
	cx_node_add(object, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(object, "exit_code", cx_node_int(arena, exit_code));
	return object;
}
