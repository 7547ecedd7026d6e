/* SPDX-License-Identifier: Apache-2.0 */
/* YAML events into trees. */
#include "doc/yaml.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/near.h"
#include "base/num.h"
#include "base/utf8.h"
#include "doc/yaml_scalar.h"
#include "doc/yaml_syntax.h"
#include "doc/yaml_text.h"
#include "port/yaml.h"

/*
 * Events into trees, with a stack of the open collections. A value is attached when it begins, so that
 * nothing is built twice; what has no place in the tree (the value of a duplicate key, a key that is a
 * collection) is built all the same, for the problems inside it, and dropped.
 */

#define FEW_MEMBERS 24

struct frame {
	struct cx_node *node;
	struct cx_map seen; /* members by key, once there are more than a few */
	bool flow;
	bool has_key; /* of an object: the key below waits for its value */
	bool dropped; /* that key is not to be attached */
	bool is_key;  /* it stands where a key does: that is said, and covers the keys in it */
	const char *key;
	size_t key_len;
	struct cx_span key_span;
};

struct build {
	struct cx_arena *arena;
	const struct cx_source *source;
	struct cx_docs *docs;
	struct cx_diags *diags;
	struct cx_yaml_reader *reader;
	struct frame frames[CX_MAX_DOC_DEPTH];
	size_t depth;
	struct cx_node *root;
	bool empty; /* root is nothing written */
	struct cx_map anchors;
	struct cx_buf digits;
	size_t nodes, aliases, alias_nodes;
	const char *line; /* start of line number line_number: moves forward only */
	uint32_t line_number;
};

static struct cx_diag *build_error(struct build *b, const char *code, struct cx_span span, const char *fmt,
				   ...) CX_PRINTF(4, 5);
static struct cx_diag *build_error(struct build *b, const char *code, struct cx_span span, const char *fmt,
				   ...)
{
	char message[512];
	va_list args;
	va_start(args, fmt);
	(void)vsnprintf(message, sizeof message, fmt, args);
	va_end(args);
	return cx_diag_add(b->diags, CX_SEVERITY_ERROR, code, span, "%s", message);
}

/* Code points from the place to the end of its line. */
static uint32_t rest_of_line(struct build *b, struct cx_yaml_place at)
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

static struct cx_span span_of(struct build *b, const struct cx_yaml_event *event)
{
	struct cx_span span = {b->source, event->start.line, event->start.column, 1};
	if (event->end.line == event->start.line && event->end.column > event->start.column)
		span.width = event->end.column - event->start.column;
	else if (event->kind == CX_YAML_SCALAR && event->len && event->end.line > event->start.line)
		span.width = rest_of_line(b, event->start);
	return span;
}

/* One more node; false at the limit, which ends the file. */
static bool count_node(struct build *b, struct cx_span span)
{
	if (++b->nodes <= CX_MAX_DOC_NODES)
		return true;
	cx_diag_hint(b->diags,
		     build_error(b, "yaml.nodes", span, "the file has more than %u values", CX_MAX_DOC_NODES),
		     "split it into several files");
	return false;
}

static struct frame *top_frame(struct build *b)
{
	return b->depth ? &b->frames[b->depth - 1] : NULL;
}

/* Whether the next node is the key of a mapping. */
static bool wants_key(struct build *b)
{
	const struct frame *top = top_frame(b);
	return top && top->node->type == CX_NODE_OBJECT && !top->has_key;
}

static void add_anchor(struct build *b, const char *anchor, struct cx_node *node)
{
	if (anchor)
		cx_map_put(&b->anchors, cx_arena_strdup(b->arena, anchor), node);
}

/* Gives a complete or just opened value its place. */
static void attach(struct build *b, struct cx_node *node)
{
	struct frame *top = top_frame(b);
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

static struct cx_node *find_member(struct frame *frame, const char *key, size_t len)
{
	if (frame->node->count < FEW_MEMBERS)
		return cx_node_get_n(frame->node, key, len);
	if (!frame->seen.count)
		for (struct cx_node *m = frame->node->first; m; m = m->next)
			cx_map_put_n(&frame->seen, m->key, m->key_len, m);
	return cx_map_get_n(&frame->seen, key, len);
}

/* Makes key, which lives in the arena or in an anchored node, the one that waits for its value. */
static void take_key(struct build *b, const char *key, size_t len, struct cx_span span)
{
	struct frame *top = top_frame(b);
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
		build_error(b, "yaml.duplicate", span, "the key %.*s stands twice in one mapping",
			    cx_yaml_scalar_shown(key, len), key);
	cx_diag_second(diag, cx_node_key_span(before), "first here");
	cx_diag_hint(b->diags, diag, "remove one of the two");
}

/* The key is reported; its value is read and dropped. */
static void drop_key(struct build *b)
{
	struct frame *top = top_frame(b);
	if (top)
		top->has_key = top->dropped = true;
}

/* Limits of all scalars, keys too; false ends the file. */
static bool check_scalar(struct build *b, const struct cx_yaml_event *event, struct cx_span span)
{
	if (event->len > CX_MAX_SCALAR_BYTES) {
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.scalar", span,
					 "this text has %zu bytes, at most %u are allowed", event->len,
					 CX_MAX_SCALAR_BYTES),
			     "a text this long is no part of a definition: shorten it");
		return false;
	}
	if (event->len && !event->plain && memchr(event->text, '\0', event->len))
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.char", span, "this text holds the character U+0000"),
			     "remove it: texts end there for many programs");
	return true;
}

static bool build_key(struct build *b, const struct cx_yaml_event *event, struct cx_span span)
{
	struct frame *top = top_frame(b);
	if (!top->flow && !top->node->count)
		top->node->span = span;
	if (event->plain && event->len == 2 && memcmp(event->text, "<<", 2) == 0) {
		struct cx_diag *diag = build_error(b, "yaml.merge", span, "merge keys are not supported");
		cx_diag_hint(b->diags, diag,
			     "write the members out; several tenants share a definition by overlays");
		drop_key(b);
		return true;
	}
	enum cx_node_type type;
	(void)cx_yaml_scalar_type(event, span, &type, b->diags);
	if (type != CX_NODE_STRING) {
		int n = cx_yaml_scalar_shown(event->text, event->len);
		struct cx_diag *diag = build_error(b, "yaml.key", span, "a key is text, this one is %s%s",
						   type == CX_NODE_NULL ? "" : "a ", cx_node_type_name(type));
		if (n)
			cx_diag_hint(b->diags, diag, "quote it: \"%.*s\"", n, event->text);
	}
	char *key = cx_arena_strndup(b->arena, event->text, event->len);
	take_key(b, key, event->len, span);
	if (event->anchor) {
		struct cx_node *node = cx_node_new(b->arena, type);
		node->text = key;
		node->len = event->len;
		node->span = span;
		add_anchor(b, event->anchor, node);
	}
	return true;
}

static bool build_scalar(struct build *b, const struct cx_yaml_event *event)
{
	struct cx_span span = span_of(b, event);
	if (!count_node(b, span) || !check_scalar(b, event, span))
		return false;
	if (wants_key(b))
		return build_key(b, event, span);
	enum cx_node_type type;
	bool good = cx_yaml_scalar_type(event, span, &type, b->diags);
	struct cx_node *node = cx_node_new(b->arena, type);
	node->span = span;
	node->bad = !good;
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
			     build_error(b, "yaml.number", span,
					 "the exponent of this number is beyond 1,000,000,000"),
			     "write a smaller number, or quote it if it is text");
		node->type = CX_NODE_STRING;
		node->bad = true;
	}
	b->empty = !b->depth && event->plain && !event->len && !event->tag && !event->anchor;
	add_anchor(b, event->anchor, node);
	attach(b, node);
	return true;
}

/* A collection as a key; two brackets in a row come from a template that nobody filled in. */
static void refuse_key(struct build *b, const struct cx_yaml_event *event, const struct cx_node *node)
{
	struct frame *top = top_frame(b);
	struct cx_span outer = top->node->span;
	bool template = top->flow && node->type == CX_NODE_OBJECT && outer.line == node->span.line &&
			outer.column + 1 == node->span.column;
	drop_key(b);
	if (top->is_key)
		return;
	struct cx_diag *diag = build_error(b, "yaml.key", node->span, "a key is text, this one is an %s",
					   cx_node_type_name(node->type));
	if (template) {
		top->node->bad = true;
		cx_diag_hint(b->diags, diag,
			     "if {{ }} is a template's, cxctl fills in ${var.NAME} alone; else quote it");
	} else if (event->flow) {
		cx_diag_hint(b->diags, diag, "quote text that starts with a bracket");
	}
}

static bool open_collection(struct build *b, const struct cx_yaml_event *event)
{
	bool mapping = event->kind == CX_YAML_MAPPING_START;
	struct cx_span span = {b->source, event->start.line, event->start.column, 1};
	if (!count_node(b, span))
		return false;
	if (b->depth == CX_MAX_DOC_DEPTH) {
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.depth", span, "values are nested more than %d levels deep",
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
	add_anchor(b, event->anchor, node);
	bool is_key = wants_key(b);
	if (is_key)
		refuse_key(b, event, node);
	else
		attach(b, node);
	b->frames[b->depth++] = (struct frame){.node = node, .flow = event->flow, .is_key = is_key};
	return true;
}

static void close_collection(struct build *b, const struct cx_yaml_event *event)
{
	struct frame *top = top_frame(b);
	if (!top)
		return;
	struct cx_span *span = &top->node->span;
	if (top->flow && event->end.line == span->line)
		span->width = event->end.column - span->column;
	cx_map_release(&top->seen);
	b->depth--;
}

/* A copy of what an alias stands for, below depth collections, within the limits; NULL ends the file. */
static struct cx_node *expand(struct build *b, const struct cx_node *node, size_t depth, struct cx_span span)
{
	if (++b->alias_nodes > CX_MAX_YAML_ALIAS_NODES) {
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.alias", span,
					 "the aliases of this file stand for more than %u values",
					 CX_MAX_YAML_ALIAS_NODES),
			     "use fewer aliases inside what aliases repeat");
		return NULL;
	}
	bool collection = node->type == CX_NODE_ARRAY || node->type == CX_NODE_OBJECT;
	if (collection && depth >= CX_MAX_DOC_DEPTH) {
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.depth", span,
					 "with this alias, values are nested more than %d levels deep",
					 CX_MAX_DOC_DEPTH),
			     "write it flatter: no definition needs as many levels");
		return NULL;
	}
	if (!count_node(b, span))
		return NULL;
	struct cx_node *copy = cx_arena_alloc(b->arena, sizeof *copy);
	*copy = *node;
	copy->first = copy->last = copy->next = NULL;
	copy->count = 0;
	for (const struct cx_node *child = node->first; child; child = child->next) {
		struct cx_node *below = expand(b, child, depth + 1, span);
		if (!below)
			return NULL;
		cx_node_push(copy, below);
	}
	return copy;
}

static bool is_open(const struct build *b, const struct cx_node *node)
{
	for (size_t i = 0; i < b->depth; i++)
		if (b->frames[i].node == node)
			return true;
	return false;
}

/* The anchor that an alias without one may have meant, or NULL. */
static const char *near_anchor(const struct build *b, const char *alias)
{
	enum { MOST = 64 };
	const char *names[MOST + 1] = {NULL};
	size_t n = 0;
	while (n < MOST && n < b->anchors.count) {
		names[n] = b->anchors.entries[n].key;
		n++;
	}
	return cx_near_word(alias, names);
}

/* A bad value where an alias has none, so that reading goes on. */
static bool build_nothing(struct build *b, struct cx_span span)
{
	if (wants_key(b)) {
		drop_key(b);
		return true;
	}
	struct cx_node *node = cx_node_new(b->arena, CX_NODE_NULL);
	node->span = span;
	node->bad = true;
	attach(b, node);
	return true;
}

static bool build_alias(struct build *b, const struct cx_yaml_event *event)
{
	struct cx_span span = span_of(b, event);
	int n = cx_yaml_scalar_shown(event->anchor, strlen(event->anchor));
	const struct cx_node *target = cx_map_get(&b->anchors, event->anchor);
	if (++b->aliases > CX_MAX_YAML_ALIASES) {
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.alias", span, "the file has more than %u aliases",
					 CX_MAX_YAML_ALIASES),
			     "use fewer, or split the file into several");
		return false;
	}
	if (!target) {
		struct cx_diag *diag =
			build_error(b, "yaml.alias", span, "the alias *%.*s has no anchor", n, event->anchor);
		const char *near = near_anchor(b, event->anchor);
		if (near)
			cx_diag_hint(b->diags, diag, "did you mean *%s?", near);
		else
			cx_diag_hint(b->diags, diag,
				     "an anchor &%.*s must stand before it, in the same document; quote the "
				     "text if "
				     "it is no alias",
				     n, event->anchor);
		return build_nothing(b, span);
	}
	if (is_open(b, target)) {
		cx_diag_hint(b->diags,
			     build_error(b, "yaml.alias", span,
					 "the alias *%.*s stands inside its own anchor", n, event->anchor),
			     "an alias stands outside of what it repeats: move it there, or quote the text");
		return build_nothing(b, span);
	}
	if (wants_key(b)) {
		if (target->type == CX_NODE_STRING) {
			take_key(b, target->text, target->len, span);
			return true;
		}
		build_error(b, "yaml.key", span, "a key is text, *%.*s is %s", n, event->anchor,
			    cx_node_type_name(target->type));
		return build_nothing(b, span);
	}
	struct cx_node *copy = expand(b, target, b->depth, span);
	if (copy)
		attach(b, copy);
	return copy != NULL;
}

/* Documents with nothing in them are no documents: a file may end with ---. */
static void end_document(struct build *b)
{
	if (b->root && !b->empty) {
		CX_ARENA_GROW(b->arena, b->docs->items, b->docs->count, b->docs->cap);
		b->docs->items[b->docs->count++] = b->root;
	}
	b->root = NULL;
}

/* False at the end of the stream, or of what can be read. */
static bool build_event(struct build *b, const struct cx_yaml_event *event)
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
		return build_alias(b, event);
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

static void build_stream(struct build *b)
{
	struct cx_yaml_event event;
	while (cx_yaml_reader_next(b->reader, &event))
		if (!build_event(b, &event))
			return;
	struct cx_yaml_problem problem;
	cx_yaml_reader_problem(b->reader, &problem);
	cx_yaml_syntax_explain(b->source, &problem, b->diags);
	/* A bare text in front of what cannot be read is the beginning of that, and no document. */
	if (b->docs->count && b->docs->items[b->docs->count - 1]->type < CX_NODE_ARRAY)
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
	struct build b = {.arena = arena,
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
