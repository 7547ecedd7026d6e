/* SPDX-License-Identifier: Apache-2.0 */
/* docs/reference is what the tables say now, and the variables in it are those that the sources read. */
#include "base/file.h"
#include "cli/docs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
	const char *path;
	void (*make)(struct cx_buf *out);
} pages[] = {
	{CX_SOURCE_DIR "/docs/reference/commands.md", cx_docs_commands},
	{CX_SOURCE_DIR "/docs/reference/exit-codes.md", cx_docs_exit_codes},
	{CX_SOURCE_DIR "/docs/reference/environment.md", cx_docs_environment},
};

static void test_pages_when_compared_then_up_to_date(void **state)
{
	(void)state;
	for (size_t i = 0; i < CX_COUNT(pages); i++) {
		struct cx_diags diags = CX_DIAGS_INIT;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT, kept = CX_BUF_INIT;
		pages[i].make(&text);
		assert_int_equal(cx_file_read(pages[i].path, 1 << 20, &kept, &diags), CX_STATUS_OK);
		if (strcmp(text.data, kept.data) != 0)
			fail_msg("%s is old: run cxctl docs reference --dir docs/reference", pages[i].path);
	}
}

/* Every name in capitals of the table must stand in quotes in some source besides the table's own. */
static void test_variables_when_in_the_table_then_read_somewhere(void **state)
{
	(void)state;
	size_t checked = 0;
	for (const struct cx_variable_row *row = cx_variable_rows; row->name; row++) {
		for (const char *at = row->name; *at;) {
			size_t len = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
			if (len > 2) {
				char command[512];
				(void)snprintf(
					command, sizeof command,
					"grep -rqF '\"%.*s\"' --include='*.[ch]' --exclude=exits.c %s/src",
					(int)len, at, CX_SOURCE_DIR);
				if (system(command) != 0)
					fail_msg("no source reads %.*s", (int)len, at);
				checked++;
			}
			at += len + (at[len] != '\0');
		}
	}
	assert_true(checked >= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_when_compared_then_up_to_date),
		cmocka_unit_test(test_variables_when_in_the_table_then_read_somewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
