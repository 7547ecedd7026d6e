/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of ci take what the commands of their names take. */
#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void same_text(const char *a, const char *b)
{
	assert_string_equal(a ? a : "", b ? b : "");
}

static void test_ci_when_command_has_twin_then_same_row(void **state)
{
	size_t twins = 0;
	(void)state;
	for (size_t i = 0; cx_commands[i]; i++) {
		const struct cx_command *ci = cx_commands[i];
		if (strncmp(ci->name, "ci ", 3) != 0 || !strcmp(ci->name, "ci show"))
			continue;
		const struct cx_command *other = cx_command_find(ci->name + 3);
		assert_non_null(other);
		assert_ptr_equal(ci->options, other->options);
		assert_int_equal(ci->formats, other->formats);
		assert_int_equal(ci->exits, other->exits);
		assert_int_equal(ci->needs, other->needs);
		assert_int_equal(ci->min_args, other->min_args);
		assert_int_equal(ci->max_args, other->max_args);
		same_text(ci->arguments, other->arguments);
		assert_ptr_equal(ci->words, other->words);
		assert_int_equal(ci->offer, other->offer);
		twins++;
	}
	assert_int_equal(twins, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ci_when_command_has_twin_then_same_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
