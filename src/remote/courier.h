/* SPDX-License-Identifier: Apache-2.0 */
/* Delivering notifications to the tenant's notify URL, signed as Standard Webhooks say. */
#ifndef CX_REMOTE_COURIER_H
#define CX_REMOTE_COURIER_H

#include "remote/notification.h"
#include "remote/remote.h"

#define CX_COURIER_TRY_MS   15000 /* what one try may take (API.md, Timeouts) */
#define CX_COURIER_AT_ONCE  8
#define CX_COURIER_PATIENCE 4   /* tries in a row that nobody answered: no more are begun */
#define CX_COURIER_REFUSALS 100 /* the same for answers that would be given to every other one, too */

struct cx_courier {
	struct cx_remote *remote;
	const struct cx_tenant_config *tenant;
	const char *project_dir;
	struct cx_clock *clock;
	int64_t total_ms;  /* what all tries together may take; 0: the run's deadline alone ends them */
	bool personal;     /* what the receiver says is not repeated: it may be what it was told of people */
	const char *again; /* who will try again, with its verb: "cxctl notify sends" */
	const volatile sig_atomic_t *interrupted; /* nothing new is sent once it is not 0; or NULL */
	void (*tried)(void *data, const struct cx_notification *tried); /* once a try; or NULL */
	void *data;
};
/*
 * Sends those that are due, in their order, CX_COURIER_AT_ONCE at a time, each once: result, status,
 * latency_us, problem and code are set. A receiver that does not answer CX_COURIER_PATIENCE times in a row is
 * left alone, and so is one that answers 401, 403, 404, 410, 429 or 5xx CX_COURIER_REFUSALS times in a row;
 * other answers are about that one notification. What failed is a warning (notify.failed, one for each way to
 * fail; notify.left for what was not tried), never more. Where URL or secret cannot be looked up nothing is
 * sent (notify.setting): nothing leaves unsigned that should be signed.
 */
void cx_courier_send(const struct cx_courier *courier, struct cx_arena *arena, struct cx_notifications *list,
		     struct cx_diags *diags);

/* The value of webhook-signature: "v1,BASE64"; a secret "whsec_BASE64" is decoded first. */
void cx_courier_sign(const char *secret, size_t secret_len, const char *id, const char *timestamp,
		     const char *payload, struct cx_buf *out);

/*
 * Whether the tenant has a notify URL that can be looked up; where it has one whose variable is not set, the
 * note notify.off is added: "… is not set, so nobody is notified of WHAT".
 */
bool cx_courier_is_on(const struct cx_tenant_config *tenant, const char *what, struct cx_diags *diags);

#endif
