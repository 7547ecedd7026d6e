/* SPDX-License-Identifier: Apache-2.0 */
/* An answer byte by byte as a mishap wants it: what an HTTP library would not send. */
#ifndef CX_SANDBOX_WIRE_H
#define CX_SANDBOX_WIRE_H

#include "sandbox/sandbox.h"

#define CX_WIRE_ENDLESS INT64_MAX

/* Bytes of text, in whose midst something may be repeated, and some of which may be slow. */
struct cx_wire {
	struct cx_buf text;
	const char *filler; /* sent before the byte at filler_at, filler_times over */
	size_t filler_at;
	int64_t filler_times;
	size_t slow_begin, slow_end; /* bytes that come one by one */
	int64_t pause_ms;
};

/* Writes down the exchange's answer as its mishap wants it. */
void cx_wire_init(struct cx_wire *ret_wire, struct cx_exchange *exchange);
/* Sends it until it ends, the client has gone, or the sandbox stops. Without the mutex. */
void cx_wire_send(const struct cx_wire *wire, struct cx_sandbox *sandbox, int fd);
void cx_wire_release(struct cx_wire *wire);

#endif
