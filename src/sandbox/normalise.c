/* SPDX-License-Identifier: Apache-2.0 */
/* What real tenants do to text, numbers and lists, done to one member of a body. */
#include "sandbox/normalise.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct cx_node *text_normalise(struct cx_arena *arena, const struct cx_node *node)
{
	size_t begin = 0, end = node->len;
	while (begin < end && is_space(node->text[begin]))
		begin++;
	while (end > begin && is_space(node->text[end - 1]))
		end--;
	char *text = cx_arena_strndup(arena, node->text + begin, end - begin);
	for (char *c = text; c < text + (end - begin); c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return cx_node_string_n(arena, text, end - begin);
}

static struct cx_node *number_normalise(struct cx_arena *arena, const struct cx_node *node)
{
	const char *point = memchr(node->text, '.', node->len);
	bool plain = !memchr(node->text, 'e', node->len) && !memchr(node->text, 'E', node->len);
	return cx_node_number(arena, node->text, point && plain ? (size_t)(point - node->text) : node->len);
}

static struct cx_node *below_normalise(struct cx_arena *arena, const struct cx_node *node);

static struct cx_node *list_turn(struct cx_arena *arena, const struct cx_node *node)
{
	struct cx_node *out = cx_node_new(arena, CX_NODE_ARRAY);
	const struct cx_node **items = cx_arena_alloc(arena, (node->count + 1) * sizeof *items);
	size_t count = 0;
	for (const struct cx_node *item = node->first; item; item = item->next)
		items[count++] = item;
	while (count)
		cx_node_push(out, below_normalise(arena, items[--count]));
	return out;
}

static struct cx_node *below_normalise(struct cx_arena *arena, const struct cx_node *node)
{
	if (node->type == CX_NODE_NUMBER)
		return number_normalise(arena, node);
	if (node->type == CX_NODE_ARRAY)
		return list_turn(arena, node);
	if (node->type != CX_NODE_OBJECT)
		return cx_node_copy(arena, node);
	struct cx_node *out = cx_node_new(arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = node->first; m; m = m->next)
		cx_node_add_n(out, m->key, m->key_len, below_normalise(arena, m));
	return out;
}

struct cx_node *cx_normalise(struct cx_arena *arena, const struct cx_node *body, const char *name)
{
	struct cx_node *out = cx_node_copy(arena, body);
	const struct cx_node *member = cx_node_get(body, name);
	if (member)
		cx_node_set(out, name,
			    member->type == CX_NODE_STRING ? text_normalise(arena, member)
							   : below_normalise(arena, member));
	return out;
}
