/* SPDX-License-Identifier: Apache-2.0 */
/* What of a difference is shown: pairs of values, aligned by likeness, secrets hidden. Decides nothing. */
#include "engine/diff_parts.h"

#include "doc/pointer.h"
#include "engine/align.h"
#include "model/normal.h"

void diff_fields_add(struct cx_arena *arena, struct cx_fields *fields, const char *path,
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

static bool shown_equal(struct cx_arena *arena, const struct cx_node *a, const struct cx_node *b)
{
	if (cx_node_equal(a, b))
		return true;
	return cx_criteria_is_group(a) && cx_criteria_is_group(b) &&
	       cx_node_equal(cx_criteria_normal(arena, a), cx_criteria_normal(arena, b));
}

static void shown_objects(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
			  const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	size_t length = path->len;
	for (const struct cx_node *m = after->first; m; m = m->next) {
		cx_pointer_add(path, m->key, m->key_len);
		diff_shown_walk(arena, path, cx_node_get_n(before, m->key, m->key_len), m, class, fields);
		cx_buf_cut(path, length);
	}
	for (const struct cx_node *m = before->first; m; m = m->next) {
		if (cx_node_get_n(after, m->key, m->key_len))
			continue;
		cx_pointer_add(path, m->key, m->key_len);
		diff_shown_walk(arena, path, m, NULL, class, fields);
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
			diff_shown_walk(arena, path, row->before, row->after, class, fields);
			cx_buf_cut(path, length);
		}
	/* Only the order differs, or the lists are too long to align: the whole is the change. */
	if (fields->count == found)
		diff_fields_add(arena, fields, path->data, before, after, class);
}

void diff_shown_walk(struct cx_arena *arena, struct cx_buf *path, const struct cx_node *before,
		     const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	if (before && after && shown_equal(arena, before, after))
		return;
	if (before && after && before->type == after->type && before->type == CX_NODE_OBJECT)
		shown_objects(arena, path, before, after, class, fields);
	else if (before && after && before->type == after->type && before->type == CX_NODE_ARRAY)
		shown_lists(arena, path, before, after, class, fields);
	else
		diff_fields_add(arena, fields, path->data, before, after, class);
}

void cx_diff_shown(struct cx_arena *arena, const char *path, const struct cx_node *before,
		   const struct cx_node *after, enum cx_class class, struct cx_fields *fields)
{
	CX_AUTO(cx_buf) struct cx_buf at = CX_BUF_INIT;
	cx_buf_adds(&at, path);
	diff_shown_walk(arena, &at, before, after, class, fields);
}

void cx_diff_swap(struct cx_fields *fields)
{
	for (size_t i = 0; i < fields->count; i++) {
		struct cx_field *f = &fields->items[i];
		const struct cx_node *before = f->before;
		f->before = f->after;
		f->after = before;
		if (f->op != CX_FIELD_OP_REPLACE)
			f->op = f->op == CX_FIELD_OP_ADD ? CX_FIELD_OP_REMOVE : CX_FIELD_OP_ADD;
	}
}

const struct cx_node *cx_diff_hide(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *live, const struct cx_node *known)
{
	if (!shape || shape->criteria)
		return live;
	if (cx_is_secret(shape, known))
		return cx_secret_reference(arena, known);
	bool nested = live->type == CX_NODE_OBJECT || live->type == CX_NODE_ARRAY;
	if (!nested && !shape->write_only)
		return live;
	struct cx_node *copy = cx_node_copy(arena, live);
	copy->secret = live->secret || (shape->write_only && !(known && known->type == CX_NODE_STRING));
	if (!nested || copy->secret)
		return copy;
	copy->first = copy->last = NULL;
	copy->count = 0;
	for (const struct cx_node *child = live->first; child; child = child->next) {
		bool member = live->type == CX_NODE_OBJECT;
		const struct cx_node *shown = cx_diff_hide(
			arena, member ? cx_shape_member(shape, child->key, child->key_len) : shape->items,
			child, member ? cx_node_get_n(known, child->key, child->key_len) : NULL);
		struct cx_node *fresh = cx_node_copy(arena, shown);
		if (member)
			cx_node_add_n(copy, child->key, child->key_len, fresh);
		else
			cx_node_push(copy, fresh);
	}
	return copy;
}
