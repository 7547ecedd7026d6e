/* SPDX-License-Identifier: Apache-2.0 */
/* A POST of unknown end: the object is looked up by its natural key, never posted again on hope. */
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"

/* Seconds after which the list is read again (DESIGN.md 7, "resolve first"). */
static const int64_t waits_ms[] = {500, 1000, 2000, 4000, 8000};

/* Objects with the step's natural key that are equal to what was sent. */
static size_t count_matches(struct apply_step *s, const struct cx_live_list *list, const char **ret_id)
{
	const struct cx_change *change = s->step.change;
	struct cx_arena *arena = s->run->arena;
	const char *field = change->route->match_field;
	const char *key = field ? cx_node_get_text(change->body, field) : NULL;
	size_t matches = 0;
	for (size_t i = 0; key && i < list->count; i++) {
		const struct cx_node *live = list->items[i];
		if (!cx_node_is_text(cx_node_get(live, field), key))
			continue;
		const char *id = cx_plan_live_id(arena, change->route, live);
		if (!id || apply_same_is_owned(s->run, id) || !apply_is_as_sent(arena, change, live))
			continue;
		*ret_id = id;
		matches++;
	}
	return matches;
}

/* What a complete list tells of one step; it stays in doubt where the list does not show it. */
static void step_look(struct apply_step *s, const struct cx_live_list *list)
{
	const char *id = NULL;
	size_t matches = count_matches(s, list, &id);
	if (matches == 1) {
		s->step.id = id;
		s->step.problem = s->step.code = s->step.hint = NULL;
		apply_step_finish(s, CX_STEP_APPLIED);
	} else if (matches > 1) {
		apply_step_fail_text(s, CX_STEP_UNKNOWN, "apply.unknown",
				     "the tenant holds several that equal what was sent",
				     "delete all but one by hand");
	} else if (!s->accepted && s->step.change->route->idempotency_honoured &&
		   s->writes < MAX_STEP_WRITES) {
		/* The tenant promises that the same key is the same object. */
		apply_step_due(s);
	}
}

struct waiting {
	struct apply_step *steps[MAX_STEPS_OPEN];
	size_t count;
};

static void waiting_collect(const struct apply_run *run, struct waiting *ret_waiting)
{
	ret_waiting->count = 0;
	for (size_t i = 0; i < run->open_count; i++)
		if (run->open[i]->phase == PHASE_RESOLVE)
			ret_waiting->steps[ret_waiting->count++] = run->open[i];
}

/* One look at the tenant for all: a list of each kind. */
static void look(struct apply_run *run, const struct waiting *waiting)
{
	struct cx_live_list lists[MAX_STEPS_OPEN];
	size_t count = 0;
	for (size_t i = 0; i < waiting->count; i++) {
		const struct cx_kind_route *route = waiting->steps[i]->step.change->route;
		size_t k = 0;
		while (k < count && lists[k].route != route)
			k++;
		if (k == count)
			lists[count++] = (struct cx_live_list){.route = route};
	}
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	/* One that fails leaves the others complete. */
	(void)cx_reader_lists(cx_remote_reader(run->options->remote), run->arena, lists, count, &inner);
	for (size_t i = 0; i < waiting->count; i++)
		for (size_t k = 0; k < count; k++)
			if (lists[k].route == waiting->steps[i]->step.change->route && lists[k].complete)
				step_look(waiting->steps[i], &lists[k]);
}

/* Without a list there is nowhere to look, and nothing to wait for. */
static void resolve_unlisted(struct apply_step *s)
{
	if (!s->accepted && s->step.change->route->idempotency_honoured && s->writes < MAX_STEP_WRITES) {
		apply_step_due(s);
		return;
	}
	apply_step_fail_text(
		s, CX_STEP_UNKNOWN, "apply.unknown",
		cx_arena_printf(s->run->arena,
				"it may or may not have been created, and the tenant has no list to see it "
				"in: %s",
				s->step.problem ? s->step.problem : "no answer"),
		"look for it in the tenant: if it is there, give its id as metadata.id");
}

void apply_resolve_posts(struct apply_run *run)
{
	const volatile sig_atomic_t *interrupted = run->options->interrupted;
	struct waiting waiting;
	waiting_collect(run, &waiting);
	for (size_t i = 0; i < waiting.count; i++)
		if (!waiting.steps[i]->step.change->route->routes[CX_ROUTE_LIST].present)
			resolve_unlisted(waiting.steps[i]);
	waiting_collect(run, &waiting);
	for (size_t i = 0; waiting.count && i < CX_COUNT(waits_ms); i++) {
		if ((interrupted && *interrupted) || cx_remote_is_over(run->options->remote))
			break;
		apply_sleep(run, waits_ms[i] * 1000);
		look(run, &waiting);
		waiting_collect(run, &waiting);
	}
	for (size_t i = 0; i < waiting.count; i++)
		apply_step_fail_text(waiting.steps[i], CX_STEP_UNKNOWN, "apply.unknown",
				     cx_arena_printf(run->arena, "it may or may not have been created: %s",
						     waiting.steps[i]->step.problem
							     ? waiting.steps[i]->step.problem
							     : "no answer"),
				     "the next cxctl apply looks for it and settles it");
}
