/* SPDX-License-Identifier: Apache-2.0 */
/* Three-way comparison, guided by the shape: objects by member, sets by element, all else as one unit. */
#include "engine/diff.h"

#include "doc/pointer.h"
#include "engine/align.h"
#include "model/normal.h"

struct differ {
	struct cx_arena *arena;
	struct cx_fields *fields;
	bool has_base;
	enum cx_class worst;
	struct cx_buf path;
};

/* One place in all five trees; each may be NULL for absent. */
struct place {
	const struct cx_shape *shape;
	const struct cx_node *desired, *base, *live;
	const struct cx_node *desired_shown, *live_shown;
};

static void fields_add(struct cx_arena *arena, struct cx_fields *fields, const char *path,
		       const struct cx_node *before, const struct cx_node *after, enum cx_class class)
{
	CX_ARENA_GROW(arena, fields->items, fields->count, fields->cap);
	fields->items[fields->count++] = (struct cx_field){
		.path = cx_arena_strdup(arena, path),
		.op = !before ? CX_FIELD_OP_ADD
		      : after ? CX_FIELD_OP_REPLACE
			      : CX_FIELD_OP_REMOVE,
		.before = before,
		.after = after,
		.class = class,
	};
}

static void meet(struct differ *d, enum cx_class class)
{
	if (class > d->worst)
		d->worst = class;
}

static bool equal_or_absent(const struct cx_node *a, const struct cx_node *b)
{
	return a && b ? cx_node_equal(a, b) : a == b;
}

enum cx_class cx_diff_classify(const struct cx_node *desired, const struct cx_node *base,
			       const struct cx_node *live, bool has_base)
{
	if (equal_or_absent(desired, live)) {
		if (!has_base || equal_or_absent(desired, base))
			return CX_CLASS_NONE;
		return CX_CLASS_CONVERGED;
	}
	if (!has_base)
		return CX_CLASS_CONFLICT;
	if (equal_or_absent(live, base))
		return CX_CLASS_INTENDED;
	return equal_or_absent(desired, base) ? CX_CLASS_DRIFT : CX_CLASS_CONFLICT;
}

/* ---- display ---- */

static bool shown_equal(struct cx_arena *arena, const struct cx_node *a, const struct cx_node *b)
{
	if (cx_node_equal(a, b))
		return true;
	return cx_criteria_is_group(a) && cx_criteria_is_group(b) &&
	       cx_node_equal(cx_criteria_normal(arena, a), cx_criteria_normal(arena, b));
}

static void shown_walk(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
		       const struct cx_node *after, enum cx_class class, struct cx_fields *fields);

static void shown_objects(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
			  const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	size_t length = path->len;
	for (const struct cx_node *m = after->first; m; m = m->next) {
		cx_pointer_add(path, m->key, m->key_len);
		shown_walk(arena, path, cx_node_get_n(before, m->key, m->key_len), m, class, fields);
		cx_buf_cut(path, length);
	}
	for (const struct cx_node *m = before->first; m; m = m->next) {
		if (cx_node_get_n(after, m->key, m->key_len))
			continue;
		cx_pointer_add(path, m->key, m->key_len);
		shown_walk(arena, path, m, NULL, class, fields);
		cx_buf_cut(path, length);
	}
}

static void shown_lists(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
			const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	struct cx_align align;
	size_t found = fields->count, length = path->len;
	if (cx_align_lists(arena, before, after, &align))
		for (size_t i = 0; i < align.count; i++) {
			const struct cx_align_row *row = &align.rows[i];
			if (row->same)
				continue;
			cx_pointer_add_index(path, row->after ? row->after_index : row->before_index);
			shown_walk(arena, path, row->before, row->after, class, fields);
			cx_buf_cut(path, length);
		}
	/* Only the order differs, or the lists are too long to align: the whole is the change. */
	if (fields->count == found)
		fields_add(arena, fields, path->data, before, after, class);
}

static void shown_walk(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
		       const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	if (before && after && shown_equal(arena, before, after))
		return;
	if (before && after && before->type == after->type && before->type == CX_NODE_OBJECT)
		shown_objects(arena, path, before, after, class, fields);
	else if (before && after && before->type == after->type && before->type == CX_NODE_ARRAY)
		shown_lists(arena, path, before, after, class, fields);
	else
		fields_add(arena, fields, path->data, before, after, class);
}

void cx_diff_shown(struct cx_arena *arena, const char *path, const struct cx_node *before,
		   const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	CX_AUTO(cx_buf) struct cx_buf at = CX_BUF_INIT;
	cx_buf_adds(&at, path);
	shown_walk(arena, &at, before, after, class, fields);
}

/* ---- units ---- */

static void unit_diff(struct differ *d, const struct place *p)
{
	enum cx_class class = cx_diff_classify(p->desired, p->base, p->live, d->has_base);
	meet(d, class);
	if (class <= CX_CLASS_CONVERGED)
		return;
	const struct cx_node *before = p->live ? (p->live_shown ? p->live_shown : p->live) : NULL;
	const struct cx_node *after = p->desired ? (p->desired_shown ? p->desired_shown : p->desired) : NULL;
	size_t found = d->fields->count;
	shown_walk(d->arena, &d->path, before, after, class, d->fields);
	if (d->fields->count == found)
		fields_add(d->arena, d->fields, d->path.data, before, after, class);
}

/* A secret is in no answer of the tenant: what counts is whether its reference differs from the one applied.
 */
static void secret_diff(struct differ *d, const struct place *p)
{
	if (equal_or_absent(p->desired, p->base))
		return;
	meet(d, CX_CLASS_INTENDED);
	const struct cx_node *before = cx_is_secret(p->shape, p->base) ? p->base : NULL;
	if (!before && !p->desired)
		before = p->base;
	fields_add(d->arena, d->fields, d->path.data, before, p->desired, CX_CLASS_INTENDED);
}

/* Where the element stands in the list as written; the normal index where it cannot be found. */
static size_t shown_index(struct differ *d, const struct cx_shape *list, const struct cx_node *shown,
			  const struct cx_node *normal, size_t otherwise, const struct cx_node **ret_item)
{
	size_t index = 0;
	for (const struct cx_node *item = shown ? shown->first : NULL; item; item = item->next, index++)
		if (cx_node_equal(cx_normal_item(d->arena, list, item), normal)) {
			*ret_item = item;
			return index;
		}
	*ret_item = normal;
	return otherwise;
}

static bool list_holds(const struct cx_node *list, const struct cx_node *item)
{
	for (const struct cx_node *other = list ? list->first : NULL; other; other = other->next)
		if (cx_node_equal(other, item))
			return true;
	return false;
}

static void element_diff(struct differ *d, const struct place *p, const struct cx_node *item, size_t index,
			 bool in_desired)
{
	bool in_base = list_holds(p->base, item);
	bool in_live = in_desired ? list_holds(p->live, item) : true;
	enum cx_class class = cx_diff_classify(in_desired ? item : NULL, in_base ? item : NULL,
					       in_live ? item : NULL, d->has_base);
	meet(d, class);
	if (class <= CX_CLASS_CONVERGED)
		return;
	const struct cx_node *shown;
	size_t at =
		shown_index(d, p->shape, in_desired ? p->desired_shown : p->live_shown, item, index, &shown);
	size_t length = d->path.len;
	cx_pointer_add_index(&d->path, at);
	fields_add(d->arena, d->fields, d->path.data, in_desired ? NULL : shown, in_desired ? shown : NULL,
		   class);
	cx_buf_cut(&d->path, length);
}

static void set_diff(struct differ *d, const struct place *p)
{
	size_t index = 0;
	for (const struct cx_node *item = p->desired->first; item; item = item->next)
		element_diff(d, p, item, index++, true);
	index = 0;
	for (const struct cx_node *item = p->live->first; item; item = item->next, index++)
		if (!list_holds(p->desired, item))
			element_diff(d, p, item, index, false);
	/* What both dropped from base is agreed on. */
	for (const struct cx_node *item = p->base ? p->base->first : NULL; item; item = item->next)
		if (!list_holds(p->desired, item) && !list_holds(p->live, item))
			meet(d, CX_CLASS_CONVERGED);
}

static void place_diff(struct differ *d, const struct place *p);

static void member_diff(struct differ *d, const struct place *p, const char *key, size_t len)
{
	struct place member = {
		.shape = cx_shape_member(p->shape, key, len),
		.desired = cx_node_get_n(p->desired, key, len),
		.base = cx_node_get_n(p->base, key, len),
		.live = cx_node_get_n(p->live, key, len),
		.desired_shown = cx_node_get_n(p->desired_shown, key, len),
		.live_shown = cx_node_get_n(p->live_shown, key, len),
	};
	size_t length = d->path.len;
	cx_pointer_add(&d->path, key, len);
	place_diff(d, &member);
	cx_buf_cut(&d->path, length);
}

/* Members in the schema's order, then others as they come; each once. */
static void object_diff(struct differ *d, const struct place *p)
{
	const struct cx_node *trees[] = {p->desired, p->live, p->base};
	for (size_t i = 0; i < p->shape->property_count; i++)
		member_diff(d, p, p->shape->properties[i].name, p->shape->properties[i].len);
	for (size_t t = 0; t < CX_COUNT(trees); t++)
		for (const struct cx_node *m = trees[t] ? trees[t]->first : NULL; m; m = m->next) {
			bool seen = cx_shape_member(p->shape, m->key, m->key_len) != p->shape->additional;
			for (size_t before = 0; before < t && !seen; before++)
				seen = cx_node_get_n(trees[before], m->key, m->key_len) != NULL;
			if (!seen)
				member_diff(d, p, m->key, m->key_len);
		}
}

static bool is_object(const struct cx_node *node)
{
	return node && node->type == CX_NODE_OBJECT;
}

static bool is_array(const struct cx_node *node)
{
	return node && node->type == CX_NODE_ARRAY;
}

static void place_diff(struct differ *d, const struct place *p)
{
	const struct cx_shape *shape = p->shape;
	if (!p->desired && !p->live && !p->base)
		return;
	if (cx_is_secret(shape, p->desired) || cx_is_secret(shape, p->base))
		secret_diff(d, p);
	else if (shape && !shape->criteria && is_object(p->desired) && is_object(p->live) &&
		 (shape->property_count || shape->additional))
		object_diff(d, p);
	else if (shape && shape->list == CX_LIST_MODE_SET && is_array(p->desired) && is_array(p->live))
		set_diff(d, p);
	else
		unit_diff(d, p);
}

enum cx_class cx_diff(struct cx_arena *arena, const struct cx_diff_input *input, struct cx_fields *fields)
{
	struct differ d = {
		.arena = arena, .fields = fields, .has_base = input->base != NULL, .path = CX_BUF_INIT};
	struct place root = {
		.shape = input->shape,
		.desired = input->desired,
		.base = input->base,
		.live = input->live,
		.desired_shown = input->desired_shown,
		.live_shown = input->live_shown,
	};
	bool all_equal = cx_node_equal(input->desired, input->live) && input->base &&
			 cx_node_equal(input->desired, input->base);
	if (!all_equal)
		object_diff(&d, &root);
	cx_buf_release(&d.path);
	return d.worst;
}
