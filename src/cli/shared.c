/* SPDX-License-Identifier: Apache-2.0 */
/* Finds and fetches the shared ledger. */
#include "cli/shared.h"

#include "cli/output.h"
#include "ledger/git_remote.h"

enum cx_status cx_shared_names(struct cx_context *context, struct cx_ledger *ret_names)
{
	const char *remote = context->project.ledger_remote;
	enum cx_status status = cx_ledger_name(context->tenant->name, context->project.ledger_ref,
					       context->arena, ret_names, context->diags);
	ret_names->repo = context->repo;
	if (status || !remote)
		return status;
	const struct cx_node *node = cx_node_get(cx_node_get(context->project.document, "ledger"), "remote");
	return cx_git_remote_make(context->arena, context->repo, context->clock, remote,
				  node ? node->span : CX_SPAN_NONE, &ret_names->remote, context->diags);
}

enum cx_status cx_shared_fetch(struct cx_context *context, struct cx_refs_remote **ret_remote)
{
	struct cx_ledger names;
	struct cx_refs_state state;
	enum cx_status status = cx_shared_names(context, &names);
	if (!status && names.remote)
		cx_output_verbose(context->inv->output, 1, "fetching %s from %s", names.ref,
				  names.remote->name);
	bool shared = !status && names.remote;
	if (shared)
		names.remote->abandon = context->interrupted;
	if (!status)
		status = cx_refs_follow(&names, &state, context->diags);
	/* What is read to settle a write is not given up. */
	if (shared)
		names.remote->abandon = NULL;
	if (!status)
		*ret_remote = names.remote;
	return status;
}
