/* SPDX-License-Identifier: Apache-2.0 */
/* YAML events into trees. */
#include "doc/yaml.h"

#include "base/num.h"
#include "doc/yaml_alias.h"
#include "doc/yaml_line.h"
#include "doc/yaml_scalar.h"
#include "doc/yaml_stray.h"
#include "doc/yaml_syntax.h"
#include "doc/yaml_text.h"

/*
 * Events into trees, with a stack of the open collections. A value is attached when it begins, so that
 * nothing is built twice; what has no place in the tree (the value of a duplicate key, a key that is a
 * collection) is built all the same, for the problems inside it, and dropped.
 */

/* Limits of all scalars, keys too; false ends the file. */
static bool check_scalar(struct cx_yaml_build *b, const struct cx_yaml_event *event, struct cx_span span)
{
	if (event->len > CX_MAX_SCALAR_BYTES) {
		cx_diag_hint(b->diags,
			     cx_yaml_build_error(b, "yaml.scalar", span,
						 "this text has %zu bytes, at most %u are allowed",
						 event->len, CX_MAX_SCALAR_BYTES),
			     "a text this long is no part of a definition: shorten it");
		return false;
	}
	if (event->len && !event->plain && memchr(event->text, '\0', event->len))
		cx_diag_hint(
			b->diags,
			cx_yaml_build_error(b, "yaml.char", span, "this text holds the character U+0000"),
			"remove it: texts end there for many programs");
	return true;
}

static bool build_key(struct cx_yaml_build *b, const struct cx_yaml_event *event, struct cx_span span)
{
	struct cx_yaml_frame *top = cx_yaml_build_top(b);
	if (!top->flow && !top->node->count)
		top->node->span = span;
	if (event->plain && event->len == 2 && memcmp(event->text, "<<", 2) == 0) {
		struct cx_diag *diag =
			cx_yaml_build_error(b, "yaml.merge", span, "merge keys are not supported");
		cx_diag_hint(b->diags, diag,
			     "write the members out; several tenants share a definition by overlays");
		cx_yaml_build_drop_key(b);
		return true;
	}
	enum cx_node_type type;
	(void)cx_yaml_scalar_type(event, span, &type, b->diags);
	if (type != CX_NODE_STRING) {
		int n = cx_yaml_scalar_shown(event->text, event->len);
		struct cx_diag *diag =
			cx_yaml_build_error(b, "yaml.key", span, "a key is text, this one is %s%s",
					    type == CX_NODE_NULL ? "" : "a ", cx_node_type_name(type));
		if (n)
			cx_diag_hint(b->diags, diag, "quote it: \"%.*s\"", n, event->text);
	}
	char *key = cx_arena_strndup(b->arena, event->text, event->len);
	cx_yaml_build_take_key(b, key, event->len, span);
	if (event->anchor) {
		struct cx_node *node = cx_node_new(b->arena, type);
		node->text = key;
		node->len = event->len;
		node->span = span;
		cx_yaml_build_anchor(b, event->anchor, node);
	}
	return true;
}

static bool nothing_written(const struct cx_yaml_event *event)
{
	return event->plain && !event->len && !event->tag && !event->anchor;
}

/* Where a value is missing: its key, or the dash in front of it. */
static struct cx_span missing_span(struct cx_yaml_build *b, struct cx_span span)
{
	const struct cx_yaml_frame *top = cx_yaml_build_top(b);
	if (top && top->node->type == CX_NODE_OBJECT)
		return top->key_span;
	if (top && !top->flow && span.column > 1)
		span.column--;
	return span;
}

static bool build_scalar(struct cx_yaml_build *b, struct cx_yaml_event *event)
{
	struct cx_span span = cx_yaml_build_span(b, event);
	if (!cx_yaml_build_count(b, span) || !check_scalar(b, event, span))
		return false;
	bool is_key = cx_yaml_build_wants_key(b);
	enum cx_yaml_stray stray = cx_yaml_stray_check(event, is_key, span, b->diags);
	if (stray == CX_YAML_STRAY_TORN)
		return false;
	b->comment |= stray == CX_YAML_STRAY_COMMENT;
	if (is_key && stray != CX_YAML_STRAY_COMMENT)
		return build_key(b, event, span);
	if (is_key) {
		cx_yaml_build_drop_key(b);
		return true;
	}
	enum cx_node_type type;
	bool good = cx_yaml_scalar_type(event, span, &type, b->diags);
	struct cx_node *node = cx_node_new(b->arena, type);
	node->span = nothing_written(event) ? missing_span(b, span) : span;
	node->bad = stray || !good;
	node->quoted = !event->plain;
	if (type == CX_NODE_BOOL)
		node->boolean = event->text[0] == 't' || event->text[0] == 'T';
	if (type == CX_NODE_STRING || type == CX_NODE_NUMBER) {
		node->text = cx_arena_strndup(b->arena, event->text, event->len);
		node->len = event->len;
	}
	struct cx_dec dec;
	if (type == CX_NODE_NUMBER && event->len > 9 &&
	    !cx_dec_parse(node->text, node->len, &b->digits, &dec)) {
		cx_diag_hint(b->diags,
			     cx_yaml_build_error(b, "yaml.number", span,
						 "the exponent of this number is beyond 1,000,000,000"),
			     "write a smaller number, or quote it if it is text");
		node->type = CX_NODE_STRING;
		node->bad = true;
	}
	b->empty = !b->depth && nothing_written(event);
	cx_yaml_build_anchor(b, event->anchor, node);
	cx_yaml_build_attach(b, node);
	return true;
}

/* Whether two braces in a row begin there: a template that nobody filled in. */
static bool is_template(const struct cx_yaml_build *b, struct cx_span span)
{
	struct cx_yaml_line line;
	if (b->diags->dropped || !cx_yaml_line_at(b->source, span.line, &line))
		return false;
	size_t at = cx_yaml_line_offset(&line, span.column);
	return line.len - at >= 2 && memcmp(line.text + at, "{{", 2) == 0;
}

/* A collection as a key. */
static void refuse_key(struct cx_yaml_build *b, const struct cx_yaml_event *event, const struct cx_node *node)
{
	struct cx_yaml_frame *top = cx_yaml_build_top(b);
	cx_yaml_build_drop_key(b);
	if (top->is_key)
		return;
	bool outer = top->flow && is_template(b, top->node->span);
	if (outer || (event->flow && is_template(b, node->span))) {
		top->node->bad |= outer;
		b->template_line = node->span.line;
		cx_yaml_stray_refuse_template(outer ? top->node->span : node->span, b->diags);
		return;
	}
	struct cx_diag *diag = cx_yaml_build_error(
		b, "yaml.key", node->span, "a key is text, this one is an %s", cx_node_type_name(node->type));
	if (event->flow)
		cx_diag_hint(b->diags, diag, "quote text that starts with a bracket");
}

static bool open_collection(struct cx_yaml_build *b, const struct cx_yaml_event *event)
{
	bool mapping = event->kind == CX_YAML_MAPPING_START;
	struct cx_span span = {b->source, event->start.line, event->start.column, 1};
	if (!cx_yaml_build_count(b, span))
		return false;
	if (b->depth == CX_MAX_DOC_DEPTH) {
		cx_diag_hint(b->diags,
			     cx_yaml_build_error(b, "yaml.depth", span,
						 "values are nested more than %d levels deep",
						 CX_MAX_DOC_DEPTH),
			     "write it flatter: no definition needs as many levels");
		return false;
	}
	struct cx_node *node = cx_node_new(b->arena, mapping ? CX_NODE_OBJECT : CX_NODE_ARRAY);
	node->span = span;
	node->bad = !cx_yaml_scalar_tag_fits(event->tag, mapping ? "map" : "seq");
	if (node->bad)
		cx_yaml_scalar_refuse_tag(event->tag, span, b->diags);
	b->empty = false;
	cx_yaml_build_anchor(b, event->anchor, node);
	bool is_key = cx_yaml_build_wants_key(b);
	if (is_key)
		refuse_key(b, event, node);
	else
		cx_yaml_build_attach(b, node);
	b->frames[b->depth++] = (struct cx_yaml_frame){.node = node, .flow = event->flow, .is_key = is_key};
	return true;
}

static void close_collection(struct cx_yaml_build *b, const struct cx_yaml_event *event)
{
	struct cx_yaml_frame *top = cx_yaml_build_top(b);
	if (!top)
		return;
	struct cx_span *span = &top->node->span;
	if (top->flow && event->end.line == span->line)
		span->width = event->end.column - span->column;
	cx_map_release(&top->seen);
	b->depth--;
}

/* Documents with nothing in them are no documents: a file may end with ---. */
static void end_document(struct cx_yaml_build *b)
{
	if (b->root && !b->empty) {
		CX_ARENA_GROW(b->arena, b->docs->items, b->docs->count, b->docs->cap);
		b->docs->items[b->docs->count++] = b->root;
	}
	b->root = NULL;
}

/* False at the end of the stream, or of what can be read. */
static bool build_event(struct cx_yaml_build *b, struct cx_yaml_event *event)
{
	switch (event->kind) {
	case CX_YAML_STREAM_END:
		return false;
	case CX_YAML_DOCUMENT_START:
		cx_map_release(&b->anchors);
		return true;
	case CX_YAML_DOCUMENT_END:
		end_document(b);
		return true;
	case CX_YAML_ALIAS:
		return cx_yaml_alias_build(b, event);
	case CX_YAML_SCALAR:
		return build_scalar(b, event);
	case CX_YAML_SEQUENCE_START:
	case CX_YAML_MAPPING_START:
		return open_collection(b, event);
	case CX_YAML_SEQUENCE_END:
	case CX_YAML_MAPPING_END:
		close_collection(b, event);
		return true;
	}
	return false;
}

static void build_stream(struct cx_yaml_build *b)
{
	struct cx_yaml_event event;
	while (cx_yaml_reader_next(b->reader, &event))
		if (!build_event(b, &event))
			return;
	struct cx_yaml_problem problem;
	cx_yaml_reader_problem(b->reader, &problem);
	bool template = b->template_line && problem.at.line <= b->template_line + 1;
	if (!template && !b->comment)
		cx_yaml_syntax_explain(b->source, &problem, b->diags);
	/* A bare text or a template in front of what cannot be read is the beginning of that, and no
	 * document. */
	const struct cx_node *last = b->docs->count ? b->docs->items[b->docs->count - 1] : NULL;
	if (last && (last->type < CX_NODE_ARRAY || (template && last->bad)))
		b->docs->count--;
}

enum cx_status cx_yaml_parse(struct cx_arena *arena, const struct cx_source *source, struct cx_docs *ret_docs,
			     struct cx_diags *diags)
{
	struct cx_docs docs = {0};
	size_t errors = diags->errors;
	size_t bom = cx_yaml_text_bom(source);
	if (!cx_yaml_text_check(source, diags)) {
		*ret_docs = docs;
		return CX_STATUS_INVALID;
	}
	struct cx_yaml_build b = {.arena = arena,
				  .source = source,
				  .docs = &docs,
				  .diags = diags,
				  .digits = CX_BUF_INIT,
				  .line = source->text + bom,
				  .line_number = 1};
	b.reader = cx_yaml_reader_new(source->text + bom, source->len - bom);
	build_stream(&b);
	while (b.depth)
		cx_map_release(&b.frames[--b.depth].seen);
	cx_map_release(&b.anchors);
	cx_buf_release(&b.digits);
	cx_yaml_reader_free(b.reader);
	*ret_docs = docs;
	return diags->errors > errors ? CX_STATUS_INVALID : CX_STATUS_OK;
}
