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

static bool is_object(const struct cx_node *node)
{
	return node && node->type == CX_NODE_OBJECT;
}

static bool is_array(const struct cx_node *node)
{
	return node && node->type == CX_NODE_ARRAY;
}

static void meet(struct differ *d, enum cx_class class)
{
	if (class > d->worst)
		d->worst = class;
}

enum cx_class cx_diff_classify(const struct cx_node *desired, const struct cx_node *base,
			       const struct cx_node *live, bool has_base)
{
	if (cx_same(desired, live)) {
		if (!has_base || cx_same(desired, base))
			return CX_CLASS_NONE;
		return CX_CLASS_CONVERGED;
	}
	if (!has_base)
		return CX_CLASS_CONFLICT;
	if (cx_same(live, base))
		return CX_CLASS_INTENDED;
	return cx_same(desired, base) ? CX_CLASS_DRIFT : CX_CLASS_CONFLICT;
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

/* ---- units ---- */

const struct cx_node *cx_diff_hide(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *live, const struct cx_node *known)
{
	if (!shape || shape->criteria)
		return live;
	if (cx_is_secret(shape, known))
		return known;
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

static void unit_diff(struct differ *d, const struct place *p)
{
	enum cx_class class = cx_diff_classify(p->desired, p->base, p->live, d->has_base);
	meet(d, class);
	if (class <= CX_CLASS_CONVERGED)
		return;
	const struct cx_node *before = p->live ? (p->live_shown ? p->live_shown : p->live) : NULL;
	if (before)
		before = cx_diff_hide(d->arena, p->shape, before, p->desired ? p->desired : p->base);
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
	if (cx_same(p->desired, p->base))
		return;
	meet(d, CX_CLASS_INTENDED);
	const struct cx_node *before = cx_is_secret(p->shape, p->base) ? p->base : NULL;
	if (!before && !p->desired)
		before = p->base;
	fields_add(d->arena, d->fields, d->path.data, before, p->desired, CX_CLASS_INTENDED);
}

/* ---- sets ---- */

/* An element as somebody wrote it, found by its normal form. */
struct written {
	struct cx_node *normal;
	const struct cx_node *item;
	size_t index;
};
/* All of a list, sorted. Made when the first difference is found: most sets have none. */
struct written_list {
	struct written *items;
	size_t count;
	bool made;
};

static int compare_written(const void *left, const void *right)
{
	const struct written *a = left, *b = right;
	int order = cx_node_compare(a->normal, b->normal);
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static void written_make(struct cx_arena *arena, const struct cx_shape *list, const struct cx_node *node,
			 struct written_list *ret_list)
{
	ret_list->made = true;
	if (!is_array(node) || !node->count)
		return;
	ret_list->items = cx_arena_alloc(arena, node->count * sizeof(struct written));
	for (const struct cx_node *item = node->first; item; item = item->next, ret_list->count++)
		ret_list->items[ret_list->count] =
			(struct written){cx_normal_item(arena, list, item), item, ret_list->count};
	qsort(ret_list->items, ret_list->count, sizeof(struct written), compare_written);
}

/* The first that was written so, or NULL. */
static const struct written *written_find(const struct written_list *list, const struct cx_node *normal)
{
	size_t low = 0, high = list->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (cx_node_compare(list->items[middle].normal, normal) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < list->count && cx_node_equal(list->items[low].normal, normal);
	return found ? &list->items[low] : NULL;
}

/* An element of any of the three sets: they are sorted, so one walk finds who has it. */
struct element {
	const struct cx_node *desired, *base, *live;
	size_t index; /* in desired, or else in live */
};

static size_t elements_of(const struct place *p, struct element *elements)
{
	const struct cx_node *at[] = {p->desired->first, is_array(p->base) ? p->base->first : NULL,
				      p->live->first};
	size_t count = 0, index[] = {0, 0, 0};
	for (;;) {
		const struct cx_node *least = NULL, *has[] = {NULL, NULL, NULL};
		for (size_t i = 0; i < CX_COUNT(at); i++)
			if (at[i] && (!least || cx_node_compare(at[i], least) < 0))
				least = at[i];
		if (!least)
			return count;
		for (size_t i = 0; i < CX_COUNT(at); i++)
			if (at[i] && cx_node_equal(at[i], least))
				has[i] = at[i];
		elements[count++] = (struct element){has[0], has[1], has[2], has[0] ? index[0] : index[2]};
		for (size_t i = 0; i < CX_COUNT(at); i++)
			if (has[i]) {
				at[i] = at[i]->next;
				index[i]++;
			}
	}
}

static void element_diff(struct differ *d, const struct place *p, const struct element *e,
			 struct written_list *written)
{
	enum cx_class class = cx_diff_classify(e->desired, e->base, e->live, d->has_base);
	meet(d, class);
	if (class <= CX_CLASS_CONVERGED)
		return;
	if (!written->made)
		written_make(d->arena, p->shape, e->desired ? p->desired_shown : p->live_shown, written);
	const struct cx_node *normal = e->desired ? e->desired : e->live;
	const struct written *found = written_find(written, normal);
	const struct cx_node *shown = found ? found->item : normal;
	size_t length = d->path.len;
	cx_pointer_add_index(&d->path, found ? found->index : e->index);
	fields_add(d->arena, d->fields, d->path.data, e->desired ? NULL : shown, e->desired ? shown : NULL,
		   class);
	cx_buf_cut(&d->path, length);
}

/* What desired has first, then what only the others have. What both dropped from base is agreed on. */
static void set_diff(struct differ *d, const struct place *p)
{
	size_t most = p->desired->count + p->live->count + (is_array(p->base) ? p->base->count : 0);
	struct element *elements = cx_alloc((most + 1) * sizeof *elements);
	size_t count = elements_of(p, elements);
	for (int in_desired = 1; in_desired >= 0; in_desired--) {
		struct written_list written = {0};
		for (size_t i = 0; i < count; i++)
			if ((elements[i].desired != NULL) == (in_desired == 1))
				element_diff(d, p, &elements[i], &written);
	}
	cx_free(elements);
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
