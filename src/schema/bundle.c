/* SPDX-License-Identifier: Apache-2.0 */
/* One walk over the places that hold schemas: values that only look like references are left alone. */
#include "schema/bundle.h"

static bool is_among(const char *const *words, const char *key)
{
	for (; *words; words++)
		if (strcmp(*words, key) == 0)
			return true;
	return false;
}

/* Members of these are values, not schemas. */
static const char *const values[] = {"const", "enum", "default", "examples", NULL};
/* The keys in these are names, not keywords. */
static const char *const maps[] = {"properties",  "patternProperties", "$defs",
				   "definitions", "dependentSchemas",  NULL};

static bool is_local(const struct cx_node *ref)
{
	return ref->text[0] == '#' && (!ref->text[1] || ref->text[1] == '/');
}

/* Whether all references are pointers into the document, which the walk can turn. */
static bool is_plain(const struct cx_node *node, bool is_map, bool is_root)
{
	for (const struct cx_node *member = node->first; member; member = member->next) {
		bool keyword = node->type == CX_NODE_OBJECT && !is_map;
		if (keyword && is_among(values, member->key))
			continue;
		if (keyword && member->type == CX_NODE_STRING &&
		    ((strcmp(member->key, "$ref") == 0 && !is_local(member)) ||
		     strcmp(member->key, "$anchor") == 0 || (!is_root && strcmp(member->key, "$id") == 0)))
			return false;
		if (!is_plain(member, keyword && is_among(maps, member->key), false))
			return false;
	}
	return true;
}

static void turn(struct cx_arena *arena, struct cx_node *node, bool is_map, const char *pointer)
{
	for (struct cx_node *member = node->first; member; member = member->next) {
		bool keyword = node->type == CX_NODE_OBJECT && !is_map;
		if (keyword && is_among(values, member->key))
			continue;
		if (keyword && strcmp(member->key, "$ref") == 0 && member->type == CX_NODE_STRING) {
			member->text = cx_arena_printf(arena, "#%s%s", pointer, member->text + 1);
			member->len = strlen(member->text);
		}
		turn(arena, member, keyword && is_among(maps, member->key), pointer);
	}
}

struct cx_node *cx_bundle_part(struct cx_arena *arena, const struct cx_node *schema, const char *pointer,
			       const char *id)
{
	struct cx_node *part = cx_node_copy(arena, schema);
	if (is_plain(schema, false, true)) {
		cx_node_remove(part, "$schema");
		cx_node_remove(part, "$id");
		turn(arena, part, false, pointer);
	} else if (!cx_node_get(part, "$id")) {
		cx_node_add(part, "$id", cx_node_string(arena, id));
	}
	return part;
}
