/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml says where tokens stand; what lies between two of them must be blanks, comments and indicators. */
#include "doc/layout.h"

#include "doc/layout_flow.h"

static bool node_read(struct cx_layout_scan *s, struct cx_layout_item *item, struct cx_layout_node *node);

/* The first of the pending comments that are deeper than a column, or as deep where equal is allowed. */
static void take_deeper(struct cx_layout_scan *s, size_t column, bool equal, struct cx_layout_comments *into)
{
	while (s->pending.first &&
	       (s->pending.first->column > column || (equal && s->pending.first->column == column))) {
		struct cx_layout_comment *comment = s->pending.first;
		s->pending.first = comment->next;
		if (!comment->next)
			s->pending.last = NULL;
		comment->next = NULL;
		cx_layout_comments_add(into, comment);
	}
}

static struct cx_layout_comments take_pending(struct cx_layout_scan *s)
{
	struct cx_layout_comments all = s->pending;
	s->pending = (struct cx_layout_comments){0};
	return all;
}

/* The length of what is anchor, tag and blanks at the start of a slice. */
static size_t properties_len(const char *text, size_t len)
{
	size_t i = 0;
	while (i < len && (text[i] == '&' || text[i] == '!')) {
		while (i < len && text[i] != ' ' && text[i] != '\t' && text[i] != '\n')
			i++;
		while (i < len && (text[i] == ' ' || text[i] == '\t'))
			i++;
	}
	return i;
}

/* From its header to the end of its last line that is not empty, or to its end if it keeps all. */
static bool block_scalar_read(struct cx_layout_scan *s, struct cx_layout_node *node, size_t start, size_t end)
{
	const char *text = s->text + start;
	size_t header = 0, len = end - start;
	while (header < len && text[header] != '\n')
		node->keep |= text[header++] == '+';
	node->type = CX_LAYOUT_BLOCK_SCALAR;
	if (!node->keep)
		while (len > header + 1 && text[len - 1] == '\n' && text[len - 2] == '\n')
			len--;
	node->text = text;
	node->len = len;
	cx_layout_scan_token(s, start + len, NULL);
	s->ended = true;
	s->breaks = len && text[len - 1] == '\n';
	return true;
}

static bool inline_read(struct cx_layout_scan *s, struct cx_layout_item *item, struct cx_layout_node *node)
{
	size_t start = s->start;
	bool is_flow = s->event.flow, is_plain = s->event.plain;
	if (!cx_layout_scan_gap(s, start))
		return false;
	item->below = s->ended;
	item->before = take_pending(s);
	if (is_flow) {
		if (!cx_layout_flow_read(s, node))
			return false;
		cx_layout_scan_token(s, s->pos, &item->trailing);
		return true;
	}
	size_t end = s->end;
	size_t skipped = properties_len(s->text + start, end - start);
	if (!is_plain && skipped < end - start && strchr("|>", s->text[start + skipped]))
		return item->below ? cx_layout_scan_give_up(s, start)
				   : block_scalar_read(s, node, start, end);
	*node = (struct cx_layout_node){
		.type = CX_LAYOUT_INLINE, .text = s->text + start, .len = end - start};
	cx_layout_scan_token(s, end, &item->trailing);
	return true;
}

/* What stays on top of a collection: its first comments, up to the last empty line between them. */
static void header_take(struct cx_layout_node *node)
{
	struct cx_layout_item *first = node->first;
	struct cx_layout_comment *last = NULL;
	if (first->blank)
		last = first->lead.last;
	else
		for (struct cx_layout_comment *c = first->lead.first; c; c = c->next)
			if (c->next && c->next->blank)
				last = c;
	if (!last)
		return;
	node->header = (struct cx_layout_comments){first->lead.first, last};
	first->lead.first = last->next;
	if (!last->next)
		first->lead.last = NULL;
	last->next = NULL;
	first->blank = false;
	if (first->lead.first)
		first->lead.first->blank = false;
}

/* Comments that stand behind a value and are deeper than its key, now that the next token is known. */
static void settle(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	struct cx_layout_item *last = node->last;
	if (last && (last->value.type == CX_LAYOUT_EMPTY || last->value.type == CX_LAYOUT_INLINE))
		take_deeper(s, node->column, false, &last->after);
}

/* The event is a key's. */
static bool entry_read(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	bool unused, is_alias = s->event.kind == CX_YAML_ALIAS;
	size_t start = s->start, end = s->end;
	if (!cx_layout_scan_gap(s, start) || start == end || (s->event.kind != CX_YAML_SCALAR && !is_alias) ||
	    s->event.start.line != s->event.end.line)
		return cx_layout_scan_give_up(s, start);
	bool blank = s->breaks > 1;
	if (!node->count)
		node->column = s->event.start.column - 1;
	settle(s, node);
	struct cx_layout_item *item = cx_layout_scan_item(s, node);
	item->lead = take_pending(s);
	item->blank = blank;
	item->key = s->text + start;
	item->key_len = end - start;
	item->name = cx_arena_strndup(s->arena, is_alias ? "" : s->event.text, is_alias ? 0 : s->event.len);
	item->name_len = is_alias ? 0 : s->event.len;
	cx_layout_scan_mark(s);
	cx_layout_scan_token(s, end, NULL);
	if (!cx_layout_scan_indicator(s, ':', s->len, &unused))
		return false;
	cx_layout_scan_token(s, s->pos, &item->head);
	if (!cx_layout_scan_next(s) || !node_read(s, item, &item->value))
		return false;
	item->marks_end = s->layout->mark_count;
	return true;
}

/* The event is an item's value; its dash has none. */
static bool dash_read(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	bool blank = false;
	size_t start = s->start;
	if (!cx_layout_scan_indicator(s, '-', start, &blank))
		return false;
	size_t line = s->pos - 1;
	while (line > 0 && s->text[line - 1] != '\n')
		line--;
	if (!node->count)
		node->column = s->pos - 1 - line;
	settle(s, node);
	struct cx_layout_item *item = cx_layout_scan_item(s, node);
	item->lead = take_pending(s);
	item->blank = blank;
	cx_layout_scan_token(s, s->pos, &item->head);
	if (!node_read(s, item, &item->value))
		return false;
	item->marks_end = s->layout->mark_count;
	return true;
}

/* Whether a document ends there: then all comments are the last collection's. */
static bool is_end(const struct cx_layout_scan *s, size_t at)
{
	bool line = at == 0 || at >= s->len || s->text[at - 1] == '\n';
	return at >= s->len || (line && s->len - at >= 3 && strncmp(s->text + at, "---", 3) == 0);
}

/* The event is the end of a collection: it stands where the next token begins. */
static bool collection_end(struct cx_layout_scan *s, const struct cx_layout_item *item,
			   struct cx_layout_node *node)
{
	size_t at = s->start, column = s->event.start.column - 1;
	if (!cx_layout_scan_gap(s, at))
		return false;
	if (!node->first)
		return cx_layout_scan_give_up(s, at);
	settle(s, node);
	bool end = is_end(s, at), flat = item && item->column == node->column;
	/* A sequence that is not indented leaves comments at its column to the mapping. */
	if (end && !item)
		node->tail = take_pending(s);
	else if (end || node->column > column)
		take_deeper(s, node->column, !flat, &node->tail);
	header_take(node);
	return true;
}

static bool collection_read(struct cx_layout_scan *s, struct cx_layout_item *item,
			    struct cx_layout_node *node)
{
	bool is_map = s->event.kind == CX_YAML_MAPPING_START;
	size_t start = s->start;
	node->type = is_map ? CX_LAYOUT_MAP : CX_LAYOUT_SEQUENCE;
	if (s->event.anchor || s->event.tag) {
		if (!item || !cx_layout_scan_gap(s, start) || s->ended)
			return cx_layout_scan_give_up(s, start);
		size_t len = properties_len(s->text + start, s->len - start);
		cx_layout_scan_token(s, start + len, &item->head);
		while (len && (s->text[start + len - 1] == ' ' || s->text[start + len - 1] == '\t'))
			len--;
		node->text = s->text + start;
		node->len = len;
	}
	for (;;) {
		if (!cx_layout_scan_next(s))
			return false;
		if (s->event.kind == CX_YAML_MAPPING_END || s->event.kind == CX_YAML_SEQUENCE_END)
			return collection_end(s, item, node);
		if (!(is_map ? entry_read(s, node) : dash_read(s, node)))
			return false;
	}
}

/* The event is the node's first. */
static bool node_read(struct cx_layout_scan *s, struct cx_layout_item *item, struct cx_layout_node *node)
{
	cx_layout_scan_mark(s);
	bool is_collection =
		s->event.kind == CX_YAML_SEQUENCE_START || s->event.kind == CX_YAML_MAPPING_START;
	if (is_collection && !s->event.flow)
		return collection_read(s, item, node);
	if (s->start == s->end && !is_collection) {
		node->type = CX_LAYOUT_EMPTY;
		return true;
	}
	return item ? inline_read(s, item, node) : cx_layout_scan_give_up(s, s->start);
}

/* The event is the document's start. */
static bool document_read(struct cx_layout_scan *s)
{
	struct cx_layout *layout = s->layout;
	struct cx_layout_document *document = cx_arena_alloc(s->arena, sizeof *document);
	size_t start = s->start;
	if (layout->last)
		layout->last->next = document;
	else
		layout->first = document;
	layout->last = document;
	document->is_explicit = s->event.end.column > s->event.start.column;
	if (document->is_explicit) {
		if (!cx_layout_scan_gap(s, start) || !is_end(s, start))
			return cx_layout_scan_give_up(s, start);
		document->blank = s->breaks > 1;
		document->lead = take_pending(s);
		cx_layout_scan_token(s, start + 3, &document->head);
	}
	if (!cx_layout_scan_next(s) || !node_read(s, NULL, &document->root) || !cx_layout_scan_next(s))
		return false;
	if (s->event.kind != CX_YAML_DOCUMENT_END || !cx_layout_scan_gap(s, s->start))
		return cx_layout_scan_give_up(s, s->pos);
	document->tail = take_pending(s);
	return true;
}

static bool stream_read(struct cx_layout_scan *s)
{
	for (;;) {
		if (!cx_layout_scan_next(s))
			return false;
		if (s->event.kind == CX_YAML_STREAM_END)
			break;
		if (s->event.kind != CX_YAML_DOCUMENT_START || !document_read(s))
			return cx_layout_scan_give_up(s, s->pos);
	}
	/* A text of comments alone has no document. */
	return cx_layout_scan_gap(s, s->len) && (!s->pending.first || cx_layout_scan_give_up(s, 0));
}

enum cx_status cx_layout_parse(struct cx_arena *arena, const char *text, size_t len,
			       struct cx_layout *ret_layout, struct cx_yaml_place *ret_place)
{
	struct cx_layout layout = {0};
	CX_AUTO_FREE(cx_yaml_reader) struct cx_yaml_reader *reader = cx_yaml_reader_new(text, len);
	struct cx_layout_scan s = {.arena = arena,
				   .text = text,
				   .len = len,
				   .reader = reader,
				   .layout = &layout,
				   .breaks = 1,
				   .ended = true};
	cx_layout_scan_begin(&s);
	bool read = stream_read(&s);
	cx_layout_scan_release(&s);
	if (!read) {
		*ret_place = cx_lines_place(&s.lines, s.unsure_at);
		return CX_STATUS_INVALID;
	}
	*ret_layout = layout;
	return CX_STATUS_OK;
}
