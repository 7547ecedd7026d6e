/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl drift --absorb: drift goes into the files. */
#ifndef CX_CLI_ABSORB_H
#define CX_CLI_ABSORB_H

#include "cli/context.h"
#include "engine/absorb.h"

/*
 * Edits the files that hold what drifted, or with --patch writes a patch that git apply takes; says each file
 * as progress. context->live is what was read, definitions are loaded here. Statuses as of what could not be
 * read or written.
 */
struct cx_absorbed {
	bool all;             /* nothing of the drift is left */
	bool any;             /* a file was changed, or would be by the patch */
	const char *patch;    /* that was written: one without a change is not; or NULL */
	struct cx_node *json; /* what was done, for the drift's document; in the arena */
};
enum cx_status cx_absorb_run(struct cx_context *context, const struct cx_drift *drift,
			     struct cx_absorbed *ret_absorbed);

#endif
