/* SPDX-License-Identifier: Apache-2.0 */
/* The body of an HTTP/1.1 request (RFC 9112 6 and 7). */
#include "port/answerer_body.h"

#include <strings.h>

enum {
	OK = 0,
	BAD = 400,
	NO_LENGTH = 411,
	TOO_LARGE = 413,
	UNKNOWN_CODING = 501,
	MAX_LINE = 256,      /* of a chunk's size, or a trailer */
	MAX_OVERHEAD = 65536 /* of all chunks: bodies sent byte by byte end here */
};

/* Digits alone; too many of them are a length that is too large. */
static int parse_length(const char *value, size_t n, size_t max, size_t *ret_length)
{
	size_t length = 0;
	for (size_t i = 0; i < n; i++) {
		if (value[i] < '0' || value[i] > '9')
			return BAD;
		if (length <= max)
			length = length * 10 + (size_t)(value[i] - '0');
	}
	*ret_length = length;
	return !n ? BAD : length > max ? TOO_LARGE : OK;
}

int cx_answerer_body_begin(struct cx_answerer_body *body, const struct cx_asked *asked, size_t max)
{
	const char *coding = NULL, *length = NULL;
	size_t coding_len = 0, length_len = 0;
	size_t codings = cx_asked_field(asked, "Transfer-Encoding", &coding, &coding_len);
	size_t lengths = cx_asked_field(asked, "Content-Length", &length, &length_len);
	*body = (struct cx_answerer_body){.bytes = CX_BUF_INIT, .max = max};
	if (codings + lengths > 1 || (codings && asked->old))
		return BAD;
	if (!codings && !lengths)
		return NO_LENGTH;
	if (codings) {
		body->state = CX_BODY_SIZE;
		return coding_len == 7 && strncasecmp(coding, "chunked", 7) == 0 ? OK : UNKNOWN_CODING;
	}
	int status = parse_length(length, length_len, max, &body->left);
	body->state = body->left ? CX_BODY_LENGTH : CX_BODY_DONE;
	return status;
}

static int hex_of(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* One byte of a line; sets *ret_end with its LF. CR stands before that alone. */
static int line_byte(struct cx_answerer_body *body, char c, bool *ret_end)
{
	*ret_end = body->carriage && c == '\n';
	if (body->carriage != (c == '\n') || ++body->overhead > MAX_OVERHEAD || ++body->line > MAX_LINE)
		return body->overhead > MAX_OVERHEAD ? TOO_LARGE : BAD;
	if (((unsigned char)c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7f)
		return BAD;
	body->carriage = c == '\r';
	return OK;
}

static int size_end(struct cx_answerer_body *body)
{
	if (!body->digits)
		return BAD;
	body->state = body->left ? CX_BODY_CHUNK : CX_BODY_TRAILERS;
	body->digits = body->extra = false;
	body->line = 0;
	return OK;
}

static int size_byte(struct cx_answerer_body *body, char c)
{
	bool end;
	int digit = hex_of(c), status = line_byte(body, c, &end);
	if (status || end)
		return status ? status : size_end(body);
	if (body->carriage || body->extra)
		return OK;
	if (digit < 0) {
		body->extra = body->digits && (c == ';' || c == ' ' || c == '\t');
		return body->extra ? OK : BAD;
	}
	body->digits = true;
	body->left = body->left * 16 + (size_t)digit;
	return body->left > body->max - body->bytes.len ? TOO_LARGE : OK;
}

static int chunk_end_byte(struct cx_answerer_body *body, char c)
{
	bool end;
	int status = line_byte(body, c, &end);
	if (!status && !end && !body->carriage)
		return BAD;
	if (end) {
		body->state = CX_BODY_SIZE;
		body->line = 0;
	}
	return status;
}

static int trailer_byte(struct cx_answerer_body *body, char c)
{
	bool end;
	int status = line_byte(body, c, &end);
	if (!status && end) {
		body->state = body->line == 2 ? CX_BODY_DONE : CX_BODY_TRAILERS;
		body->line = 0;
	}
	return status;
}

/* As many bytes as are left and there; returns how many. */
static size_t take_bytes(struct cx_answerer_body *body, const char *bytes, size_t n)
{
	n = n < body->left ? n : body->left;
	cx_buf_add(&body->bytes, bytes, n);
	body->left -= n;
	if (!body->left)
		body->state = body->state == CX_BODY_LENGTH ? CX_BODY_DONE : CX_BODY_CHUNK_END;
	return n;
}

int cx_answerer_body_add(struct cx_answerer_body *body, const char *bytes, size_t n)
{
	int status = OK;
	for (size_t at = 0; at < n && !status && body->state != CX_BODY_DONE;) {
		if (body->state == CX_BODY_LENGTH || body->state == CX_BODY_CHUNK) {
			at += take_bytes(body, bytes + at, n - at);
			continue;
		}
		char c = bytes[at++];
		status = body->state == CX_BODY_SIZE        ? size_byte(body, c)
			 : body->state == CX_BODY_CHUNK_END ? chunk_end_byte(body, c)
							    : trailer_byte(body, c);
	}
	return status;
}

void cx_answerer_body_release(struct cx_answerer_body *body)
{
	cx_buf_release(&body->bytes);
}
