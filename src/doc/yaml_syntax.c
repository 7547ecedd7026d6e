/* SPDX-License-Identifier: Apache-2.0 */
/* Why a YAML file cannot be read, in plain words. */
#include "doc/yaml_syntax.h"

#include "base/utf8.h"
#include "doc/yaml_line.h"
#include "doc/yaml_stray.h"

/*
 * A table of what libyaml says, tried in order. Some of its messages have several usual causes: their rows
 * have a function that looks at the lines around and says no if it is another one.
 */

struct syntax {
	const struct cx_source *source;
	const struct cx_yaml_problem *problem;
	struct cx_diags *diags;
};

static char char_at(const struct syntax *s, struct cx_yaml_place place)
{
	struct cx_yaml_line line;
	if (!cx_yaml_line_at(s->source, place.line, &line))
		return '\0';
	size_t at = cx_yaml_line_offset(&line, place.column);
	return at < line.len ? line.text[at] : '\0';
}

/* From the place to the end of its line; a place beyond the last line moves to the text's end. */
static struct cx_span span_from(const struct syntax *s, struct cx_yaml_place place)
{
	struct cx_yaml_line line;
	if (!cx_yaml_line_at(s->source, place.line, &line))
		return cx_span_at(s->source, s->source->len, 1);
	size_t at = cx_yaml_line_offset(&line, place.column);
	struct cx_span span = {s->source, place.line, place.column, 1};
	if (at < line.len)
		span.width = (uint32_t)cx_utf8_count(line.text + at, line.len - at);
	return span;
}

static struct cx_span span_char(const struct syntax *s, struct cx_yaml_place place)
{
	struct cx_span span = span_from(s, place);
	span.width = 1;
	return span;
}

static void say_as(const struct syntax *s, const char *code, struct cx_span span, const char *message,
		   const char *hint)
{
	struct cx_diag *diag = cx_diag_add(s->diags, CX_SEVERITY_ERROR, code, span, "%s", message);
	if (hint)
		cx_diag_hint(s->diags, diag, "%s", hint);
}

static void say(const struct syntax *s, struct cx_span span, const char *message, const char *hint)
{
	say_as(s, "yaml.syntax", span, message, hint);
}

enum colon {
	COLON_NONE,
	COLON_TIGHT, /* there is one, but no space behind it */
	COLON_GOOD,
};

/* The best colon in text[0..len). */
static enum colon find_colon(const char *text, size_t len)
{
	enum colon best = COLON_NONE;
	for (size_t i = 0; i < len; i++) {
		if (text[i] != ':')
			continue;
		if (i + 1 == len || text[i + 1] == ' ')
			return COLON_GOOD;
		best = COLON_TIGHT;
	}
	return best;
}

static void say_colon_missing(const struct syntax *s, struct cx_yaml_place key)
{
	struct cx_yaml_line line = {"", 0};
	(void)cx_yaml_line_at(s->source, key.line, &line);
	size_t at = cx_yaml_line_offset(&line, key.column);
	if (find_colon(line.text + at, line.len - at) == COLON_TIGHT)
		say(s, span_from(s, key), "a space is missing behind the colon", "write key: value");
	else
		say(s, span_from(s, key), "a colon is missing behind this key",
		    "write key: value, with a space behind the colon");
}

static bool explain_colon_missing(const struct syntax *s)
{
	say_colon_missing(s, s->problem->context_at);
	return true;
}

/* A colon where none can be: the line above lacks one, the value holds one, or the indentation is wrong. */
static bool explain_colon_surplus(const struct syntax *s)
{
	struct cx_yaml_place at = s->problem->at;
	struct cx_yaml_line line, above;
	if (!cx_yaml_line_at(s->source, at.line, &line))
		return false;
	if (find_colon(line.text, cx_yaml_line_offset(&line, at.column)) == COLON_GOOD) {
		say(s, span_char(s, at), "a second colon stands in this line",
		    "quote the value, or put the inner key on a line of its own");
		return true;
	}
	uint32_t number = at.line;
	do {
		if (number-- <= 1 || !cx_yaml_line_at(s->source, number, &above))
			return false;
	} while (cx_yaml_line_indent(&above) == above.len || above.text[cx_yaml_line_indent(&above)] == '#');
	if (find_colon(above.text, above.len) != COLON_GOOD) {
		say_colon_missing(s,
				  (struct cx_yaml_place){number, (uint32_t)cx_yaml_line_indent(&above) + 1});
		return true;
	}
	if (cx_yaml_line_indent(&line) <= cx_yaml_line_indent(&above))
		return false;
	struct cx_yaml_place start = {at.line, (uint32_t)cx_yaml_line_indent(&line) + 1};
	say(s, span_from(s, start), "this key is indented below one that has a value already",
	    "align it with the key above, or remove that one's value");
	return true;
}

/* Something that is no key where a key is due. */
static bool explain_key_expected(const struct syntax *s)
{
	struct cx_yaml_place at = s->problem->at;
	struct cx_yaml_line line;
	if (!cx_yaml_line_at(s->source, at.line, &line))
		return false;
	size_t offset = cx_yaml_line_offset(&line, at.column), indent = cx_yaml_line_indent(&line);
	const char *text = line.text + offset;
	size_t left = line.len - offset;
	if (left && text[0] == '-' && (left == 1 || text[1] == ' ')) {
		say(s, span_char(s, at), "a list item stands where a key is expected",
		    "put the list below a key of its own");
		return true;
	}
	if (left && (text[0] == ']' || text[0] == '}')) {
		say(s, span_char(s, at), "this bracket closes what was not opened",
		    "remove it, or quote the text that it belongs to");
		return true;
	}
	if (left && text[0] == '&' && offset != indent) {
		say(s, span_from(s, at), "this value has a second anchor", "remove one of the two anchors");
		return true;
	}
	size_t before = offset;
	while (before > indent && line.text[before - 1] == ' ')
		before--;
	if (before > indent && strchr("\"'", line.text[before - 1])) {
		say(s, span_from(s, at), "text stands behind the closing quote",
		    "a quote inside the text is written \\\" in double quotes, '' in single ones");
		return true;
	}
	if (offset != indent || at.column == s->problem->context_at.column)
		return false;
	struct cx_diag *diag =
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "yaml.syntax", span_from(s, at),
			    "this line is indented by %u spaces, like no key above", at.column - 1);
	cx_diag_second(diag, span_from(s, s->problem->context_at), "the keys around it begin here");
	cx_diag_hint(s->diags, diag, "align it with the key it belongs to");
	return true;
}

/* A flow collection ends without its bracket, or lacks a comma. */
static bool explain_bracket(const struct syntax *s)
{
	char found = char_at(s, s->problem->at);
	bool mapping = strchr(s->problem->problem, '}') != NULL;
	if (!found || (found == ':' && s->problem->at.line != s->problem->context_at.line))
		say(s, span_char(s, s->problem->context_at), "the bracket that opens here is not closed",
		    mapping ? "close it with }" : "close it with ]");
	else if (found == '&')
		say(s, span_from(s, s->problem->at), "this value has a second anchor",
		    "remove one of the two anchors");
	else
		say(s, span_char(s, s->problem->at),
		    mapping ? "',' or '}' is missing before this" : "',' or ']' is missing before this",
		    "text that holds brackets, commas or colons is quoted");
	return true;
}

static bool explain_no_value(const struct syntax *s)
{
	char found = char_at(s, s->problem->at);
	static const struct {
		char found;
		const char *message, *hint;
	} cases[] = {
		{'\0', "the file ends where a value is expected",
		 "write the value, and close the bracket with ] or }"},
		{',', "a value is missing before this comma", "quote text that starts with a comma"},
		{':', "a key is missing before this colon", "quote text that starts with a colon"},
		{']', "this bracket closes what was not opened", "quote text that starts with a bracket"},
		{'}', "this bracket closes what was not opened", "quote text that starts with a bracket"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		if (cases[i].found == found) {
			say(s, span_char(s, s->problem->at), cases[i].message, cases[i].hint);
			return true;
		}
	return false;
}

static bool explain_tab(const struct syntax *s)
{
	if (char_at(s, s->problem->at) != '\t')
		return false;
	say_as(s, "yaml.tab", span_char(s, s->problem->at), "a tab stands where YAML takes spaces alone",
	       "indent with spaces, and let the editor turn tabs into them");
	return true;
}

static bool explain_tag(const struct syntax *s)
{
	say_as(s, "yaml.tag", span_from(s, s->problem->at), "this tag is not supported",
	       "quote text that starts with an exclamation mark");
	return true;
}

/* The place of a row: where libyaml noticed, or where the construct began. */
enum place {
	PLACE_PROBLEM,
	PLACE_CONTEXT,
};

#define UNQUOTED "quote text that starts with this character"

static const struct {
	const char *problem; /* NULL: any */
	const char *context; /* NULL: any */
	bool (*explain)(const struct syntax *s);
	enum place place;
	const char *message, *hint;
} rows[] = {
	{.problem = "found character that cannot start any token", .explain = explain_tab},
	{.problem = "found a tab character that violates indentation", .explain = explain_tab},
	{.problem = "found a tab character where an indentation space is expected", .explain = explain_tab},
	{.problem = "found character that cannot start any token",
	 .message = "text cannot start with this character unless it is quoted",
	 .hint = UNQUOTED},
	{.problem = "found unexpected end of stream",
	 .context = "while scanning a quoted scalar",
	 .place = PLACE_CONTEXT,
	 .message = "the quote that opens here is not closed",
	 .hint = "a quote inside the text is written \\\" in double quotes, '' in single ones"},
	{.problem = "found unexpected document indicator",
	 .place = PLACE_CONTEXT,
	 .message = "the quote that opens here is not closed before the next document",
	 .hint = "a quote inside the text is written \\\" in double quotes, '' in single ones"},
	{.problem = "did not find expected key", .explain = explain_key_expected},
	{.problem = "did not find expected key",
	 .message = "a key with a colon is expected here",
	 .hint = "is the line above complete, and the indentation right?"},
	{.problem = "did not find expected '-' indicator",
	 .message = "this line stands in a list, but is no item of it",
	 .hint = "start it with a dash and a space, or indent it to where it belongs"},
	{.problem = "could not find expected ':'", .explain = explain_colon_missing},
	{.problem = "mapping values are not allowed in this context", .explain = explain_colon_surplus},
	{.problem = "mapping values are not allowed in this context",
	 .message = "no key can stand here",
	 .hint = "is the line above complete, and the indentation right?"},
	{.problem = "mapping keys are not allowed in this context",
	 .message = "no key can stand here",
	 .hint = UNQUOTED},
	{.problem = "block sequence entries are not allowed in this context",
	 .message = "a list item cannot stand behind its key in one line",
	 .hint = "put it on the next line, or quote the text"},
	{.problem = "did not find expected ',' or ']'", .explain = explain_bracket},
	{.problem = "did not find expected ',' or '}'", .explain = explain_bracket},
	{.problem = "found unexpected ':'",
	 .message = "a value is missing behind this colon, or a space",
	 .hint = "write key: value, or quote the text that it belongs to"},
	{.problem = "did not find expected node content", .explain = explain_no_value},
	{.problem = "did not find expected node content", .message = "a value is missing here"},
	{.context = "while scanning an alias",
	 .place = PLACE_CONTEXT,
	 .message = "'*' starts an alias, and no name follows",
	 .hint = "quote text that starts with an asterisk"},
	{.context = "while scanning an anchor",
	 .place = PLACE_CONTEXT,
	 .message = "'&' starts an anchor, and no name follows",
	 .hint = "quote text that starts with an ampersand"},
	{.problem = "found unknown escape character",
	 .message = "this escape is unknown",
	 .hint = "in double quotes a backslash is written \\\\; in single ones it stands for itself"},
	{.problem = "did not find expected hexdecimal number",
	 .message = "hexadecimal digits are missing in this escape"},
	{.problem = "found invalid Unicode character escape code",
	 .message = "this escape is no character",
	 .hint = "write the character itself instead of a surrogate pair"},
	{.problem = "did not find expected <document start>",
	 .message = "the document above has ended before this",
	 .hint = "indent it like the first line, or start a new document with ---"},
	{.problem = "did not find expected comment or line break",
	 .context = "while scanning a block scalar",
	 .message = "the text of a block begins on the next line",
	 .hint = "move it there, or quote it"},
	{.context = "while scanning a block scalar",
	 .message = "the indentation of a block text is a digit from 1 to 9"},
	{.context = "while scanning a tag", .explain = explain_tag},
	{.problem = "found undefined tag handle", .explain = explain_tag},
	{.problem = "found incompatible YAML document",
	 .message = "this version of YAML is not supported",
	 .hint = "remove the %YAML line"},
	{.problem = "found duplicate %YAML directive", .message = "the %YAML line stands here twice"},
	{.context = "while scanning a directive",
	 .place = PLACE_CONTEXT,
	 .message = "this directive is not supported",
	 .hint = "quote text that starts with a percent sign"},
};

/* Git leaves these in a file when a merge stopped. */
static bool explain_conflict(const struct syntax *s)
{
	static const char marker[] = "<<<<<<< ";
	const char *at = s->source->text, *end = at + s->source->len;
	for (uint32_t line = 1; at && at < end; line++) {
		if ((size_t)(end - at) >= strlen(marker) && memcmp(at, marker, strlen(marker)) == 0) {
			say_as(s, "yaml.conflict", span_from(s, (struct cx_yaml_place){line, 1}),
			       "a merge conflict is not resolved",
			       "choose one side and remove the marker lines");
			return true;
		}
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : NULL;
	}
	return false;
}

/* A quote that was forgotten is closed by the next one, lines below, and what is in that one then stands
 * free. */
static bool explain_quote_open(const struct syntax *s)
{
	if (!s->problem->quoted_at.line)
		return false;
	say(s, span_char(s, s->problem->quoted_at), "the quote that opens here is not closed in its line",
	    "close it: now the text goes on to the next quote, lines below");
	return true;
}

void cx_yaml_syntax_explain(const struct cx_source *source, const struct cx_yaml_problem *problem,
			    struct cx_diags *diags)
{
	struct syntax s = {source, problem, diags};
	if (explain_conflict(&s) || cx_yaml_stray_explain(source, problem, diags) || explain_quote_open(&s))
		return;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		if (rows[i].problem && strcmp(rows[i].problem, problem->problem) != 0)
			continue;
		if (rows[i].context && strcmp(rows[i].context, problem->context) != 0)
			continue;
		if (rows[i].explain && rows[i].explain(&s))
			return;
		if (!rows[i].message)
			continue;
		bool context = rows[i].place == PLACE_CONTEXT && problem->context_at.line;
		say(&s, context ? span_char(&s, problem->context_at) : span_char(&s, problem->at),
		    rows[i].message, rows[i].hint);
		return;
	}
	cx_diag_add(diags, CX_SEVERITY_ERROR, "yaml.syntax", span_char(&s, problem->at), "%s%s%s",
		    problem->context, *problem->context ? ", " : "", problem->problem);
}
