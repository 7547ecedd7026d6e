/* SPDX-License-Identifier: Apache-2.0 */
/* URLs: taken apart, checked and normalised in one way only (libcurl's URL parser). */
#ifndef CX_PORT_HTTP_URL_H
#define CX_PORT_HTTP_URL_H

#include "base/base.h"
#include "base/buf.h"
#include "base/mem.h"

struct cx_http_url {
	const char *origin; /* "https://host:port": lower case, port always there */
	const char *host;   /* lower case; IPv6 in brackets */
	const char *path;   /* begins with "/", percent-encoded; without query */
	const char *query;  /* without "?", percent-encoded; or NULL */
	bool loopback;      /* 127.0.0.0/8, [::1] or localhost */
};
/*
 * Accepts absolute https URLs, and http ones of loopback hosts, without user info or fragment. On false
 * *ret_problem is a short static text: "has no https scheme". Texts live in the arena.
 */
bool cx_http_url_parse(struct cx_arena *arena, const char *text, struct cx_http_url *ret_url,
		       const char **ret_problem);

/* Percent-encodes all but RFC 3986's unreserved characters. */
void cx_http_encode(struct cx_buf *out, const char *bytes, size_t n);
/* The same as application/x-www-form-urlencoded has it: a space becomes "+". */
void cx_http_encode_form(struct cx_buf *out, const char *bytes, size_t n);

#endif
