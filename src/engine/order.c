/* SPDX-License-Identifier: Apache-2.0 */
/* Kahn's algorithm, fed by what is done. Only edges up the ranks count, so that no circle can hang it. */
#include "engine/order.h"

#include "engine/plan_parts.h"

struct edge {
	size_t from, to; /* to waits for from */
};
struct edges {
	struct cx_arena *arena;
	struct cx_order *order;
	struct edge *items;
	size_t count, cap;
};

static size_t index_of(const struct cx_order *order, const struct cx_order_item *item)
{
	return (size_t)(item - order->items);
}

static void edge_add(struct edges *edges, size_t from, size_t to)
{
	struct cx_order_item *items = edges->order->items;
	if (items[from].change->rank >= items[to].change->rank)
		return;
	CX_ARENA_GROW(edges->arena, edges->items, edges->count, edges->cap);
	edges->items[edges->count++] = (struct edge){from, to};
	items[to].needs++;
}

/* Where it may refer to what is deleted: a delete's rank comes from the ledger, see cx_plan_order_deletes. */
static const struct cx_node *refers_by(const struct cx_change *change)
{
	bool by_live = change->live && change->action != CX_ACTION_DELETE;
	return by_live ? change->live : cx_node_get(change->base, "spec");
}

/* Deletes of what the node refers to wait for the change. */
static void edges_to_deletes(struct edges *edges, const struct cx_map *deletes, size_t from,
			     const struct cx_node *node)
{
	const struct cx_order_item *to = cx_plan_find_id(deletes, node);
	if (to)
		edge_add(edges, from, index_of(edges->order, to));
	for (const struct cx_node *child = node->first; child; child = child->next)
		edges_to_deletes(edges, deletes, from, child);
}

static void edges_find(struct edges *edges)
{
	struct cx_order *order = edges->order;
	CX_AUTO(cx_map) struct cx_map by_address = CX_MAP_INIT;
	CX_AUTO(cx_map) struct cx_map deletes = CX_MAP_INIT;
	for (size_t i = 0; i < order->count; i++) {
		const struct cx_change *change = order->items[i].change;
		if (change->desired)
			(void)cx_map_put(&by_address, change->desired->address, &order->items[i]);
		if (change->action == CX_ACTION_DELETE)
			(void)cx_map_put(&deletes, change->id, &order->items[i]);
	}
	for (size_t i = 0; i < order->count; i++) {
		const struct cx_change *change = order->items[i].change;
		for (size_t k = 0; change->desired && k < change->desired->depend_count; k++) {
			const struct cx_order_item *from =
				cx_map_get(&by_address, change->desired->depends[k]->address);
			if (from)
				edge_add(edges, index_of(order, from), i);
		}
		const struct cx_node *held = refers_by(change);
		if (deletes.count && held)
			edges_to_deletes(edges, &deletes, i, held);
	}
}

/* The edges by where they come from, counted and then dealt out. */
static void edges_sort(const struct edges *edges)
{
	struct cx_order *order = edges->order;
	order->waiting = cx_arena_alloc(edges->arena, (edges->count + 1) * sizeof *order->waiting);
	for (size_t i = 0; i < edges->count; i++)
		order->items[edges->items[i].from + 1].edges++;
	for (size_t i = 0; i < order->count; i++)
		order->items[i + 1].edges += order->items[i].edges;
	size_t *next = cx_arena_alloc(edges->arena, (order->count + 1) * sizeof *next);
	for (size_t i = 0; i < order->count; i++)
		next[i] = order->items[i].edges;
	for (size_t i = 0; i < edges->count; i++)
		order->waiting[next[edges->items[i].from]++] = edges->items[i].to;
}

static bool is_delete(const struct cx_order_item *item)
{
	return item->change->action == CX_ACTION_DELETE;
}

static void release(struct cx_order *order, size_t index)
{
	if (--order->items[index].needs == 0)
		order->ready[order->tail++] = index;
}

static void release_deletes(struct cx_order *order)
{
	for (size_t i = 0; i < order->count; i++)
		if (is_delete(&order->items[i]))
			release(order, i);
}

void cx_order_make(struct cx_arena *arena, const struct cx_change *const *changes, size_t count,
		   struct cx_order *ret_order)
{
	struct cx_order order = {.count = count};
	order.items = cx_arena_alloc(arena, (count + 1) * sizeof *order.items);
	order.ready = cx_arena_alloc(arena, (count + 1) * sizeof *order.ready);
	for (size_t i = 0; i < count; i++) {
		/* One more need for every item: to be let go, here or after the last that is no delete. */
		order.items[i] =
			(struct cx_order_item){.change = changes[i], .needs = 1, .blocker = CX_ORDER_NONE};
		order.before_deletes += changes[i]->action != CX_ACTION_DELETE;
	}
	struct edges edges = {.arena = arena, .order = &order};
	edges_find(&edges);
	edges_sort(&edges);
	for (size_t i = 0; i < count; i++)
		if (!is_delete(&order.items[i]))
			release(&order, i);
	if (!order.before_deletes)
		release_deletes(&order);
	*ret_order = order;
}

size_t cx_order_next(struct cx_order *order)
{
	return cx_order_has_next(order) ? order->ready[order->head++] : CX_ORDER_NONE;
}

bool cx_order_has_next(const struct cx_order *order)
{
	return order->head < order->tail;
}

/* What cannot be updated is there all the same: it is in the way only of what it still refers to. */
static bool is_in_the_way(const struct cx_change *failed, const struct cx_order_item *item)
{
	return !failed->unable || failed->action != CX_ACTION_UPDATE || is_delete(item);
}

void cx_order_done(struct cx_order *order, size_t index, bool well)
{
	const struct cx_order_item *done = &order->items[index];
	for (size_t e = done->edges; e < done[1].edges; e++) {
		size_t to = order->waiting[e];
		struct cx_order_item *item = &order->items[to];
		if (!well && item->blocker == CX_ORDER_NONE && is_in_the_way(done->change, item))
			item->blocker = index;
		release(order, to);
	}
	if (!is_delete(done) && --order->before_deletes == 0)
		release_deletes(order);
}
