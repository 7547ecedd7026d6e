/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an HTTP/1.1 request, read strictly: pure, whatever the bytes are. */
#ifndef CX_PORT_ANSWERER_HEAD_H
#define CX_PORT_ANSWERER_HEAD_H

#include "base/base.h"
#include "base/buf.h"

/* What is asked; the texts point into the head. */
struct cx_asked {
	bool head;        /* HEAD: the answer's body is not sent */
	bool post;        /* POST; neither: GET */
	bool old;         /* HTTP/1.0 */
	const char *path; /* without the query; not decoded; path_len bytes */
	size_t path_len;
	const char *accept; /* the first Accept, accept_len bytes; or NULL */
	size_t accept_len;
	const char *fields; /* all lines behind the first, each with its CRLF; fields_len bytes */
	size_t fields_len;
	const char *body; /* of a POST, once it is there, decoded; body_len bytes */
	size_t body_len;
};

/* Where the empty line behind a head ends, or 0 where it has not come yet. */
size_t cx_answerer_head_end(const char *bytes, size_t n);
/*
 * Reads a head of n bytes, the empty line included. 0, or the status to refuse it with: 400 where it is no
 * request as RFC 9112 has it (bare line feeds, folded lines, control characters, no Host or two), 405 where
 * the method is another than GET, HEAD and POST, 505 where the version is none of HTTP/1.
 */
int cx_answerer_head_parse(const char *bytes, size_t n, struct cx_asked *ret_asked);
/* Whether it was asked for that path exactly. */
bool cx_asked_is(const struct cx_asked *asked, const char *path);
/* Whether Accept names that media type, in any case and with whatever preference. */
bool cx_asked_accepts(const struct cx_asked *asked, const char *type);
/*
 * How many fields have that name, in any case; the value of the first, without blanks around it, and not
 * NUL-terminated. 0: what is returned is left as it was.
 */
size_t cx_asked_field(const struct cx_asked *asked, const char *name, const char **ret_value,
		      size_t *ret_len);

#endif
