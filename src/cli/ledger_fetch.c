/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl ledger fetch: brings the ledger of the remote into this clone. */
#include "cli/ledger.h"
#include "report/ledger_json.h"
#include "report/ledger_text.h"

static enum cx_status need_remote(struct cx_context *context, const struct cx_ledger *names)
{
	if (names->remote)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(context->diags, "ledger.remote",
					  "the ledger %s is in this repository alone: there is nothing to "
					  "fetch it from",
					  names->ref);
	cx_diag_hint(context->diags, d, "share it with ledger: {remote: origin} in cxctl.yaml");
	return CX_STATUS_INVALID;
}

static enum cx_exit fetch_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_ledger names;
	struct cx_refs_state state;
	struct cx_ledger_product p = {.inv = inv, .key = "fetched", .text = {CX_BUF_INIT, CX_BUF_INIT}};
	cx_context_init(&context, inv);
	enum cx_status status = cx_ledger_command_load(&context, &names);
	if (!status)
		status = need_remote(&context, &names);
	if (!status)
		status = cx_refs_follow(&names, &state, inv->diags);
	if (!status) {
		p.value = cx_ledger_json_fetched(inv->arena, &names, &state);
		for (int colour = 0; colour < 2; colour++)
			cx_ledger_text_fetched(&names, &state, &p.text[colour]);
	}
	p.exit = cx_exit_from_status(status);
	return cx_ledger_command_end(&context, &p);
}

static const struct cx_option no_options[] = {{0}};

const struct cx_command cx_command_ledger_fetch = {
	.name = "ledger fetch",
	.summary = "bring the ledger of the remote into this clone",
	.description =
		"plan, apply, drift, notify and audit fetch by themselves; this is for git log and other "
		"programs that read refs/cxctl. Nothing is ever fetched by force: a remote that is no "
		"descendant of what this clone has seen is an error that names both heads (exit 7).",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = no_options,
	.run = fetch_run,
};
