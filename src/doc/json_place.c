/* SPDX-License-Identifier: Apache-2.0 */
/* A second walk over a text that is known to be JSON, beside the tree that it became. */
/*
 * Reading the file as YAML for its places was rejected: YAML knows no surrogate pairs and no NUL, and has
 * limits of its own.
 */
#include "doc/json_place.h"

#include "base/map.h"
#include "doc/json.h"

struct cursor {
	const struct cx_source *source;
	const char *at, *end;
	uint32_t line, column;
};

static void advance(struct cursor *c)
{
	if (*c->at == '\n') {
		c->line++;
		c->column = 1;
	} else if (((unsigned char)*c->at & 0xc0) != 0x80) {
		c->column++;
	}
	c->at++;
}

/* To the next token, past the separators. */
static void skip_to_token(struct cursor *c)
{
	while (c->at < c->end && strchr(" \t\r\n,:", *c->at))
		advance(c);
}

static void skip_scalar(struct cursor *c)
{
	if (*c->at != '"') {
		while (c->at < c->end && !strchr(" \t\r\n,]}", *c->at))
			advance(c);
		return;
	}
	advance(c);
	while (c->at < c->end && *c->at != '"') {
		if (*c->at == '\\')
			advance(c);
		advance(c);
	}
	advance(c);
}

static struct cx_span span_here(const struct cursor *c)
{
	return (struct cx_span){c->source, c->line, c->column, 1};
}

/* A value of several lines is underlined to the end of its first one. */
static void widen(struct cx_span *span, const struct cursor *c, const char *start)
{
	if (c->line == span->line) {
		span->width = c->column - span->column;
		return;
	}
	span->width = 0;
	for (const char *p = start; *p != '\n' && *p != '\r'; p++)
		span->width += ((unsigned char)*p & 0xc0) != 0x80;
}

static void place_key(struct cursor *c, struct cx_node *member)
{
	struct cx_span span = span_here(c);
	skip_scalar(c);
	member->key_line = span.line;
	member->key_column = span.column;
	member->key_width = c->column - span.column;
	skip_to_token(c);
}

/* The scan's depth limit bounds the recursion. */
static void place_value(struct cursor *c, struct cx_node *node)
{
	struct cx_span span = span_here(c);
	const char *start = c->at;
	node->quoted = node->type == CX_NODE_STRING;
	if (node->type != CX_NODE_OBJECT && node->type != CX_NODE_ARRAY) {
		skip_scalar(c);
	} else {
		advance(c);
		for (struct cx_node *child = node->first; child; child = child->next) {
			skip_to_token(c);
			if (child->key)
				place_key(c, child);
			place_value(c, child);
		}
		skip_to_token(c);
		advance(c);
	}
	widen(&span, c, start);
	node->span = span;
}

/* Leaves the last one of members with the same key. */
static void drop_repeated(struct cx_node *node)
{
	CX_AUTO(cx_map) struct cx_map last = CX_MAP_INIT;
	struct cx_node *child = node->first;
	for (const struct cx_node *at = child; at; at = at->next)
		if (at->key)
			cx_map_put_n(&last, at->key, at->key_len, (void *)at);
	node->first = node->last = NULL;
	node->count = 0;
	for (struct cx_node *next; child; child = next) {
		next = child->next;
		drop_repeated(child);
		if (!child->key || cx_map_get_n(&last, child->key, child->key_len) == child)
			cx_node_push(node, child);
	}
}

enum cx_status cx_json_place_parse(struct cx_arena *arena, const struct cx_source *source,
				   enum cx_json_keys keys, struct cx_node **ret_node, struct cx_diags *diags)
{
	struct cx_node *root = NULL;
	enum cx_status status = cx_json_parse_keys(arena, source, keys, &root, diags);
	if (status)
		return status;
	struct cursor cursor = {.source = source,
				.at = source->text,
				.end = source->text + source->len,
				.line = 1,
				.column = 1};
	skip_to_token(&cursor);
	place_value(&cursor, root);
	if (keys == CX_JSON_KEYS_LAST)
		drop_repeated(root);
	*ret_node = root;
	return CX_STATUS_OK;
}
