/* SPDX-License-Identifier: Apache-2.0 */
/* One request and the answer that is made for it; knows nothing of sockets. */
#ifndef CX_SANDBOX_EXCHANGE_H
#define CX_SANDBOX_EXCHANGE_H

#include "base/buf.h"
#include "doc/doc.h"
#include "sandbox/rules.h"

struct cx_sandbox;

struct cx_pair {
	const char *name, *value;
};
struct cx_pairs {
	struct cx_pair *items; /* in the exchange's arena */
	size_t count, cap;
};

/* How the answer leaves. */
enum cx_ending {
	CX_ENDING_ANSWER,
	CX_ENDING_CLOSE,    /* the connection is closed without a byte */
	CX_ENDING_TRUNCATE, /* Content-Length of the whole, amount bytes of it */
	CX_ENDING_HUGE,     /* chunked, amount megabytes of spaces behind the answer, 0: without end */
	CX_ENDING_WIRE,     /* as sandbox/wire.h writes it */
};

struct cx_exchange {
	struct cx_sandbox *sandbox;
	struct cx_arena arena;

	/* The request. Texts are decoded and stand in the arena. */
	const char *method, *path;
	const char *url; /* path and query as they came */
	struct cx_pairs headers, query;
	struct cx_buf body;
	int64_t at_ms;

	/* Found out on the way. */
	const char *id;             /* what stands for {id} in the route, in lower case; NULL: no such part */
	const struct cx_node *json; /* the body, where it is JSON */
	struct cx_mishap mishap;

	/* The answer. */
	unsigned status;
	struct cx_buf answer;
	const char *content_type;
	struct cx_pairs answer_headers;
	enum cx_ending ending;
	int64_t amount;
};

struct cx_exchange *cx_exchange_new(struct cx_sandbox *sandbox);
void cx_exchange_free(struct cx_exchange *exchange);
/* Copies both texts. */
void cx_exchange_add(struct cx_exchange *exchange, struct cx_pairs *pairs, const char *name,
		     const char *value);

/* A request header by its name in any case, or NULL. */
const char *cx_exchange_header(const struct cx_exchange *exchange, const char *name);
/* The first query parameter of that name, or NULL. */
const char *cx_exchange_query(const struct cx_exchange *exchange, const char *name);
bool cx_exchange_is(const struct cx_exchange *exchange, const char *method);

/* A copy with ASCII letters in lower case: ids are compared so. */
const char *cx_exchange_lower(struct cx_exchange *exchange, const char *text, size_t len);

/* Reads the body into json. False, with a 400 as the answer, where it is no JSON. */
bool cx_exchange_parse(struct cx_exchange *exchange);
/* NULL where the text is no JSON; the node stands in the arena. */
struct cx_node *cx_exchange_parse_text(struct cx_exchange *exchange, const char *text, size_t len);

void cx_exchange_answer_header(struct cx_exchange *exchange, const char *name, const char *value);
/* {"error": code, "error_description": text}: replaces whatever answer there was. */
void cx_exchange_error(struct cx_exchange *exchange, unsigned status, const char *code, const char *fmt, ...)
	CX_PRINTF(4, 5);
/* {"errors": [...], "uid": ...} with status 400. */
void cx_exchange_errors(struct cx_exchange *exchange, struct cx_node *errors);

#endif
