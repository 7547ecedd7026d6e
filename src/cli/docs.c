/* SPDX-License-Identifier: Apache-2.0 */
/* The hidden commands that write man pages and the reference; the build and the tests call them. */
#include "cli/docs.h"

#include "base/file.h"
#include "cli/output.h"

static bool write_page(struct cx_invocation *inv, const char *name, const struct cx_buf *text)
{
	const char *path = cx_path_join(inv->arena, cx_invocation_text(inv, "dir"), name);
	return cx_file_write_atomic(path, text->data, text->len, 0644, inv->diags) == CX_STATUS_OK;
}

static bool write_man(struct cx_invocation *inv, const struct cx_command *command)
{
	CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT, text = CX_BUF_INIT;
	cx_docs_page_name(command, &name);
	cx_buf_adds(&name, ".1");
	cx_docs_man(command, &text);
	return write_page(inv, name.data, &text);
}

static bool make_folder(struct cx_invocation *inv)
{
	const char *folder = cx_invocation_text(inv, "dir");
	if (folder)
		return cx_mkdirs(folder, inv->diags) == CX_STATUS_OK;
	struct cx_diag *diag = cx_diag_error(inv->diags, "usage.option", "--dir is needed");
	cx_diag_hint(inv->diags, diag, "cxctl %s --dir FOLDER", inv->command->name);
	return false;
}

static enum cx_exit man_run(struct cx_invocation *inv)
{
	bool done = make_folder(inv) && write_man(inv, NULL);
	for (size_t i = 0; done && cx_commands[i]; i++)
		if (!cx_commands[i]->hidden)
			done = write_man(inv, cx_commands[i]);
	return done ? CX_EXIT_OK : CX_EXIT_INVALID;
}

static enum cx_exit reference_run(struct cx_invocation *inv)
{
	static const struct {
		const char *name;
		void (*make)(struct cx_buf *out);
	} pages[] = {
		{"commands.md", cx_docs_commands},
		{"exit-codes.md", cx_docs_exit_codes},
		{"environment.md", cx_docs_environment},
		{"lint.md", cx_docs_lint},
	};
	bool done = make_folder(inv);
	for (size_t i = 0; done && i < CX_COUNT(pages); i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		pages[i].make(&text);
		done = write_page(inv, pages[i].name, &text);
	}
	CX_AUTO(cx_buf) struct cx_buf definitions = CX_BUF_INIT;
	done = done && cx_docs_definitions(&definitions, inv->diags) &&
	       write_page(inv, "definitions.md", &definitions);
	return done ? CX_EXIT_OK : CX_EXIT_INVALID;
}

static const struct cx_option dir_options[] = {
	{.name = "dir",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FOLDER",
	 .help = "where the pages are written; made if it is not there",
	 .offer = CX_OFFER_FOLDERS},
	{0},
};

const struct cx_command cx_command_docs = {
	.name = "docs",
	.summary = "write the documentation that is made from the tables",
	.hidden = true,
};

const struct cx_command cx_command_docs_man = {
	.name = "docs man",
	.summary = "write the man pages",
	.hidden = true,
	.options = dir_options,
	.run = man_run,
};

const struct cx_command cx_command_docs_reference = {
	.name = "docs reference",
	.summary = "write the reference in Markdown",
	.hidden = true,
	.options = dir_options,
	.run = reference_run,
};
