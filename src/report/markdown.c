/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside inside Markdown (CommonMark and GitHub's additions), with no meaning of its own. */
#include "report/markdown.h"

#include "report/escape.h"
#include "report/value_text.h"

#include <ctype.h>

/* Bytes after which a sentence ends: answers of tenants may be whole pages. */
#define PROSE_LIMIT 1000

static size_t longest_ticks(const char *text, size_t len)
{
	size_t longest = 0, run = 0;
	for (size_t i = 0; i < len; i++) {
		run = text[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
}

/* The shown text as a span: with a space at both ends where that is what takes one away. */
static void add_span(const char *text, size_t len, struct cx_buf *out)
{
	if (!len)
		return;
	size_t ticks = longest_ticks(text, len) + 1;
	bool pad = text[0] == '`' || text[len - 1] == '`' || (text[0] == ' ' && text[len - 1] == ' ');
	cx_buf_fill(out, '`', ticks);
	if (pad)
		cx_buf_addc(out, ' ');
	cx_buf_add(out, text, len);
	if (pad)
		cx_buf_addc(out, ' ');
	cx_buf_fill(out, '`', ticks);
}

static void show(const char *text, size_t len, size_t columns, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf whole = CX_BUF_INIT;
	cx_escape_terminal(text, len, &whole);
	if (columns)
		cx_value_cut_middle(&whole, columns, out);
	else
		cx_buf_add(out, whole.data, whole.len);
}

void cx_markdown_code(const char *text, size_t columns, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
	show(text, strlen(text), columns, &shown);
	add_span(shown.data, shown.len, out);
}

/* Letters, with ' and - between them, in brackets or with a mark behind; or a number of few digits. */
static bool is_plain_word(const char *word, size_t len)
{
	size_t digits = 0;
	bool stop = false;
	if (len == 2 && !strncmp(word, "->", 2))
		return true;
	for (; len && strchr(",;:.)", word[len - 1]); len--)
		stop = word[len - 1] == '.' || word[len - 1] == ')';
	if (len && word[0] == '(') {
		word++;
		len--;
	}
	for (size_t i = 0; i < len; i++) {
		bool letter = isalpha((unsigned char)word[i]) != 0;
		bool joint = i && i + 1 < len && strchr("'-", word[i]) && isalpha((unsigned char)word[i + 1]);
		digits += isdigit((unsigned char)word[i]) != 0;
		if (!letter && !joint && !isdigit((unsigned char)word[i]))
			return false;
	}
	return len && len <= 24 && (!digits || (digits == len && len <= 6 && !stop));
}

/* A word up to the next space; from a double quote, up to the one that ends it; an option with its number. */
static size_t word_length(const char *text)
{
	size_t len = strcspn(text, " ");
	if (!strncmp(text, "--", 2) && text[len] == ' ')
		return len + (strspn(text + len + 1, "0123456789") ? 1 + strcspn(text + len + 1, " ") : 0);
	if (text[0] != '"')
		return len;
	for (size_t i = 1; text[i]; i++)
		if (text[i] == '"' && (!text[i + 1] || strchr(" ,;:.)", text[i + 1])))
			return i + 1;
	return len;
}

void cx_markdown_prose(const char *text, struct cx_buf *out)
{
	bool first = true;
	size_t begin = out->len;
	for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
		size_t len = word_length(at);
		if (out->len - begin > PROSE_LIMIT) {
			cx_buf_adds(out, " ...");
			return;
		}
		if (!first)
			cx_buf_addc(out, ' ');
		first = false;
		if (is_plain_word(at, len)) {
			cx_buf_add(out, at, len);
		} else {
			size_t kept = len;
			while (kept > 1 && strchr(",;:.)", at[kept - 1]))
				kept--;
			CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
			show(at, kept, 4 * CX_MARKDOWN_NAME, &shown);
			add_span(shown.data, shown.len, out);
			cx_buf_add(out, at + kept, len - kept);
		}
		at += len;
	}
}

void cx_markdown_fence(const char *language, const struct cx_buf *lines, struct cx_buf *out)
{
	size_t ticks = longest_ticks(lines->data, lines->len) + 1;
	ticks = ticks < 3 ? 3 : ticks;
	cx_buf_fill(out, '`', ticks);
	cx_buf_addf(out, "%s\n", language);
	cx_buf_add(out, lines->data, lines->len);
	cx_buf_fill(out, '`', ticks);
	cx_buf_addc(out, '\n');
}

void cx_markdown_gap(struct cx_buf *out)
{
	while (out->len > 1 && (out->data[out->len - 1] != '\n' || out->data[out->len - 2] != '\n'))
		cx_buf_addc(out, '\n');
}

void cx_markdown_end(struct cx_buf *out)
{
	while (out->len > 1 && out->data[out->len - 1] == '\n' && out->data[out->len - 2] == '\n')
		cx_buf_cut(out, out->len - 1);
}
