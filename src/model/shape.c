/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes, built once per schema. */
#include "model/shape.h"

#include "base/map.h"
#include "doc/pointer.h"
#include "port/regex.h"

#define MAX_BRANCH_DEPTH 32
/* Schemas come from repositories, too: branches that name branches twice grow without end. */
#define MAX_SHAPE_DEPTH 128
#define MAX_STEPS       2000000u

/*
 * A schema node is built once; a memo keyed by the node ends cycles. Properties are few, so they are looked
 * up by walking.
 */
struct builder {
	struct cx_arena *arena;
	struct cx_node *root;
	struct cx_map memo; /* address of a schema node -> its shape */
	size_t depth, steps;
	bool failed; /* too deep, or too much */
};

static struct cx_shape *shape_build(struct builder *b, const struct cx_node *schema);

static const struct cx_node *follow_ref(struct builder *b, const struct cx_node *schema)
{
	const char *ref = cx_node_get_text(schema, "$ref");
	return ref && ref[0] == '#' ? cx_pointer_get(b->root, ref + 1) : NULL;
}

static bool types_hold(const struct cx_node *type, const char *name)
{
	if (cx_node_is_text(type, name))
		return true;
	for (const struct cx_node *t = type && type->type == CX_NODE_ARRAY ? type->first : NULL; t;
	     t = t->next)
		if (cx_node_is_text(t, name))
			return true;
	return false;
}

static void read_annotations(struct builder *b, struct cx_shape *shape, const struct cx_node *schema)
{
	shape->read_only |= cx_node_get_bool(schema, "readOnly", false);
	shape->write_only |= cx_node_get_bool(schema, "writeOnly", false);
	shape->directive |= cx_node_get_bool(schema, "x-cxctl-directive", false);
	shape->server |= cx_node_get_bool(schema, "x-cxctl-server", false);
	shape->nullable |= types_hold(cx_node_get(schema, "type"), "null");
	shape->text |= types_hold(cx_node_get(schema, "type"), "string");
	shape->criteria |= cx_node_is_text(cx_node_get(schema, "x-cxctl-normalize"), "criteria");
	shape->uuid |= cx_node_is_text(cx_node_get(schema, "format"), "uuid");
	int64_t depth;
	if (cx_node_get_int64(schema, "x-cxctl-max-depth", &depth))
		shape->max_depth = depth;
	const char *list = cx_node_get_text(schema, "x-cxctl-list");
	if (list && strcmp(list, "set") == 0)
		shape->list = CX_LIST_MODE_SET;
	if (list && strncmp(list, "keyed:", 6) == 0) {
		shape->list = CX_LIST_MODE_KEYED;
		shape->list_key = cx_arena_strdup(b->arena, list + 6);
	}
	if (!shape->ref)
		shape->ref = cx_node_get_text(schema, "x-cxctl-ref");
	if (!shape->known)
		shape->known = cx_node_get(schema, "enum");
	if (!shape->default_value)
		shape->default_value = cx_node_get(schema, "default");
}

static struct cx_shape *find_property(const struct cx_shape *shape, const char *key, size_t len)
{
	for (size_t i = 0; i < shape->property_count; i++) {
		const struct cx_shape_property *p = &shape->properties[i];
		if (p->len == len && memcmp(p->name, key, len) == 0)
			return p->shape;
	}
	return NULL;
}

/* Counts work; false if there was too much of it. */
static bool take_steps(struct builder *b, size_t steps)
{
	b->steps += steps;
	b->failed |= b->steps > MAX_STEPS || b->depth > MAX_SHAPE_DEPTH;
	return !b->failed;
}

/* What is no pattern is said when the schema is compiled. */
static void read_patterns(struct builder *b, struct cx_shape *shape, const struct cx_node *schema)
{
	const struct cx_node *patterns = cx_node_get(schema, "patternProperties");
	for (const struct cx_node *p = patterns ? patterns->first : NULL; p; p = p->next) {
		const char *error = NULL;
		const struct cx_regex *regex = cx_regex_compile(b->arena, p->key, p->key_len, &error);
		if (!regex || !take_steps(b, 1))
			continue;
		struct cx_shape *built = shape_build(b, p);
		CX_ARENA_GROW(b->arena, shape->patterns, shape->pattern_count, shape->pattern_cap);
		shape->patterns[shape->pattern_count++] = (struct cx_shape_pattern){regex, built};
	}
}

static void read_children(struct builder *b, struct cx_shape *shape, const struct cx_node *schema)
{
	const struct cx_node *properties = cx_node_get(schema, "properties");
	for (const struct cx_node *p = properties ? properties->first : NULL; p; p = p->next) {
		if (!take_steps(b, shape->property_count))
			return;
		if (find_property(shape, p->key, p->key_len))
			continue;
		struct cx_shape *built = shape_build(b, p);
		CX_ARENA_GROW(b->arena, shape->properties, shape->property_count, shape->property_cap);
		shape->properties[shape->property_count++] =
			(struct cx_shape_property){p->key, p->key_len, built};
	}
	read_patterns(b, shape, schema);
	const struct cx_node *items = cx_node_get(schema, "items");
	if (items && items->type == CX_NODE_OBJECT && !shape->items)
		shape->items = shape_build(b, items);
	const struct cx_node *more = cx_node_get(schema, "additionalProperties");
	if (more && more->type == CX_NODE_OBJECT && !shape->additional)
		shape->additional = shape_build(b, more);
}

static void shape_merge(struct builder *b, struct cx_shape *shape, const struct cx_node *schema, int depth)
{
	static const char *const lists[] = {"allOf", "anyOf", "oneOf"};
	static const char *const singles[] = {"if", "then", "else"};
	if (!schema || schema->type != CX_NODE_OBJECT || depth > MAX_BRANCH_DEPTH || !take_steps(b, 1))
		return;
	read_annotations(b, shape, schema);
	read_children(b, shape, schema);
	shape_merge(b, shape, follow_ref(b, schema), depth + 1);
	for (size_t i = 0; i < CX_COUNT(lists); i++) {
		const struct cx_node *list = cx_node_get(schema, lists[i]);
		for (const struct cx_node *branch = list ? list->first : NULL; branch; branch = branch->next)
			shape_merge(b, shape, branch, depth + 1);
	}
	for (size_t i = 0; i < CX_COUNT(singles); i++)
		shape_merge(b, shape, cx_node_get(schema, singles[i]), depth + 1);
}

static struct cx_shape *shape_build(struct builder *b, const struct cx_node *schema)
{
	/* The pointer's own bytes are the key; they stand in the arena. */
	const struct cx_node **key = cx_arena_alloc(b->arena, sizeof(const struct cx_node *));
	*key = schema;
	struct cx_shape *shape = cx_map_get_n(&b->memo, (const char *)key, sizeof(const struct cx_node *));
	if (shape)
		return shape;
	shape = cx_arena_alloc(b->arena, sizeof *shape);
	(void)cx_map_put_n(&b->memo, (const char *)key, sizeof(const struct cx_node *), shape);
	b->depth++;
	shape_merge(b, shape, schema, 0);
	b->depth--;
	return shape;
}

struct cx_shape *cx_shape_of(struct cx_arena *arena, const struct cx_node *schema)
{
	struct builder b = {.arena = arena, .root = cx_node_copy(arena, schema)};
	struct cx_shape *shape = shape_build(&b, b.root);
	cx_map_release(&b.memo);
	return b.failed ? NULL : shape;
}

const struct cx_shape *cx_shape_member(const struct cx_shape *shape, const char *key, size_t key_len)
{
	if (!shape)
		return NULL;
	const struct cx_shape *member = find_property(shape, key, key_len);
	for (size_t i = 0; i < shape->pattern_count && !member; i++)
		if (cx_regex_match(shape->patterns[i].regex, key, key_len) == CX_REGEX_RESULT_MATCH)
			member = shape->patterns[i].shape;
	return member ? member : shape->additional;
}

bool cx_shape_is_property(const struct cx_shape *shape, const char *key, size_t key_len)
{
	return shape && find_property(shape, key, key_len);
}

const char *cx_shape_ref_kind(const struct cx_shape *list, const struct cx_shape *item)
{
	if (item && item->ref)
		return item->ref;
	const struct cx_shape *ref = cx_shape_member(item, "ref", 3);
	if (ref && ref->ref)
		return ref->ref;
	return list ? list->ref : NULL;
}
