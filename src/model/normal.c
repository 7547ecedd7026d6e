/* SPDX-License-Identifier: Apache-2.0 */
/* Normal and complete forms, guided by the shape. */
#include "model/normal.h"

#include "model/criteria.h"

#include <ctype.h>

bool cx_is_secret(const struct cx_shape *shape, const struct cx_node *node)
{
	if (!shape || !shape->write_only || !node || node->type != CX_NODE_OBJECT)
		return false;
	return cx_node_get(node, "env") || cx_node_get(node, "file");
}

bool cx_is_compared(const struct cx_shape *member)
{
	return member && !member->read_only && !member->directive && !member->server;
}

static bool counts_as_absent(const struct cx_shape *shape, const struct cx_node *node)
{
	if (shape && shape->write_only && !shape->text && !cx_is_secret(shape, node))
		return true;
	return node->type == CX_NODE_NULL && shape && !shape->nullable && !shape->criteria;
}

/* Only lists are copied, for the references in them that become ids. */
static struct cx_node *complete_member(struct cx_arena *arena, const struct cx_shape *shape,
				       const struct cx_node *member)
{
	if (!shape || shape->criteria)
		return cx_node_share(arena, member);
	return cx_complete(arena, shape, member);
}

struct cx_node *cx_complete(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *node)
{
	if (node->type != CX_NODE_OBJECT)
		return cx_node_copy(arena, node);
	struct cx_node *out = cx_node_share(arena, node);
	out->first = out->last = NULL;
	out->count = 0;
	for (const struct cx_node *m = node->first; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		if ((member && member->read_only) || counts_as_absent(member, m))
			continue;
		cx_node_add_n(out, m->key, m->key_len, complete_member(arena, member, m));
	}
	for (size_t i = 0; shape && i < shape->property_count; i++) {
		const struct cx_shape_property *p = &shape->properties[i];
		if (p->shape->default_value && !p->shape->read_only && !cx_node_get_n(out, p->name, p->len))
			cx_node_add_n(out, p->name, p->len, cx_node_copy(arena, p->shape->default_value));
	}
	return out;
}

static struct cx_node *normal_text(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *node)
{
	struct cx_node *copy = cx_node_copy(arena, node);
	if (!shape || !shape->uuid || node->type != CX_NODE_STRING)
		return copy;
	char *lower = cx_arena_strndup(arena, node->text, node->len);
	for (size_t i = 0; i < node->len; i++)
		lower[i] = (char)tolower((unsigned char)lower[i]);
	copy->text = lower;
	return copy;
}

static int compare_by_key(const void *left, const void *right)
{
	const struct cx_node *a = *(const struct cx_node *const *)left;
	const struct cx_node *b = *(const struct cx_node *const *)right;
	size_t common = a->key_len < b->key_len ? a->key_len : b->key_len;
	int order = memcmp(a->key, b->key, common);
	return order ? order : (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

static int compare_by_value(const void *left, const void *right)
{
	return cx_node_compare(*(const struct cx_node *const *)left, *(const struct cx_node *const *)right);
}

static struct cx_node *normal_node(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *node);

/* Sorts the children of a fresh node. */
static void sort_children(struct cx_node *node, int (*compare)(const void *, const void *), bool drop_equal)
{
	size_t count = node->count, n = 0;
	if (count < 2)
		return;
	struct cx_node **items = cx_alloc(count * sizeof *items);
	for (struct cx_node *child = node->first; child; child = child->next)
		items[n++] = child;
	qsort(items, n, sizeof *items, compare);
	node->first = node->last = NULL;
	node->count = 0;
	for (size_t i = 0; i < n; i++)
		if (!drop_equal || !i || !cx_node_equal(items[i - 1], items[i]))
			cx_node_push(node, items[i]);
	cx_free(items);
}

static struct cx_node *normal_object(struct cx_arena *arena, const struct cx_shape *shape,
				     const struct cx_node *node)
{
	struct cx_node *out = cx_node_new(arena, CX_NODE_OBJECT);
	out->span = node->span;
	bool open = !shape->property_count && !shape->additional; /* the schema says nothing of members */
	for (const struct cx_node *m = node->first; m; m = m->next) {
		const struct cx_shape *member = cx_shape_member(shape, m->key, m->key_len);
		if ((!open && !cx_is_compared(member)) || counts_as_absent(member, m))
			continue;
		cx_node_add_n(out, m->key, m->key_len, normal_node(arena, member, m));
	}
	for (size_t i = 0; i < shape->property_count; i++) {
		const struct cx_shape_property *p = &shape->properties[i];
		if (!p->shape->default_value || !cx_is_compared(p->shape) ||
		    cx_node_get_n(out, p->name, p->len))
			continue;
		cx_node_add_n(out, p->name, p->len, normal_node(arena, p->shape, p->shape->default_value));
	}
	sort_children(out, compare_by_key, false);
	return out;
}

static struct cx_node *normal_list(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *node)
{
	struct cx_node *out = cx_node_new(arena, CX_NODE_ARRAY);
	out->span = node->span;
	for (const struct cx_node *item = node->first; item; item = item->next)
		cx_node_push(out, normal_node(arena, shape->items, item));
	if (shape->list == CX_LIST_MODE_SET)
		sort_children(out, compare_by_value, true);
	return out;
}

static struct cx_node *normal_node(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *node)
{
	if (!shape || cx_is_secret(shape, node))
		return cx_node_copy(arena, node);
	if (shape->criteria)
		return cx_criteria_normal(arena, node);
	if (node->type == CX_NODE_OBJECT)
		return normal_object(arena, shape, node);
	if (node->type == CX_NODE_ARRAY)
		return normal_list(arena, shape, node);
	return normal_text(arena, shape, node);
}

bool cx_same(const struct cx_node *a, const struct cx_node *b)
{
	return a && b ? cx_node_equal(a, b) : a == b;
}

bool cx_set_is_within(const struct cx_node *a, const struct cx_node *b)
{
	const struct cx_node *other = b ? b->first : NULL;
	for (const struct cx_node *item = a ? a->first : NULL; item; item = item->next) {
		int order = -1;
		for (; other && (order = cx_node_compare(other, item)) < 0; other = other->next)
			;
		if (!other || order != 0)
			return false;
	}
	return true;
}

struct cx_node *cx_normal(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *node)
{
	return normal_node(arena, shape, node);
}

struct cx_node *cx_ordered(struct cx_arena *arena, const struct cx_shape *shape, const struct cx_node *node)
{
	bool nested = node->type == CX_NODE_OBJECT || node->type == CX_NODE_ARRAY;
	if (!shape || !nested || cx_is_secret(shape, node))
		return cx_node_copy(arena, node);
	if (shape->criteria)
		return cx_criteria_normal(arena, node);
	struct cx_node *out = cx_node_new(arena, node->type);
	for (const struct cx_node *m = node->first; m; m = m->next)
		if (node->type == CX_NODE_OBJECT)
			cx_node_add_n(out, m->key, m->key_len,
				      cx_ordered(arena, cx_shape_member(shape, m->key, m->key_len), m));
		else
			cx_node_push(out, cx_ordered(arena, shape->items, m));
	if (node->type == CX_NODE_ARRAY && shape->list == CX_LIST_MODE_SET)
		sort_children(out, compare_by_value, true);
	return out;
}

struct cx_node *cx_normal_item(struct cx_arena *arena, const struct cx_shape *list,
			       const struct cx_node *item)
{
	return normal_node(arena, list->items, item);
}
