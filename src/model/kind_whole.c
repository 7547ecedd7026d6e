/* SPDX-License-Identifier: Apache-2.0 */
/* The envelope's keywords beside the schema's own; the schema of a member that is there is filled likewise.
 */
#include "model/kind_whole.h"

static struct cx_node *filled(struct cx_arena *arena, const struct cx_node *schema,
			      const struct cx_node *envelope);

/* In the envelope's order, which is that of a definition; members that only the schema has come last. */
static struct cx_node *fill_properties(struct cx_arena *arena, const struct cx_node *own,
				       const struct cx_node *common)
{
	struct cx_node *properties = cx_node_new(arena, CX_NODE_OBJECT);
	properties->span = own->span;
	for (const struct cx_node *c = common->first; c; c = c->next) {
		const struct cx_node *member = cx_node_get_n(own, c->key, c->key_len);
		cx_node_add_n(properties, c->key, c->key_len,
			      member ? filled(arena, member, c) : cx_node_copy(arena, c));
	}
	for (const struct cx_node *member = own->first; member; member = member->next)
		if (!cx_node_get_n(common, member->key, member->key_len))
			cx_node_add_n(properties, member->key, member->key_len, cx_node_copy(arena, member));
	return properties;
}

static struct cx_node *fill_required(struct cx_arena *arena, const struct cx_node *own,
				     const struct cx_node *common)
{
	struct cx_node *required = cx_node_copy(arena, own);
	for (const struct cx_node *c = common->first; c; c = c->next) {
		const struct cx_node *item = own->first;
		while (item && !cx_node_is_text(item, c->text))
			item = item->next;
		if (!item)
			cx_node_push(required, cx_node_copy(arena, c));
	}
	return required;
}

static struct cx_node *fill_keyword(struct cx_arena *arena, const struct cx_node *own,
				    const struct cx_node *common)
{
	if (strcmp(common->key, "properties") == 0 && own->type == CX_NODE_OBJECT)
		return fill_properties(arena, own, common);
	if (strcmp(common->key, "required") == 0 && own->type == CX_NODE_ARRAY)
		return fill_required(arena, own, common);
	return cx_node_copy(arena, own);
}

/* What the envelope says of a value's shape; its words about it are left to the schema. */
static bool is_shape(const struct cx_node *keyword)
{
	static const char *const shape[] = {"type", "required", "properties", "additionalProperties"};
	for (size_t i = 0; i < CX_COUNT(shape); i++)
		if (strcmp(keyword->key, shape[i]) == 0)
			return true;
	return false;
}

/* A constant says it all; and what a schema refers to may be used at other places, too. */
static bool is_complete(const struct cx_node *schema)
{
	return schema->type != CX_NODE_OBJECT || cx_node_get(schema, "const") || cx_node_get(schema, "$ref");
}

static struct cx_node *filled(struct cx_arena *arena, const struct cx_node *schema,
			      const struct cx_node *envelope)
{
	if (schema->type == CX_NODE_BOOL && schema->boolean)
		return cx_node_copy(arena, envelope);
	if (is_complete(schema))
		return cx_node_copy(arena, schema);
	struct cx_node *whole = cx_node_new(arena, CX_NODE_OBJECT);
	whole->span = schema->span;
	for (const struct cx_node *own = schema->first; own; own = own->next) {
		const struct cx_node *common = cx_node_get_n(envelope, own->key, own->key_len);
		cx_node_add_n(whole, own->key, own->key_len,
			      common && is_shape(common) ? fill_keyword(arena, own, common)
							 : cx_node_copy(arena, own));
	}
	for (const struct cx_node *common = envelope->first; common; common = common->next)
		if (is_shape(common) && !cx_node_get_n(schema, common->key, common->key_len))
			cx_node_add_n(whole, common->key, common->key_len, cx_node_copy(arena, common));
	return whole;
}

struct cx_node *cx_kind_whole(struct cx_arena *arena, const struct cx_node *schema,
			      const struct cx_node *envelope)
{
	return filled(arena, schema, envelope);
}
