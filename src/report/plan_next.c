/* SPDX-License-Identifier: Apache-2.0 */
/* The command that follows a plan. */
#include "report/plan_next.h"

#include "report/escape.h"

size_t cx_plan_refused(const struct cx_plan *plan)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->count; i++)
		n += plan->changes[i].refusal && !plan->changes[i].unable;
	return n;
}

size_t cx_plan_conflicts(const struct cx_plan *plan)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->count; i++)
		n += plan->changes[i].blocked && plan->changes[i].class == CX_CLASS_CONFLICT;
	return n;
}

size_t cx_plan_taken_over(const struct cx_plan *plan)
{
	size_t unable = 0;
	for (size_t i = 0; i < plan->count; i++)
		unable += plan->changes[i].unable && plan->changes[i].class == CX_CLASS_CONFLICT;
	return plan->counts.conflict - cx_plan_conflicts(plan) - unable;
}

/* Deletes are only to be confirmed: the next command does that. */
static bool can_go_on(const struct cx_plan *plan)
{
	for (size_t i = 0; i < plan->refusal_count; i++)
		if (strcmp(plan->refusals[i].code, "safety.delete") != 0)
			return false;
	return !cx_plan_refused(plan) && plan->counts.unable < plan->count;
}

bool cx_plan_next(const struct cx_plan *plan, const char *options, struct cx_buf *out)
{
	if (!can_go_on(plan))
		return false;
	cx_buf_adds(out, "cxctl apply");
	if (options) {
		cx_buf_addc(out, ' ');
		cx_escape_terminal_s(options, out);
	}
	if (plan->counts.delete)
		cx_buf_addf(out, " --allow-delete %zu", plan->counts.delete);
	return true;
}
