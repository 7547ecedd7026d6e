/* SPDX-License-Identifier: Apache-2.0 */
/* The body of an HTTP/1.1 request, taken piece by piece: pure, bounded, whatever the bytes are. */
#ifndef CX_PORT_ANSWERER_BODY_H
#define CX_PORT_ANSWERER_BODY_H

#include "port/answerer_head.h"

enum cx_body_state {
	CX_BODY_LENGTH,    /* bytes, as many as left says */
	CX_BODY_SIZE,      /* of a chunk: hexadecimal digits, and what stands behind them in the line */
	CX_BODY_CHUNK,     /* its bytes */
	CX_BODY_CHUNK_END, /* the CRLF behind them */
	CX_BODY_TRAILERS,  /* lines up to an empty one; they are not kept */
	CX_BODY_DONE,
};

/* Release in every case. */
struct cx_answerer_body {
	enum cx_body_state state;
	struct cx_buf bytes; /* decoded */
	size_t max;          /* of them */
	size_t left;         /* of the body, or of the chunk */
	size_t line;         /* bytes of the line that is being read */
	size_t overhead;     /* bytes besides the chunks' own */
	bool digits, extra;  /* of a size: some came; they have ended */
	bool carriage;       /* a CR came: an LF must */
};
/*
 * How the body of a POST is framed (RFC 9112 6): 0, or the status to refuse it with. 400 where length and
 * encoding contradict each other or are none, 411 where there is neither, 413 where it is longer than max
 * bytes, 501 where the encoding is another than chunked.
 */
int cx_answerer_body_begin(struct cx_answerer_body *body, const struct cx_asked *asked, size_t max);
/*
 * Takes what came; what stands behind the end of the body is not looked at. 0, and the state is CX_BODY_DONE
 * once it is whole; or 400, or 413.
 */
int cx_answerer_body_add(struct cx_answerer_body *body, const char *bytes, size_t n);
void cx_answerer_body_release(struct cx_answerer_body *body);

#endif
