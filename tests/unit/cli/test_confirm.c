/* SPDX-License-Identifier: Apache-2.0 */
/* Asking on a terminal: only "yes" is yes, and without a terminal nobody is asked. */
#include "cli/output.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const volatile sig_atomic_t calm;

/* What the question gives when answer is typed at a new terminal. */
static enum cx_status ask(const char *answer)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
	const char *name = ptsname(master);
	assert_non_null(name);
	pid_t child = fork();
	if (!child) {
		int terminal = open(name, O_RDWR | O_NOCTTY);
		struct cx_output output = {.out = terminal, .err = terminal, .err_terminal = true};
		_exit(dup2(terminal, STDIN_FILENO) < 0
			      ? 99
			      : (int)cx_output_confirm(&output, "Go on?\033", &calm));
	}
	int status = 0;
	char shown[256];
	size_t n = 0;
	while (n < sizeof shown - 1 && !memchr(shown, ':', n)) {
		ssize_t got = read(master, shown + n, sizeof shown - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	shown[n] = '\0';
	assert_non_null(strstr(shown, "Go on?\\x1b Type \"yes\" to go on:"));
	assert_int_equal(write(master, answer, strlen(answer)), strlen(answer));
	assert_int_equal(waitpid(child, &status, 0), child);
	close(master);
	assert_true(WIFEXITED(status));
	return (enum cx_status)WEXITSTATUS(status);
}

static void test_confirm_when_answered_then_only_yes_is_yes(void **state)
{
	(void)state;
	assert_int_equal(ask("yes\n"), CX_STATUS_OK);
	assert_int_equal(ask("y\n"), CX_STATUS_REFUSED);
	assert_int_equal(ask("\n"), CX_STATUS_REFUSED);
	assert_int_equal(ask("yes please, and more than fits\n"), CX_STATUS_REFUSED);
	assert_int_equal(ask("\004"), CX_STATUS_REFUSED);
}

static void test_confirm_when_no_terminal_then_nobody_is_asked(void **state)
{
	(void)state;
	struct cx_output output = {.err = -1, .err_terminal = false};
	assert_int_equal(cx_output_confirm(&output, "Go on?", &calm), CX_STATUS_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_confirm_when_answered_then_only_yes_is_yes),
		cmocka_unit_test(test_confirm_when_no_terminal_then_nobody_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
