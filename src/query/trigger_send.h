/* SPDX-License-Identifier: Apache-2.0 */
/* One trigger as a request, and what its answer means. */
#ifndef CX_QUERY_TRIGGER_SEND_H
#define CX_QUERY_TRIGGER_SEND_H

#include "query/trigger.h"
#include "remote/remote.h"

/* What becomes of one. */
struct cx_trigger_ending {
	enum cx_trigger_status status;
	const char *result; /* for the journal: "applied", "not_applied", "unknown"; NULL: it was not sent */
	const char *code;   /* of the error that tells of it; NULL: it is none */
	const char *reason, *hint; /* or NULL */
	bool sent;                 /* the error concerns this trigger, not all that would be sent */
	bool over;                 /* nothing will be sent any more */
};
/* It is not known whether it was started: what is said, and how to go on. */
struct cx_trigger_ending cx_trigger_ending_doubt(struct cx_arena *arena, const char *why,
						 const struct cx_runtime *runtime);

/* Fixes the timestamp of one that has none: now. */
void cx_trigger_send_date(struct cx_arena *arena, struct cx_trigger *trigger);

typedef void cx_trigger_sent_fn(void *data, struct cx_trigger *trigger,
				const struct cx_trigger_ending *ending);
struct cx_trigger_sending {
	struct cx_remote *remote;
	const struct cx_runtime *runtime; /* CX_RUNTIME_TRIGGER must be present */
	struct cx_arena *arena;           /* of what is said */
	cx_trigger_sent_fn *done;
	void *data;
};
/*
 * Queues the request, whose Idempotency-Key is the trigger's id; done is called once, in a later turn. Where
 * the tenant honours keys it is sent again, up to twice as often as a read, until an answer is certain. No
 * reason holds what was sent.
 */
void cx_trigger_send(const struct cx_trigger_sending *sending, struct cx_trigger *trigger);

#endif
