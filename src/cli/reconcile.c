/* SPDX-License-Identifier: Apache-2.0 */
/* drift --reconcile: an apply of what was applied last. */
#include "cli/reconcile.h"

#include "cli/gate.h"
#include "engine/reconcile.h"

/* The commit that the last run applied: what is put back comes from there, or from before. */
static enum cx_status find_applied(struct cx_context *context)
{
	struct cx_commit_info info;
	enum cx_status status = cx_repo_commit_info(context->repo, &context->ledger.tip, context->arena,
						    &info, context->diags);
	if (status)
		return status;
	if (info.parent_count < 2) {
		cx_diag_error(context->diags, "drift.applied", "the ledger %s does not say what was applied",
			      context->ledger.ref);
		return CX_STATUS_DAMAGED;
	}
	context->commit = info.parents[1];
	context->has_commit = true;
	context->dirty = false;
	return CX_STATUS_OK;
}

enum cx_exit cx_reconcile(struct cx_session *s)
{
	struct cx_context *context = &s->context;
	enum cx_status status = find_applied(context);
	if (status)
		return cx_exit_from_status(status);
	cx_definitions_release(&context->definitions);
	cx_reconcile_definitions(context->arena, &context->ledger, &context->kinds, &context->definitions);
	status = cx_context_secrets(context);
	if (!status)
		status = cx_context_plan_other(context, context, &s->plan);
	if (!status)
		status = cx_gate_plan(context, &s->approval, &s->plan);
	return status ? cx_exit_from_status(status) : cx_session_execute(s);
}
