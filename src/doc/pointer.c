/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Pointers, token by token; a token is compared escaped, so that nothing is copied. */
#include "doc/pointer.h"

void cx_pointer_add(struct cx_buf *pointer, const char *key, size_t len)
{
	cx_buf_addc(pointer, '/');
	for (size_t i = 0; i < len; i++) {
		if (key[i] == '~')
			cx_buf_adds(pointer, "~0");
		else if (key[i] == '/')
			cx_buf_adds(pointer, "~1");
		else
			cx_buf_addc(pointer, key[i]);
	}
}

void cx_pointer_add_index(struct cx_buf *pointer, size_t index)
{
	cx_buf_addf(pointer, "/%zu", index);
}

bool cx_pointer_valid(const char *text)
{
	if (*text && *text != '/')
		return false;
	for (; *text; text++)
		if (*text == '~' && text[1] != '0' && text[1] != '1')
			return false;
	return true;
}

/* Whether the escaped token is that key. */
static bool token_matches(const char *token, size_t len, const char *key, size_t key_len)
{
	size_t k = 0;
	for (size_t i = 0; i < len; i++, k++) {
		char c = token[i];
		if (c == '~')
			c = token[++i] == '0' ? '~' : '/';
		if (k >= key_len || key[k] != c)
			return false;
	}
	return k == key_len;
}

/* An array index: digits without a leading zero (RFC 6901 section 4). */
static bool token_index(const char *token, size_t len, size_t *ret_index)
{
	if (!len || len > 9 || (len > 1 && token[0] == '0'))
		return false;
	size_t index = 0;
	for (size_t i = 0; i < len; i++) {
		if (token[i] < '0' || token[i] > '9')
			return false;
		index = index * 10 + (size_t)(token[i] - '0');
	}
	*ret_index = index;
	return true;
}

static struct cx_node *child_of(const struct cx_node *node, const char *token, size_t len)
{
	size_t index;
	if (node->type == CX_NODE_ARRAY)
		return token_index(token, len, &index) ? cx_node_at(node, index) : NULL;
	if (node->type != CX_NODE_OBJECT)
		return NULL;
	for (struct cx_node *member = node->first; member; member = member->next)
		if (token_matches(token, len, member->key, member->key_len))
			return member;
	return NULL;
}

struct cx_node *cx_pointer_get(struct cx_node *node, const char *pointer)
{
	if (!cx_pointer_valid(pointer))
		return NULL;
	while (node && *pointer) {
		size_t len = strcspn(++pointer, "/");
		node = child_of(node, pointer, len);
		pointer += len;
	}
	return node;
}
