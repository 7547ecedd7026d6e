/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml says where values stand; a # between two of them begins a comment. */
#include "doc/comment.h"

#include "base/utf8.h"
#include "doc/lines.h"
#include "doc/yaml_text.h"

struct scan {
	struct cx_arena *arena;
	const struct cx_source *source;
	struct cx_lines lines;
	const char *word;
	size_t max;
	struct cx_comments comments;
	bool full;
	size_t pos, line; /* behind the last value; line: index of that place's line */
	bool before_key;  /* nothing of the document was read yet */
	size_t tail;      /* comments from this one on stand behind the last value */
	size_t document;  /* those before this one belong to documents that have ended */
};

/* ---- lines ---- */

static size_t line_end(const struct scan *s, size_t line)
{
	return line + 1 < s->lines.count ? s->lines.starts[line + 1] - 1 : s->lines.len;
}

/* Offset of the first byte of a line that is no blank. */
static size_t line_content(const struct scan *s, size_t line)
{
	size_t at = s->lines.starts[line], end = line_end(s, line);
	while (at < end && (s->lines.text[at] == ' ' || s->lines.text[at] == '\t'))
		at++;
	return at;
}

static bool line_is_idle(const struct scan *s, size_t line)
{
	size_t at = line_content(s, line);
	return at == line_end(s, line) || s->lines.text[at] == '#';
}

static bool line_is_item(const struct scan *s, size_t line)
{
	size_t at = line_content(s, line), end = line_end(s, line);
	return at < end && s->lines.text[at] == '-' && (at + 1 == end || s->lines.text[at + 1] == ' ');
}

/* ---- finding ---- */

static void add_comment(struct scan *s, size_t hash, size_t end)
{
	const char *text = s->lines.text;
	size_t start = hash + 1, word = strlen(s->word), begin = s->lines.starts[s->line];
	while (start < end && (text[start] == ' ' || text[start] == '\t'))
		start++;
	while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r'))
		end--;
	if (end - start < word || memcmp(text + start, s->word, word) != 0)
		return;
	s->full = s->comments.count >= s->max;
	if (s->full)
		return;
	struct cx_comment comment = {.text = text + start, .len = end - start, .whole = s->before_key};
	comment.first = comment.last = (uint32_t)s->line + 1;
	comment.above = line_content(s, s->line) == hash;
	comment.span = (struct cx_span){s->source, comment.first,
					(uint32_t)cx_utf8_count(text + begin, hash - begin) + 1,
					(uint32_t)cx_utf8_count(text + hash, end - hash)};
	CX_ARENA_GROW(s->arena, s->comments.items, s->comments.count, s->comments.cap);
	s->comments.items[s->comments.count++] = comment;
}

/* The comments from where we are up to an offset where something stands. */
static void scan_gap(struct scan *s, size_t to)
{
	while (s->pos < to && !s->full) {
		while (s->line + 1 < s->lines.count && s->lines.starts[s->line + 1] <= s->pos)
			s->line++;
		if (s->lines.text[s->pos] != '#') {
			s->pos++;
			continue;
		}
		size_t end = line_end(s, s->line);
		add_comment(s, s->pos, end);
		s->pos = end;
	}
	if (s->pos < to)
		s->pos = to;
}

static void end_document(struct scan *s, uint32_t line)
{
	for (; s->document < s->tail; s->document++)
		if (s->comments.items[s->document].whole)
			s->comments.items[s->document].last = line;
	s->before_key = true;
}

/* What stands between the end of a document and --- is said of the next. */
static void start_document(struct scan *s)
{
	for (size_t i = s->tail; i < s->comments.count; i++)
		s->comments.items[i].whole |=
			s->comments.items[i].above && s->comments.items[i].span.column == 1;
}

static void take_event(struct scan *s, const struct cx_yaml_event *event)
{
	switch (event->kind) {
	case CX_YAML_SCALAR:
	case CX_YAML_ALIAS:
		s->before_key = false;
		s->tail = s->comments.count;
		break;
	case CX_YAML_DOCUMENT_START:
		start_document(s);
		break;
	case CX_YAML_DOCUMENT_END:
		end_document(s, event->start.line - (event->start.column == 1));
		break;
	default:
		break;
	}
}

static void scan_text(struct scan *s, struct cx_yaml_reader *reader)
{
	struct cx_yaml_event event;
	while (!s->full && cx_yaml_reader_next(reader, &event)) {
		scan_gap(s, cx_lines_offset(&s->lines, event.start));
		take_event(s, &event);
		size_t end = cx_lines_offset(&s->lines, event.end);
		if (end > s->pos)
			s->pos = end;
		if (event.kind == CX_YAML_STREAM_END)
			break;
	}
}

/* ---- what they speak of ---- */

static bool ends_at(const struct scan *s, const struct cx_comment *comment, size_t line)
{
	size_t indent = line_content(s, line) - s->lines.starts[line];
	if (indent != comment->indent)
		return indent < comment->indent;
	/* A list may stand as deep as its key. */
	return !line_is_item(s, line) || line_is_item(s, comment->first - 1);
}

/* Lines with nothing in them at the end are not of a value. */
static void trim_ends(struct scan *s)
{
	uint32_t *busy = cx_arena_alloc(s->arena, (s->lines.count + 1) * sizeof *busy);
	for (size_t line = 0; line < s->lines.count; line++)
		busy[line + 1] = line_is_idle(s, line) ? busy[line] : (uint32_t)line + 1;
	for (size_t i = 0; i < s->comments.count; i++) {
		struct cx_comment *comment = &s->comments.items[i];
		if (busy[comment->last] >= comment->first)
			comment->last = busy[comment->last];
	}
}

/* One pass over the lines with a stack of the comments whose value is not at its end. */
static void find_ends(struct scan *s)
{
	struct cx_comment **open = cx_arena_alloc(s->arena, (s->comments.count + 1) * sizeof(void *));
	size_t depth = 0, next = 0;
	for (size_t line = 0; line < s->lines.count; line++) {
		if (line_is_idle(s, line))
			continue;
		while (depth && ends_at(s, open[depth - 1], line))
			open[--depth]->last = (uint32_t)line;
		for (; next < s->comments.count && s->comments.items[next].span.line <= line + 1; next++) {
			struct cx_comment *comment = &s->comments.items[next];
			if (comment->whole || !comment->above)
				continue;
			comment->first = (uint32_t)line + 1;
			comment->indent = line_content(s, line) - s->lines.starts[line];
			open[depth++] = comment;
		}
	}
	while (depth)
		open[--depth]->last = (uint32_t)s->lines.count;
}

bool cx_comments_read(struct cx_arena *arena, const struct cx_source *source, const char *word, size_t max,
		      struct cx_comments *ret_comments)
{
	*ret_comments = (struct cx_comments){0};
	if (!source->text || !memmem(source->text, source->len, word, strlen(word)))
		return false;
	size_t bom = cx_yaml_text_bom(source);
	struct scan s = {.arena = arena,
			 .source = source,
			 .lines = cx_lines_of(arena, source->text + bom, source->len - bom),
			 .word = word,
			 .max = max,
			 .before_key = true};
	CX_AUTO_FREE(cx_yaml_reader)
	struct cx_yaml_reader *reader = cx_yaml_reader_new(s.lines.text, s.lines.len);
	scan_text(&s, reader);
	s.tail = s.comments.count;
	end_document(&s, (uint32_t)s.lines.count);
	find_ends(&s);
	trim_ends(&s);
	*ret_comments = s.comments;
	return s.full;
}
