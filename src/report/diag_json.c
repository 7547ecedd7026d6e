/* SPDX-License-Identifier: Apache-2.0 */
/* Documents are built as trees and printed by doc/json, so that there is one writer of JSON. */
#include "report/diag_json.h"

#include "base/utf8.h"
#include "doc/json.h"
#include "report/diag_text.h"
#include "report/escape.h"

struct cx_node *cx_diag_json_text(struct cx_arena *arena, const char *text)
{
	if (!text)
		return cx_node_new(arena, CX_NODE_NULL);
	size_t len = strlen(text), at = 0;
	if (cx_utf8_check(text, len) == len)
		return cx_node_string_n(arena, text, len);
	CX_AUTO(cx_buf) struct cx_buf clean = CX_BUF_INIT;
	while (at < len) {
		size_t good = cx_utf8_check(text + at, len - at);
		cx_buf_add(&clean, text + at, good);
		at += good;
		if (at < len) {
			cx_buf_adds(&clean, "\xef\xbf\xbd");
			at++;
		}
	}
	return cx_node_string_n(arena, clean.data, clean.len);
}

static void add_span(struct cx_arena *arena, struct cx_node *object, const struct cx_span *span)
{
	bool placed = span->source && span->line;
	cx_node_add(object, "file", cx_diag_json_text(arena, span->source ? span->source->name : NULL));
	cx_node_add(object, "line",
		    placed ? cx_node_int(arena, span->line) : cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(object, "column",
		    placed ? cx_node_int(arena, span->column) : cx_node_new(arena, CX_NODE_NULL));
}

struct cx_node *cx_diag_json(struct cx_arena *arena, const struct cx_diag *diag)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "severity", cx_node_string(arena, cx_severity_name(diag->severity)));
	cx_node_add(object, "code", cx_diag_json_text(arena, diag->code));
	add_span(arena, object, &diag->span);
	cx_node_add(object, "pointer", cx_diag_json_text(arena, diag->pointer));
	cx_node_add(object, "message", cx_diag_json_text(arena, diag->message));
	cx_node_add(object, "note", cx_diag_json_text(arena, diag->note));
	cx_node_add(object, "hint", cx_diag_json_text(arena, diag->hint));
	if (diag->second_label && diag->second.source) {
		struct cx_node *related = cx_node_new(arena, CX_NODE_OBJECT);
		add_span(arena, related, &diag->second);
		cx_node_add(related, "message", cx_diag_json_text(arena, diag->second_label));
		cx_node_add(object, "related", related);
	}
	if (diag->tenants) {
		struct cx_node *tenants = cx_node_new(arena, CX_NODE_ARRAY);
		for (size_t i = 0; diag->tenants[i]; i++)
			cx_node_push(tenants, cx_diag_json_text(arena, diag->tenants[i]));
		cx_node_add(object, "tenants", tenants);
	}
	return object;
}

struct cx_node *cx_diags_json(struct cx_arena *arena, const struct cx_diags *diags)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < diags->count; i++)
		cx_node_push(array, cx_diag_json(arena, diags->items[i]));
	return array;
}

static void add_line(const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_json_line(node, &line);
	cx_escape_json(line.data, line.len, out);
}

void cx_diag_json_line(const struct cx_diag *diag, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	add_line(cx_diag_json(&arena, diag), out);
	cx_buf_addc(out, '\n');
	cx_arena_release(&arena);
}

void cx_diag_json_message(const char *message, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *object = cx_node_new(&arena, CX_NODE_OBJECT);
	cx_node_add(object, "severity", cx_node_string(&arena, "info"));
	cx_node_add(object, "message", cx_diag_json_text(&arena, message));
	add_line(object, out);
	cx_arena_release(&arena);
}

struct cx_node *cx_diag_json_begin(struct cx_arena *arena, const char *command)
{
	struct cx_node *document = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(document, "format_version", cx_node_string(arena, CX_JSON_FORMAT_VERSION));
	cx_node_add(document, "command", cx_diag_json_text(arena, command));
	return document;
}

void cx_diag_json_end(struct cx_arena *arena, struct cx_node *document, const struct cx_diags *diags,
		      int exit_code, struct cx_buf *out)
{
	cx_node_add(document, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(document, "exit_code", cx_node_int(arena, exit_code));
	cx_json_pretty(document, out);
}

void cx_diag_json_document(struct cx_arena *arena, const char *command, const struct cx_diags *diags,
			   int exit_code, struct cx_buf *out)
{
	cx_diag_json_end(arena, cx_diag_json_begin(arena, command), diags, exit_code, out);
}
