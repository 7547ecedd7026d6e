/* SPDX-License-Identifier: Apache-2.0 */
/* What drift keeps on this machine and writes for others: earlier checks, and metrics. */
#ifndef CX_CLI_DRIFT_LOCAL_H
#define CX_CLI_DRIFT_LOCAL_H

#include "cli/context.h"
#include "engine/drift.h"

/*
 * Fills the brackets of a drift from the last check, and keeps this one: cxctl/TENANT/drift.json in git's
 * common dir (drift-DIGEST.json of a project that is not at the repository's root). Where that cannot be
 * written it is a warning: the next check only tells less.
 */
void cx_drift_local_check(struct cx_context *context, struct cx_drift *drift);
/* Writes --metrics, whole or not at all. */
enum cx_status cx_drift_local_metrics(struct cx_context *context, const struct cx_drift *drift,
				      const char *path);

#endif
