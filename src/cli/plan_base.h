/* SPDX-License-Identifier: Apache-2.0 */
/* plan --base: where each change comes from, and who wrote its value. */
#ifndef CX_CLI_PLAN_BASE_H
#define CX_CLI_PLAN_BASE_H

#include "cli/context.h"

/*
 * Plans another revision of the project against what was read for plan, and fills plan's causes. INVALID
 * (git.rev, plan.base) where it cannot be planned; a revision without project or tenant causes nothing, which
 * is a note.
 */
enum cx_status cx_plan_base(struct cx_context *context, const char *rev, struct cx_plan *plan);

/* How many files are traced at most, and for how long; what is left then has no origin. */
struct cx_plan_trace {
	size_t files;
	int64_t milliseconds;
};
/*
 * Fills the origins of the plan's fields and changes by git's blame, for desired values only. The number of
 * values that were left.
 */
size_t cx_plan_trace(struct cx_context *context, const struct cx_plan_trace *limits, struct cx_plan *plan);

#endif
