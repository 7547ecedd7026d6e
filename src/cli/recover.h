/* SPDX-License-Identifier: Apache-2.0 */
/* What apply does before anything new: a run that died is settled, steps of unknown end are waited for. */
#ifndef CX_CLI_RECOVER_H
#define CX_CLI_RECOVER_H

#include "cli/context.h"
#include "engine/seal.h"

/*
 * If a run is open: CONFLICT (run.open) where its owner lives or may live; else takes it over, settles it by
 * reading live, seals it, says so, and reads the ledger anew.
 */
enum cx_status cx_recover_dead_run(struct cx_context *context, const struct cx_actor *actor);

/*
 * A POST of unknown end may still arrive: where the plan would create such an object again, waits until it
 * has come or the profile's create_settle_s after the intent have passed, and plans again. FAILED
 * (run.interrupted) on a signal.
 */
enum cx_status cx_recover_wait_pending(struct cx_context *context, struct cx_plan *plan,
				       int64_t allow_delete);

/* Adds a record "resolved" for each pending step of the ledger, as the plan shows how it ended. */
enum cx_status cx_recover_settle_pending(struct cx_context *context, struct cx_run *run,
					 const struct cx_plan *plan);

#endif
