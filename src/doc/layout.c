/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml says where tokens stand; what lies between two of them must be blanks, comments and indicators. */
#include "doc/layout.h"

struct scan {
	struct cx_arena *arena;
	const char *text;
	size_t len;
	struct cx_yaml_reader *reader;
	struct cx_yaml_event event;
	struct cx_layout *layout;
	size_t *lines; /* offset of each line's first byte */
	size_t line_count;
	size_t pos;                     /* behind the last token */
	size_t breaks;                  /* lines ended since the last token or comment */
	bool ended;                     /* a line ended since the last token */
	struct cx_layout_comment *slot; /* for a comment in the line of the last token; NULL: none may come */
	struct cx_layout_comments pending;
	bool unsure;
	size_t unsure_at;
};

static bool node_read(struct scan *s, struct cx_layout_item *item, struct cx_layout_node *node);

static bool give_up(struct scan *s, size_t at)
{
	if (!s->unsure)
		s->unsure_at = at;
	s->unsure = true;
	return false;
}

static void lines_find(struct scan *s)
{
	size_t count = 2;
	for (size_t i = 0; i < s->len; i++)
		count += s->text[i] == '\n';
	s->lines = cx_arena_alloc(s->arena, count * sizeof *s->lines);
	s->line_count = 1;
	for (size_t i = 0; i < s->len; i++)
		if (s->text[i] == '\n')
			s->lines[s->line_count++] = i + 1;
}

/* Places count code points. */
static size_t offset_of(const struct scan *s, struct cx_yaml_place place)
{
	if (place.line == 0 || place.line > s->line_count)
		return s->len;
	size_t at = s->lines[place.line - 1];
	for (uint32_t n = 1; n < place.column && at < s->len; n++)
		for (at++; at < s->len && ((unsigned char)s->text[at] & 0xc0) == 0x80;)
			at++;
	return at;
}

static bool next(struct scan *s)
{
	return cx_yaml_reader_next(s->reader, &s->event) || give_up(s, s->pos);
}

static void comments_add(struct cx_layout_comments *list, struct cx_layout_comment *comment)
{
	if (list->last)
		list->last->next = comment;
	else
		list->first = comment;
	list->last = comment;
}

static bool comment_read(struct scan *s)
{
	size_t start = s->pos, end = start, line = start;
	while (end < s->len && s->text[end] != '\n')
		end++;
	s->pos = end;
	while (end > start && (s->text[end - 1] == ' ' || s->text[end - 1] == '\t'))
		end--;
	struct cx_layout_comment comment = {.text = s->text + start, .len = end - start};
	if (!s->ended) {
		if (!s->slot || s->slot->text)
			return give_up(s, start);
		while (start > 0 && s->text[start - 1] == ' ')
			start--;
		comment.column = line > start ? line - start : 1;
		*s->slot = comment;
		s->breaks = 0;
		return true;
	}
	while (line > 0 && s->text[line - 1] != '\n')
		line--;
	comment.column = start - line;
	comment.blank = s->breaks > 1;
	struct cx_layout_comment *kept = cx_arena_alloc(s->arena, sizeof *kept);
	*kept = comment;
	comments_add(&s->pending, kept);
	s->breaks = 0;
	return true;
}

/* Over blanks and comments, until something else or the limit. */
static bool skip_gap(struct scan *s, size_t limit)
{
	while (s->pos < limit) {
		char c = s->text[s->pos];
		if (c == '#') {
			if (!comment_read(s))
				return false;
			continue;
		}
		if (c != ' ' && c != '\t' && c != '\n')
			return true;
		s->breaks += c == '\n';
		s->ended |= c == '\n';
		s->pos++;
	}
	return true;
}

static bool gap(struct scan *s, size_t to)
{
	return skip_gap(s, to) && (s->pos == to || give_up(s, s->pos));
}

/* An indicator that has no event; ret_blank: an empty line stands before it. */
static bool indicator(struct scan *s, char c, size_t limit, bool *ret_blank)
{
	if (!skip_gap(s, limit))
		return false;
	if (s->pos >= limit || s->text[s->pos] != c)
		return give_up(s, s->pos);
	*ret_blank = s->breaks > 1;
	s->pos++;
	return true;
}

static void token_end(struct scan *s, size_t at, struct cx_layout_comment *slot)
{
	s->pos = at;
	s->breaks = 0;
	s->ended = false;
	s->slot = slot;
}

/* The first of the pending comments that are deeper than a column, or as deep where equal is allowed. */
static void take_deeper(struct scan *s, size_t column, bool equal, struct cx_layout_comments *into)
{
	while (s->pending.first &&
	       (s->pending.first->column > column || (equal && s->pending.first->column == column))) {
		struct cx_layout_comment *comment = s->pending.first;
		s->pending.first = comment->next;
		if (!comment->next)
			s->pending.last = NULL;
		comment->next = NULL;
		comments_add(into, comment);
	}
}

static struct cx_layout_comments take_pending(struct scan *s)
{
	struct cx_layout_comments all = s->pending;
	s->pending = (struct cx_layout_comments){0};
	return all;
}

static void mark_add(struct scan *s)
{
	struct cx_layout *layout = s->layout;
	if (!s->event.anchor)
		return;
	bool is_alias = s->event.kind == CX_YAML_ALIAS;
	struct cx_layout_mark mark = {.name = cx_arena_strdup(s->arena, s->event.anchor),
				      .is_alias = is_alias};
	for (size_t i = layout->mark_count; is_alias && i-- > 0;)
		if (!layout->marks[i].is_alias && strcmp(layout->marks[i].name, mark.name) == 0) {
			mark.target = i;
			break;
		}
	CX_ARENA_GROW(s->arena, layout->marks, layout->mark_count, layout->mark_cap);
	layout->marks[layout->mark_count++] = mark;
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
static bool block_scalar_read(struct scan *s, struct cx_layout_node *node, size_t start, size_t end)
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
	token_end(s, start + len, NULL);
	s->ended = true;
	s->breaks = len && text[len - 1] == '\n';
	return true;
}

static bool inline_read(struct scan *s, struct cx_layout_item *item, struct cx_layout_node *node)
{
	size_t start = offset_of(s, s->event.start), depth = 0;
	bool is_flow = s->event.flow, is_block = s->event.kind == CX_YAML_SCALAR && !s->event.plain;
	if (!gap(s, start))
		return false;
	if (is_flow)
		for (depth = 1; depth > 0;) {
			if (!next(s))
				return false;
			mark_add(s);
			enum cx_yaml_kind kind = s->event.kind;
			depth += kind == CX_YAML_SEQUENCE_START || kind == CX_YAML_MAPPING_START;
			depth -= kind == CX_YAML_SEQUENCE_END || kind == CX_YAML_MAPPING_END;
		}
	size_t end = offset_of(s, s->event.end), skipped = properties_len(s->text + start, end - start);
	item->below = s->ended;
	item->before = take_pending(s);
	is_block = is_block && skipped < end - start && strchr("|>", s->text[start + skipped]);
	if (is_block)
		return item->below ? give_up(s, start) : block_scalar_read(s, node, start, end);
	*node = (struct cx_layout_node){
		.type = CX_LAYOUT_INLINE, .text = s->text + start, .len = end - start};
	token_end(s, end, &item->trailing);
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
static void settle(struct scan *s, struct cx_layout_node *node)
{
	struct cx_layout_item *last = node->last;
	if (last && (last->value.type == CX_LAYOUT_EMPTY || last->value.type == CX_LAYOUT_INLINE))
		take_deeper(s, node->column, false, &last->after);
}

static struct cx_layout_item *item_add(struct scan *s, struct cx_layout_node *node)
{
	struct cx_layout_item *item = cx_arena_alloc(s->arena, sizeof *item);
	item->lead = take_pending(s);
	item->column = node->column;
	item->marks_begin = s->layout->mark_count;
	if (node->last)
		node->last->next = item;
	else
		node->first = item;
	node->last = item;
	node->count++;
	return item;
}

/* The event is a key's. */
static bool entry_read(struct scan *s, struct cx_layout_node *node)
{
	bool unused, is_alias = s->event.kind == CX_YAML_ALIAS;
	size_t start = offset_of(s, s->event.start), end = offset_of(s, s->event.end);
	if (!gap(s, start) || start == end || (s->event.kind != CX_YAML_SCALAR && !is_alias) ||
	    s->event.start.line != s->event.end.line)
		return give_up(s, start);
	bool blank = s->breaks > 1;
	if (!node->count)
		node->column = s->event.start.column - 1;
	settle(s, node);
	struct cx_layout_item *item = item_add(s, node);
	item->blank = blank;
	item->key = s->text + start;
	item->key_len = end - start;
	item->name = cx_arena_strndup(s->arena, is_alias ? "" : s->event.text, is_alias ? 0 : s->event.len);
	item->name_len = is_alias ? 0 : s->event.len;
	mark_add(s);
	token_end(s, end, NULL);
	if (!indicator(s, ':', s->len, &unused))
		return false;
	token_end(s, s->pos, &item->head);
	if (!next(s) || !node_read(s, item, &item->value))
		return false;
	item->marks_end = s->layout->mark_count;
	return true;
}

/* The event is an item's value; its dash has none. */
static bool dash_read(struct scan *s, struct cx_layout_node *node)
{
	bool blank = false;
	size_t start = offset_of(s, s->event.start);
	if (!indicator(s, '-', start, &blank))
		return false;
	size_t line = s->pos - 1;
	while (line > 0 && s->text[line - 1] != '\n')
		line--;
	if (!node->count)
		node->column = s->pos - 1 - line;
	settle(s, node);
	struct cx_layout_item *item = item_add(s, node);
	item->blank = blank;
	token_end(s, s->pos, &item->head);
	if (!node_read(s, item, &item->value))
		return false;
	item->marks_end = s->layout->mark_count;
	return true;
}

/* Whether a document ends there: then all comments are the last collection's. */
static bool is_end(const struct scan *s, size_t at)
{
	bool line = at == 0 || at >= s->len || s->text[at - 1] == '\n';
	return at >= s->len || (line && s->len - at >= 3 && strncmp(s->text + at, "---", 3) == 0);
}

/* The event is the end of a collection: it stands where the next token begins. */
static bool collection_end(struct scan *s, const struct cx_layout_item *item, struct cx_layout_node *node)
{
	size_t at = offset_of(s, s->event.start), column = s->event.start.column - 1;
	if (!gap(s, at))
		return false;
	if (!node->first)
		return give_up(s, at);
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

static bool collection_read(struct scan *s, struct cx_layout_item *item, struct cx_layout_node *node)
{
	bool is_map = s->event.kind == CX_YAML_MAPPING_START;
	size_t start = offset_of(s, s->event.start);
	node->type = is_map ? CX_LAYOUT_MAP : CX_LAYOUT_SEQUENCE;
	if (s->event.anchor || s->event.tag) {
		if (!item || !gap(s, start) || s->ended)
			return give_up(s, start);
		size_t len = properties_len(s->text + start, s->len - start);
		token_end(s, start + len, &item->head);
		while (len && (s->text[start + len - 1] == ' ' || s->text[start + len - 1] == '\t'))
			len--;
		node->text = s->text + start;
		node->len = len;
	}
	for (;;) {
		if (!next(s))
			return false;
		if (s->event.kind == CX_YAML_MAPPING_END || s->event.kind == CX_YAML_SEQUENCE_END)
			return collection_end(s, item, node);
		if (!(is_map ? entry_read(s, node) : dash_read(s, node)))
			return false;
	}
}

/* The event is the node's first. */
static bool node_read(struct scan *s, struct cx_layout_item *item, struct cx_layout_node *node)
{
	mark_add(s);
	bool is_collection =
		s->event.kind == CX_YAML_SEQUENCE_START || s->event.kind == CX_YAML_MAPPING_START;
	if (is_collection && !s->event.flow)
		return collection_read(s, item, node);
	if (offset_of(s, s->event.start) == offset_of(s, s->event.end) && !is_collection) {
		node->type = CX_LAYOUT_EMPTY;
		return true;
	}
	return item ? inline_read(s, item, node) : give_up(s, offset_of(s, s->event.start));
}

/* The event is the document's start. */
static bool document_read(struct scan *s)
{
	struct cx_layout *layout = s->layout;
	struct cx_layout_document *document = cx_arena_alloc(s->arena, sizeof *document);
	size_t start = offset_of(s, s->event.start);
	if (layout->last)
		layout->last->next = document;
	else
		layout->first = document;
	layout->last = document;
	document->is_explicit = s->event.end.column > s->event.start.column;
	if (document->is_explicit) {
		if (!gap(s, start) || !is_end(s, start))
			return give_up(s, start);
		document->blank = s->breaks > 1;
		document->lead = take_pending(s);
		token_end(s, start + 3, &document->head);
	}
	if (!next(s) || !node_read(s, NULL, &document->root) || !next(s))
		return false;
	if (s->event.kind != CX_YAML_DOCUMENT_END || !gap(s, offset_of(s, s->event.start)))
		return give_up(s, s->pos);
	document->tail = take_pending(s);
	return true;
}

static bool stream_read(struct scan *s)
{
	for (;;) {
		if (!next(s))
			return false;
		if (s->event.kind == CX_YAML_STREAM_END)
			break;
		if (s->event.kind != CX_YAML_DOCUMENT_START || !document_read(s))
			return give_up(s, s->pos);
	}
	/* A text of comments alone has no document. */
	return gap(s, s->len) && (!s->pending.first || give_up(s, 0));
}

static struct cx_yaml_place place_of(const struct scan *s, size_t at)
{
	struct cx_yaml_place place = {1, 1};
	for (size_t i = 0; i < at && i < s->len; i++) {
		place.column += ((unsigned char)s->text[i] & 0xc0) != 0x80;
		if (s->text[i] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}

enum cx_status cx_layout_parse(struct cx_arena *arena, const char *text, size_t len,
			       struct cx_layout *ret_layout, struct cx_yaml_place *ret_place)
{
	struct cx_layout layout = {0};
	CX_AUTO_FREE(cx_yaml_reader) struct cx_yaml_reader *reader = cx_yaml_reader_new(text, len);
	struct scan s = {.arena = arena,
			 .text = text,
			 .len = len,
			 .reader = reader,
			 .layout = &layout,
			 .breaks = 1,
			 .ended = true};
	lines_find(&s);
	if (!stream_read(&s)) {
		*ret_place = place_of(&s, s.unsure_at);
		return CX_STATUS_INVALID;
	}
	*ret_layout = layout;
	return CX_STATUS_OK;
}
