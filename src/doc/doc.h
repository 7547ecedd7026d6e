/* SPDX-License-Identifier: Apache-2.0 */
/* The document tree: what YAML and JSON become, with source spans and number text. */
#ifndef CX_DOC_DOC_H
#define CX_DOC_DOC_H

#include "base/base.h"
#include "base/diag.h"
#include "base/mem.h"

enum cx_node_type {
	CX_NODE_NULL,
	CX_NODE_BOOL,
	CX_NODE_NUMBER,
	CX_NODE_STRING,
	CX_NODE_ARRAY,
	CX_NODE_OBJECT,
};
/* "null", "boolean", "number", "string", "array", "object": JSON Schema's words. */
const char *cx_node_type_name(enum cx_node_type type);

/*
 * A node belongs to an arena and has one parent at most; to use it twice, copy it. Children
 * are a list in source order: walk `for (c = node->first; c; c = c->next)`.
 * key is set for the members of an object. text is NUL-terminated behind len (a string may hold
 * NUL); for a number it is the source text, which is never rounded.
 */
struct cx_node {
	enum cx_node_type type;
	bool boolean;
	bool quoted; /* a YAML string that was not plain */
	bool secret; /* text is a secret's value: no output may show it */
	bool bad;    /* a diagnostic about this value exists: checks say no more about it */
	uint32_t key_line, key_column, key_width; /* of the key as written; line 0: unknown */
	const char *key;
	size_t key_len;
	const char *text;
	size_t len;
	struct cx_node *first, *last, *next;
	size_t count;
	struct cx_span span;
};

struct cx_node *cx_node_new(struct cx_arena *arena, enum cx_node_type type);
struct cx_node *cx_node_string(struct cx_arena *arena, const char *text);
struct cx_node *cx_node_string_n(struct cx_arena *arena, const char *text, size_t len);
struct cx_node *cx_node_bool(struct cx_arena *arena, bool value);
struct cx_node *cx_node_int(struct cx_arena *arena, int64_t value);
/* text must be a JSON number. */
struct cx_node *cx_node_number(struct cx_arena *arena, const char *text, size_t len);
/* Everything below it too; keys and texts are shared, so the source's arena must live on. */
struct cx_node *cx_node_copy(struct cx_arena *arena, const struct cx_node *node);
/* A node with the same key and the very same children: nothing below either may change afterwards. */
struct cx_node *cx_node_share(struct cx_arena *arena, const struct cx_node *node);

void cx_node_push(struct cx_node *array, struct cx_node *item);
/* Appends a member whose key is known to be new; key must live as long as the node. */
void cx_node_add(struct cx_node *object, const char *key, struct cx_node *value);
void cx_node_add_n(struct cx_node *object, const char *key, size_t key_len, struct cx_node *value);
/* Replaces the member of that key in its place, or appends. */
void cx_node_set(struct cx_node *object, const char *key, struct cx_node *value);
/* True if there was one. */
bool cx_node_remove(struct cx_node *object, const char *key);

/* NULL if node is NULL, no object, or has no such member. Keys are case-sensitive. */
struct cx_node *cx_node_get(const struct cx_node *object, const char *key);
struct cx_node *cx_node_get_n(const struct cx_node *object, const char *key, size_t len);
/* NULL beyond the end. Linear: walk instead of indexing in a loop. */
struct cx_node *cx_node_at(const struct cx_node *array, size_t index);

/* The text of a string member, or NULL. */
const char *cx_node_get_text(const struct cx_node *object, const char *key);
/* The value of a boolean member, or otherwise. */
bool cx_node_get_bool(const struct cx_node *object, const char *key, bool otherwise);
/* False if it is no integer, or beyond int64. 5.0 and 5e0 are integers. */
bool cx_node_int64(const struct cx_node *node, int64_t *ret_value);
bool cx_node_get_int64(const struct cx_node *object, const char *key, int64_t *ret_value);
/* A string node with exactly that text. */
bool cx_node_is_text(const struct cx_node *node, const char *text);

/* The span of a member's key. */
struct cx_span cx_node_key_span(const struct cx_node *member);

/*
 * A total order over values: by type, then by value; numbers as exact decimals, strings by bytes,
 * arrays element by element, objects by their members sorted by key. 0 means the same value, in
 * JSON's sense: the order of members does not count, 1 and 1.0 are equal.
 */
int cx_node_compare(const struct cx_node *a, const struct cx_node *b);
bool cx_node_equal(const struct cx_node *a, const struct cx_node *b);

/* All the documents of one file. */
struct cx_docs {
	struct cx_node **items;
	size_t count, cap;
};

#endif
