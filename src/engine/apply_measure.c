/* SPDX-License-Identifier: Apache-2.0 */
/* Members and evaluation of the audiences that were written. */
#include "engine/apply.h"
#include "engine/plan_parts.h"

static bool is_measured(const struct cx_step *step)
{
	const struct cx_shape *spec = step->change->kind->spec;
	return step->result == CX_STEP_APPLIED && step->id && step->change->body &&
	       cx_shape_member(spec, "criteria", strlen("criteria"));
}

static void measure_from(struct cx_step *step, const struct cx_node *live)
{
	int64_t size;
	if (cx_node_get_int64(live, "size", &size) && size >= 0)
		step->members_after = size;
	step->evaluation = cx_node_get_text(live, "evaluation_status");
}

/* Few: one GET each. Many: the list, which is fewer requests. */
void cx_apply_measure(struct cx_arena *arena, struct cx_remote *remote, struct cx_apply *apply)
{
	enum { FEW = 20 };
	struct cx_step **steps = cx_arena_alloc(arena, (apply->count + 1) * sizeof *steps);
	const char **ids = cx_arena_alloc(arena, (apply->count + 1) * sizeof *ids);
	size_t count = 0;
	for (size_t i = 0; i < apply->count; i++)
		if (is_measured(&apply->steps[i])) {
			ids[count] = apply->steps[i].id;
			steps[count++] = &apply->steps[i];
		}
	if (!count)
		return;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	const struct cx_kind_route *route = steps[0]->change->route;
	struct cx_reader *reader = cx_remote_reader(remote);
	if (count <= FEW || !route->routes[CX_ROUTE_LIST].present) {
		struct cx_node **nodes = cx_arena_alloc(arena, count * sizeof(struct cx_node *));
		if (cx_reader_objects(reader, arena, route, ids, count, nodes, &unused))
			return;
		for (size_t i = 0; i < count; i++)
			if (nodes[i])
				measure_from(steps[i], nodes[i]);
		return;
	}
	struct cx_live_list list = {.route = route};
	if (cx_reader_lists(reader, arena, &list, 1, &unused))
		return;
	CX_AUTO(cx_map) struct cx_map by_id = CX_MAP_INIT;
	for (size_t i = 0; i < count; i++)
		(void)cx_map_put(&by_id, ids[i], steps[i]);
	for (size_t i = 0; i < list.count; i++) {
		const char *id = cx_plan_live_id(arena, route, list.items[i]);
		struct cx_step *step = id ? cx_map_get(&by_id, id) : NULL;
		if (step)
			measure_from(step, list.items[i]);
	}
}
