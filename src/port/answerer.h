/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP/1.1 server for what is read or posted, in a thread of its own. */
#ifndef CX_PORT_ANSWERER_H
#define CX_PORT_ANSWERER_H

#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"
#include "port/answerer_head.h"

/*
 * For metrics and health of a process that does something else, and for webhooks on one's desk: GET, HEAD
 * and, where a body may have some bytes, POST; one request a connection, no TLS, no names. Everything that a
 * client may do is bounded, so that it can neither hold up the process nor fill it: connections, the bytes of
 * a head and of a body, the time from connect to the last byte. Where all connections are taken the oldest
 * makes room.
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
	int status;       /* 200, 404, 503; see reason_of() in answerer_guest.c */
	const char *type; /* Content-Type; static */
	struct cx_buf body;
};
/*
 * Fills the page for what was asked. Called in the answerer's thread, one at a time: what it shares with
 * others it locks, and all others wait while it works. The page is 404 where it is left as it came.
 */
typedef void cx_answerer_fn(void *data, const struct cx_asked *asked, struct cx_answerer_page *page);
/* Learns that a request is refused with the page's status, and may say why: it then has a body. */
typedef void cx_answerer_refuse_fn(void *data, struct cx_answerer_page *page);

struct cx_answerer_options {
	cx_answerer_fn *answer;
	cx_answerer_refuse_fn *refuse; /* or NULL */
	void *data;
	const char *code;    /* of the diagnostic where it cannot listen */
	const char *allow;   /* what 405 says; NULL: "GET, HEAD" */
	size_t max_body;     /* of a POST, in bytes; 0: there is none */
	int64_t patience_ms; /* from connect to the last byte of the answer; 0: 5 s */
};
/*
 * Listens and answers until it is freed. INVALID with the code of the options where the address cannot be
 * had.
 */
enum cx_status cx_answerer_open(const struct cx_answerer_place *place,
				const struct cx_answerer_options *options, struct cx_answerer **ret_answerer,
				struct cx_diags *diags);
/* "http://127.0.0.1:9464", with the port that was taken. */
const char *cx_answerer_url(const struct cx_answerer *answerer);
/* Closes whatever is open, and waits for the thread, which ends at once. */
void cx_answerer_free(struct cx_answerer *answerer);
CX_DEFINE_FREEP(cx_answerer)

#endif
