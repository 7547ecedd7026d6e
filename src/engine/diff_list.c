/* SPDX-License-Identifier: Apache-2.0 */
/* Sets, compared element by element, and keyed lists, whose elements are told apart by a field. */
#include "engine/diff_parts.h"

#include "doc/pointer.h"
#include "model/normal.h"

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
	diff_meet(d, class);
	if (class <= CX_CLASS_CONVERGED)
		return;
	if (!written->made)
		written_make(d->arena, p->shape, e->desired ? p->desired_shown : p->live_shown, written);
	const struct cx_node *normal = e->desired ? e->desired : e->live;
	const struct written *found = written_find(written, normal);
	const struct cx_node *shown = found ? found->item : normal;
	size_t length = d->path.len;
	cx_pointer_add_index(&d->path, found ? found->index : e->index);
	diff_fields_add(d->arena, d->fields, d->path.data, e->desired ? NULL : shown,
			e->desired ? shown : NULL, class);
	cx_buf_cut(&d->path, length);
}

/* What desired has first, then what only the others have. What both dropped from base is agreed on. */
void diff_set(struct differ *d, const struct place *p)
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

/* ---- keyed lists ---- */

enum side { SIDE_DESIRED, SIDE_BASE, SIDE_LIVE, SIDE_COUNT };

/* One element of one of the three lists; its index is the same in the list as written. */
struct keyed {
	const struct cx_node *key, *item, *shown;
	enum side side;
	size_t index;
};

static int compare_keyed(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = cx_node_compare(a->key, b->key);
	return order ? order : (int)a->side - (int)b->side;
}

/* False where an element has no key. */
static bool keyed_collect(const struct place *p, enum side side, struct keyed *elements, size_t *count)
{
	const struct cx_node *lists[] = {
		[SIDE_DESIRED] = p->desired, [SIDE_BASE] = p->base, [SIDE_LIVE] = p->live};
	const struct cx_node *shown[] = {
		[SIDE_DESIRED] = p->desired_shown, [SIDE_BASE] = NULL, [SIDE_LIVE] = p->live_shown};
	const struct cx_node *written = is_array(shown[side]) ? shown[side]->first : NULL;
	size_t index = 0;
	for (const struct cx_node *item = is_array(lists[side]) ? lists[side]->first : NULL; item;
	     item = item->next, index++) {
		const struct cx_node *key = cx_node_get(item, p->shape->list_key);
		if (!key)
			return false;
		elements[(*count)++] = (struct keyed){key, item, written, side, index};
		written = written ? written->next : NULL;
	}
	return true;
}

static bool has_twice(const struct keyed *elements, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (compare_keyed(&elements[i - 1], &elements[i]) == 0)
			return true;
	return false;
}

/* Those of one key, one a side at most. */
static void keyed_element(struct differ *d, const struct place *list, const struct keyed *elements,
			  size_t count)
{
	const struct keyed *of[SIDE_COUNT] = {NULL, NULL, NULL};
	for (size_t i = 0; i < count; i++)
		of[elements[i].side] = &elements[i];
	const struct keyed *named = of[SIDE_DESIRED] ? of[SIDE_DESIRED]
				    : of[SIDE_LIVE]  ? of[SIDE_LIVE]
						     : of[SIDE_BASE];
	struct place p = {
		.shape = list->shape->items,
		.desired = of[SIDE_DESIRED] ? of[SIDE_DESIRED]->item : NULL,
		.base = of[SIDE_BASE] ? of[SIDE_BASE]->item : NULL,
		.live = of[SIDE_LIVE] ? of[SIDE_LIVE]->item : NULL,
		.desired_shown = of[SIDE_DESIRED] ? of[SIDE_DESIRED]->shown : NULL,
		.live_shown = of[SIDE_LIVE] ? of[SIDE_LIVE]->shown : NULL,
		.list = cx_arena_strdup(d->arena, d->path.data),
		.element = named->key,
	};
	size_t length = d->path.len;
	cx_pointer_add_index(&d->path, named->index);
	diff_unit(d, &p);
	cx_buf_cut(&d->path, length);
}

bool diff_keyed(struct differ *d, const struct place *p)
{
	size_t most = p->desired->count + p->live->count + (is_array(p->base) ? p->base->count : 0);
	size_t count = 0;
	struct keyed *elements = cx_alloc((most + 1) * sizeof *elements);
	bool told = true;
	for (enum side side = SIDE_DESIRED; side < SIDE_COUNT && told; side++)
		told = keyed_collect(p, side, elements, &count);
	if (told && count)
		qsort(elements, count, sizeof *elements, compare_keyed);
	told = told && !has_twice(elements, count);
	for (size_t from = 0, to; told && from < count; from = to) {
		for (to = from + 1; to < count && cx_node_equal(elements[to].key, elements[from].key); to++)
			;
		keyed_element(d, p, &elements[from], to - from);
	}
	cx_free(elements);
	return told;
}
