/* SPDX-License-Identifier: Apache-2.0 */
/* A byte buffer that doubles. */
#include "base/buf.h"

#include "base/limits.h"
#include "base/mem.h"

char cx_buf_empty[1];

static bool buf_reserve(struct cx_buf *buf, size_t more)
{
	size_t max = buf->max ? buf->max : CX_MAX_BUF_BYTES;
	if (more > max || buf->len > max - more) {
		buf->full = true;
		return false;
	}
	size_t need = buf->len + more + 1;
	if (need <= buf->cap)
		return true;
	size_t cap = buf->cap < 64 ? 64 : buf->cap;
	while (cap < need)
		cap *= 2;
	bool owned = buf->cap > 0;
	buf->data = cx_realloc(owned ? buf->data : NULL, cap);
	if (!owned)
		buf->data[0] = '\0';
	buf->cap = cap;
	return true;
}

void cx_buf_add(struct cx_buf *buf, const void *bytes, size_t n)
{
	if (!n || !buf_reserve(buf, n))
		return;
	memcpy(buf->data + buf->len, bytes, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
}

void cx_buf_adds(struct cx_buf *buf, const char *s)
{
	cx_buf_add(buf, s, strlen(s));
}

void cx_buf_addc(struct cx_buf *buf, char c)
{
	cx_buf_add(buf, &c, 1);
}

void cx_buf_fill(struct cx_buf *buf, char c, size_t n)
{
	if (!n || !buf_reserve(buf, n))
		return;
	memset(buf->data + buf->len, c, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
}

void cx_buf_vaddf(struct cx_buf *buf, const char *fmt, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, args);
	if (n > 0 && buf_reserve(buf, (size_t)n)) {
		(void)vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

void cx_buf_addf(struct cx_buf *buf, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(buf, fmt, args);
	va_end(args);
}

void cx_buf_clear(struct cx_buf *buf)
{
	cx_buf_cut(buf, 0);
	buf->full = false;
}

void cx_buf_cut(struct cx_buf *buf, size_t n)
{
	if (!buf->cap)
		return;
	buf->len = n;
	buf->data[n] = '\0';
}

/* cap says it, too; that the data are not the static "" is what a compiler can follow to the free. */
static bool owns(const struct cx_buf *buf)
{
	return buf->cap && buf->data != cx_buf_empty;
}

char *cx_buf_take(struct cx_buf *buf)
{
	char *text = owns(buf) ? buf->data : cx_strdup("");
	size_t max = buf->max;
	*buf = (struct cx_buf)CX_BUF_INIT;
	buf->max = max;
	return text;
}

void cx_buf_release(struct cx_buf *buf)
{
	if (owns(buf))
		cx_free(buf->data);
	*buf = (struct cx_buf)CX_BUF_INIT;
}

void cx_buf_release_secret(struct cx_buf *buf)
{
	if (buf->cap)
		explicit_bzero(buf->data, buf->cap);
	cx_buf_release(buf);
}
