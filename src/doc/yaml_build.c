/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and values of YAML into their places. */
#include "doc/yaml_build.h"

#include "base/utf8.h"
#include "doc/yaml_scalar.h"

#include <stdarg.h>

#define FEW_MEMBERS 24

struct cx_diag *cx_yaml_build_error(struct cx_yaml_build *b, const char *code, struct cx_span span,
				    const char *fmt, ...)
{
	char message[512];
	va_list args;
	va_start(args, fmt);
	(void)vsnprintf(message, sizeof message, fmt, args);
	va_end(args);
	return cx_diag_add(b->diags, CX_SEVERITY_ERROR, code, span, "%s", message);
}

/* Code points from the place to the end of its line. */
static uint32_t rest_of_line(struct cx_yaml_build *b, struct cx_yaml_place at)
{
	const char *end = b->source->text + b->source->len;
	while (b->line_number < at.line) {
		const char *newline = memchr(b->line, '\n', (size_t)(end - b->line));
		if (!newline)
			return 1;
		b->line = newline + 1;
		b->line_number++;
	}
	const char *newline = memchr(b->line, '\n', (size_t)(end - b->line));
	size_t count = cx_utf8_count(b->line, (size_t)((newline ? newline : end) - b->line));
	return count >= at.column ? (uint32_t)count - at.column + 1 : 1;
}

struct cx_span cx_yaml_build_span(struct cx_yaml_build *b, const struct cx_yaml_event *event)
{
	struct cx_span span = {b->source, event->start.line, event->start.column, 1};
	if (event->end.line == event->start.line && event->end.column > event->start.column)
		span.width = event->end.column - event->start.column;
	else if (event->kind == CX_YAML_SCALAR && event->len && event->end.line > event->start.line)
		span.width = rest_of_line(b, event->start);
	return span;
}

bool cx_yaml_build_count(struct cx_yaml_build *b, struct cx_span span)
{
	if (++b->nodes <= CX_MAX_DOC_NODES)
		return true;
	cx_diag_hint(b->diags,
		     cx_yaml_build_error(b, "yaml.nodes", span, "the file has more than %u values",
					 CX_MAX_DOC_NODES),
		     "split it into several files");
	return false;
}

struct cx_yaml_frame *cx_yaml_build_top(struct cx_yaml_build *b)
{
	return b->depth ? &b->frames[b->depth - 1] : NULL;
}

bool cx_yaml_build_wants_key(struct cx_yaml_build *b)
{
	const struct cx_yaml_frame *top = cx_yaml_build_top(b);
	return top && top->node->type == CX_NODE_OBJECT && !top->has_key;
}

void cx_yaml_build_anchor(struct cx_yaml_build *b, const char *anchor, struct cx_node *node)
{
	if (anchor)
		cx_map_put(&b->anchors, cx_arena_strdup(b->arena, anchor), node);
}

void cx_yaml_build_attach(struct cx_yaml_build *b, struct cx_node *node)
{
	struct cx_yaml_frame *top = cx_yaml_build_top(b);
	if (!top) {
		b->root = node;
	} else if (top->node->type == CX_NODE_ARRAY) {
		cx_node_push(top->node, node);
	} else {
		top->has_key = false;
		if (top->dropped)
			return;
		node->key_line = top->key_span.line;
		node->key_column = top->key_span.column;
		node->key_width = top->key_span.width;
		cx_node_add_n(top->node, top->key, top->key_len, node);
		if (top->seen.count)
			cx_map_put_n(&top->seen, top->key, top->key_len, node);
	}
}

static struct cx_node *find_member(struct cx_yaml_frame *frame, const char *key, size_t len)
{
	if (frame->node->count < FEW_MEMBERS)
		return cx_node_get_n(frame->node, key, len);
	if (!frame->seen.count)
		for (struct cx_node *m = frame->node->first; m; m = m->next)
			cx_map_put_n(&frame->seen, m->key, m->key_len, m);
	return cx_map_get_n(&frame->seen, key, len);
}

void cx_yaml_build_take_key(struct cx_yaml_build *b, const char *key, size_t len, struct cx_span span)
{
	struct cx_yaml_frame *top = cx_yaml_build_top(b);
	if (!top)
		return;
	top->has_key = true;
	top->key = key;
	top->key_len = len;
	top->key_span = span;
	const struct cx_node *before = find_member(top, key, len);
	top->dropped = before != NULL;
	if (!before)
		return;
	struct cx_diag *diag =
		cx_yaml_build_error(b, "yaml.duplicate", span, "the key %.*s stands twice in one mapping",
				    cx_yaml_scalar_shown(key, len), key);
	cx_diag_second(diag, cx_node_key_span(before), "first here");
	cx_diag_hint(b->diags, diag, "remove one of the two");
}

void cx_yaml_build_drop_key(struct cx_yaml_build *b)
{
	struct cx_yaml_frame *top = cx_yaml_build_top(b);
	if (top)
		top->has_key = top->dropped = true;
}
