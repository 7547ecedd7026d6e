/* SPDX-License-Identifier: Apache-2.0 */
/* A POST of unknown end: the object is looked up by its natural key, never posted again on hope. */
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"

/* Seconds after which the list is read again (DESIGN.md 7, "resolve first"). */
static const int64_t waits_ms[] = {500, 1000, 2000, 4000, 8000};

static bool is_owned_elsewhere(const struct apply_run *run, const struct apply_step *s, const char *id)
{
	const struct cx_ledger *ledger = run->options->ledger;
	for (size_t i = 0; ledger && i < ledger->resources.count; i++) {
		const char *owned = cx_node_get_text(ledger->resources.entries[i].value, "id");
		if (owned && strcmp(owned, id) == 0)
			return true;
	}
	for (size_t i = 0; i < run->count; i++) {
		const struct apply_step *other = &run->steps[i];
		if (other != s && other->step.id && strcmp(other->step.id, id) == 0)
			return true;
	}
	return false;
}

/* Objects with the step's natural key that are equal to what was sent. */
static size_t count_matches(struct apply_run *run, const struct apply_step *s,
			    const struct cx_live_list *list, const struct cx_node **ret_match)
{
	const struct cx_change *change = s->step.change;
	const char *field = change->route->match_field;
	const char *key = field ? cx_node_get_text(change->body, field) : NULL;
	size_t matches = 0;
	for (size_t i = 0; key && i < list->count; i++) {
		const struct cx_node *live = list->items[i];
		const char *id = cx_plan_live_id(run->arena, change->route, live);
		if (!id || !cx_node_is_text(cx_node_get(live, field), key) ||
		    !apply_is_as_sent(run->arena, change, live) || is_owned_elsewhere(run, s, id))
			continue;
		*ret_match = live;
		matches++;
	}
	return matches;
}

/* One look at the tenant for one step; true if it is settled. */
static bool resolve_once(struct apply_run *run, struct apply_step *s)
{
	struct cx_live_list list = {.route = s->step.change->route};
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	struct cx_reader *reader = cx_remote_reader(run->options->remote);
	if (cx_reader_lists(reader, run->arena, &list, 1, &inner) || !list.complete)
		return false;
	const struct cx_node *match = NULL;
	size_t matches = count_matches(run, s, &list, &match);
	if (matches == 1) {
		s->step.id = cx_plan_live_id(run->arena, s->step.change->route, match);
		s->step.problem = s->step.code = s->step.hint = NULL;
		apply_step_finish(s, CX_STEP_APPLIED);
		return true;
	}
	if (matches > 1) {
		apply_step_fail_text(s, CX_STEP_UNKNOWN, "apply.unknown",
				     "the tenant holds several that equal what was sent",
				     "delete all but one by hand");
		return true;
	}
	return false;
}

static void resolve_one(struct apply_run *run, struct apply_step *s)
{
	const volatile sig_atomic_t *interrupted = run->options->interrupted;
	for (size_t i = 0; i < CX_COUNT(waits_ms) && !(interrupted && *interrupted); i++) {
		run->options->clock->sleep_us(run->options->clock, waits_ms[i] * 1000);
		if (resolve_once(run, s))
			return;
		if (s->step.change->route->idempotency_honoured && s->writes < MAX_STEP_WRITES) {
			/* The tenant promises that the same key is the same object. */
			apply_step_due(s);
			return;
		}
	}
	apply_step_fail_text(s, CX_STEP_UNKNOWN, "apply.unknown",
			     cx_arena_printf(run->arena, "it may or may not have been created: %s",
					     s->step.problem ? s->step.problem : "no answer"),
			     "the next cxctl apply looks for it and settles it");
}

void apply_resolve_posts(struct apply_run *run)
{
	for (size_t i = run->rank_begin; i < run->rank_end; i++)
		if (run->steps[i].phase == PHASE_RESOLVE)
			resolve_one(run, &run->steps[i]);
}
