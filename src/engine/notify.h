/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications of an apply: AUDIENCE_UPDATED to the tenant's notify URL. */
#ifndef CX_ENGINE_NOTIFY_H
#define CX_ENGINE_NOTIFY_H

#include "engine/apply.h"
#include "remote/courier.h"

/* A fresh id for each change that causes a notification (an Audience that is written), else NULL. */
const char *const *cx_notify_ids(struct cx_arena *arena, const struct cx_plan *plan);
/* Those that the apply made due. ids as given to the apply. */
void cx_notify_collect(struct cx_arena *arena, const struct cx_apply *apply, const struct cx_plan *plan,
		       const char *const *ids, struct cx_clock *clock, struct cx_notifications *list);
/* Reads pending.json's "notifications", writes them back; what is malformed is left out. */
void cx_notify_read(struct cx_arena *arena, const struct cx_node *pending, struct cx_notifications *list);
struct cx_node *cx_notify_node(struct cx_arena *arena, const struct cx_notifications *list);

#define CX_NOTIFY_RUN_MS 15000 /* what the deliveries of one run may take in all */

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
 * Sends what is due, oldest first, as remote/courier.h has it: for CX_NOTIFY_RUN_MS in all, whatever their
 * number; the run gets a record for each that was delivered.
 */
void cx_notify_deliver(struct cx_arena *arena, const struct cx_notify_options *options,
		       struct cx_notifications *list, struct cx_diags *diags);
/* Gives up what has been due too long, or is too much; with a warning, and a record for each. */
void cx_notify_trim(struct cx_arena *arena, const struct cx_notify_options *options,
		    struct cx_notifications *list, struct cx_diags *diags);
/* Whether anybody is notified by an apply; the note where the URL's variable is not set is added here. */
bool cx_notify_is_on(const struct cx_tenant_config *tenant, struct cx_diags *diags);

#endif
