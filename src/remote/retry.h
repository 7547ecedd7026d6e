/* SPDX-License-Identifier: Apache-2.0 */
/* Retry: one pure function over the table of DESIGN.md 7. */
#ifndef CX_REMOTE_RETRY_H
#define CX_REMOTE_RETRY_H

#include "base/base.h"

enum cx_retry_call {
	CX_RETRY_CALL_GET,
	CX_RETRY_CALL_PUT, /* and DELETE */
	CX_RETRY_CALL_POST,
	CX_RETRY_CALL_KEYED, /* a POST whose Idempotency-Key the tenant honours: sent again, it is done once
			      */
};
#define CX_RETRY_CALLS 4
enum cx_retry_event {
	CX_RETRY_EVENT_STATUS,   /* an answer came whole */
	CX_RETRY_EVENT_NOT_SENT, /* DNS, connect, TLS: no request byte left */
	CX_RETRY_EVENT_CUT,      /* reset, timeout, short body after bytes left */
};
enum cx_retry_action {
	CX_RETRY_ACTION_DONE,    /* final: give the answer to the caller */
	CX_RETRY_ACTION_RETRY,   /* wait wait_ms, then the same again */
	CX_RETRY_ACTION_TOKEN,   /* get a new token, then once more */
	CX_RETRY_ACTION_RESOLVE, /* in doubt: the caller reads first */
};
struct cx_retry_input {
	enum cx_retry_call call;
	enum cx_retry_event event;
	int status;
	const char *retry_after; /* header as it came, or NULL */
	unsigned tries;          /* tries made, this one included */
	bool token_renewed;      /* a 401 was already answered by a new token */
	int64_t now_realtime_ms; /* for HTTP-dates */
	uint64_t random;         /* for jitter */
};
struct cx_retry_verdict {
	enum cx_retry_action action;
	int64_t wait_ms;
	bool gate; /* the wait is the tenant's word and holds all workers (429, 503 with Retry-After) */
};
struct cx_retry_verdict cx_retry_decide(const struct cx_retry_input *input);
/* A wait with full jitter before the try behind number `tries`: anything from 0 to a cap that doubles, 20 s.
 */
int64_t cx_retry_jitter_ms(unsigned tries, uint64_t random);
/* Retry-After as seconds or HTTP-date, clamped to 0..120,000 ms; -1 where it is missing or junk. */
int64_t cx_retry_after_ms(const char *text, int64_t now_realtime_ms);

#endif
