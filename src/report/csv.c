/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 4180, with the apostrophe that keeps text from being run. */
#include "report/csv.h"

#include "report/escape.h"

/* Spreadsheets run what begins like a formula. */
static bool is_formula(char c)
{
	return c && strchr("=+-@", c);
}

static void add_safe(const char *text, size_t len, bool keep_lines, struct cx_buf *out)
{
	for (size_t at = 0; at < len;) {
		const char *end = keep_lines ? memchr(text + at, '\n', len - at) : NULL;
		size_t n = end ? (size_t)(end - text) - at : len - at;
		cx_escape_terminal(text + at, n, out);
		if (end)
			cx_buf_addc(out, '\n');
		at += n + (end != NULL);
	}
}

void cx_csv_cell(const char *text, size_t len, bool keep_lines, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf safe = CX_BUF_INIT;
	add_safe(text, len, keep_lines, &safe);
	if (!safe.len)
		return;
	bool formula = is_formula(safe.data[0]);
	if (!formula && !safe.data[strcspn(safe.data, "\",\r\n")]) {
		cx_buf_add(out, safe.data, safe.len);
		return;
	}
	cx_buf_addc(out, '"');
	if (formula)
		cx_buf_addc(out, '\'');
	for (size_t i = 0; i < safe.len; i++) {
		if (safe.data[i] == '"')
			cx_buf_addc(out, '"');
		cx_buf_addc(out, safe.data[i]);
	}
	cx_buf_addc(out, '"');
}
