/* SPDX-License-Identifier: Apache-2.0 */
/* Between two tokens there may be blanks, comments and indicators; all else is given up. */
#include "doc/layout_scan.h"

bool cx_layout_scan_give_up(struct cx_layout_scan *s, size_t at)
{
	if (!s->unsure)
		s->unsure_at = at;
	s->unsure = true;
	return false;
}

void cx_layout_scan_begin(struct cx_layout_scan *s)
{
	s->lines = cx_lines_of(s->arena, s->text, s->len);
}

void cx_layout_scan_release(struct cx_layout_scan *s)
{
	cx_map_release(&s->anchors);
}

bool cx_layout_scan_next(struct cx_layout_scan *s)
{
	if (!cx_yaml_reader_next(s->reader, &s->event))
		return cx_layout_scan_give_up(s, s->pos);
	s->start = cx_lines_offset(&s->lines, s->event.start);
	s->end = cx_lines_offset(&s->lines, s->event.end);
	return true;
}

void cx_layout_comments_add(struct cx_layout_comments *list, struct cx_layout_comment *comment)
{
	if (list->last)
		list->last->next = comment;
	else
		list->first = comment;
	list->last = comment;
}

static bool comment_read(struct cx_layout_scan *s)
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
			return cx_layout_scan_give_up(s, start);
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
	cx_layout_comments_add(&s->pending, kept);
	s->breaks = 0;
	return true;
}

/* Over blanks and comments, until something else or the limit. */
static bool skip_gap(struct cx_layout_scan *s, size_t limit)
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

bool cx_layout_scan_gap(struct cx_layout_scan *s, size_t to)
{
	return skip_gap(s, to) && (s->pos == to || cx_layout_scan_give_up(s, s->pos));
}

/* An indicator that has no event; ret_blank: an empty line stands before it. */
bool cx_layout_scan_indicator(struct cx_layout_scan *s, char c, size_t limit, bool *ret_blank)
{
	if (!skip_gap(s, limit))
		return false;
	if (s->pos >= limit || s->text[s->pos] != c)
		return cx_layout_scan_give_up(s, s->pos);
	*ret_blank = s->breaks > 1;
	s->pos++;
	return true;
}

void cx_layout_scan_token(struct cx_layout_scan *s, size_t at, struct cx_layout_comment *slot)
{
	s->pos = at;
	s->breaks = 0;
	s->ended = false;
	s->slot = slot;
}

struct cx_layout_item *cx_layout_scan_item(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	struct cx_layout_item *item = cx_arena_alloc(s->arena, sizeof *item);
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

void cx_layout_scan_mark(struct cx_layout_scan *s)
{
	struct cx_layout *layout = s->layout;
	if (!s->event.anchor)
		return;
	bool is_alias = s->event.kind == CX_YAML_ALIAS;
	struct cx_layout_mark mark = {.name = cx_arena_strdup(s->arena, s->event.anchor),
				      .is_alias = is_alias};
	uintptr_t anchor = (uintptr_t)cx_map_get(&s->anchors, mark.name);
	if (is_alias && anchor)
		mark.target = anchor - 1;
	else if (anchor)
		layout->marks[anchor - 1].next = layout->mark_count;
	if (!is_alias)
		cx_map_put(&s->anchors, mark.name, (void *)(uintptr_t)(layout->mark_count + 1));
	CX_ARENA_GROW(s->arena, layout->marks, layout->mark_count, layout->mark_cap);
	layout->marks[layout->mark_count++] = mark;
}
