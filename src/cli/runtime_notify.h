/* SPDX-License-Identifier: Apache-2.0 */
/* What the end of a run-time session does about notifications, for cli/runtime.c; and the same for cxctl
 * notify.
 */
#ifndef CX_CLI_RUNTIME_NOTIFY_H
#define CX_CLI_RUNTIME_NOTIFY_H

#include "cli/runtime.h"
#include "remote/courier.h"

/*
 * One round of deliveries from an outbox: what was delivered or given up is settled and recorded in the log
 * as it comes, in batches.
 */
struct cx_runtime_round {
	struct cx_runtime_session *session; /* context, log and run of it are used */
	struct cx_outbox *outbox;
	struct cx_notifications *list;
	void (*tried)(void *data, const struct cx_notification *tried); /* once a try; or NULL */
	void *data;
};
/* FAILED or DAMAGED where log or outbox cannot be written; never because of the receiver. */
enum cx_status cx_runtime_notify_round(const struct cx_runtime_round *round);

/* Gives up those of the list that have been due too long, with a warning; settled and recorded as above. */
enum cx_status cx_runtime_notify_trim(const struct cx_runtime_round *round);

/* Delivers what this session has told. */
enum cx_status cx_runtime_notify_deliver(struct cx_runtime_session *session);
/* "1 notification delivered", "9,998 of 10,000 notifications delivered"; nothing where none were told. */
void cx_runtime_notify_say(struct cx_runtime_session *session);
/* Members notified and notify_due of a record's counts, and notifications: {delivered, due} of a document. */
void cx_runtime_notify_counts(const struct cx_runtime_session *session, struct cx_node *counts);
void cx_runtime_notify_numbers(const struct cx_runtime_session *session, struct cx_node *object);

#endif
