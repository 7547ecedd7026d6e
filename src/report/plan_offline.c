/* SPDX-License-Identifier: Apache-2.0 */
/* The same words in text, Markdown and HTML. */
#include "report/plan_offline.h"

#define SHORT_COMMIT 12

void cx_plan_offline(const struct cx_plan *plan, struct cx_buf *out)
{
	cx_buf_adds(out, "Offline: nobody looked at the tenant. ");
	if (!plan->has_ledger)
		cx_buf_adds(out, "There is no ledger here either, so that all that git has looks new");
	else if (!plan->last_commit || !plan->last_time)
		cx_buf_adds(out, "Nothing was applied yet, so that all that git has is new");
	else
		cx_buf_addf(out, "This is what git changes against what was applied last: commit %.*s, at %s",
			    SHORT_COMMIT, plan->last_commit, plan->last_time);
	cx_buf_adds(out, ". Changes by hand, conflicts and members cannot be seen, and this plan cannot be "
			 "applied.");
}

const char *cx_plan_unchanged(const struct cx_plan *plan)
{
	if (plan->offline)
		return plan->has_ledger ? "what was applied last is as git says"
					: "git has no definitions, and no ledger is here";
	return plan->live_complete ? "the tenant is as git says"
				   : "what can be seen of the tenant is as git says";
}
