/* SPDX-License-Identifier: Apache-2.0 */
/* One apply, from plan to seal. */
#ifndef CX_CLI_SESSION_H
#define CX_CLI_SESSION_H

#include "cli/approval.h"
#include "cli/context.h"
#include "cli/output.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "engine/seal.h"

/* How long --wait waits if nothing else is said, and what the user calls that. */
#define CX_SESSION_WAIT_MINUTES 10
#define CX_SESSION_WAIT_TEXT    CX_SESSION_TEXT_OF(CX_SESSION_WAIT_MINUTES) "m"
#define CX_SESSION_TEXT_OF(n)   CX_SESSION_TEXT(n)
#define CX_SESSION_TEXT(n)      #n

struct cx_session {
	struct cx_context context;
	struct cx_plan plan;
	struct cx_actor actor;
	struct cx_run *run;
	struct cx_approval approval; /* what was asked for; of apply alone */
	struct cx_apply apply;
	bool applied; /* the apply ran: its steps are to be reported */
	bool nothing; /* there was nothing to do */
	size_t notified, notify_due;
	struct cx_oid seal;
	bool sealed;
	const char *head; /* of the ledger, once the run is sealed */
	int64_t started_us;
	struct cx_progress progress;
	const volatile sig_atomic_t *interrupted; /* the context's */
	struct cx_page page;                      /* of what cx_session_render made */
	enum cx_exit exit;
};

/*
 * Opens the run, settles what is pending, writes the plan step by step, measures, notifies and seals. The
 * exit code of what happened; diagnostics go to the context's.
 */
enum cx_exit cx_session_execute(struct cx_session *session);
/* What became of it, for cx_output_product; data is the session. */
void cx_session_render(void *data, enum cx_format format, bool colour, struct cx_buf *out);

#endif
