/* SPDX-License-Identifier: Apache-2.0 */
/* Marks of other programs in YAML, told by their looks. */
#include "doc/yaml_stray.h"

#include "base/utf8.h"
#include "doc/yaml_line.h"
#include "doc/yaml_plain.h"

/* What looks like a blank, or like nothing. */
static const struct {
	uint32_t first, last;
	const char *name;
} spaces[] = {
	{0xa0, 0xa0, "a no-break space"},
	{0xad, 0xad, "a soft hyphen"},
	{0x1680, 0x1680, "a foreign space"},
	{0x2000, 0x200a, "a space of another width"},
	{0x200b, 0x200b, "a zero width space"},
	{0x200e, 0x200f, "a mark of writing direction"},
	{0x202f, 0x202f, "a narrow no-break space"},
	{0x205f, 0x205f, "a mathematical space"},
	{0x2060, 0x2060, "a word joiner"},
	{0x3000, 0x3000, "an ideographic space"},
};

static const char *space_name(uint32_t code)
{
	for (size_t i = 0; i < CX_COUNT(spaces); i++)
		if (code >= spaces[i].first && code <= spaces[i].last)
			return spaces[i].name;
	return NULL;
}

/* Curved, low and angled quotes; those that open in one language close in another. */
static bool is_quote(uint32_t code)
{
	return (code >= 0x2018 && code <= 0x201f) || code == 0xab || code == 0xbb;
}

bool cx_yaml_stray_at_end(uint32_t code)
{
	return code >= 0x80 && (is_quote(code) || space_name(code));
}

/* The code point at text[0..len), and its length; 0 at the end. */
static uint32_t first_code(const char *text, size_t len, size_t *ret_bytes)
{
	uint32_t code = 0;
	*ret_bytes = len ? cx_utf8_decode(text, len, &code) : 0;
	return *ret_bytes ? code : 0;
}

static uint32_t last_code(const char *text, size_t len, size_t *ret_bytes)
{
	size_t at = len;
	while (at && ((unsigned char)text[--at] & 0xc0) == 0x80)
		;
	return first_code(text + at, len - at, ret_bytes);
}

#define SPACE_HINT "put a space in its place, or nothing; quote the text if it is meant"

static void refuse_space(struct cx_span span, uint32_t code, const char *where, const char *hint,
			 struct cx_diags *diags)
{
	span.width = 1;
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.space", span, "%s (U+%04X) %s",
					space_name(code), code, where);
	cx_diag_hint(diags, d, "%s", hint);
}

static void refuse_comment(struct cx_span span, const char *mark, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.comment", span,
					"%.2s begins no comment in YAML", mark);
	cx_diag_hint(diags, d, "comments begin with #, in JSON files too; quote it if it is text");
}

void cx_yaml_stray_refuse_template(struct cx_span span, struct cx_diags *diags)
{
	span.width = 2;
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.template", span,
					"these braces are a template's, and were not filled in");
	cx_diag_hint(diags, d,
		     "cxctl fills in ${var.NAME} alone: run the template first, or quote it if it is text");
}

/* Of a scalar in several lines, what stands from the offset on, if that is in the last one. */
static struct cx_span span_on_last_line(const struct cx_yaml_event *event, struct cx_span span, size_t offset)
{
	size_t len = event->len - offset;
	uint32_t width = (uint32_t)cx_utf8_count(event->text + offset, len);
	struct cx_yaml_line line;
	if (event->end.column <= width || !cx_yaml_line_at(span.source, event->end.line, &line))
		return span;
	size_t at = cx_yaml_line_offset(&line, event->end.column - width);
	if (line.len - at < len || memcmp(line.text + at, event->text + offset, len) != 0)
		return span;
	return (struct cx_span){span.source, event->end.line, event->end.column - width, width};
}

/* The place of the byte at an offset of a scalar. */
static struct cx_span span_at(const struct cx_yaml_event *event, struct cx_span span, size_t offset)
{
	if (event->start.line != event->end.line)
		return span_on_last_line(event, span, offset);
	uint32_t before = (uint32_t)cx_utf8_count(event->text, offset);
	span.column += before;
	span.width = span.width > before ? span.width - before : 1;
	return span;
}

static enum cx_yaml_stray check_space(struct cx_yaml_event *event, bool is_key, struct cx_span span,
				      struct cx_diags *diags)
{
	size_t bytes;
	uint32_t code = first_code(event->text, event->len, &bytes);
	if (space_name(code)) {
		refuse_space(span, code, "stands in front of this text, and counts as part of it", SPACE_HINT,
			     diags);
		event->text += bytes;
		event->len -= bytes;
		return is_key ? CX_YAML_STRAY_TORN : CX_YAML_STRAY_SAID;
	}
	code = last_code(event->text, event->len, &bytes);
	if (space_name(code)) {
		refuse_space(span_at(event, span, event->len - bytes), code,
			     "stands behind this text, and counts as part of it", SPACE_HINT, diags);
		event->len -= bytes;
		return CX_YAML_STRAY_SAID;
	}
	return CX_YAML_STRAY_NONE;
}

/* The mark behind which a blank is due, and has something else. */
static enum cx_yaml_stray check_inside(const struct cx_yaml_event *event, char mark, bool before,
				       struct cx_span span, struct cx_diags *diags)
{
	const char *end = event->text + event->len;
	for (const char *at = event->text; at < end && (at = memchr(at, mark, (size_t)(end - at))); at++) {
		size_t bytes, offset = (size_t)(at - event->text);
		uint32_t code = before ? last_code(event->text, offset, &bytes)
				       : first_code(at + 1, (size_t)(end - at - 1), &bytes);
		if (!space_name(code))
			continue;
		size_t place = before ? offset - bytes : offset + 1;
		refuse_space(span_at(event, span, place), code,
			     before ? "stands in front of #, where a blank is due"
				    : "stands behind the colon, where a blank is due",
			     SPACE_HINT, diags);
		return CX_YAML_STRAY_TORN;
	}
	return CX_YAML_STRAY_NONE;
}

/* The first item of a list, whose dash is none for YAML. */
static enum cx_yaml_stray check_dash(const struct cx_yaml_event *event, struct cx_span span,
				     struct cx_diags *diags)
{
	size_t bytes;
	uint32_t code = first_code(event->text + 1, event->len - 1, &bytes);
	if (event->text[0] != '-' || !space_name(code))
		return CX_YAML_STRAY_NONE;
	span.column++;
	span.width = 1;
	refuse_space(span, code, "stands behind the dash, where a blank is due", SPACE_HINT, diags);
	return CX_YAML_STRAY_TORN;
}

static enum cx_yaml_stray check_quotes(struct cx_yaml_event *event, struct cx_span span,
				       struct cx_diags *diags)
{
	size_t first, last;
	if (!is_quote(first_code(event->text, event->len, &first)) ||
	    !is_quote(last_code(event->text, event->len, &last)) || first + last > event->len)
		return CX_YAML_STRAY_NONE;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.quote", span,
			    "%.*s and %.*s are typographic quotes, which count as part of the text",
			    (int)first, event->text, (int)last, event->text + event->len - last);
	event->text += first;
	event->len -= first + last;
	int n = event->len < 60 ? (int)event->len : 0;
	if (n && !memchr(event->text, '"', event->len) && !memchr(event->text, '\\', event->len))
		cx_diag_hint(diags, d, "write straight ones: \"%.*s\"", n, event->text);
	else
		cx_diag_hint(diags, d, "write straight ones: \" or '");
	return CX_YAML_STRAY_SAID;
}

static bool is_comment_mark(const char *text, size_t len)
{
	return len >= 2 && text[0] == '/' && (text[1] == '*' || text[1] == '/');
}

/* "// so", "/" "* so", and "5 // so" or "true // so", where no text is meant. */
static enum cx_yaml_stray check_comment(struct cx_yaml_event *event, struct cx_span span,
					struct cx_diags *diags)
{
	const char *text = event->text, *slash = memchr(text, '/', event->len);
	size_t offset = slash ? (size_t)(slash - text) : 0;
	if (!slash || !is_comment_mark(slash, event->len - offset))
		return CX_YAML_STRAY_NONE;
	if (!offset && text[1] == '/' && event->len > 2 && text[2] != ' ')
		return CX_YAML_STRAY_NONE;
	size_t before = offset;
	while (before && text[before - 1] == ' ')
		before--;
	if (offset && (before == offset || cx_plain_classify(text, before) == CX_PLAIN_TEXT))
		return CX_YAML_STRAY_NONE;
	refuse_comment(span_at(event, span, offset), slash, diags);
	event->len = before;
	return offset ? CX_YAML_STRAY_SAID : CX_YAML_STRAY_COMMENT;
}

/* "env:" and something without a blank: as text it would hardly begin so. */
static bool begins_like_key(const struct cx_yaml_event *event)
{
	size_t n = 0;
	while (n < event->len && ((event->text[n] >= 'a' && event->text[n] <= 'z') || event->text[n] == '_'))
		n++;
	return n && n < event->len && event->text[n] == ':' && !memchr(event->text, ' ', event->len);
}

enum cx_yaml_stray cx_yaml_stray_check(struct cx_yaml_event *event, bool is_key, struct cx_span span,
				       struct cx_diags *diags)
{
	if (!event->plain || !event->len || event->tag)
		return CX_YAML_STRAY_NONE;
	unsigned char first = (unsigned char)event->text[0];
	enum cx_yaml_stray stray = CX_YAML_STRAY_NONE;
	if (first < 'A' || strchr("fFnNtT~", first))
		stray = check_comment(event, span, diags);
	if (!stray && first == '-')
		stray = check_dash(event, span, diags);
	if (!stray && memchr(event->text, '#', event->len))
		stray = check_inside(event, '#', true, span, diags);
	if (!stray && (is_key || begins_like_key(event)))
		stray = check_inside(event, ':', false, span, diags);
	if (!stray && (first >= 0x80 || (unsigned char)event->text[event->len - 1] >= 0x80)) {
		stray = check_space(event, is_key, span, diags);
		if (!stray)
			stray = check_quotes(event, span, diags);
	}
	event->plain = !stray;
	return stray;
}

/* A line near a syntax error. */
struct near {
	const struct cx_source *source;
	struct cx_yaml_line line;
	uint32_t number;
	struct cx_diags *diags;
};

static struct cx_span near_span(const struct near *near, size_t offset)
{
	uint32_t column = (uint32_t)cx_utf8_count(near->line.text, offset) + 1;
	return (struct cx_span){near->source, near->number, column, 1};
}

/* A space that is none at text[at..), where blanks indent or separate. */
static bool explain_space(const struct near *near, size_t at)
{
	size_t bytes;
	uint32_t code = first_code(near->line.text + at, near->line.len - at, &bytes);
	if (!space_name(code))
		return false;
	refuse_space(near_span(near, at), code, "stands where YAML takes blanks alone",
		     "put a space in its place: it comes from an editor, a web page or a chat", near->diags);
	return true;
}

static bool explain_quote(const struct near *near, size_t at)
{
	size_t bytes;
	const char *text = near->line.text + at;
	if (!is_quote(first_code(text, near->line.len - at, &bytes)))
		return false;
	struct cx_diag *d =
		cx_diag_add(near->diags, CX_SEVERITY_ERROR, "yaml.quote", near_span(near, at),
			    "%.*s is a typographic quote, which does not quote", (int)bytes, text);
	cx_diag_hint(near->diags, d, "write straight ones: \" or '");
	return true;
}

static bool explain_comment(const struct near *near, size_t at)
{
	/* Not behind a colon: https://. */
	bool free = !at || strchr(" \t,", near->line.text[at - 1]);
	if (!free || !is_comment_mark(near->line.text + at, near->line.len - at))
		return false;
	struct cx_span span = near_span(near, at);
	span.width = (uint32_t)cx_utf8_count(near->line.text + at, near->line.len - at);
	refuse_comment(span, near->line.text + at, near->diags);
	return true;
}

/* Whether the byte separates tokens, so that a quote behind it opens a text. */
static bool separates(char c)
{
	return strchr(" \t[{,:", c) != NULL;
}

/* The offset behind a quoted text that opens at `at`. */
static size_t skip_quoted(const struct cx_yaml_line *line, size_t at)
{
	char quote = line->text[at++];
	while (at < line->len && line->text[at] != quote)
		at += quote == '"' && line->text[at] == '\\' ? 2 : 1;
	return at + 1;
}

static bool explain_line(const struct near *near)
{
	const struct cx_yaml_line *line = &near->line;
	size_t at = cx_yaml_line_indent(line);
	if (explain_space(near, at))
		return true;
	if (at + 1 < line->len && line->text[at] == '{' && strchr("{%", line->text[at + 1])) {
		cx_yaml_stray_refuse_template(near_span(near, at), near->diags);
		return true;
	}
	bool begins = true;
	while (at < line->len) {
		char c = line->text[at];
		if (begins && c == '#')
			return false;
		if (begins && strchr("\"'", c)) {
			at = skip_quoted(line, at);
			begins = false;
			continue;
		}
		if (begins && (explain_quote(near, at) || explain_comment(near, at)))
			return true;
		if (begins && strchr(":-", c) && explain_space(near, at + 1))
			return true;
		if (c == ':' && at && !separates(line->text[at - 1]) && explain_space(near, at + 1))
			return true;
		begins = separates(c);
		at++;
	}
	return false;
}

bool cx_yaml_stray_explain(const struct cx_source *source, const struct cx_yaml_problem *problem,
			   struct cx_diags *diags)
{
	bool bracket = strstr(problem->problem, "expected ','") != NULL;
	const char *end = source->text + source->len;
	struct near near = {.source = source, .diags = diags}, above = near;
	const char *at = source->text;
	for (uint32_t n = 1; at && n <= problem->at.line; n++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		near.number = n;
		near.line = (struct cx_yaml_line){at, (size_t)((newline ? newline : end) - at)};
		if (near.line.len && near.line.text[near.line.len - 1] == '\r')
			near.line.len--;
		bool inside = n == problem->context_at.line || (bracket && n > problem->context_at.line);
		if (inside && explain_line(&near))
			return true;
		if (n < problem->at.line && cx_yaml_line_indent(&near.line) < near.line.len)
			above = near;
		at = newline ? newline + 1 : NULL;
	}
	return (above.number && explain_line(&above)) || (near.number && explain_line(&near));
}
