/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl ledger status: both sides of a ledger, the open run, journals that are left. */
#include "cli/ledger.h"
#include "report/ledger_json.h"
#include "report/ledger_text.h"

static enum cx_exit status_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_ledger names;
	struct cx_survey survey;
	struct cx_ledger_product p = {.inv = inv, .key = "status", .text = {CX_BUF_INIT, CX_BUF_INIT}};
	cx_context_init(&context, inv);
	enum cx_status status = cx_ledger_command_load(&context, &names);
	if (!status) {
		status = cx_survey_make(&names, context.clock, inv->arena, &survey, inv->diags);
		p.value = cx_ledger_json_survey(inv->arena, &survey);
		for (int colour = 0; colour < 2; colour++)
			cx_ledger_text_survey(&survey, colour, &p.text[colour]);
	}
	p.exit = cx_exit_from_status(status);
	return cx_ledger_command_end(&context, &p);
}

static const struct cx_option no_options[] = {{0}};

static const struct cx_example status_examples[] = {
	{"cxctl ledger status", "who holds the ledger, and whether this clone has all of it"},
	{"cxctl ledger status -o json", "the same for a machine"},
	{0},
};

const struct cx_command cx_command_ledger_status = {
	.name = "ledger status",
	.summary = "show how the ledger stands here and at its remote, and which run is open",
	.description =
		"Compares the ledger in this clone with the one at ledger.remote, if the project has one, "
		"and "
		"tells of a run that is open and of journals that were left. Nothing is changed, and nothing "
		"is asked of the tenant.\n\n"
		"Exits with 7 where the remote is no descendant of what this clone has seen: it was rewound.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = no_options,
	.examples = status_examples,
	.run = status_run,
};
