/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for what: the changes of a plan as a graph, walked while they are applied (DESIGN.md 7). */
#ifndef CX_ENGINE_ORDER_H
#define CX_ENGINE_ORDER_H

#include "engine/plan.h"

/*
 * A change may start once what its definition refers to is done. Deletes start when everything else is done,
 * and a delete after what refers to the object it takes away. A change that something it waits for failed in
 * front of is never blocked by what is unrelated. All in the arena; time is linear in changes, references and
 * the size of the objects.
 */
struct cx_order_item {
	const struct cx_change *change;
	size_t needs;   /* not done yet */
	size_t blocker; /* the first of its needs that did not end well, or CX_ORDER_NONE */
	size_t edges;   /* where those that wait for it begin */
};
struct cx_order {
	struct cx_order_item *items; /* as given; one more at the end, for its edges alone */
	size_t count;
	size_t *waiting; /* by item: those that wait for it */
	size_t *ready;   /* a queue of all that may start, in the order in which they may */
	size_t head, tail;
	size_t before_deletes; /* changes that are no deletes, and not done */
};
#define CX_ORDER_NONE SIZE_MAX

/* The changes must stand by rank. */
void cx_order_make(struct cx_arena *arena, const struct cx_change *const *changes, size_t count,
		   struct cx_order *ret_order);
/* The next change that may start, or CX_ORDER_NONE: each is told once. */
size_t cx_order_next(struct cx_order *order);
/* Whether cx_order_next has one to tell. */
bool cx_order_has_next(const struct cx_order *order);
/* A change is done; what waited only for it may start. Those that need it are blocked if it did not end well.
 */
void cx_order_done(struct cx_order *order, size_t index, bool well);

#endif
