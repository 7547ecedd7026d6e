/* SPDX-License-Identifier: Apache-2.0 */
/* Colours are SGR sequences of 8 colours: they follow whatever scheme the terminal has. */
#include "report/text.h"

#include "report/escape.h"

static const char *const ink_codes[] = {
	[CX_INK_PLAIN] = NULL,  [CX_INK_BOLD] = "1",   [CX_INK_DIM] = "2",   [CX_INK_RED] = "31",
	[CX_INK_YELLOW] = "33", [CX_INK_GREEN] = "32", [CX_INK_CYAN] = "36",
};

void cx_text_ink_begin(struct cx_buf *out, bool colour, enum cx_ink ink)
{
	if (colour && ink_codes[ink])
		cx_buf_addf(out, "\033[%sm", ink_codes[ink]);
}

void cx_text_ink_end(struct cx_buf *out, bool colour, enum cx_ink ink)
{
	if (colour && ink_codes[ink])
		cx_buf_adds(out, "\033[0m");
}

void cx_text_ink(struct cx_buf *out, bool colour, enum cx_ink ink, const char *text)
{
	cx_text_ink_begin(out, colour, ink);
	cx_buf_adds(out, text);
	cx_text_ink_end(out, colour, ink);
}

void cx_text_wrap(struct cx_buf *out, const char *text, size_t column, size_t indent, size_t width)
{
	size_t at = column;
	bool line_start = true;
	while (*text) {
		if (text[0] == '\n' && (text[1] == '\n' || text[1] == ' ')) {
			cx_buf_adds(out, text[1] == '\n' ? "\n\n" : "\n");
			text += text[1] == '\n' ? 2 : 1;
			size_t kept = strspn(text, " ");
			cx_buf_fill(out, ' ', indent + kept);
			at = indent + kept;
			text += kept;
			line_start = true;
			continue;
		}
		if (*text == ' ' || *text == '\n') {
			text++;
			continue;
		}
		size_t len = strcspn(text, " \n");
		size_t columns = cx_escape_columns(text, len);
		if (!line_start && at + 1 + columns > width) {
			cx_buf_addc(out, '\n');
			cx_buf_fill(out, ' ', indent);
			at = indent;
			line_start = true;
		}
		if (!line_start) {
			cx_buf_addc(out, ' ');
			at++;
		}
		cx_escape_terminal(text, len, out);
		at += columns;
		text += len;
		line_start = false;
	}
	cx_buf_addc(out, '\n');
}

void cx_text_count(struct cx_buf *out, size_t n, const char *word)
{
	cx_buf_addf(out, "%zu %s%s", n, word, n == 1 ? "" : "s");
}
