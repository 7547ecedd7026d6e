/* SPDX-License-Identifier: Apache-2.0 */
/* The document tree: building, looking up, comparing. */
#include "doc/doc.h"

#include "base/num.h"

const char *cx_node_type_name(enum cx_node_type type)
{
	static const char *const names[] = {
		[CX_NODE_NULL] = "null",     [CX_NODE_BOOL] = "boolean", [CX_NODE_NUMBER] = "number",
		[CX_NODE_STRING] = "string", [CX_NODE_ARRAY] = "array",  [CX_NODE_OBJECT] = "object",
	};
	return names[type];
}

struct cx_node *cx_node_new(struct cx_arena *arena, enum cx_node_type type)
{
	struct cx_node *node = cx_arena_alloc(arena, sizeof *node);
	node->type = type;
	return node;
}

struct cx_node *cx_node_string_n(struct cx_arena *arena, const char *text, size_t len)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_STRING);
	node->text = cx_arena_strndup(arena, text, len);
	node->len = len;
	return node;
}

struct cx_node *cx_node_string(struct cx_arena *arena, const char *text)
{
	return cx_node_string_n(arena, text, strlen(text));
}

struct cx_node *cx_node_bool(struct cx_arena *arena, bool value)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_BOOL);
	node->boolean = value;
	return node;
}

struct cx_node *cx_node_number(struct cx_arena *arena, const char *text, size_t len)
{
	struct cx_node *node = cx_node_string_n(arena, text, len);
	node->type = CX_NODE_NUMBER;
	return node;
}

struct cx_node *cx_node_int(struct cx_arena *arena, int64_t value)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)value);
	return cx_node_number(arena, text, (size_t)n);
}

struct cx_node *cx_node_share(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_node *copy = cx_arena_alloc(arena, sizeof *copy);
	*copy = *node;
	copy->next = NULL;
	return copy;
}

struct cx_node *cx_node_copy(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_node *copy = cx_node_share(arena, node);
	copy->first = copy->last = NULL;
	copy->count = 0;
	for (const struct cx_node *child = node->first; child; child = child->next)
		cx_node_push(copy, cx_node_copy(arena, child));
	return copy;
}

void cx_node_push(struct cx_node *array, struct cx_node *item)
{
	item->next = NULL;
	if (array->last)
		array->last->next = item;
	else
		array->first = item;
	array->last = item;
	array->count++;
}

void cx_node_add_n(struct cx_node *object, const char *key, size_t key_len, struct cx_node *value)
{
	value->key = key;
	value->key_len = key_len;
	cx_node_push(object, value);
}

void cx_node_add(struct cx_node *object, const char *key, struct cx_node *value)
{
	cx_node_add_n(object, key, strlen(key), value);
}

/* The link that points at the member, or at the list's end. */
static struct cx_node **member_link(struct cx_node *object, const char *key, struct cx_node **ret_before)
{
	size_t len = strlen(key);
	struct cx_node **link = &object->first;
	*ret_before = NULL;
	while (*link && !((*link)->key_len == len && memcmp((*link)->key, key, len) == 0)) {
		*ret_before = *link;
		link = &(*link)->next;
	}
	return link;
}

void cx_node_set(struct cx_node *object, const char *key, struct cx_node *value)
{
	struct cx_node *before, **link = member_link(object, key, &before);
	if (!*link) {
		cx_node_add(object, key, value);
		return;
	}
	value->key = (*link)->key;
	value->key_len = (*link)->key_len;
	value->next = (*link)->next;
	if (object->last == *link)
		object->last = value;
	*link = value;
}

bool cx_node_remove(struct cx_node *object, const char *key)
{
	struct cx_node *before, **link = member_link(object, key, &before);
	if (!*link)
		return false;
	if (object->last == *link)
		object->last = before;
	*link = (*link)->next;
	object->count--;
	return true;
}

static bool is_key(const struct cx_node *member, const char *key, size_t len)
{
	return member->key_len == len &&
	       (!len || (member->key[0] == key[0] && !memcmp(member->key, key, len)));
}

struct cx_node *cx_node_get_n(const struct cx_node *object, const char *key, size_t len)
{
	if (!object || object->type != CX_NODE_OBJECT)
		return NULL;
	for (struct cx_node *member = object->first; member; member = member->next)
		if (is_key(member, key, len))
			return member;
	return NULL;
}

struct cx_node *cx_node_get(const struct cx_node *object, const char *key)
{
	return cx_node_get_n(object, key, strlen(key));
}

struct cx_node *cx_node_at(const struct cx_node *array, size_t index)
{
	if (!array)
		return NULL;
	struct cx_node *item = array->first;
	while (item && index--)
		item = item->next;
	return item;
}

const char *cx_node_get_text(const struct cx_node *object, const char *key)
{
	const struct cx_node *member = cx_node_get(object, key);
	return member && member->type == CX_NODE_STRING ? member->text : NULL;
}

bool cx_node_get_bool(const struct cx_node *object, const char *key, bool otherwise)
{
	const struct cx_node *member = cx_node_get(object, key);
	return member && member->type == CX_NODE_BOOL ? member->boolean : otherwise;
}

bool cx_node_int64(const struct cx_node *node, int64_t *ret_value)
{
	if (!node || node->type != CX_NODE_NUMBER)
		return false;
	if (cx_int_parse_n(node->text, node->len, ret_value))
		return true;
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT, text = CX_BUF_INIT;
	struct cx_dec dec;
	if (!cx_dec_parse(node->text, node->len, &scratch, &dec) || !cx_dec_is_integer(&dec) ||
	    dec.exponent > 20)
		return false;
	cx_dec_print(&dec, &text);
	return cx_int_parse_n(text.data, text.len, ret_value);
}

bool cx_node_get_int64(const struct cx_node *object, const char *key, int64_t *ret_value)
{
	return cx_node_int64(cx_node_get(object, key), ret_value);
}

bool cx_node_is_text(const struct cx_node *node, const char *text)
{
	return node && node->type == CX_NODE_STRING && node->len == strlen(text) &&
	       memcmp(node->text, text, node->len) == 0;
}

struct cx_span cx_node_key_span(const struct cx_node *member)
{
	struct cx_span span = member->span;
	if (member->key_line) {
		span.line = member->key_line;
		span.column = member->key_column;
		span.width = member->key_width ? member->key_width : 1;
	}
	return span;
}

static int compare_bytes(const char *a, size_t na, const char *b, size_t nb)
{
	size_t common = na < nb ? na : nb;
	int order = common ? memcmp(a, b, common) : 0;
	return order ? order : (na > nb) - (na < nb);
}

static int compare_numbers(const struct cx_node *a, const struct cx_node *b)
{
	if (a->len == b->len && memcmp(a->text, b->text, a->len) == 0)
		return 0;
	CX_AUTO(cx_buf) struct cx_buf left = CX_BUF_INIT, right = CX_BUF_INIT;
	struct cx_dec x, y;
	if (!cx_dec_parse(a->text, a->len, &left, &x) || !cx_dec_parse(b->text, b->len, &right, &y))
		return compare_bytes(a->text, a->len, b->text, b->len);
	return cx_dec_compare(&x, &y);
}

static int compare_keys(const void *left, const void *right)
{
	const struct cx_node *a = *(const struct cx_node *const *)left;
	const struct cx_node *b = *(const struct cx_node *const *)right;
	return compare_bytes(a->key, a->key_len, b->key, b->key_len);
}

static const struct cx_node **sorted_members(const struct cx_node *object)
{
	const struct cx_node **members = cx_alloc((object->count + 1) * sizeof *members);
	size_t n = 0;
	for (const struct cx_node *m = object->first; m; m = m->next)
		members[n++] = m;
	qsort(members, n, sizeof *members, compare_keys);
	return members;
}

static int compare_objects(const struct cx_node *a, const struct cx_node *b)
{
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	const struct cx_node **left = sorted_members(a), **right = sorted_members(b);
	int order = 0;
	for (size_t i = 0; i < a->count && !order; i++) {
		order = compare_keys(&left[i], &right[i]);
		if (!order)
			order = cx_node_compare(left[i], right[i]);
	}
	cx_free(left);
	cx_free(right);
	return order;
}

static int compare_arrays(const struct cx_node *a, const struct cx_node *b)
{
	const struct cx_node *x = a->first, *y = b->first;
	for (; x && y; x = x->next, y = y->next) {
		int order = cx_node_compare(x, y);
		if (order)
			return order;
	}
	return (x != NULL) - (y != NULL);
}

int cx_node_compare(const struct cx_node *a, const struct cx_node *b)
{
	if (a == b)
		return 0;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	switch (a->type) {
	case CX_NODE_NULL:
		return 0;
	case CX_NODE_BOOL:
		return (int)a->boolean - (int)b->boolean;
	case CX_NODE_NUMBER:
		return compare_numbers(a, b);
	case CX_NODE_STRING:
		return compare_bytes(a->text, a->len, b->text, b->len);
	case CX_NODE_ARRAY:
		return compare_arrays(a, b);
	case CX_NODE_OBJECT:
		return compare_objects(a, b);
	}
	return 0;
}

static bool same_key_order(const struct cx_node *a, const struct cx_node *b)
{
	for (const struct cx_node *x = a->first, *y = b->first; x && y; x = x->next, y = y->next)
		if (compare_keys(&x, &y) != 0)
			return false;
	return true;
}

bool cx_node_equal(const struct cx_node *a, const struct cx_node *b)
{
	if (a->type != b->type || a->count != b->count)
		return false;
	/* Members usually stand in the same order: then nothing needs sorting. */
	if (a->type == CX_NODE_OBJECT && !same_key_order(a, b))
		return compare_objects(a, b) == 0;
	if (a->type != CX_NODE_ARRAY && a->type != CX_NODE_OBJECT)
		return cx_node_compare(a, b) == 0;
	for (const struct cx_node *x = a->first, *y = b->first; x; x = x->next, y = y->next)
		if (!cx_node_equal(x, y))
			return false;
	return true;
}
