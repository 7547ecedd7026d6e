/* SPDX-License-Identifier: Apache-2.0 */
/* Writing to a tenant: one PUT, POST or DELETE. In engine/ only apply, recovery and notification include it.
 */
#ifndef CX_REMOTE_WRITE_H
#define CX_REMOTE_WRITE_H

#include "remote/read.h"

struct cx_writer;
struct cx_writer *cx_remote_writer(struct cx_remote *remote); /* borrowed */

struct cx_write {
	const char *method; /* PUT, POST, DELETE */
	const char *path;
	const char *body; /* must live until the callback; NULL for DELETE */
	size_t body_len;
	const char *if_match;        /* ETag, or NULL */
	bool if_none_match;          /* If-None-Match: * */
	const char *idempotency_key; /* POST; or NULL */
	bool replayed;               /* the tenant does nothing twice under one key: it may be sent again */
	/* Absolute instead of path, for notifications: sent without the token, headers as given. */
	const char *url;
	const char *const *headers; /* "name: value", NULL-terminated, or NULL */
	int64_t timeout_ms;         /* 0: 30 s */
};
/*
 * Queues one write. Tried again here only where it is certain that nothing happened: no byte left, 429, 503
 * with Retry-After (PUT and DELETE), one new token after a 401; and all that a GET is tried again after,
 * where it is a POST that may be replayed. Everything else is the caller's to settle by reading. libcurl's
 * silent replay is ruled out (PITFALLS 1). A write to an absolute url is tried once only, beside the tenant's
 * rate, gate and breaker: whoever sends notifications keeps them until they are delivered.
 */
void cx_writer_send(struct cx_writer *writer, const struct cx_write *write, cx_answer_fn *done, void *data);

#endif
