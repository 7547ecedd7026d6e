/* SPDX-License-Identifier: Apache-2.0 */
/* Man pages and reference: made for every command, and read without a warning by groff where that is there.
 */
#include "base/file.h"
#include "cli/docs.h"
#include "folder.h"
#include "printed.h"
#include "table.h"

static struct printed printed;

static void read_page(const char *name, struct cx_buf *out)
{
	char path[128];
	struct cx_diags diags = CX_DIAGS_INIT;
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(cx_file_read(path, 1 << 20, out, &diags), CX_STATUS_OK);
}

static void run_docs(const char *what)
{
	char line[128];
	(void)snprintf(line, sizeof line, "cxctl docs %s --dir %s", what, folder);
	run_line(line, &printed);
	assert_string_equal(printed.err, "");
	assert_int_equal(printed.code, 0);
}

static void test_man_when_written_then_a_page_a_command(void **state)
{
	(void)state;
	run_docs("man");
	for (size_t i = 0; cx_commands[i]; i++) {
		CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT, text = CX_BUF_INIT;
		if (cx_commands[i]->hidden)
			continue;
		cx_docs_page_name(cx_commands[i], &name);
		cx_buf_adds(&name, ".1");
		read_page(name.data, &text);
		assert_non_null(strstr(text.data, "\n.SH NAME\n"));
		assert_non_null(strstr(text.data, "\n.SH SYNOPSIS\n"));
	}
	char command[256];
	(void)snprintf(command, sizeof command,
		       "! command -v groff >/dev/null || test -z \"$(groff -ww -man -z %s/*.1 2>&1)\"",
		       folder);
	assert_int_equal(system(command), 0);
}

static void test_man_when_texts_are_awkward_then_escaped(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_docs_man(&command_work, &text);
	assert_non_null(strstr(text.data, "\n\\fB\\-n\\fR, \\fB\\-\\-count\\fR \\fIN\\fR\n"));
	assert_non_null(strstr(text.data, "how many, from \\-2 to 100\n"));
	assert_non_null(strstr(text.data, "\n.PP\nIt stops at the first.\n"));
	assert_non_null(strstr(text.data, "\n\\fB4\\fR\nrefused by a safety rule or a policy\n"));
}

static void test_reference_when_written_then_names_everything_shown(void **state)
{
	(void)state;
	run_docs("reference");
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	read_page("commands.md", &text);
	for (size_t i = 0; cx_commands[i]; i++) {
		char heading[64];
		(void)snprintf(heading, sizeof heading, "\n## cxctl %s\n", cx_commands[i]->name);
		assert_int_equal(strstr(text.data, heading) != NULL, !cx_commands[i]->hidden);
	}
	assert_non_null(strstr(text.data, "- `--rev REV`: a commit whose \\[text\\]: is 'quoted'\n"));
	cx_buf_clear(&text);
	read_page("exit-codes.md", &text);
	assert_non_null(strstr(text.data, "| 7 | the audit record is not intact |\n"));
	cx_buf_clear(&text);
	read_page("environment.md", &text);
	assert_non_null(strstr(text.data, "| `NO_COLOR` |"));
}

static void test_docs_when_no_folder_then_said(void **state)
{
	(void)state;
	run_line("cxctl docs man", &printed);
	assert_int_equal(printed.code, 1);
	assert_string_equal(printed.err,
			    "error: --dir is needed [usage.option]\n  hint: cxctl docs man --dir FOLDER\n");
	run_line("cxctl docs man --dir /dev/null/x", &printed);
	assert_int_equal(printed.code, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_man_when_written_then_a_page_a_command),
		cmocka_unit_test(test_man_when_texts_are_awkward_then_escaped),
		cmocka_unit_test(test_reference_when_written_then_names_everything_shown),
		cmocka_unit_test(test_docs_when_no_folder_then_said),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
