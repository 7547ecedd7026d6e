/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications: AUDIENCE_UPDATED to the tenant's notify URL, signed as Standard Webhooks say. */
#ifndef CX_ENGINE_NOTIFY_H
#define CX_ENGINE_NOTIFY_H

#include "engine/apply.h"

/* One that is due: the same id and the same bytes on every try. */
struct cx_notification {
	const char *id; /* "msg_…": webhook-id */
	const char *address;
	const char *payload; /* JSON */
	bool delivered;
	int status;
	const char *problem; /* of the last try, or NULL */
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

struct cx_notify_options {
	struct cx_remote *remote;
	const struct cx_tenant_config *tenant;
	const char *project_dir;
	struct cx_clock *clock;
	struct cx_run *run; /* gets a record "notified" for each delivered */
};
/*
 * Sends all that are due, at once, 15 s at most; 200, 201 and 202 is success. A failure is a warning, never
 * more. Where the URL's variable is not set it says so in one note, and nothing is due.
 */
void cx_notify_deliver(struct cx_arena *arena, const struct cx_notify_options *options,
		       struct cx_notifications *list, struct cx_diags *diags);
/* Whether the tenant has a notify URL that can be looked up; the note where it has not is added here. */
bool cx_notify_is_on(const struct cx_tenant_config *tenant, struct cx_diags *diags);

#endif
