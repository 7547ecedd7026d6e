/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications: AUDIENCE_UPDATED to the tenant's notify URL, signed as Standard Webhooks say. */
#ifndef CX_ENGINE_NOTIFY_H
#define CX_ENGINE_NOTIFY_H

#include "engine/apply.h"

#include <signal.h>

enum cx_notify_result {
	CX_NOTIFY_DUE,       /* not tried in this run */
	CX_NOTIFY_DELIVERED, /* 200, 201 or 202 */
	CX_NOTIFY_FAILED,    /* tried, and still due */
	CX_NOTIFY_DROPPED,   /* given up: too old, or too many; due no more */
};
const char *cx_notify_result_name(enum cx_notify_result result); /* "due", "delivered", … */

/* One that is due: the same id and the same bytes on every try. */
struct cx_notification {
	const char *id; /* "msg_…": webhook-id */
	const char *address;
	const char *payload; /* JSON */
	const char *since;   /* the payload's timestamp: when the change was applied; or NULL */
	enum cx_notify_result result;
	int status; /* of the answer, or 0 */
	int64_t latency_us;
	const char *problem; /* why it is still due, or NULL */
	const char *code;    /* of the problem, or NULL */
};
struct cx_notifications {
	struct cx_notification *items; /* in the arena */
	size_t count, cap;
};

/* A fresh id for each change that causes a notification (an Audience that is written), else NULL. */
const char *const *cx_notify_ids(struct cx_arena *arena, const struct cx_plan *plan);
/* Those that the apply made due. ids as given to the apply. */
void cx_notify_collect(struct cx_arena *arena, const struct cx_apply *apply, const struct cx_plan *plan,
		       const char *const *ids, struct cx_clock *clock, struct cx_notifications *list);
/* Reads pending.json's "notifications", writes them back; what is malformed is left out. */
void cx_notify_read(struct cx_arena *arena, const struct cx_node *pending, struct cx_notifications *list);
struct cx_node *cx_notify_node(struct cx_arena *arena, const struct cx_notifications *list);

/* The value of webhook-signature: "v1,BASE64"; a secret "whsec_BASE64" is decoded first. */
void cx_notify_sign(const char *secret, size_t secret_len, const char *id, const char *timestamp,
		    const char *payload, struct cx_buf *out);

/* How many in all may be due, and for how long: what is beyond is given up, and that is said. */
#define CX_NOTIFY_MAX_DUE  10000
#define CX_NOTIFY_MAX_DAYS 30
#define CX_NOTIFY_RUN_MS   15000 /* what the deliveries of one run may take in all */
#define CX_NOTIFY_AT_ONCE  8
#define CX_NOTIFY_PATIENCE 4 /* tries in a row that nobody answered: no more are begun */

struct cx_notify_options {
	struct cx_remote *remote;
	const struct cx_tenant_config *tenant;
	const char *project_dir;
	struct cx_clock *clock;
	struct cx_run *run; /* gets a record "notified" for each delivered or given up */
	const volatile sig_atomic_t *interrupted; /* nothing new is sent once it is not 0; or NULL */
	void (*progress)(void *data, const struct cx_notification *tried); /* once a try; or NULL */
	void *progress_data;
};
/*
 * Sends what is due, oldest first, for CX_NOTIFY_RUN_MS in all and whatever their number; a receiver that
 * does not answer CX_NOTIFY_PATIENCE times in a row is left alone. What failed is a warning, never more.
 * Where URL or secret cannot be looked up nothing is sent: nothing leaves unsigned that should be signed.
 */
void cx_notify_deliver(struct cx_arena *arena, const struct cx_notify_options *options,
		       struct cx_notifications *list, struct cx_diags *diags);
/* Gives up what has been due too long, or is too much; with a warning, and a record for each. */
void cx_notify_trim(struct cx_arena *arena, const struct cx_notify_options *options,
		    struct cx_notifications *list, struct cx_diags *diags);
size_t cx_notify_count(const struct cx_notifications *list, enum cx_notify_result result);
/* Whether the tenant has a notify URL that can be looked up; the note where it has not is added here. */
bool cx_notify_is_on(const struct cx_tenant_config *tenant, struct cx_diags *diags);

#endif
