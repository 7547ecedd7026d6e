/* SPDX-License-Identifier: Apache-2.0 */
/* Everything is one column of names and one of texts, wrapped at 80. */
#include "cli/help.h"

#include "cli/output.h"
#include "report/text.h"

#include <inttypes.h>

#define TEXT_COLUMN 28

void cx_help_option_form(const struct cx_option *option, struct cx_buf *out)
{
	if (option->letter)
		cx_buf_addf(out, "-%c, ", option->letter);
	cx_buf_addf(out, "--%s", option->name);
	if (option->type != CX_OPTION_FLAG)
		cx_buf_addf(out, " %s", option->metavar);
}

void cx_help_option_text(const struct cx_option *option, struct cx_buf *out)
{
	cx_buf_adds(out, option->help);
	if (option->words) {
		cx_buf_adds(out, ": ");
		for (size_t i = 0; option->words[i]; i++)
			cx_buf_addf(out, "%s%s", i ? option->words[i + 1] ? ", " : " or " : "",
				    option->words[i]);
	}
	if (option->type == CX_OPTION_INT && option->max < INT64_MAX)
		cx_buf_addf(out, ", from %" PRId64 " to %" PRId64, option->min, option->max);
	if (option->otherwise)
		cx_buf_addf(out, " (default: %s)", option->otherwise);
}

void cx_help_usage(const struct cx_command *command, struct cx_buf *out)
{
	cx_buf_adds(out, "cxctl");
	if (command)
		cx_buf_addf(out, " %s", command->name);
	if (!command || !command->run)
		cx_buf_adds(out, " COMMAND");
	cx_buf_adds(out, " [OPTION...]");
	if (command && command->arguments)
		cx_buf_addf(out, " %s", command->arguments);
}

bool cx_help_needs(const struct cx_command *command, struct cx_buf *out)
{
	static const struct {
		unsigned bit;
		const char *text;
	} needs[] = {
		{CX_NEEDS_PROJECT, "a project (cxctl.yaml)"},
		{CX_NEEDS_REPO, "a git repository"},
		{CX_NEEDS_TENANT, "the tenant and its credentials"},
		{CX_NEEDS_LEDGER, "the ledger"},
	};
	bool any = false;
	for (size_t i = 0; i < CX_COUNT(needs); i++) {
		if (!(command->needs & needs[i].bit))
			continue;
		cx_buf_addf(out, "%s%s", any ? ", " : "", needs[i].text);
		any = true;
	}
	return any;
}

static void add_row(const char *name, const char *text, struct cx_buf *out)
{
	size_t len = strlen(name);
	cx_buf_addf(out, "  %s", name);
	if (len + 4 > TEXT_COLUMN) {
		cx_buf_addc(out, '\n');
		len = 0;
		cx_buf_adds(out, "  ");
	}
	cx_buf_fill(out, ' ', TEXT_COLUMN - 2 - len);
	cx_text_wrap(out, text, TEXT_COLUMN, TEXT_COLUMN, CX_HELP_COLUMNS);
}

/* All but what command, if there is one, has in their place. */
static void add_options(const char *title, const struct cx_option *table, const struct cx_command *command,
			struct cx_buf *out)
{
	if (!table || !table->name)
		return;
	cx_buf_addf(out, "\n%s\n", title);
	for (; table->name; table++) {
		if (command && cx_command_replaces(command, table))
			continue;
		CX_AUTO(cx_buf) struct cx_buf form = CX_BUF_INIT, text = CX_BUF_INIT;
		if (!table->letter)
			cx_buf_adds(&form, "    ");
		cx_help_option_form(table, &form);
		cx_help_option_text(table, &text);
		add_row(form.data, text.data, out);
	}
}

/* The commands of a group, or (NULL) all that are shown. */
static void add_commands(const struct cx_command *group, struct cx_buf *out)
{
	cx_buf_adds(out, "\nCommands\n");
	for (size_t i = 0; cx_commands[i]; i++) {
		const struct cx_command *command = cx_commands[i];
		if (command->hidden || !command->run || (group && cx_command_group(command) != group))
			continue;
		add_row(command->name, command->summary, out);
	}
}

static void add_examples(const struct cx_example *example, struct cx_buf *out)
{
	if (!example || !example->line)
		return;
	cx_buf_adds(out, "\nExamples\n");
	for (; example->line; example++) {
		cx_buf_addf(out, "  %s\n      ", example->line);
		cx_text_wrap(out, example->meaning, 6, 6, CX_HELP_COLUMNS);
	}
}

static void add_exits(const struct cx_command *command, struct cx_buf *out)
{
	unsigned exits = command->exits | CX_EXIT_BIT(CX_EXIT_OK) | CX_EXIT_BIT(CX_EXIT_INVALID);
	cx_buf_adds(out, "\nExit codes, the first that fits\n");
	for (const struct cx_exit_row *row = cx_exit_rows; row->meaning; row++) {
		if (!(exits & CX_EXIT_BIT(row->code)))
			continue;
		cx_buf_addf(out, "  %d  ", row->code);
		cx_text_wrap(out, row->meaning, 5, 5, CX_HELP_COLUMNS);
	}
}

static void add_program(struct cx_buf *out)
{
	cx_buf_adds(out,
		    "cxctl keeps a NICE CXone tenant equal to YAML files in a git repository.\n\nUsage: ");
	cx_help_usage(NULL, out);
	cx_buf_addc(out, '\n');
	add_commands(NULL, out);
	add_options("Options of every command", cx_global_options, NULL, out);
	cx_buf_adds(out, "\n\"cxctl help COMMAND\" says more about one of them.\n");
}

void cx_help_text(const struct cx_command *command, struct cx_buf *out)
{
	if (!command) {
		add_program(out);
		return;
	}
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "cxctl %s: %s", command->name, command->summary);
	cx_text_wrap(out, line.data, 0, 2, CX_HELP_COLUMNS);
	cx_buf_adds(out, "\nUsage: ");
	cx_help_usage(command, out);
	cx_buf_addc(out, '\n');
	if (command->description) {
		cx_buf_addc(out, '\n');
		cx_text_wrap(out, command->description, 0, 0, CX_HELP_COLUMNS);
	}
	if (!command->run) {
		add_commands(command, out);
		return;
	}
	CX_AUTO(cx_buf) struct cx_buf needs = CX_BUF_INIT;
	if (cx_help_needs(command, &needs)) {
		cx_buf_adds(out, "\nNeeds ");
		cx_text_wrap(out, needs.data, 6, 6, CX_HELP_COLUMNS);
	}
	add_options("Options", command->options, NULL, out);
	add_options("Options of every command", cx_global_options, command, out);
	add_examples(command->examples, out);
	add_exits(command, out);
}

enum cx_exit cx_help_print(struct cx_invocation *inv, const struct cx_command *command)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_help_text(command, &text);
	cx_output_text(inv->output, text.data);
	return CX_EXIT_OK;
}

static enum cx_exit help_run(struct cx_invocation *inv)
{
	if (!inv->arg_count)
		return cx_help_print(inv, NULL);
	CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
	for (size_t i = 0; i < inv->arg_count; i++)
		cx_buf_addf(&name, "%s%s", i ? " " : "", inv->args[i]);
	const struct cx_command *command = cx_command_find(name.data);
	if (command)
		return cx_help_print(inv, command);
	struct cx_diag *diag =
		cx_diag_error(inv->diags, "usage.command", "there is no command \"%s\"", name.data);
	cx_diag_hint(inv->diags, diag, "see cxctl help");
	return CX_EXIT_INVALID;
}

const struct cx_command cx_command_help = {
	.name = "help",
	.summary = "show what a command does and takes",
	.arguments = "[COMMAND]",
	.max_args = 2,
	.offer = CX_OFFER_COMMANDS,
	.run = help_run,
};
