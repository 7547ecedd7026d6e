/* SPDX-License-Identifier: Apache-2.0 */
/* A trigger: a journey that is to be started for a contact, as somebody wrote it and as it is sent. */
#ifndef CX_QUERY_TRIGGER_H
#define CX_QUERY_TRIGGER_H

#include "base/map.h"
#include "port/crypto.h"
#include "remote/remote.h"
#include "schema/schema.h"

/* What became of one. */
enum cx_trigger_status {
	CX_TRIGGER_PENDING,
	CX_TRIGGER_SENT,
	CX_TRIGGER_WOULD_SEND, /* of a dry run */
	CX_TRIGGER_DUPLICATE,  /* its id was sent before, or stands twice in the input */
	CX_TRIGGER_NOT_ELIGIBLE,
	CX_TRIGGER_JOURNEY_NOT_ACTIVE,
	CX_TRIGGER_FAILED,  /* it was not started */
	CX_TRIGGER_UNKNOWN, /* whether it was started */
	CX_TRIGGER_STATUSES,
};
/* "sent", "not_eligible", … */
const char *cx_trigger_status_name(enum cx_trigger_status status);

/* What the journal tells of one: the last intent under its id that may have been sent. */
struct cx_trigger_past {
	bool sent;                    /* the tenant took it; else nobody knows */
	char body[CX_SHA256_HEX + 1]; /* digest of its bytes */
	const char *timestamp;        /* that it was sent with */
};

struct cx_trigger {
	struct cx_span span;
	const char *journey, *contact, *key; /* key: the deduplication id */
	const char *timestamp;               /* as it is sent; NULL: not fixed yet */
	const char *content; /* the body in canonical JSON, without "timestamp" and the brace behind it */
	size_t content_len;
	char name[CX_SHA256_HEX + 1];   /* digest of journey and key: what the journal calls it */
	const struct cx_trigger *first; /* the one before that is the same; or NULL */
	struct cx_trigger_past *past;   /* or NULL */

	enum cx_trigger_status status;
	const char *reason;               /* in words, or NULL */
	int http_status;                  /* or 0 */
	int64_t latency_us;               /* of the request that was answered last; or 0 */
	bool settled;                     /* status is the last word */
	struct cx_trigger *next;          /* in one of the run's lists */
	struct cx_trigger_ending *ending; /* as it was answered, or the error that tells of it; or NULL */
};
/* The exact bytes that are sent; its timestamp must be fixed. */
void cx_trigger_body(const struct cx_trigger *trigger, struct cx_buf *out);

/* What the tenant says when it is asked or sent something for the trigger, without what that holds: it may
 * repeat it. */
const char *cx_trigger_words(struct cx_arena *arena, const struct cx_trigger *trigger,
			     const struct cx_answer *answer);

struct cx_triggers {
	struct cx_arena arena;
	struct cx_trigger **items; /* in the order of the input */
	size_t count, cap;
	struct cx_map by_name; /* the first of each id */
	size_t bytes;          /* of all contents */
};
void cx_triggers_release(struct cx_triggers *triggers);

struct cx_trigger_rules {
	const struct cx_schema *schema; /* trigger.schema.json */
	const char *journey;            /* of those that name none; or NULL */
	int64_t max_bytes;              /* of a body */
};
/*
 * Checks one document, and adds it if it is good: by the schema, and then (API.md, Trigger) that a journey is
 * named and identifiers hold what they must (trigger.journey, schema.*), that no directive overwrites an
 * identifier (trigger.directive), that its bytes are not too many (trigger.size), that the timestamp is one
 * (trigger.timestamp), and that its deduplication id is not another's (trigger.id). No message shows a value
 * that may be a person's. Texts are copied.
 */
void cx_triggers_add(struct cx_triggers *triggers, const struct cx_trigger_rules *rules,
		     const struct cx_node *document, struct cx_diags *diags);

#endif
