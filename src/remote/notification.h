/* SPDX-License-Identifier: Apache-2.0 */
/* A notification that is due to the tenant's notify URL, and what became of it. */
#ifndef CX_REMOTE_NOTIFICATION_H
#define CX_REMOTE_NOTIFICATION_H

#include "base/base.h"
#include "base/mem.h"

enum cx_notify_result {
	CX_NOTIFY_DUE,       /* not tried in this run */
	CX_NOTIFY_DELIVERED, /* 200, 201 or 202 */
	CX_NOTIFY_FAILED,    /* tried, and still due */
	CX_NOTIFY_DROPPED,   /* given up: too old, or too many; due no more */
};
const char *cx_notification_result_name(enum cx_notify_result result); /* "due", "delivered", … */

/* How many of applies may be due, and for how long whatever is: what is beyond is given up, and that is said.
 */
#define CX_NOTIFY_MAX_DUE  10000
#define CX_NOTIFY_MAX_DAYS 30

/* One that is due: the same id and the same bytes on every try. */
struct cx_notification {
	const char *id;      /* "msg_…": webhook-id */
	const char *address; /* "Audience/vip": what it tells of, as people are shown it */
	const char *payload; /* JSON */
	const char *since;   /* the payload's timestamp: when it happened; or NULL */
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

/* Adds one that is due; its texts are borrowed, since is looked up in the payload. */
void cx_notification_add(struct cx_arena *arena, struct cx_notifications *list, const char *id,
			 const char *address, const char *payload);
size_t cx_notification_count(const struct cx_notifications *list, enum cx_notify_result result);
/* Those that were not tried, and those that failed. */
size_t cx_notification_count_due(const struct cx_notifications *list);
bool cx_notification_too_old(const struct cx_notification *notification, int64_t now_ms);

#endif
