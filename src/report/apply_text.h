/* SPDX-License-Identifier: Apache-2.0 */
/* An apply as text: a line a step while it runs, and the summary at its end. */
#ifndef CX_REPORT_APPLY_TEXT_H
#define CX_REPORT_APPLY_TEXT_H

#include "base/buf.h"
#include "engine/apply.h"

/* What the report says besides the steps. */
struct cx_apply_view {
	bool colour;
	const char *tenant;
	const char *run;    /* id, or NULL where nothing was to do */
	const char *ref;    /* of the ledger */
	const char *seal;   /* hex of the commit that sealed the run, or NULL */
	const char *remote; /* whose ref is the ledger, or NULL: it is here alone */
	const char *head;   /* H as the ledger is left, or NULL */
	const char *commit; /* hex of what was applied */
	const char *fingerprint;
	size_t requests;
	size_t notified, notify_due; /* notifications that were delivered, and that were due before */
	int64_t elapsed_us;
};

/*
 * "[ 3/40] Audience/vip: updated (200, 41 ms)", without a newline and not escaped, for cx_output_progress.
 * What went wrong stands behind a colon.
 */
void cx_apply_text_step(const struct cx_step *step, size_t done, size_t total, struct cx_buf *out);
/* "Rolling back 3 changes, newest first, as Audience/vip failed", the same way. */
void cx_apply_text_rollback(const struct cx_step *failed, size_t total, struct cx_buf *out);
/* "[ 1/12] Audience/vip: 34 -> 44 members, evaluation COMPLETED", the same way, while apply waits. */
void cx_apply_text_settled(const struct cx_step *step, size_t settled, size_t total, struct cx_buf *out);

/* "head H" where the ledger is shared: what a log keeps of it, for audit verify --head. */
void cx_apply_text_head(const struct cx_apply_view *view, int indent, struct cx_buf *out);

/* "updated", "in doubt", "not rolled back": how a step ended. */
const char *cx_apply_text_result(const struct cx_step *step);
/* "34 -> 44 members, evaluation COMPLETED"; nothing where nothing is known. Not escaped. */
void cx_apply_text_members(const struct cx_step *step, struct cx_buf *out);

/*
 * Members before and after, what the tenant normalised, what was not applied; then the
 * counts with success rate and mean latency, and where the run is recorded.
 */
void cx_apply_text(const struct cx_apply *apply, const struct cx_apply_view *view, struct cx_buf *out);

#endif
