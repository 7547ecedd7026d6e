/* SPDX-License-Identifier: Apache-2.0 */
/* What came in: the log of requests, and the callbacks received. */
#ifndef CX_SANDBOX_TRAFFIC_H
#define CX_SANDBOX_TRAFFIC_H

#include "sandbox/exchange.h"

/* Entries kept of each; older ones go and are counted. */
#define CX_TRAFFIC_MAX 200000

struct cx_traffic_entry {
	char *json;        /* finished: listing is joining */
	const char *route; /* "api", "token", "callback", "control" */
};
struct cx_traffic_log {
	struct cx_traffic_entry *items; /* a ring of CX_TRAFFIC_MAX once it is full */
	size_t count, cap;
	size_t first, dropped;
};
struct cx_traffic {
	struct cx_traffic_log requests, callbacks;
};

/* Notes a request with its answer. Bodies of tokens are left out; secrets in others are masked. */
void cx_traffic_add_request(struct cx_traffic *traffic, struct cx_exchange *exchange, const char *route);
/* Notes headers and body of a callback as they came. */
void cx_traffic_add_callback(struct cx_traffic *traffic, struct cx_exchange *exchange);
/* {"items": [...], "dropped": n}, oldest first; route NULL: all. */
void cx_traffic_print(const struct cx_traffic_log *log, const char *route, struct cx_buf *out);
void cx_traffic_clear(struct cx_traffic_log *log);
void cx_traffic_release(struct cx_traffic *traffic);

#endif
