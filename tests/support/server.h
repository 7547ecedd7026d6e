/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP/1.1 server on loopback inside a test's process: real sockets, answers as the test likes. */
#ifndef CX_TESTS_SUPPORT_SERVER_H
#define CX_TESTS_SUPPORT_SERVER_H

#include "base/buf.h"

struct server;

/* One request as it came; valid during the handler, and in server_request until server_free. */
struct server_request {
	char *method, *target; /* target: path and query */
	char *head;            /* request line and headers, as they came */
	char *body;
	size_t body_len;
	size_t number;        /* from 0, over all connections */
	size_t connection;    /* from 0 */
	size_t on_connection; /* from 0: more than 0 is a reused connection */
	int64_t at_us;        /* monotonic, when it was read whole */
};

enum server_end {
	SERVER_END_KEEP,  /* the connection stays open */
	SERVER_END_CLOSE, /* closed in order after the bytes */
	SERVER_END_RESET, /* RST after the bytes */
	SERVER_END_HANG,  /* nothing more comes until server_free */
};
/* What a handler fills: the bytes to send, as they are; none and CLOSE is a close before the first byte. */
struct server_reply {
	struct cx_buf bytes;
	int delay_ms;
	enum server_end end;
};
/* Runs on a thread of the server, one at a time. */
typedef void server_fn(void *data, const struct server_request *request, struct server_reply *reply);

/* An answer with Content-Length; headers are whole lines with CRLF, or "". */
void server_answer(struct server_reply *reply, int status, const char *headers, const char *body);
/* The value of a request's header up to the end of its line, in out; false if there is none. */
bool server_header(const struct server_request *request, const char *name, struct cx_buf *out);

struct server *server_new(server_fn *handler, void *data);
void server_free(struct server *server);
int server_port(const struct server *server);
/* "http://127.0.0.1:PORT" */
const char *server_origin(const struct server *server);
size_t server_count(struct server *server);
size_t server_connections(struct server *server);
/* Request number i in the order in which they were read. */
const struct server_request *server_request(struct server *server, size_t i);
/* How many requests had this method and a target that begins with prefix. */
size_t server_count_of(struct server *server, const char *method, const char *prefix);

/* A port of loopback on which nobody listens. */
int server_dead_port(void);

#endif
