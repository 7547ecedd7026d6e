/* SPDX-License-Identifier: Apache-2.0 */
/* The heartbeat where there is no terminal, on a clock that only sleeping moves. */
#include "cli/progress.h"

#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

struct stage {
	struct fake_clock time;
	struct cx_output_target target;
	struct cx_output output;
	struct cx_progress progress;
	char err[4096];
};

static int setup(void **state)
{
	struct stage *s = cx_alloc(sizeof *s);
	*state = s;
	fake_clock_init(&s->time);
	s->target.format = CX_FORMAT_TEXT;
	s->output = (struct cx_output){.out = memfd_create("out", 0),
				       .err = memfd_create("err", 0),
				       .targets = &s->target,
				       .target_count = 1};
	cx_progress_init(&s->progress, &s->output, &s->time.clock);
	return 0;
}

static int teardown(void **state)
{
	struct stage *s = *state;
	(void)close(s->output.out);
	(void)close(s->output.err);
	cx_progress_release(&s->progress);
	cx_free(s);
	return 0;
}

static const char *err_of(struct stage *s)
{
	ssize_t n = pread(s->output.err, s->err, sizeof s->err - 1, 0);
	s->err[n > 0 ? n : 0] = '\0';
	return s->err;
}

static void sleep_s(struct stage *s, int64_t seconds)
{
	s->progress.clock.sleep_us(&s->progress.clock, seconds * 1000000);
}

static void test_sleep_when_steps_run_then_a_line_every_30_s(void **state)
{
	struct stage *s = *state;
	cx_progress_begin(&s->progress, 10);
	sleep_s(s, 29);
	assert_string_equal(err_of(s), "");
	sleep_s(s, 36);
	assert_string_equal(err_of(s), "0 of 10 steps done after 30 s\n0 of 10 steps done after 60 s\n");
	assert_int_equal(s->time.slept_us, 65000000);
}

static void test_sleep_when_nothing_runs_then_no_line(void **state)
{
	struct stage *s = *state;
	sleep_s(s, 100);
	cx_progress_begin(&s->progress, 10);
	cx_progress_end(&s->progress);
	sleep_s(s, 100);
	assert_string_equal(err_of(s), "");
}

static void test_sleep_when_a_document_is_printed_then_no_line(void **state)
{
	struct stage *s = *state;
	s->target.format = CX_FORMAT_JSON;
	cx_progress_begin(&s->progress, 10);
	sleep_s(s, 100);
	assert_string_equal(err_of(s), "");
}

static void test_sleep_when_interrupted_then_it_ends(void **state)
{
	struct stage *s = *state;
	volatile sig_atomic_t interrupted = 1;
	s->progress.interrupted = &interrupted;
	sleep_s(s, 100);
	assert_true(s->time.slept_us < 1000000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sleep_when_steps_run_then_a_line_every_30_s),
		TEST(test_sleep_when_nothing_runs_then_no_line),
		TEST(test_sleep_when_a_document_is_printed_then_no_line),
		TEST(test_sleep_when_interrupted_then_it_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
