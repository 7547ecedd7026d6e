/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside in HTML, and the frame of a page that stands alone. */
#ifndef CX_REPORT_HTML_H
#define CX_REPORT_HTML_H

#include "base/buf.h"

/*
 * For text and for values of attributes in double quotes: < > & " ' become entities, controls and what
 * changes the direction of text are shown as cx_escape_terminal shows them.
 */
void cx_html_text(const char *text, struct cx_buf *out);
void cx_html_text_n(const char *text, size_t len, struct cx_buf *out);
/* The same, with "..." in the middle where it has more columns. */
void cx_html_name(const char *text, size_t columns, struct cx_buf *out);
/* 18204 as "18,204". */
void cx_html_number(int64_t n, struct cx_buf *out);

/*
 * A page with the style and the script of this program and nothing else: its policy allows just these two, by
 * their digests, and no request to anywhere. begin ends inside <body>; title is plain text.
 */
void cx_html_begin(const char *title, struct cx_buf *out);
void cx_html_end(struct cx_buf *out);

#endif
