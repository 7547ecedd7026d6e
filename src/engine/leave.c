/* SPDX-License-Identifier: Apache-2.0 */
/* Units are replaced one by one in a copy: there are few of them. */
#include "engine/leave.h"

#include "doc/pointer.h"
#include "model/normal.h"

/* The object that holds the member, in a tree that may be changed; NULL where it is not there. */
static struct cx_node *parent_of(struct cx_arena *arena, struct cx_node *root, const char *path,
				 const char **ret_key)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	const char *parent = cx_arena_strndup(arena, path, (size_t)(slash - path));
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	for (const char *c = slash + 1; *c; c++) {
		bool escaped = c[0] == '~' && c[1];
		cx_buf_addc(&key, !escaped ? *c : *++c == '1' ? '/' : '~');
	}
	*ret_key = cx_arena_strdup(arena, key.len ? key.data : "");
	struct cx_node *node = cx_pointer_get(root, parent);
	return node && node->type == CX_NODE_OBJECT ? node : NULL;
}

static const struct cx_shape *shape_at(struct cx_arena *arena, const struct cx_shape *shape, const char *path)
{
	while (shape && *path == '/') {
		size_t n = strcspn(++path, "/");
		const char *key = NULL;
		struct cx_node unused = {.type = CX_NODE_OBJECT};
		(void)parent_of(arena, &unused, cx_arena_printf(arena, "/%.*s", (int)n, path), &key);
		shape = key ? cx_shape_member(shape, key, strlen(key)) : NULL;
		path += n;
	}
	return shape;
}

static void leave_member(struct cx_arena *arena, struct cx_node *spec, const char *path,
			 const struct cx_node *value)
{
	const char *key = NULL;
	struct cx_node *parent = parent_of(arena, spec, path, &key);
	if (parent && value)
		cx_node_set(parent, key, cx_node_copy(arena, value));
	else if (parent)
		(void)cx_node_remove(parent, key);
}

/* Keys are compared as the units were told apart: in normal form. */
static bool has_key(struct cx_arena *arena, const struct cx_shape *list, const struct cx_node *item,
		    const struct cx_node *key)
{
	const struct cx_node *own = cx_node_get(cx_normal_item(arena, list, item), list->list_key);
	return own && cx_node_equal(own, key);
}

static const struct cx_node *element_of(struct cx_arena *arena, const struct cx_shape *list,
					const struct cx_node *from, const struct cx_node *key)
{
	for (const struct cx_node *item = from && from->type == CX_NODE_ARRAY ? from->first : NULL; item;
	     item = item->next)
		if (has_key(arena, list, item, key))
			return item;
	return NULL;
}

/* In its place where both have it, at the end where it comes anew. */
static void leave_element(struct cx_arena *arena, const struct cx_shape *shape, struct cx_node *list,
			  const struct cx_node *key, const struct cx_node *value)
{
	struct cx_node *item = list->first;
	bool placed = false;
	list->first = list->last = NULL;
	list->count = 0;
	for (struct cx_node *next; item; item = next) {
		bool same = has_key(arena, shape, item, key);
		next = item->next;
		if (!same)
			cx_node_push(list, item);
		else if (value && !placed)
			cx_node_push(list, cx_node_copy(arena, value));
		placed |= same;
	}
	if (value && !placed)
		cx_node_push(list, cx_node_copy(arena, value));
}

static void leave_one(struct cx_arena *arena, const struct cx_shape *shape, struct cx_node *spec,
		      const struct cx_leave_unit *unit, const struct cx_node *from)
{
	const struct cx_node *value =
		from ? cx_pointer_get((struct cx_node *)(uintptr_t)from, unit->path) : NULL;
	const struct cx_shape *list = unit->element ? shape_at(arena, shape, unit->path) : NULL;
	struct cx_node *own = list ? cx_pointer_get(spec, unit->path) : NULL;
	if (!unit->element)
		leave_member(arena, spec, unit->path, value);
	else if (list && list->list_key && own && own->type == CX_NODE_ARRAY)
		leave_element(arena, list, own, unit->element, element_of(arena, list, value, unit->element));
}

struct cx_node *cx_leave(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *spec,
			 struct cx_leave_units units, const struct cx_node *from)
{
	struct cx_node *out = cx_node_copy(arena, spec);
	for (size_t i = 0; i < units.count; i++)
		leave_one(arena, shape, out, &units.items[i], from);
	return out;
}

struct cx_node *cx_leave_json(struct cx_arena *arena, struct cx_leave_units units)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < units.count; i++) {
		struct cx_node *unit = cx_node_new(arena, CX_NODE_OBJECT);
		if (units.items[i].element)
			cx_node_add(unit, "element", cx_node_copy(arena, units.items[i].element));
		cx_node_add(unit, "path", cx_node_string(arena, units.items[i].path));
		cx_node_push(array, unit);
	}
	return array;
}

struct cx_leave_units cx_leave_read(struct cx_arena *arena, const struct cx_node *json)
{
	struct cx_leave_units units = {0};
	if (!json || json->type != CX_NODE_ARRAY)
		return units;
	struct cx_leave_unit *items = cx_arena_alloc(arena, (json->count + 1) * sizeof *items);
	for (const struct cx_node *node = json->first; node; node = node->next) {
		const char *path = cx_node_get_text(node, "path");
		if (path && cx_pointer_valid(path))
			items[units.count++] = (struct cx_leave_unit){path, cx_node_get(node, "element")};
	}
	units.items = items;
	return units;
}
