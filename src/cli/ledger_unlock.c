/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl ledger unlock: removes the lock of a run that will not come back. */
#include "cli/interrupt.h"
#include "cli/ledger.h"
#include "cli/output.h"
#include "ledger/run.h"
#include "report/ledger_json.h"

static enum cx_status check_run(struct cx_context *context, const struct cx_ledger *names,
				const struct cx_open_run *open)
{
	const char *wanted = cx_invocation_text(context->inv, "run");
	if (strcmp(open->run, wanted) != 0) {
		struct cx_diag *d = cx_diag_error(context->diags, "ledger.unlock",
						  "the open run is %s, not %s", open->run, wanted);
		cx_diag_hint(context->diags, d, "look at it with: cxctl ledger status");
		return CX_STATUS_INVALID;
	}
	return open->alive ? cx_ledger_explain_open(names, open, context->diags) : CX_STATUS_OK;
}

static const char *meaning(struct cx_arena *arena, const struct cx_open_run *open)
{
	const char *when = open->dead_here ? "Its process is gone, and the next cxctl apply here settles it "
					     "by itself: there is no need to unlock it."
			   : open->expired
				   ? "It has expired, and the next cxctl apply takes it over and "
				     "settles it by itself: there is no need to unlock it."
				   : "If its process still lives, it may be writing to the tenant now.";
	return cx_arena_printf(
		arena,
		"Run %s by %s on %s, since %s, holds the lock until %s. %s\n\n"
		"Unlocking lets the next apply begin at once. It settles nothing: what the run "
		"wrote is in no audit record until an apply runs where its journal is.",
		open->run, open->actor, open->host, open->started, open->expires, when);
}

static enum cx_status confirm(struct cx_context *context)
{
	struct cx_invocation *inv = context->inv;
	if (cx_invocation_flag(inv, "yes"))
		return CX_STATUS_OK;
	enum cx_status status = cx_output_confirm(inv->output, "Remove its lock?", cx_interrupt_catch());
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *d = cx_diag_error(inv->diags, "ledger.yes",
						  "there is no terminal to ask on, and no --yes");
		cx_diag_hint(inv->diags, d, "look at cxctl ledger status, then add --yes");
	} else if (status) {
		cx_diag_error(inv->diags, "ledger.yes", "not unlocked: the answer was not yes");
	}
	return status ? CX_STATUS_INVALID : CX_STATUS_OK;
}

static enum cx_status unlock(struct cx_context *context, struct cx_ledger_product *p)
{
	struct cx_ledger names;
	struct cx_refs_state state;
	struct cx_open_run open;
	enum cx_status status = cx_ledger_command_load(context, &names);
	if (!status)
		status = cx_refs_follow(&names, &state, context->diags);
	if (!status)
		status = cx_ledger_open_run(&names, context->clock, context->arena, &open, context->diags);
	if (status == CX_STATUS_ABSENT) {
		p->value = cx_node_new(context->arena, CX_NODE_NULL);
		for (int colour = 0; colour < 2; colour++)
			cx_buf_addf(&p->text[colour], "No run of %s is open.\n", names.tenant);
		return CX_STATUS_OK;
	}
	if (!status)
		status = check_run(context, &names, &open);
	if (status)
		return status;
	cx_output_paragraph(context->inv->output, meaning(context->arena, &open));
	status = confirm(context);
	if (!status)
		status = cx_run_unlock(&names, &open, context->diags);
	if (status)
		return status;
	p->value = cx_ledger_json_run(context->arena, &open);
	for (int colour = 0; colour < 2; colour++)
		cx_buf_addf(&p->text[colour],
			    "Unlocked. See what the run left in the tenant with: cxctl plan\n");
	return CX_STATUS_OK;
}

static enum cx_exit unlock_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_ledger_product p = {.inv = inv, .key = "unlocked", .text = {CX_BUF_INIT, CX_BUF_INIT}};
	cx_context_init(&context, inv);
	if (!cx_invocation_has(inv, "run")) {
		struct cx_diag *d =
			cx_diag_error(inv->diags, "usage.option", "--run is missing: which run is meant");
		cx_diag_hint(inv->diags, d, "cxctl ledger status shows its id");
		p.exit = CX_EXIT_INVALID;
	} else {
		p.exit = cx_exit_from_status(unlock(&context, &p));
	}
	return cx_ledger_command_end(&context, &p);
}

static const struct cx_option unlock_options[] = {
	{.name = "run",
	 .type = CX_OPTION_TEXT,
	 .metavar = "RUN",
	 .help = "the id of the open run, whole; there is no other way to say it"},
	{.name = "yes",
	 .letter = 'y',
	 .type = CX_OPTION_FLAG,
	 .help = "do not ask; needed where there is no terminal"},
	{0},
};

static const struct cx_example unlock_examples[] = {
	{"cxctl ledger unlock --run 20261121T094500.123Z-3f9c2a1b",
	 "when the runner was shut down and nobody can wait until its run expires"},
	{0},
};

const struct cx_command cx_command_ledger_unlock = {
	.name = "ledger unlock",
	.summary = "remove the lock of a run whose runner will not come back",
	.description =
		"A run holds its lock for 15 minutes, and renews it while it lives. One whose runner "
		"vanished "
		"expires, and the next apply settles what it left: that is the better way. This removes the "
		"lock before. It settles nothing: what the run wrote shows up in the next plan, and is in "
		"no audit record until an apply runs in the clone where its journal is.\n\n"
		"A run whose process is at work on this machine is not unlocked (exit 5).",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_CONFLICT) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = unlock_options,
	.examples = unlock_examples,
	.run = unlock_run,
};
