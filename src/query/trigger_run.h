/* SPDX-License-Identifier: Apache-2.0 */
/* Starting journeys: each trigger is checked, recorded and sent, thousands at once, none twice. */
#ifndef CX_QUERY_TRIGGER_RUN_H
#define CX_QUERY_TRIGGER_RUN_H

#include "ledger/runtime_log.h"
#include "query/trigger.h"
#include "remote/remote.h"

#include <signal.h>

struct cx_trigger_run_input {
	struct cx_remote *remote;
	const struct cx_runtime *runtime; /* journey, contact and trigger must be present */
	struct cx_triggers *triggers;
	struct cx_runtime_log *log; /* tells cx_trigger_past_learn of its records */
	size_t window;              /* triggers that may be under way */
	size_t checks;              /* of these, whose journey or contact may be asked for: requests go out in
				       their order, and what is checked shall not wait behind many checks */
	bool dry;                   /* check, and send nothing */
	bool values;                /* ids of people are recorded in clear */
	const volatile sig_atomic_t *interrupted;
	/* {type, time, run}, in the arena. */
	struct cx_node *(*record)(void *data, struct cx_arena *arena, const char *type);
	/* One was sent, and that is about to be recorded; and when all of those were told: what is not OK
	 * stops the run before any of it is recorded. */
	void (*complete)(void *data, const struct cx_trigger *trigger, enum cx_trigger_status status);
	enum cx_status (*keep)(void *data);
	/* One is settled; in the order of the input. */
	void (*give)(void *data, const struct cx_trigger *trigger);
	/* Some were given; called often. */
	void (*turn)(void *data, size_t settled);
	void *data;
};
struct cx_trigger_counts {
	size_t of[CX_TRIGGER_STATUSES];
};

/*
 * Begins each trigger in the order of the input: journey and contact are read, unless that is known; the
 * intent is written to the log, those of many with one sync; then it is sent under its id, and the outcome
 * written. One whose id was sent before is a duplicate; one whose intent has no outcome is sent again with
 * the same bytes, or unknown where the tenant does not honour keys. Where the signal came, the tenant is
 * dead or the log cannot be written, what is under way finishes and the rest fails unsent. Every trigger is
 * settled and given in the end.
 *
 * FAILED where the log cannot be written (audit.log). Else what failed, is unknown, or has no active journey
 * is told by errors, those of one cause together (tenant.*, trigger.state, trigger.doubt, run.interrupted).
 */
enum cx_status cx_trigger_run(const struct cx_trigger_run_input *input, struct cx_trigger_counts *ret_counts,
			      struct cx_diags *diags);

#endif
