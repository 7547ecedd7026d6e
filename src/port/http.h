/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP requests, many at once, with one certain word about what became of each (libcurl's multi interface).
 */
#ifndef CX_PORT_HTTP_H
#define CX_PORT_HTTP_H

#include "base/base.h"
#include "base/buf.h"
#include "base/clock.h"

/*
 * A pool of connections and the requests under way on it. HTTP/1.1, TLS 1.2 or newer with verification, no
 * redirects, no proxy unless one is given, no netrc, no cookies, no content encodings. Plain http goes to
 * loopback addresses alone: the address that was really connected to is looked at before a byte leaves.
 * Nothing here knows tenants, tokens or retries. Not thread safe.
 */
struct cx_http;
struct cx_http_options {
	const char *ca_file; /* PEM bundle instead of the system's; or NULL */
	const char *proxy;   /* or NULL: none, whatever the environment says */
	size_t connections;  /* kept open; 0: 16 */
	struct cx_clock *clock;
};
struct cx_http *cx_http_new(const struct cx_http_options *options);
/* What is still under way is dropped without a callback. */
void cx_http_free(struct cx_http *http);
CX_DEFINE_FREEP(cx_http)

enum cx_http_outcome {
	CX_HTTP_OUTCOME_ANSWER,   /* status, headers and body came whole */
	CX_HTTP_OUTCOME_NOT_SENT, /* no byte of the request left: certainly no effect */
	CX_HTTP_OUTCOME_CUT,      /* bytes may have left, a whole answer never came: in doubt */
};
/* Why there is no whole answer. */
enum cx_http_failure {
	CX_HTTP_FAILURE_NONE,
	CX_HTTP_FAILURE_REQUEST, /* a URL or header that must not be sent */
	CX_HTTP_FAILURE_DNS,
	CX_HTTP_FAILURE_CONNECT,
	CX_HTTP_FAILURE_TLS,
	CX_HTTP_FAILURE_TIMEOUT,
	CX_HTTP_FAILURE_LARGE,  /* over CX_MAX_BODY_BYTES, or too many headers */
	CX_HTTP_FAILURE_BROKEN, /* reset, closed, short, or no HTTP */
};

struct cx_http_request {
	const char *method;         /* GET, PUT, POST, DELETE */
	const char *url;            /* absolute; copied */
	const char *const *headers; /* "name: value", NULL-terminated; copied, and wiped after use */
	const char *body;           /* NULL: none; must live until the callback */
	size_t body_len;
	/* The whole attempt; 0: 30 s. Connecting is given 10 s of it; an answer that has begun may stand
	 * still for 15 s. */
	int64_t timeout_ms;
	/* Called once, when the first byte is about to leave; or NULL. Not called for NOT_SENT. */
	void (*leaving)(void *data);
};

/* Everything in it is valid during the callback only. */
struct cx_http_answer {
	enum cx_http_outcome outcome;
	enum cx_http_failure failure;
	int status;       /* also of a cut answer, if its head came; else 0 */
	const char *body; /* NUL behind */
	size_t body_len;
	const char *error; /* libcurl's words, not escaped; "" if all is well */
	int64_t latency_us;
	const struct cx_buf *headers; /* ask cx_http_header */
};
/* The first header of that name (any case), trimmed; or NULL. Not escaped. */
const char *cx_http_header(const struct cx_http_answer *answer, const char *name);

typedef void cx_http_fn(void *data, const struct cx_http_answer *answer);
/*
 * Starts one request; done is called once, from a later cx_http_turn. A request leaves at most once:
 * libcurl's silent replay on a reused connection is ruled out (PITFALLS 1), and such a request ends as CUT.
 */
void cx_http_send(struct cx_http *http, const struct cx_http_request *request, cx_http_fn *done, void *data);
size_t cx_http_in_flight(const struct cx_http *http);
/*
 * Moves what is under way, waiting at most wait_ms for something to happen; callbacks run inside and may
 * send. A signal ends the waiting.
 */
void cx_http_turn(struct cx_http *http, int wait_ms);

/* Ends all that is under way as if the connection had broken: each is called back here. */
void cx_http_abandon(struct cx_http *http);

#endif
