/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as text. */
/*
 * The excerpt is made in one walk over a window of the line: cells before the carets, under them, behind
 * them. A line may be megabytes long, so its width is never measured as a whole.
 */
#include "report/diag_text.h"

#include "base/utf8.h"
#include "report/escape.h"
#include "report/mask.h"
#include "report/text.h"

#define LINE_COLUMNS 100
#define TAB_COLUMNS  8
#define CUT_MARK     "..."

const char *cx_severity_name(enum cx_severity severity)
{
	static const char *const names[] = {[CX_SEVERITY_ERROR] = "error",
					    [CX_SEVERITY_WARNING] = "warning",
					    [CX_SEVERITY_NOTE] = "note"};
	return names[severity];
}

static enum cx_ink severity_ink(enum cx_severity severity)
{
	static const enum cx_ink inks[] = {[CX_SEVERITY_ERROR] = CX_INK_RED,
					   [CX_SEVERITY_WARNING] = CX_INK_YELLOW,
					   [CX_SEVERITY_NOTE] = CX_INK_CYAN};
	return inks[severity];
}

struct text {
	const char *at;
	size_t len;
};

/* Length of the line break at the start of text, as libyaml counts them: LF, CR, CR LF, NEL, LS, PS; 0: none.
 */
static size_t break_len(struct text text)
{
	if (text.len >= 2 && text.at[0] == '\r' && text.at[1] == '\n')
		return 2;
	if (text.len >= 1 && (text.at[0] == '\n' || text.at[0] == '\r'))
		return 1;
	if (text.len >= 2 && !memcmp(text.at, "\xc2\x85", 2))
		return 2;
	if (text.len >= 3 && (!memcmp(text.at, "\xe2\x80\xa8", 3) || !memcmp(text.at, "\xe2\x80\xa9", 3)))
		return 3;
	return 0;
}

/* The bytes that a line break can begin with. */
static const bool may_break[256] = {['\n'] = true, ['\r'] = true, [0xc2] = true, [0xe2] = true};

/* Cuts text to its first line; ret_rest is what follows the break. */
static struct text line_first(struct text text, struct text *ret_rest)
{
	size_t n = 0, end = 0;
	for (; n < text.len; n++) {
		if (!may_break[(unsigned char)text.at[n]])
			continue;
		end = break_len((struct text){text.at + n, text.len - n});
		if (end)
			break;
	}
	*ret_rest = (struct text){text.at + n + end, text.len - n - end};
	return (struct text){text.at, n};
}

static bool line_find(const struct cx_source *source, uint32_t number, struct text *ret_line)
{
	struct text rest = {source->text, source->len};
	if (rest.len >= 3 && !memcmp(rest.at, "\xef\xbb\xbf", 3))
		rest = (struct text){rest.at + 3, rest.len - 3};
	for (uint32_t line = 1; line < number; line++) {
		if (!rest.len)
			return false;
		(void)line_first(rest, &rest);
	}
	*ret_line = line_first(rest, &rest);
	return true;
}

/* One code point of the line as it is shown. */
struct cell {
	size_t bytes;   /* of the source */
	size_t columns; /* on the terminal */
};

static struct cell cell_add(struct text rest, size_t column, struct cx_buf *out)
{
	uint32_t code_point = 0;
	size_t n = cx_utf8_decode(rest.at, rest.len, &code_point);
	if (n && code_point == '\t') {
		size_t columns = TAB_COLUMNS - column % TAB_COLUMNS;
		cx_buf_fill(out, ' ', columns);
		return (struct cell){1, columns};
	}
	size_t before = out->len;
	if (code_point == '#' && cx_escape_is_command(rest.at, rest.len, 0)) {
		cx_buf_adds(out, "\\x23");
		return (struct cell){1, out->len - before};
	}
	cx_escape_terminal(rest.at, n ? n : 1, out);
	bool escaped = !n || cx_escape_needed(code_point);
	return (struct cell){n ? n : 1, escaped ? out->len - before : cx_escape_width(code_point)};
}

/* Bytes of the first n code points. */
static size_t skip_code_points(struct text line, size_t n)
{
	size_t at = 0;
	for (; n && at < line.len; n--) {
		uint32_t code_point = 0;
		size_t bytes = 1;
		if (line.at[at] & 0x80)
			bytes = cx_utf8_decode(line.at + at, line.len - at, &code_point);
		at += bytes ? bytes : 1;
	}
	return at;
}

/* Columns of the first n code points; not counted much further than any line is shown. */
static size_t columns_of(struct text line, size_t n)
{
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT;
	size_t at = 0, column = 0;
	for (size_t i = 0; i < n && at < line.len && column <= 10 * LINE_COLUMNS; i++) {
		cx_buf_clear(&scratch);
		struct cell cell = cell_add((struct text){line.at + at, line.len - at}, column, &scratch);
		at += cell.bytes;
		column += cell.columns;
	}
	return column;
}

/*
 * The code point (from 0) at which the shown part begins, so that the carets are in it: 0 where they fit into
 * the columns anyway.
 */
static size_t window_start(struct text line, const struct cx_span *span, size_t columns)
{
	size_t first = (size_t)span->column - 1;
	if (columns_of(line, first + span->width) <= columns - strlen(CUT_MARK))
		return 0;
	size_t lead = columns / 3, start = first > lead ? first - lead : 0;
	size_t at = skip_code_points(line, start);
	struct text rest = {line.at + at, line.len - at};
	while (columns_of(rest, first - start) > lead) {
		at = skip_code_points(rest, 1);
		rest = (struct text){rest.at + at, rest.len - at};
		start++;
	}
	return start;
}

struct excerpt {
	struct cx_buf text, carets;
};

/* The part of the line that is shown, without secrets. */
static void window_mask(const struct cx_source *source, struct text line, size_t at, struct cx_buf *out)
{
	enum { BEHIND = 8 * LINE_COLUMNS };
	size_t start = (size_t)(line.at - source->text);
	size_t to = line.len - at > BEHIND ? at + BEHIND : line.len;
	cx_mask_text(source->text, source->len, start + at, start + to, out);
}

static void excerpt_make(struct text whole, const struct cx_span *span, size_t columns, struct excerpt *out)
{
	size_t index = window_start(whole, span, columns);
	size_t first = (size_t)span->column - 1, end = first + (span->width ? span->width : 1);
	size_t column = 0, begin = skip_code_points(whole, index), at = 0;
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
	window_mask(span->source, whole, begin, &shown);
	struct text line = {shown.data, shown.len};
	if (begin) {
		cx_buf_adds(&out->text, CUT_MARK);
		cx_buf_fill(&out->carets, ' ', strlen(CUT_MARK));
		column = strlen(CUT_MARK);
	}
	size_t room = columns - strlen(CUT_MARK);
	for (; at < line.len; index++) {
		size_t before = out->text.len;
		struct cell cell = cell_add((struct text){line.at + at, line.len - at}, column, &out->text);
		if (column + cell.columns > room && line.len - at > cell.bytes) {
			cx_buf_cut(&out->text, before);
			cx_buf_adds(&out->text, CUT_MARK);
			break;
		}
		at += cell.bytes;
		column += cell.columns;
		if (index < first)
			cx_buf_fill(&out->carets, ' ', cell.columns);
		else if (index < end)
			cx_buf_fill(&out->carets, '^', cell.columns);
	}
	/* Behind the end of the line: what is missing would stand there. */
	if (index <= first && at >= line.len)
		cx_buf_addc(&out->carets, '^');
}

static void add_excerpt(const struct cx_span *span, enum cx_severity severity,
			const struct cx_diag_style *style, struct cx_buf *out)
{
	struct text line;
	if (!span->source->text || !span->line || !span->column ||
	    !line_find(span->source, span->line, &line))
		return;
	CX_AUTO(cx_buf) struct cx_buf gutter = CX_BUF_INIT;
	cx_buf_addf(&gutter, "%5u", span->line);
	struct excerpt excerpt = {.text = CX_BUF_INIT, .carets = CX_BUF_INIT};
	excerpt_make(line, span, LINE_COLUMNS - gutter.len - 3, &excerpt);

	cx_text_ink_begin(out, style->colour, CX_INK_DIM);
	cx_buf_addf(out, "%s |", gutter.data);
	cx_text_ink_end(out, style->colour, CX_INK_DIM);
	cx_buf_addf(out, " %s\n", excerpt.text.data);

	size_t spaces = strspn(excerpt.carets.data, " ");
	cx_text_ink_begin(out, style->colour, CX_INK_DIM);
	cx_buf_fill(out, ' ', gutter.len + 1);
	cx_buf_addc(out, '|');
	cx_text_ink_end(out, style->colour, CX_INK_DIM);
	cx_buf_fill(out, ' ', spaces + 1);
	cx_text_ink(out, style->colour, severity_ink(severity), excerpt.carets.data + spaces);
	cx_buf_addc(out, '\n');
	cx_buf_release(&excerpt.text);
	cx_buf_release(&excerpt.carets);
}

static void add_place(const struct cx_span *span, const struct cx_diag_style *style, struct cx_buf *out)
{
	if (!span->source)
		return;
	cx_text_ink_begin(out, style->colour, CX_INK_BOLD);
	cx_escape_terminal_s(span->source->name, out);
	if (span->line)
		cx_buf_addf(out, ":%u:%u", span->line, span->column);
	cx_buf_addc(out, ':');
	cx_text_ink_end(out, style->colour, CX_INK_BOLD);
	cx_buf_addc(out, ' ');
}

static void add_severity(enum cx_severity severity, const struct cx_diag_style *style, struct cx_buf *out)
{
	cx_text_ink(out, style->colour, severity_ink(severity), cx_severity_name(severity));
	cx_buf_adds(out, ": ");
}

static void add_aside(const char *word, const char *text, const struct cx_diag_style *style,
		      struct cx_buf *out)
{
	if (!text || style->quiet)
		return;
	cx_buf_adds(out, "  ");
	cx_text_ink(out, style->colour, CX_INK_CYAN, word);
	cx_buf_adds(out, ": ");
	cx_escape_terminal_s(text, out);
	cx_buf_addc(out, '\n');
}

static void add_tenants(const struct cx_diag *diag, const struct cx_diag_style *style, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; diag->tenants && diag->tenants[i]; i++)
		cx_buf_addf(&list, "%s%s", i ? ", " : "", diag->tenants[i]);
	add_aside("tenants", list.len ? list.data : NULL, style, out);
}

void cx_diag_text(const struct cx_diag *diag, const struct cx_diag_style *style, struct cx_buf *out)
{
	if (style->quiet && diag->severity != CX_SEVERITY_ERROR)
		return;
	add_place(&diag->span, style, out);
	add_severity(diag->severity, style, out);
	cx_escape_terminal_s(diag->message, out);
	if (diag->code) {
		cx_buf_adds(out, " [");
		cx_escape_terminal_s(diag->code, out);
		cx_buf_addc(out, ']');
	}
	cx_buf_addc(out, '\n');
	if (diag->span.source)
		add_excerpt(&diag->span, diag->severity, style, out);
	if (diag->second_label && diag->second.source) {
		add_place(&diag->second, style, out);
		add_severity(CX_SEVERITY_NOTE, style, out);
		cx_escape_terminal_s(diag->second_label, out);
		cx_buf_addc(out, '\n');
		add_excerpt(&diag->second, CX_SEVERITY_NOTE, style, out);
	}
	add_tenants(diag, style, out);
	add_aside("note", diag->note, style, out);
	add_aside("hint", diag->hint, style, out);
}

void cx_diag_text_summary(const struct cx_diags *diags, const struct cx_diag_style *style, struct cx_buf *out)
{
	size_t warnings = style->quiet ? 0 : diags->warnings;
	if (diags->errors + warnings < 2)
		return;
	if (diags->errors)
		cx_text_count(out, diags->errors, "error");
	if (diags->errors && warnings)
		cx_buf_adds(out, ", ");
	if (warnings)
		cx_text_count(out, warnings, "warning");
	if (diags->dropped)
		cx_buf_addf(out, "; %zu not shown", diags->dropped);
	cx_buf_addc(out, '\n');
}
