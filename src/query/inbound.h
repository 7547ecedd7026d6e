/* SPDX-License-Identifier: Apache-2.0 */
/* A webhook's event that came in: whether it is genuine, recent and of CXone's shape. */
#ifndef CX_QUERY_INBOUND_H
#define CX_QUERY_INBOUND_H

#include "doc/doc.h"
#include "port/answerer_head.h"
#include "query/seen.h"
#include "remote/latency.h"

/* What becomes of a request. */
enum cx_inbound_end {
	CX_INBOUND_ACCEPTED,
	CX_INBOUND_DUPLICATE, /* its id was accepted before */
	CX_INBOUND_METHOD,    /* no POST */
	CX_INBOUND_TYPE,      /* no JSON by its Content-Type, or compressed */
	CX_INBOUND_HEADERS,   /* webhook-id or webhook-timestamp is missing, or not as it should be */
	CX_INBOUND_SIGNATURE, /* missing, or by none of the secrets */
	CX_INBOUND_TIMESTAMP, /* too old, or in the future */
	CX_INBOUND_JSON,
	CX_INBOUND_SHAPE,
	CX_INBOUND_SIZE,
	CX_INBOUND_TIMEOUT,
	CX_INBOUND_HTTP,   /* what was sent is no request that is understood */
	CX_INBOUND_ENDING, /* it came when no more was wanted, or nobody reads what is printed */
	CX_INBOUND_ENDS,
};
const char *cx_inbound_end_name(enum cx_inbound_end end); /* "accepted", "signature", … */
/* What the server refused by itself, by its status. */
enum cx_inbound_end cx_inbound_end_of(int status);

struct cx_inbound_rules {
	const struct cx_buf *secrets; /* none: signatures are not looked at */
	size_t secret_count;
	const struct cx_seen *seen; /* ids that were accepted */
};
/* Texts stand in the arena that was given. */
struct cx_inbound {
	enum cx_inbound_end end;
	int status;      /* of the answer */
	const char *why; /* of what is refused: a sentence that holds no value of the event */
	/* Of what is accepted: */
	const char *id; /* webhook-id, or NULL where there is none; of duplicates, too */
	struct cx_node *event;
	int64_t callback_ms; /* callbackLatencyMs, without its fraction */
	bool has_age;
	int64_t age_ms; /* from webhook-timestamp, which has whole seconds, to now */
};
/*
 * Checks a POST with its body. With secrets, all three headers of Standard Webhooks are needed; without, they
 * may be missing, but for what they say: a timestamp must be recent, an id is looked for in seen. An event
 * is an object with eventType and callbackLatencyMs, and interactionId and attributes where it is one of an
 * interaction; other members are kept.
 */
void cx_inbound_check(const struct cx_inbound_rules *rules, const struct cx_asked *asked, int64_t now_ms,
		      struct cx_arena *arena, struct cx_inbound *ret_inbound);

/*
 * The event's members, and receivedAt, webhookId, ageMs and verified; a member of the event that has one of
 * these names stays, in place of ours.
 */
struct cx_node *cx_inbound_row(const struct cx_inbound *inbound, bool verified, int64_t now_ms,
			       struct cx_arena *arena);
/* The columns of a table, ending with NULL. */
extern const char *const cx_inbound_columns[];

/* All that came. */
struct cx_inbound_tally {
	uint64_t counts[CX_INBOUND_ENDS];
	struct cx_latency callback, age; /* of what was accepted, in microseconds */
};
void cx_inbound_count(struct cx_inbound_tally *tally, const struct cx_inbound *inbound);
/* How many were refused, whatever the reason. */
uint64_t cx_inbound_refused(const struct cx_inbound_tally *tally);

#endif
