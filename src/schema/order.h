/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which schemas name the members of an object. */
#ifndef CX_SCHEMA_ORDER_H
#define CX_SCHEMA_ORDER_H

#include "base/map.h"
#include "doc/doc.h"

#define CX_ORDER_PLACES 16

/* Schemas that say something about one value, each a part of the document whose $refs it uses. */
struct cx_order_place {
	const struct cx_node *schemas[CX_ORDER_PLACES];
	const struct cx_node *documents[CX_ORDER_PLACES];
	size_t count;
};
void cx_order_place_add(struct cx_order_place *place, const struct cx_node *schema,
			const struct cx_node *document);

/*
 * The schemas that properties are read from: those of the place with their $ref and allOf, and of the
 * branches of oneOf, anyOf, then and else the one that knows most of the object's members. keys is the set of
 * these.
 */
void cx_order_open(const struct cx_order_place *place, const struct cx_map *keys,
		   struct cx_order_place *ret_open);
/* The rank of each member by name, smaller first, none for one that no schema names: into ranks, a map to
 * index + 1. */
void cx_order_ranks(const struct cx_order_place *open, struct cx_map *ranks);
/* What is said about a member, or about the items of an array. */
void cx_order_member(const struct cx_order_place *open, const char *key, size_t len,
		     struct cx_order_place *ret_place);
void cx_order_items(const struct cx_order_place *open, struct cx_order_place *ret_place);

#endif
