/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP/1.1 server for a handful of pages that are read, in a thread of its own. */
#ifndef CX_PORT_ANSWERER_H
#define CX_PORT_ANSWERER_H

#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"
#include "port/answerer_head.h"

/*
 * For metrics and health of a process that does something else: GET and HEAD alone, one request a connection,
 * no TLS, no names. Everything that a client may do is bounded, so that it can neither hold up the process
 * nor fill it: connections, the bytes of a head, the time from connect to the last byte. Where all
 * connections are taken the oldest makes room.
 */
struct cx_answerer;

/* Where it listens. */
struct cx_answerer_place {
	char address[48]; /* numeric, without brackets */
	uint16_t port;    /* 0: one that is free */
	bool loopback;    /* reached from this machine alone */
};
/*
 * Reads "PORT", "ADDRESS:PORT" or "[IPV6]:PORT". A port alone is on 127.0.0.1, as is localhost; other names
 * are not looked up. False: it is none of these.
 */
bool cx_answerer_place_parse(const char *text, struct cx_answerer_place *ret_place);

struct cx_answerer_page {
	int status;       /* 200, 404, 503 */
	const char *type; /* Content-Type; static */
	struct cx_buf body;
};
/*
 * Fills the page for what was asked. Called in the answerer's thread, one at a time: what it shares with
 * others it locks, and it must be quick. The page is 404 where it is left as it came.
 */
typedef void cx_answerer_fn(void *data, const struct cx_asked *asked, struct cx_answerer_page *page);

/* Listens and answers until it is freed. INVALID with watch.listen where the address cannot be had. */
enum cx_status cx_answerer_open(const struct cx_answerer_place *place, cx_answerer_fn *answer, void *data,
				struct cx_answerer **ret_answerer, struct cx_diags *diags);
/* "http://127.0.0.1:9464", with the port that was taken. */
const char *cx_answerer_url(const struct cx_answerer *answerer);
/* Closes whatever is open, and waits for the thread, which ends at once. */
void cx_answerer_free(struct cx_answerer *answerer);
CX_DEFINE_FREEP(cx_answerer)

#endif
