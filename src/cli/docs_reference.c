/* SPDX-License-Identifier: Apache-2.0 */
/* Reference pages in Markdown. */
#include "cli/docs.h"
#include "cli/help.h"

void cx_docs_text(const char *text, struct cx_buf *out)
{
	bool code = false;
	for (; *text; text++) {
		if (*text == '`')
			code = !code;
		if (!code && strchr("\\<>*_[]|", *text))
			cx_buf_addc(out, '\\');
		cx_buf_addc(out, *text);
	}
}

static void add_paragraphs(const char *text, struct cx_buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		cx_buf_add(&line, text, len);
		if (text[0] == ' ')
			cx_buf_addf(out, "    %s", line.data);
		else
			cx_docs_text(line.data, out);
		cx_buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
	cx_buf_addc(out, '\n');
}

static void add_options(const struct cx_option *table, struct cx_buf *out)
{
	if (!table || !table->name)
		return;
	for (; table->name; table++) {
		CX_AUTO(cx_buf) struct cx_buf form = CX_BUF_INIT, text = CX_BUF_INIT;
		cx_help_option_form(table, &form);
		cx_help_option_text(table, &text);
		cx_buf_addf(out, "- `%s`: ", form.data);
		cx_docs_text(text.data, out);
		cx_buf_addc(out, '\n');
	}
	cx_buf_addc(out, '\n');
}

static void add_examples(const struct cx_example *example, struct cx_buf *out)
{
	if (!example || !example->line)
		return;
	cx_buf_adds(out, "Examples:\n\n");
	for (; example->line; example++) {
		cx_buf_addf(out, "- `%s`: ", example->line);
		cx_docs_text(example->meaning, out);
		cx_buf_addc(out, '\n');
	}
	cx_buf_addc(out, '\n');
}

static void add_exits(unsigned exits, struct cx_buf *out)
{
	cx_buf_adds(out, "Exit codes: ");
	bool any = false;
	for (int code = 0; code <= CX_EXIT_DAMAGED; code++) {
		if (!(exits & CX_EXIT_BIT(code)))
			continue;
		cx_buf_addf(out, "%s%d", any ? ", " : "", code);
		any = true;
	}
	cx_buf_adds(out, " ([what they mean](exit-codes.md)).\n\n");
}

static void add_command(const struct cx_command *command, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf usage = CX_BUF_INIT, needs = CX_BUF_INIT;
	cx_help_usage(command, &usage);
	cx_buf_addf(out, "## cxctl %s\n\n", command->name);
	cx_docs_text(command->summary, out);
	cx_buf_addf(out, "\n\n```text\n%s\n```\n\n", usage.data);
	if (command->description)
		add_paragraphs(command->description, out);
	if (cx_help_needs(command, &needs)) {
		cx_buf_adds(out, "Needs ");
		cx_docs_text(needs.data, out);
		cx_buf_adds(out, ".\n\n");
	}
	add_options(command->options, out);
	if (!command->run)
		return;
	add_examples(command->examples, out);
	add_exits(command->exits | CX_EXIT_BIT(CX_EXIT_OK) | CX_EXIT_BIT(CX_EXIT_INVALID), out);
}

void cx_docs_commands(struct cx_buf *out)
{
	cx_buf_adds(out, CX_DOCS_GENERATED "# Commands\n\n");
	for (size_t i = 0; cx_commands[i]; i++) {
		const struct cx_command *command = cx_commands[i];
		if (command->hidden || !command->run)
			continue;
		CX_AUTO(cx_buf) struct cx_buf page = CX_BUF_INIT;
		cx_docs_page_name(command, &page);
		cx_buf_addf(out, "- [cxctl %s](#%s): ", command->name, page.data);
		cx_docs_text(command->summary, out);
		cx_buf_addc(out, '\n');
	}
	cx_buf_adds(out, "\n## Options of every command\n\n");
	add_options(cx_global_options, out);
	for (size_t i = 0; cx_commands[i]; i++)
		if (!cx_commands[i]->hidden)
			add_command(cx_commands[i], out);
	/* The file ends with its last line, not with an empty one. */
	cx_buf_cut(out, out->len - 1);
}

void cx_docs_exit_codes(struct cx_buf *out)
{
	cx_buf_adds(out, CX_DOCS_GENERATED "# Exit codes\n\n"
					   "Of several that fit, the one that stands first here is taken.\n\n"
					   "| exit | meaning |\n|---|---|\n");
	for (const struct cx_exit_row *row = cx_exit_rows; row->meaning; row++) {
		cx_buf_addf(out, "| %d | ", row->code);
		cx_docs_text(row->meaning, out);
		cx_buf_adds(out, " |\n");
	}
	cx_buf_adds(out, "\nWhat a signal does, and how it ends: [how apply writes]"
			 "(../explanation/writes.md#signals).\n");
}

void cx_docs_environment(struct cx_buf *out)
{
	cx_buf_adds(out, CX_DOCS_GENERATED "# Environment\n\n| variable | meaning |\n|---|---|\n");
	for (const struct cx_variable_row *row = cx_variable_rows; row->name; row++) {
		cx_buf_addf(out, "| %s%s%s | ", strchr(row->name, ' ') ? "" : "`", row->name,
			    strchr(row->name, ' ') ? "" : "`");
		cx_docs_text(row->meaning, out);
		cx_buf_adds(out, " |\n");
	}
}
