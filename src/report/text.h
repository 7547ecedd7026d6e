/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers of every text that we print: colours and wrapped paragraphs. */
#ifndef CX_REPORT_TEXT_H
#define CX_REPORT_TEXT_H

#include "base/buf.h"

enum cx_ink {
	CX_INK_PLAIN,
	CX_INK_BOLD,
	CX_INK_DIM,
	CX_INK_RED,    /* errors, deletes */
	CX_INK_YELLOW, /* warnings, updates */
	CX_INK_GREEN,  /* creates, success */
	CX_INK_CYAN,   /* notes */
};
/* Our own text in a colour; nothing but the text if colour is false. Text from outside is escaped first. */
void cx_text_ink(struct cx_buf *out, bool colour, enum cx_ink ink, const char *text);
/* Starts a colour; cx_text_ink_end ends any. */
void cx_text_ink_begin(struct cx_buf *out, bool colour, enum cx_ink ink);
void cx_text_ink_end(struct cx_buf *out, bool colour, enum cx_ink ink);

/*
 * Writes words of text so that no line is longer than width columns, unless one word is; lines after the
 * first begin with indent spaces. column is where the first word stands. "\n\n" in text starts a paragraph, a
 * line that begins with a space is kept as it is. Ends with a newline.
 */
void cx_text_wrap(struct cx_buf *out, const char *text, size_t column, size_t indent, size_t width);

/* "1 error", "3 errors": n, a space, and the word with its plural s. */
void cx_text_count(struct cx_buf *out, size_t n, const char *word);

#endif
