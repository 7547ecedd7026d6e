/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox of notifications, as text and as JSON. */
#ifndef CX_REPORT_OUTBOX_H
#define CX_REPORT_OUTBOX_H

#include "base/buf.h"
#include "engine/notify.h"

struct cx_outbox_view {
	bool colour;
	bool list; /* nothing was to be sent */
	const char *tenant;
	const char *run;  /* or NULL */
	const char *ref;  /* of the ledger */
	const char *seal; /* or NULL */
	size_t of_ledger; /* so many, from the first on, are the ledger's; the others, of run-time commands */
	int64_t now_ms;
	int64_t elapsed_us;
};

/* "Audience/vip: delivered (200, 12 ms)", without a newline: one try. */
void cx_outbox_text_try(const struct cx_notification *n, struct cx_buf *out);
/* What is due, or what became of it. */
void cx_outbox_text(const struct cx_notifications *list, const struct cx_outbox_view *view,
		    struct cx_buf *out);
/*
 * {"format_version", "tenant", "run", "seal", "summary": {"delivered", "due", "dropped", "elapsed_ms"},
 * "notifications": [{"id", "address", "since", "result", "status", "latency_ms", "problem", "outbox"}],
 * "diagnostics", "exit_code"}; null where there is nothing. result is due, delivered, failed (and still due)
 * or dropped; outbox is ledger or runtime.
 */
struct cx_node *cx_outbox_json(struct cx_arena *arena, const struct cx_notifications *list,
			       const struct cx_outbox_view *view, const struct cx_diags *diags,
			       int exit_code);

#endif
