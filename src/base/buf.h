/* SPDX-License-Identifier: Apache-2.0 */
/* A byte buffer that grows up to a maximum; always NUL-terminated behind its length. */
#ifndef CX_BASE_BUF_H
#define CX_BASE_BUF_H

#include "base/base.h"

#include <stdarg.h>

/*
 * data is never NULL to a reader: an empty buffer points at a static "".
 * After growth past max the buffer keeps what fits and full is set; writers
 * that care check it once at the end (curl's dynbuf does the same with CURLE_TOO_LARGE).
 */
struct cx_buf {
	char *data;
	size_t len, cap;
	size_t max; /* bytes; 0: CX_MAX_BUF_BYTES */
	bool full;  /* something did not fit */
};
extern char cx_buf_empty[];
#define CX_BUF_INIT                  \
	{                            \
		.data = cx_buf_empty \
	}

void cx_buf_add(struct cx_buf *buf, const void *bytes, size_t n);
void cx_buf_adds(struct cx_buf *buf, const char *s);
void cx_buf_addc(struct cx_buf *buf, char c);
void cx_buf_addf(struct cx_buf *buf, const char *fmt, ...) CX_PRINTF(2, 3);
void cx_buf_vaddf(struct cx_buf *buf, const char *fmt, va_list args);
/* n times the character c. */
void cx_buf_fill(struct cx_buf *buf, char c, size_t n);
/* Makes it empty; keeps the memory. */
void cx_buf_clear(struct cx_buf *buf);
/* Cuts it to n bytes; n must not exceed len. */
void cx_buf_cut(struct cx_buf *buf, size_t n);
/* Moves the text out; the caller frees it with cx_free. The buffer is empty after. */
char *cx_buf_take(struct cx_buf *buf);
void cx_buf_release(struct cx_buf *buf);
/* Overwrites the contents before it frees them. */
void cx_buf_release_secret(struct cx_buf *buf);

#endif
