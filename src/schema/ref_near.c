/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the pointer as far as it leads, and looks around there. */
#include "schema/ref_near.h"

#include "base/buf.h"
#include "base/near.h"
#include "doc/pointer.h"

#define MAX_WORDS 200

static const char *near_member(const struct cx_node *object, const char *name)
{
	const char *words[MAX_WORDS + 1];
	size_t n = 0;
	for (const struct cx_node *m = object->first; m && n < MAX_WORDS; m = m->next)
		if (m->key)
			words[n++] = m->key;
	words[n] = NULL;
	return cx_near_word(name, words);
}

const char *cx_ref_near(struct cx_arena *arena, const struct cx_node *root, const char *pointer)
{
	const struct cx_node *node = root;
	size_t known = 0, len = strlen(pointer);
	while (known < len) {
		size_t step = 1 + strcspn(pointer + known + 1, "/");
		const char *path = cx_arena_strndup(arena, pointer, known + step);
		const struct cx_node *next = cx_pointer_get((struct cx_node *)root, path);
		if (!next)
			break;
		node = next;
		known += step;
	}
	if (known == len || pointer[known] != '/')
		return NULL;
	size_t step = strcspn(pointer + known + 1, "/");
	const char *near = near_member(node, cx_arena_strndup(arena, pointer + known + 1, step));
	if (!near)
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_add(&text, pointer, known);
	cx_pointer_add(&text, near, strlen(near));
	cx_buf_adds(&text, pointer + known + 1 + step);
	return cx_pointer_get((struct cx_node *)root, text.data)
		       ? cx_arena_strndup(arena, text.data, text.len)
		       : NULL;
}
