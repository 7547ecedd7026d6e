/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of cxctl attributes that were killed before they knew what became of their request. */
#ifndef CX_CLI_ATTRIBUTES_LEFT_H
#define CX_CLI_ATTRIBUTES_LEFT_H

#include "cli/runtime.h"
#include "query/interaction_left.h"

/*
 * Reads each interaction that such a run marked, says what reading shows (attributes.left), and records it,
 * so that it is said once. What cannot be read is left to the next run. Not OK where the log cannot be
 * written.
 */
enum cx_status cx_attributes_settle_left(struct cx_runtime_session *session,
					 const struct cx_interaction_lefts *lefts);

#endif
