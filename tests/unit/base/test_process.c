/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs: what they get, what comes back, and that they end. */
#include "base/process.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static bool run(const char *script, const char *const *unset, const char *const *set, int timeout_ms,
		struct cx_process_end *end)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	const struct cx_process process = {.argv = argv,
					   .unset = unset,
					   .set = set,
					   .timeout_ms = timeout_ms,
					   .max_out = 1000,
					   .max_err = 1000};
	return cx_process_run(&process, end);
}

static void test_run_when_it_ends_then_both_outputs_and_the_exit_code(void **state)
{
	(void)state;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	assert_true(run("echo out; echo err >&2", NULL, NULL, 10000, &end));
	assert_string_equal(end.out.data, "out\n");
	assert_string_equal(end.err.data, "err\n");
	cx_process_end_release(&end);
	assert_false(run("exit 3", NULL, NULL, 10000, &end));
	assert_int_equal(end.exit, 3);
	cx_process_end_release(&end);
	assert_false(run("kill -9 $$", NULL, NULL, 10000, &end));
	assert_int_equal(end.exit, -1);
	assert_int_equal(end.signal, 9);
}

static void test_run_when_there_is_no_such_program_then_the_error(void **state)
{
	(void)state;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	const char *const argv[] = {"cxctl-no-such-program", NULL};
	const struct cx_process process = {.argv = argv, .timeout_ms = 1000};
	assert_false(cx_process_run(&process, &end));
	assert_int_equal(end.error, ENOENT);
}

static void test_run_when_abandoned_then_it_ends_at_once(void **state)
{
	(void)state;
	static volatile sig_atomic_t now = 1, never = 0;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	const char *const sleeps[] = {"sh", "-c", "sleep 600 & wait", NULL}, *const ends[] = {"true", NULL};
	struct cx_process process = {.argv = sleeps, .timeout_ms = 60000, .abandon = &now};
	assert_false(cx_process_run(&process, &end));
	assert_true(end.abandoned);
	assert_false(end.timed_out);
	assert_int_equal(end.signal, SIGTERM);
	cx_process_end_release(&end);
	process.argv = ends;
	process.abandon = &never;
	assert_true(cx_process_run(&process, &end));
	assert_false(end.abandoned);
}

static void test_run_when_variables_are_taken_away_then_it_has_not_got_them(void **state)
{
	(void)state;
	static const char *const unset[] = {"CX_ONE", "CX_TRACE*", NULL};
	static const char *const set[] = {"CX_TWO=set", NULL};
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	(void)setenv("CX_ONE", "1", 1);
	(void)setenv("CX_ONE_MORE", "2", 1);
	(void)setenv("CX_TWO", "3", 1);
	(void)setenv("CX_TRACE_ALL", "4", 1);
	assert_true(run("echo \"$CX_ONE|$CX_ONE_MORE|$CX_TWO|$CX_TRACE_ALL\"", unset, set, 10000, &end));
	assert_string_equal(end.out.data, "|2|set|\n");
}

static void test_run_when_started_then_no_terminal_no_input_no_descriptor_of_ours(void **state)
{
	(void)state;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	assert_true(run("cat; tty >/dev/null 2>&1 || echo none; (: </dev/tty) 2>/dev/null || echo none", NULL,
			NULL, 10000, &end));
	assert_string_equal(end.out.data, "none\nnone\n");
}

static int64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void test_run_when_too_late_then_killed_with_its_children(void **state)
{
	(void)state;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	int64_t began = now_ms();
	assert_false(run("sleep 100 & echo begun; wait", NULL, NULL, 200, &end));
	assert_true(end.timed_out);
	assert_string_equal(end.out.data, "begun\n");
	cx_process_end_release(&end);
	assert_false(run("trap '' TERM; while :; do sleep 0.05; done", NULL, NULL, 200, &end));
	assert_true(end.timed_out);
	assert_true(now_ms() - began < 60000);
}

static void test_run_when_it_leaves_a_child_then_nobody_waits_for_that(void **state)
{
	(void)state;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	int64_t began = now_ms();
	assert_true(run("sleep 60 & echo done", NULL, NULL, 50000, &end));
	assert_string_equal(end.out.data, "done\n");
	assert_true(now_ms() - began < 30000);
}

static void test_run_when_it_says_too_much_then_the_rest_is_dropped(void **state)
{
	(void)state;
	CX_AUTO(cx_process_end) struct cx_process_end end = CX_PROCESS_END_INIT;
	assert_true(run("head -c 300000 /dev/zero | tr '\\0' x", NULL, NULL, 30000, &end));
	assert_true(end.out.full);
	assert_true(end.out.len <= 1000);
}

static void test_lives_when_it_ended_and_nobody_waited_then_not(void **state)
{
	(void)state;
	siginfo_t info;
	pid_t child = fork();
	if (!child)
		_exit(0);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	assert_false(cx_process_lives(child));
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_false(cx_process_lives(child));
	assert_true(cx_process_lives(getpid()));
	assert_true(cx_process_lives(1));
	assert_false(cx_process_lives(0));
	assert_false(cx_process_lives(INT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_when_it_ends_then_both_outputs_and_the_exit_code),
		cmocka_unit_test(test_run_when_there_is_no_such_program_then_the_error),
		cmocka_unit_test(test_run_when_abandoned_then_it_ends_at_once),
		cmocka_unit_test(test_run_when_variables_are_taken_away_then_it_has_not_got_them),
		cmocka_unit_test(test_run_when_started_then_no_terminal_no_input_no_descriptor_of_ours),
		cmocka_unit_test(test_run_when_too_late_then_killed_with_its_children),
		cmocka_unit_test(test_run_when_it_leaves_a_child_then_nobody_waits_for_that),
		cmocka_unit_test(test_run_when_it_says_too_much_then_the_rest_is_dropped),
		cmocka_unit_test(test_lives_when_it_ended_and_nobody_waited_then_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
