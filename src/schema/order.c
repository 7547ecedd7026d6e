/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas as written, not as compiled: only there is the order of properties kept. */
#include "schema/order.h"

#include "doc/pointer.h"

/* References and branches that are followed below one value; a cycle ends here. */
#define STEPS_MAX 64

struct opening {
	const struct cx_map *keys;
	struct cx_order_place *open;
	size_t steps;
};

void cx_order_place_add(struct cx_order_place *place, const struct cx_node *schema,
			const struct cx_node *document)
{
	if (!schema || schema->type != CX_NODE_OBJECT || place->count >= CX_ORDER_PLACES)
		return;
	for (size_t i = 0; i < place->count; i++)
		if (place->schemas[i] == schema)
			return;
	place->schemas[place->count] = schema;
	place->documents[place->count++] = document;
}

static const struct cx_node *follow(const struct cx_node *schema, const struct cx_node *document)
{
	const char *ref = cx_node_get_text(schema, "$ref");
	if (!ref || ref[0] != '#' || (ref[1] && ref[1] != '/'))
		return NULL;
	return cx_pointer_get((struct cx_node *)document, ref + 1);
}

/* How many of the keys a schema names, its $ref included. */
static size_t known(const struct opening *o, const struct cx_node *schema, const struct cx_node *document)
{
	size_t count = 0;
	for (unsigned steps = 0; schema && steps < 8; steps++, schema = follow(schema, document)) {
		const struct cx_node *properties = cx_node_get(schema, "properties");
		for (const struct cx_node *p = properties ? properties->first : NULL; p; p = p->next)
			count += cx_map_get_n(o->keys, p->key, p->key_len) != NULL;
	}
	return count;
}

static void weigh(const struct opening *o, const struct cx_node *schema, const struct cx_node *document,
		  const struct cx_node **best, size_t *most)
{
	size_t count = schema ? known(o, schema, document) : 0;
	if (count <= *most)
		return;
	*most = count;
	*best = schema;
}

static void open_one(struct opening *o, const struct cx_node *schema, const struct cx_node *document)
{
	static const char *const lists[] = {"oneOf", "anyOf"};
	if (!schema || schema->type != CX_NODE_OBJECT || o->steps++ >= STEPS_MAX)
		return;
	cx_order_place_add(o->open, schema, document);
	open_one(o, follow(schema, document), document);
	const struct cx_node *all = cx_node_get(schema, "allOf"), *best = NULL;
	for (const struct cx_node *part = all ? all->first : NULL; part; part = part->next)
		open_one(o, part, document);
	size_t most = 0;
	for (size_t i = 0; i < CX_COUNT(lists); i++) {
		const struct cx_node *list = cx_node_get(schema, lists[i]);
		for (const struct cx_node *part = list ? list->first : NULL; part; part = part->next)
			weigh(o, part, document, &best, &most);
	}
	weigh(o, cx_node_get(schema, "then"), document, &best, &most);
	weigh(o, cx_node_get(schema, "else"), document, &best, &most);
	open_one(o, best, document);
}

void cx_order_open(const struct cx_order_place *place, const struct cx_map *keys,
		   struct cx_order_place *ret_open)
{
	struct opening o = {.keys = keys, .open = ret_open};
	*ret_open = (struct cx_order_place){0};
	for (size_t i = 0; i < place->count; i++)
		open_one(&o, place->schemas[i], place->documents[i]);
}

void cx_order_ranks(const struct cx_order_place *open, struct cx_map *ranks)
{
	uintptr_t rank = 0;
	for (size_t i = 0; i < open->count; i++) {
		const struct cx_node *properties = cx_node_get(open->schemas[i], "properties");
		for (const struct cx_node *p = properties ? properties->first : NULL; p; p = p->next)
			if (!cx_map_get_n(ranks, p->key, p->key_len))
				cx_map_put_n(ranks, p->key, p->key_len, (void *)++rank);
	}
}

void cx_order_member(const struct cx_order_place *open, const char *key, size_t len,
		     struct cx_order_place *ret_place)
{
	*ret_place = (struct cx_order_place){0};
	for (size_t i = 0; i < open->count; i++) {
		const struct cx_node *schema = open->schemas[i];
		const struct cx_node *member = cx_node_get_n(cx_node_get(schema, "properties"), key, len);
		member = member ? member : cx_node_get(schema, "additionalProperties");
		cx_order_place_add(ret_place, member, open->documents[i]);
	}
}

void cx_order_items(const struct cx_order_place *open, struct cx_order_place *ret_place)
{
	*ret_place = (struct cx_order_place){0};
	for (size_t i = 0; i < open->count; i++)
		cx_order_place_add(ret_place, cx_node_get(open->schemas[i], "items"), open->documents[i]);
}
