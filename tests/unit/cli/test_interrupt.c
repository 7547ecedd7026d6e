/* SPDX-License-Identifier: Apache-2.0 */
/* Signals: the first sets the flag, the second ends the process; what was ignored stays so. */
#include "cli/interrupt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* The wait status of a child that catches and then raises number so many times. */
static int run_child(int number, int times, bool ignored)
{
	pid_t child = fork();
	if (!child) {
		close(STDERR_FILENO);
		if (ignored)
			(void)signal(number, SIG_IGN);
		const volatile sig_atomic_t *flag = cx_interrupt_catch();
		for (int i = 0; i < times; i++)
			(void)raise(number);
		_exit(*flag ? 10 : 20);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void test_signal_when_first_then_only_the_flag(void **state)
{
	(void)state;
	assert_int_equal(WEXITSTATUS(run_child(SIGINT, 0, false)), 20);
	assert_int_equal(WEXITSTATUS(run_child(SIGINT, 1, false)), 10);
	assert_int_equal(WEXITSTATUS(run_child(SIGTERM, 1, false)), 10);
	assert_int_equal(WEXITSTATUS(run_child(SIGHUP, 1, false)), 10);
}

static void test_signal_when_second_then_the_process_ends(void **state)
{
	(void)state;
	int status = run_child(SIGINT, 2, false);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
}

static void test_signal_when_ignored_before_then_ignored(void **state)
{
	(void)state;
	assert_int_equal(WEXITSTATUS(run_child(SIGHUP, 3, true)), 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signal_when_first_then_only_the_flag),
		cmocka_unit_test(test_signal_when_second_then_the_process_ends),
		cmocka_unit_test(test_signal_when_ignored_before_then_ignored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
