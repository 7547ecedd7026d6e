/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of the tenant that a command works on, and the run that may be open on it. */
#include "cli/context.h"
#include "cli/shared.h"

enum cx_status cx_context_ledger(struct cx_context *context)
{
	if (cx_context_need_repo(context))
		return CX_STATUS_INVALID;
	if (context->project.tenant_count > 1 && !strstr(context->project.ledger_ref, "{tenant}")) {
		const struct cx_node *ref =
			cx_node_get(cx_node_get(context->project.document, "ledger"), "ref");
		struct cx_diag *d = cx_diag_add(
			context->diags, CX_SEVERITY_ERROR, "ledger.ref", ref ? ref->span : CX_SPAN_NONE,
			"the project has %zu tenants, and %s would be the ledger of them all",
			context->project.tenant_count, context->project.ledger_ref);
		cx_diag_hint(context->diags, d,
			     "put {tenant} into it: what one tenant holds says nothing of another");
		return CX_STATUS_INVALID;
	}
	struct cx_refs_remote *remote = NULL;
	enum cx_status status = context->offline ? CX_STATUS_OK : cx_shared_fetch(context, &remote);
	if (!status)
		status = cx_ledger_read(context->repo, context->tenant->name, context->project.ledger_ref,
					context->arena, &context->ledger, context->diags);
	context->has_ledger = status == CX_STATUS_OK;
	context->ledger.remote = remote;
	if (status || !context->ledger.project || !context->project_path ||
	    strcmp(context->ledger.project, context->project_path) == 0)
		return status;
	struct cx_diag *d = cx_diag_error(
		context->diags, "ledger.project", "the ledger %s belongs to the project %s, not to %s",
		context->ledger.ref, context->ledger.project, context->project_path);
	cx_diag_hint(context->diags, d,
		     "give this project a ledger of its own: ledger: {ref: \"refs/cxctl-two/{tenant}\"}");
	return CX_STATUS_INVALID;
}

void cx_context_report_run(struct cx_context *context)
{
	struct cx_open_run open;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	if (cx_ledger_open_run(&context->ledger, context->clock, context->arena, &open, &quiet) &&
	    cx_ledger_orphan_run(&context->ledger, context->project_path, context->arena, &open, &quiet))
		return;
	bool died = open.dead_here || open.expired;
	struct cx_diag *d =
		cx_diag_add(context->diags, CX_SEVERITY_WARNING, "run.open", CX_SPAN_NONE,
			    died         ? "run %s ended without a seal; what it did is not in the ledger yet"
			    : open.alive ? "run %s is applying to this tenant right now"
					 : "run %s is open elsewhere, and may be applying to this tenant",
			    open.run);
	cx_diag_note(context->diags, d, "it began at %s, by %s on %s", open.started, open.actor, open.host);
	cx_diag_hint(context->diags, d,
		     died ? "the next cxctl apply settles its open steps and seals it"
			  : "what is shown here may change under your eyes");
}
