/* SPDX-License-Identifier: Apache-2.0 */
/* Normal form of a spec: what is compared; and its complete form: what is sent (DESIGN.md 6.4). */
#ifndef CX_MODEL_NORMAL_H
#define CX_MODEL_NORMAL_H

#include "model/shape.h"

/*
 * A copy with the schema's defaults filled in, in the author's order. readOnly members are left out. null
 * where the schema knows no null counts as left out.
 */
struct cx_node *cx_complete(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *node);

/*
 * Normal form of a definition's or the tenant's spec: members that are readOnly, directives, the server's or
 * unknown to the schema dropped, defaults filled in, members sorted by key, sets sorted without repetition,
 * criteria in normal form, UUIDs in lower case. What can only be a secret is kept as a reference and else
 * dropped: tenants mask it. Two specs mean the same when their normal forms are
 * cx_node_equal.
 */
struct cx_node *cx_normal(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *node);

/*
 * A copy in which only order was settled: sets sorted without repetition, criteria in normal form. Nothing is
 * dropped or filled in, so that two specs which would be sent and mean the same have one digest, and others
 * another.
 */
struct cx_node *cx_ordered(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *node);

/* Both absent (NULL), or the same value. */
bool cx_same(const struct cx_node *a, const struct cx_node *b);
/* Whether a set in normal form holds nothing that the other does not; NULL is empty. Linear: both are sorted.
 */
bool cx_set_is_within(const struct cx_node *a, const struct cx_node *b);

/* One element of a list in normal form. */
struct cx_node *cx_normal_item(struct cx_arena *arena, const struct cx_shape *list,
			       const struct cx_node *item);

/* {env: NAME} or {file: PATH}, with or without version, where the shape may hold a secret. */
bool cx_is_secret(const struct cx_shape *shape, const struct cx_node *node);

/* What the kind's schema does not know, and readOnly members, apart: whether a member belongs to the
 * comparison at all. */
bool cx_is_compared(const struct cx_shape *member);

#endif
