/* SPDX-License-Identifier: Apache-2.0 */
/* The real table of commands: help within 80 columns, and rows that keep the house's wording. */
#include "cli/help.h"

#include "report/escape.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_help(const struct cx_command *command)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_help_text(command, &text);
	assert_true(text.len > 0 && text.data[text.len - 1] == '\n');
	for (const char *line = text.data; *line;) {
		size_t len = strcspn(line, "\n");
		if (cx_escape_columns(line, len) > CX_HELP_COLUMNS || (len && line[len - 1] == ' '))
			fail_msg("help of %s: \"%.*s\"", command ? command->name : "cxctl", (int)len, line);
		line += len + 1;
	}
}

static void test_help_when_any_command_then_80_columns(void **state)
{
	(void)state;
	check_help(NULL);
	for (size_t i = 0; cx_commands[i]; i++)
		check_help(cx_commands[i]);
}

/* Lower case, no full stop (STYLE: wording). A name in capitals or with a dash may begin it. */
static void check_wording(const char *text)
{
	assert_non_null(text);
	assert_true(*text && text[strlen(text) - 1] != '.');
	assert_false(isupper((unsigned char)text[0]) && islower((unsigned char)text[1]));
}

/* In place of -o stands another one where rows are printed, and none besides. */
static bool replaces(const struct cx_option *row, const struct cx_option *other)
{
	return !strcmp(row->name, "output") && !strcmp(other->name, "output") && row->letter == other->letter;
}

static void check_options(const struct cx_option *table, const struct cx_option *others)
{
	for (const struct cx_option *row = table; row && row->name; row++) {
		check_wording(row->help);
		assert_true(strlen(row->name) > 1);
		assert_true((row->type == CX_OPTION_FLAG) == !row->metavar);
		assert_true(row->type != CX_OPTION_INT || row->min < row->max);
		for (const struct cx_option *other = row + 1; other->name; other++) {
			assert_string_not_equal(row->name, other->name);
			assert_true(!row->letter || row->letter != other->letter);
		}
		for (const struct cx_option *other = others; other && other->name; other++) {
			if (replaces(row, other))
				continue;
			assert_string_not_equal(row->name, other->name);
			assert_true(!row->letter || row->letter != other->letter);
		}
	}
}

static void test_rows_when_any_command_then_well_formed(void **state)
{
	(void)state;
	check_options(cx_global_options, NULL);
	for (size_t i = 0; cx_commands[i]; i++) {
		const struct cx_command *command = cx_commands[i];
		check_wording(command->summary);
		check_options(command->options, cx_global_options);
		assert_true(command->max_args >= command->min_args);
		assert_true((command->max_args > 0) == (command->arguments != NULL));
		assert_ptr_equal(cx_command_find(command->name), command);
		if (strchr(command->name, ' '))
			assert_non_null(cx_command_group(command));
		for (const struct cx_example *row = command->examples; row && row->line; row++)
			check_wording(row->meaning);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_help_when_any_command_then_80_columns),
		cmocka_unit_test(test_rows_when_any_command_then_well_formed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
