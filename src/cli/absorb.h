/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl drift --absorb: drift goes into the files. */
#ifndef CX_CLI_ABSORB_H
#define CX_CLI_ABSORB_H

#include "cli/context.h"
#include "engine/absorb.h"

/*
 * Edits the files that hold what drifted, or with --patch writes a patch that git apply takes; says each file
 * as progress. context->live is what was read, definitions are loaded here. ret_all: nothing of the drift is
 * left. Statuses as of what could not be read or written.
 */
enum cx_status cx_absorb_run(struct cx_context *context, const struct cx_drift *drift, bool *ret_all);

#endif
