/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an object in an answer is the one that was meant: caches and proxies mix answers up. */
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"
#include "remote/problem.h"

/* Ids that somebody has: resources of the ledger, and steps of this run. */
static void owned_collect(struct apply_run *run)
{
	const struct cx_ledger *ledger = run->options->ledger;
	run->owned_known = true;
	for (size_t i = 0; ledger && i < ledger->resources.count; i++) {
		const char *id = cx_node_get_text(ledger->resources.entries[i].value, "id");
		if (id)
			(void)cx_map_put(&run->owned, id, run->steps);
	}
	for (size_t i = 0; i < run->count; i++)
		if (run->steps[i].step.id)
			(void)cx_map_put(&run->owned, run->steps[i].step.id, run->steps);
}

bool apply_same_is_owned(struct apply_run *run, const char *id)
{
	if (!run->owned_known)
		owned_collect(run);
	return cx_map_get(&run->owned, id) != NULL;
}

void apply_same_own(struct apply_run *run, const char *id)
{
	if (run->owned_known)
		(void)cx_map_put(&run->owned, id, run->steps);
}

const char *apply_same_other(const struct apply_step *s, const char *asked, const struct cx_node *object)
{
	const struct cx_kind_route *route = s->step.change->route;
	struct cx_arena *arena = s->run->arena;
	const char *id = cx_plan_live_id(arena, route, object);
	/* A name may be shown otherwise than it was sent. */
	if (!id || route->identity == CX_IDENTITY_NATURAL_KEY)
		return NULL;
	bool other =
		asked ? strcmp(id, cx_plan_id(arena, route, asked)) != 0 : apply_same_is_owned(s->run, id);
	if (!other)
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "the answer shows another object: ");
	cx_problem_escape(&text, id, strlen(id), 80);
	return cx_arena_strdup(arena, text.data);
}
