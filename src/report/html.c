/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside in HTML, and the frame of a page that stands alone. */
#include "report/html.h"

#include "base/embed.h"
#include "port/crypto.h"
#include "report/escape.h"
#include "report/value_text.h"

#include <inttypes.h>

static void add_entities(const char *text, size_t len, struct cx_buf *out)
{
	size_t begin = 0;
	for (size_t i = 0; i < len; i++) {
		const char *entity = text[i] == '<'    ? "&lt;"
				     : text[i] == '>'  ? "&gt;"
				     : text[i] == '&'  ? "&amp;"
				     : text[i] == '"'  ? "&quot;"
				     : text[i] == '\'' ? "&#39;"
						       : NULL;
		if (!entity)
			continue;
		cx_buf_add(out, text + begin, i - begin);
		cx_buf_adds(out, entity);
		begin = i + 1;
	}
	cx_buf_add(out, text + begin, len - begin);
}

void cx_html_text_n(const char *text, size_t len, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
	cx_escape_terminal(text, len, &shown);
	add_entities(shown.data, shown.len, out);
}

void cx_html_text(const char *text, struct cx_buf *out)
{
	cx_html_text_n(text, strlen(text), out);
}

void cx_html_name(const char *text, size_t columns, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT, cut = CX_BUF_INIT;
	cx_escape_terminal_s(text, &shown);
	cx_value_cut_middle(&shown, columns, &cut);
	add_entities(cut.data, cut.len, out);
}

void cx_html_number(int64_t n, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT;
	cx_buf_addf(&digits, "%" PRId64, n);
	for (size_t i = 0; i < digits.len; i++) {
		if (i && digits.data[i - 1] != '-' && (digits.len - i) % 3 == 0)
			cx_buf_addc(out, ',');
		cx_buf_addc(out, digits.data[i]);
	}
}

static void add_digest(const struct cx_embedded_file *part, struct cx_buf *out)
{
	unsigned char digest[CX_SHA256_BYTES];
	cx_sha256_of(part->bytes, part->len, digest);
	cx_buf_adds(out, "'sha256-");
	cx_base64_add(out, digest, sizeof digest);
	cx_buf_adds(out, "'");
}

void cx_html_begin(const char *title, struct cx_buf *out)
{
	const struct cx_embedded_file *style = cx_embedded_page("page.css"),
				      *script = cx_embedded_page("page.js");
	cx_buf_adds(out,
		    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
	add_digest(style, out);
	cx_buf_adds(out, "; script-src ");
	add_digest(script, out);
	cx_buf_adds(out, "; base-uri 'none'; form-action 'none'\">\n"
			 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			 "<meta name=\"referrer\" content=\"no-referrer\">\n"
			 "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	cx_html_text(title, out);
	cx_buf_adds(out, "</title>\n<style>");
	cx_buf_add(out, style->bytes, style->len);
	cx_buf_adds(out, "</style>\n</head>\n<body>\n");
}

void cx_html_end(struct cx_buf *out)
{
	const struct cx_embedded_file *script = cx_embedded_page("page.js");
	cx_buf_adds(out, "<script>");
	cx_buf_add(out, script->bytes, script->len);
	cx_buf_adds(out, "</script>\n</body>\n</html>\n");
}
