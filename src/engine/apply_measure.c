/* SPDX-License-Identifier: Apache-2.0 */
/* Members and evaluation of the audiences that were written. */
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"

/* How long a word may stand that nothing shows to be of an evaluation after the write. */
#define PATIENCE_US INT64_C(10000000)

static bool has_word(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static enum cx_settle settle_of(const struct cx_profile *profile, const char *word)
{
	if (!word)
		return CX_SETTLE_UNTOLD;
	if (has_word(profile->settle_done, profile->settle_done_count, word))
		return CX_SETTLE_DONE;
	if (has_word(profile->settle_failed, profile->settle_failed_count, word))
		return CX_SETTLE_FAILED;
	if (has_word(profile->settle_running, profile->settle_running_count, word))
		return CX_SETTLE_RUNNING;
	return CX_SETTLE_OTHER;
}

/* Whether the change could move members: a name or a description cannot. */
static bool moves_members(const struct cx_change *change)
{
	for (size_t i = 0; i < change->fields.count; i++)
		if (strcmp(change->fields.items[i].path, "/name") != 0 &&
		    strcmp(change->fields.items[i].path, "/description") != 0)
			return true;
	return false;
}

/*
 * Whether what the tenant says of its evaluation may be from before the write. Times are compared with each
 * other alone: the tenant's clock is not ours.
 */
static bool is_stale(const struct apply_measure *measure, const struct cx_step *step,
		     const struct cx_node *live)
{
	const struct cx_change *change = step->change;
	if (step->ran || !change->live || !cx_node_get_bool(change->body, "recalculate_on_update", true))
		return false;
	const char *field = measure->profile->settle_time;
	const char *before = field ? cx_node_get_text(change->live, field) : NULL;
	const char *after = field ? cx_node_get_text(live, field) : NULL;
	if (before && after && strcmp(before, after) != 0)
		return false;
	return (before && after && moves_members(change)) || measure->waited_us < PATIENCE_US;
}

static void measure_from(const struct apply_measure *measure, struct cx_step *step,
			 const struct cx_node *live)
{
	const struct cx_profile *profile = measure->profile;
	const char *field = profile->settle_field;
	const char *word = field ? cx_node_get_text(live, field) : NULL;
	int64_t size;
	if (cx_node_get_int64(live, "size", &size) && size >= 0)
		step->members_after = size;
	if (word && (!step->evaluation || strcmp(step->evaluation, word) != 0))
		step->evaluation = cx_arena_strdup(measure->arena, word);
	step->unseen = apply_unseen_is(measure->arena, step->change, live);
	step->settle = settle_of(profile, word);
	step->ran |= step->settle == CX_SETTLE_RUNNING;
	if ((step->settle == CX_SETTLE_DONE || step->settle == CX_SETTLE_FAILED) &&
	    is_stale(measure, step, live))
		step->settle = CX_SETTLE_STALE;
}

/* Those of one kind by a GET each. */
static void measure_singly(const struct apply_measure *measure, struct cx_step *const *steps, size_t count)
{
	CX_AUTO(cx_arena) struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	const char **ids = cx_arena_alloc(&scratch, count * sizeof *ids);
	for (size_t i = 0; i < count; i++)
		ids[i] = steps[i]->id;
	struct cx_node **nodes = cx_arena_alloc(&scratch, count * sizeof(struct cx_node *));
	if (cx_reader_objects(cx_remote_reader(measure->remote), &scratch, steps[0]->change->route, ids,
			      count, nodes, &unused))
		return;
	for (size_t i = 0; i < count; i++) {
		steps[i]->unseen = !nodes[i];
		if (nodes[i])
			measure_from(measure, steps[i], nodes[i]);
	}
}

/* Those of one kind by a list. */
static void measure_listed(const struct apply_measure *measure, struct cx_step *const *steps, size_t count)
{
	CX_AUTO(cx_arena) struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_live_list list = {.route = steps[0]->change->route};
	if (cx_reader_lists(cx_remote_reader(measure->remote), &scratch, &list, 1, &unused))
		return;
	CX_AUTO(cx_map) struct cx_map by_id = CX_MAP_INIT;
	for (size_t i = 0; i < count; i++) {
		steps[i]->unseen = true;
		(void)cx_map_put(&by_id, steps[i]->id, steps[i]);
	}
	for (size_t i = 0; i < list.count; i++) {
		const char *id = cx_plan_live_id(&scratch, list.route, list.items[i]);
		struct cx_step *step = id ? cx_map_get(&by_id, id) : NULL;
		if (step)
			measure_from(measure, step, list.items[i]);
	}
}

/* Few: one GET each. Many: the list, which is fewer requests. */
void apply_measure_steps(const struct apply_measure *measure, struct cx_step *const *steps, size_t count)
{
	enum { FEW = 20 };
	struct cx_step **of_kind = cx_alloc((count + 1) * sizeof(struct cx_step *));
	size_t n = 0;
	for (size_t k = 0; k < measure->profile->kind_count; k++, n = 0) {
		const struct cx_kind_route *route = &measure->profile->kinds[k];
		for (size_t i = 0; i < count; i++)
			if (steps[i]->change->route == route)
				of_kind[n++] = steps[i];
		if (n && (n <= FEW || !route->routes[CX_ROUTE_LIST].present) &&
		    route->routes[CX_ROUTE_READ].present)
			measure_singly(measure, of_kind, n);
		else if (n && route->routes[CX_ROUTE_LIST].present)
			measure_listed(measure, of_kind, n);
	}
	cx_free(of_kind);
}

static bool is_measured(const struct cx_step *step)
{
	const struct cx_shape *spec = step->change->kind->spec;
	const struct cx_step *rollback = step->rollback;
	if (rollback && rollback->result == CX_STEP_APPLIED && step->change->action == CX_ACTION_CREATE)
		return false;
	return step->result == CX_STEP_APPLIED && step->id && step->change->body &&
	       cx_shape_member(spec, "criteria", strlen("criteria"));
}

struct cx_step **apply_measured(struct cx_arena *arena, struct cx_apply *apply, size_t *ret_count)
{
	struct cx_step **steps = cx_arena_alloc(arena, (apply->count + 1) * sizeof(struct cx_step *));
	*ret_count = 0;
	for (size_t i = 0; i < apply->count; i++)
		if (is_measured(&apply->steps[i]))
			steps[(*ret_count)++] = &apply->steps[i];
	return steps;
}

void cx_apply_measure(struct cx_arena *arena, struct cx_remote *remote, const struct cx_profile *profile,
		      struct cx_apply *apply)
{
	/* There is one look only: what may be new passes for it. */
	struct apply_measure measure = {
		.arena = arena, .remote = remote, .profile = profile, .waited_us = PATIENCE_US};
	size_t count;
	struct cx_step **steps = apply_measured(arena, apply, &count);
	apply_measure_steps(&measure, steps, count);
}
