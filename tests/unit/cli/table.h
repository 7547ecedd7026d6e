/* SPDX-License-Identifier: Apache-2.0 */
/* A table of commands for tests: it stands in for commands.c, which is not linked then. */
#ifndef CX_TESTS_CLI_TABLE_H
#define CX_TESTS_CLI_TABLE_H

#include "cli/cli.h"
#include "cli/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const mode_words[] = {"fast", "slow", NULL};

static const struct cx_option work_options[] = {
	{.name = "yes", .letter = 'y', .help = "do not ask"},
	{.name = "count",
	 .letter = 'n',
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "how many",
	 .min = -2,
	 .max = 100},
	{.name = "mode",
	 .type = CX_OPTION_TEXT,
	 .metavar = "MODE",
	 .help = "how it's done",
	 .words = mode_words},
	{.name = "only", .type = CX_OPTION_TEXT, .repeatable = true, .metavar = "NAME", .help = "only this"},
	{.name = "rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "a commit whose [text]: is 'quoted'",
	 .offer = CX_OFFER_FILES},
	{0},
};

static enum cx_exit work_run(struct cx_invocation *inv)
{
	if (cx_invocation_int(inv, "count", 0) == 42)
		(void)cx_diag_error(inv->diags, "work.fail", "it failed");
	if (cx_invocation_int(inv, "count", 0) == 7)
		return CX_EXIT_REFUSED;
	cx_output_text(inv->output, "worked\n");
	return CX_EXIT_OK;
}

static const struct cx_example work_examples[] = {{"cxctl work --yes", "works without asking"}, {0}};

static const struct cx_command command_work = {
	.name = "work",
	.summary = "work on files",
	.description =
		"Works on all files that are given, and on those that are not given but lie beside one that "
		"is.\n\nIt stops at the first.",
	.arguments = "[FILE...]",
	.max_args = 3,
	.offer = CX_OFFER_FILES,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_REFUSED),
	.options = work_options,
	.examples = work_examples,
	.run = work_run,
};
static const struct cx_command command_audit = {.name = "audit", .summary = "read the audit record"};
static const struct cx_command command_audit_log = {
	.name = "audit log", .summary = "list runs", .options = work_options, .run = work_run};
static const struct cx_command command_audit_show = {
	.name = "audit show",
	.summary = "show a run",
	.arguments = "RUN",
	.min_args = 1,
	.max_args = 1,
	.run = work_run,
};
static const struct cx_command command_secret = {
	.name = "secret", .summary = "hidden from lists", .hidden = true, .run = work_run};

extern const struct cx_command cx_command_completion;
extern const struct cx_command cx_command_docs;
extern const struct cx_command cx_command_docs_man;
extern const struct cx_command cx_command_docs_reference;
extern const struct cx_command cx_command_help;
extern const struct cx_command cx_command_version;

const struct cx_command *const cx_commands[] = {
	&command_work,    &command_audit,       &command_audit_log,         &command_audit_show,
	&command_secret,  &cx_command_help,     &cx_command_version,        &cx_command_completion,
	&cx_command_docs, &cx_command_docs_man, &cx_command_docs_reference, NULL,
};

#endif
