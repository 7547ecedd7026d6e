/* SPDX-License-Identifier: Apache-2.0 */
/* The order of deletes: topological, so that a chain of any length comes out right. */
#include "engine/plan_parts.h"

#include <ctype.h>

/* Ids are looked up in the specs as they were applied; no id in use is longer. */
#define MAX_ID 128

struct edge {
	size_t from, to; /* from refers to */
};

struct deletes {
	struct cx_change **items;
	size_t count;
	struct cx_map by_id; /* -> index + 1, as a pointer into numbers */
	size_t *numbers;
	struct edge *edges; /* by from */
	size_t edge_count, edge_cap;
	size_t *waiting; /* how many that refer to it are not placed yet */
};

void *cx_plan_find_id(const struct cx_map *by_id, const struct cx_node *text)
{
	char lower[MAX_ID];
	if (text->type != CX_NODE_STRING || text->len >= sizeof lower)
		return NULL;
	void *found = cx_map_get_n(by_id, text->text, text->len);
	for (size_t i = 0; i < text->len; i++)
		lower[i] = (char)tolower((unsigned char)text->text[i]);
	return found ? found : cx_map_get_n(by_id, lower, text->len);
}

static void add_edges(struct deletes *d, size_t from, const struct cx_node *node)
{
	const size_t *to = cx_plan_find_id(&d->by_id, node);
	if (to && *to != from) {
		CX_GROW(d->edges, d->edge_count, d->edge_cap);
		d->edges[d->edge_count++] = (struct edge){from, *to};
		d->waiting[*to]++;
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		add_edges(d, from, child);
}

/* Kahn's algorithm. Circles, which only literal ids can make, keep the first rank: no order suits them. */
static void place_all(struct deletes *d)
{
	size_t *queue = cx_alloc((d->count + 1) * sizeof *queue);
	size_t *start = cx_alloc((d->count + 2) * sizeof *start);
	size_t head = 0, tail = 0;
	for (size_t i = 0; i < d->edge_count; i++)
		start[d->edges[i].from + 1] = i + 1;
	for (size_t i = 1; i <= d->count; i++)
		start[i] = start[i] ? start[i] : start[i - 1];
	for (size_t i = 0; i < d->count; i++)
		if (!d->waiting[i])
			queue[tail++] = i;
	while (head < tail) {
		size_t from = queue[head++];
		for (size_t e = start[from]; e < start[from + 1]; e++) {
			size_t to = d->edges[e].to;
			if (d->items[to]->rank <= d->items[from]->rank)
				d->items[to]->rank = d->items[from]->rank + 1;
			if (--d->waiting[to] == 0)
				queue[tail++] = to;
		}
	}
	cx_free(start);
	cx_free(queue);
}

void cx_plan_order_deletes(struct cx_plan *plan, size_t definitions)
{
	struct deletes d = {.by_id = CX_MAP_INIT};
	d.items = cx_alloc((plan->count + 1) * sizeof *d.items);
	d.numbers = cx_alloc((plan->count + 1) * sizeof *d.numbers);
	d.waiting = cx_alloc((plan->count + 1) * sizeof *d.waiting);
	for (size_t i = 0; i < plan->count; i++) {
		struct cx_change *change = &plan->changes[i];
		if (change->action != CX_ACTION_DELETE)
			continue;
		change->rank = definitions + 1;
		d.numbers[d.count] = d.count;
		(void)cx_map_put(&d.by_id, change->id, &d.numbers[d.count]);
		d.items[d.count++] = change;
	}
	for (size_t i = 0; i < d.count; i++) {
		const struct cx_node *spec = cx_node_get(d.items[i]->base, "spec");
		if (spec)
			add_edges(&d, i, spec);
	}
	place_all(&d);
	cx_map_release(&d.by_id);
	cx_free(d.items);
	cx_free(d.numbers);
	cx_free(d.waiting);
	cx_free(d.edges);
}
