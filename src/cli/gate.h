/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between a plan and its first write: the working tree, safety rules, conflicts, a person. */
#ifndef CX_CLI_GATE_H
#define CX_CLI_GATE_H

#include "cli/approval.h"
#include "cli/context.h"

/* INVALID (apply.dirty) where the working tree differs from HEAD, and no --rev was given. */
enum cx_status cx_gate_dirty(struct cx_context *context);

/*
 * Shows the plan to people, then OK if it may be applied: CONFLICT where it is not what was
 * approved, CONFLICT or REFUSED for what conflicts and safety rules forbid, INVALID where nothing of it can
 * be called or nobody said yes.
 */
enum cx_status cx_gate_plan(struct cx_context *context, const struct cx_approval *approval,
			    const struct cx_plan *plan);

#endif
