/* SPDX-License-Identifier: Apache-2.0 */
/* References among what is adopted: by name where that closes no circle, which no project may have. */
#include "engine/adopt_parts.h"

#include "engine/plan_parts.h"

struct edges {
	size_t *items; /* indexes of items */
	size_t count, cap, next;
};

enum mark {
	MARK_NEW,
	MARK_OPEN,
	MARK_DONE,
};

const char *cx_adopt_key(struct cx_arena *arena, const char *kind, const char *id)
{
	return cx_arena_printf(arena, "%s %s", kind, id);
}

static const char *key_of(const struct cx_adopt_job *job, const char *kind, const struct cx_node *value)
{
	const struct cx_kind_route *route = cx_profile_kind(job->input->profile, kind);
	if (!route || value->type != CX_NODE_STRING || strlen(value->text) != value->len)
		return NULL;
	return cx_adopt_key(job->arena, kind, cx_plan_id(job->arena, route, value->text));
}

static void collect(const struct cx_adopt_job *job, const struct cx_shape *list, const struct cx_shape *shape,
		    const struct cx_node *node, struct edges *edges)
{
	const char *kind = cx_shape_ref_kind(list, shape);
	const char *key = kind ? key_of(job, kind, node) : NULL;
	const struct cx_adopt_item *to = key ? cx_map_get(&job->by_id, key) : NULL;
	if (to) {
		CX_ARENA_GROW(job->arena, edges->items, edges->count, edges->cap);
		edges->items[edges->count++] = (size_t)(to - job->items);
	}
	if (!shape || shape->criteria)
		return;
	bool array = node->type == CX_NODE_ARRAY;
	for (const struct cx_node *child = node->first; child; child = child->next)
		collect(job, array ? shape : NULL,
			array ? shape->items : cx_shape_member(shape, child->key, child->key_len), child,
			edges);
}

static const char *pair_of(const struct cx_adopt_job *job, const struct cx_adopt_item *from,
			   const struct cx_adopt_item *to)
{
	return cx_arena_printf(job->arena, "%s %s", from->address, to->address);
}

/* Depth first with a stack of our own: chains may be as long as the tenant. */
static void search_from(struct cx_adopt_job *job, size_t start, struct edges *edges, unsigned char *marks,
			size_t *stack)
{
	size_t depth = 0;
	stack[depth++] = start;
	marks[start] = MARK_OPEN;
	while (depth) {
		size_t at = stack[depth - 1];
		if (edges[at].next == edges[at].count) {
			marks[at] = MARK_DONE;
			depth--;
			continue;
		}
		size_t to = edges[at].items[edges[at].next++];
		if (marks[to] == MARK_OPEN)
			(void)cx_map_put(&job->circles, pair_of(job, &job->items[at], &job->items[to]), job);
		if (marks[to] != MARK_NEW)
			continue;
		marks[to] = MARK_OPEN;
		stack[depth++] = to;
	}
}

void cx_adopt_find_circles(struct cx_adopt_job *job)
{
	struct edges *edges = cx_arena_alloc(job->arena, (job->count + 1) * sizeof *edges);
	unsigned char *marks = cx_arena_alloc(job->arena, job->count + 1);
	size_t *stack = cx_arena_alloc(job->arena, (job->count + 1) * sizeof *stack);
	for (size_t i = 0; i < job->count; i++)
		if (job->items[i].fate == CX_ADOPT_NEW)
			collect(job, NULL, job->items[i].kind->spec, job->items[i].live, &edges[i]);
	for (size_t i = 0; i < job->count; i++)
		if (marks[i] == MARK_NEW)
			search_from(job, i, edges, marks, stack);
}

const char *cx_adopt_reference(const struct cx_adopt_job *job, const struct cx_adopt_item *from,
			       const char *kind, const struct cx_node *value)
{
	const char *key = key_of(job, kind, value);
	const struct cx_adopt_item *to = key ? cx_map_get(&job->by_id, key) : NULL;
	if (to && to->fate == CX_ADOPT_NEW && !cx_map_get(&job->circles, pair_of(job, from, to)))
		return to->name;
	return key && !to ? cx_map_get(&job->defined, key) : NULL;
}
