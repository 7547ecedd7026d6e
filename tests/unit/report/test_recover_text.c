/* SPDX-License-Identifier: Apache-2.0 */
/* What apply says of a run that died. */
#include "report/recover_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int64_t noon(void)
{
	int64_t ms = 0;
	assert_true(cx_time_parse("2026-11-21T12:00:00Z", &ms));
	return ms;
}

static void assert_found(const char *started, const char *age)
{
	struct cx_open_run open = {.applied = {.hex = "eb144c6e0ae3db94ab8cc8e5f51a80fe60b63512"},
				   .run = "20261121T110701.241Z-ab37d98c",
				   .actor = "Ana Ops",
				   .host = "ci-7",
				   .started = started,
				   .dead_here = true};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT, want = CX_BUF_INIT;
	cx_recover_text_found(&open, noon(), &out);
	cx_buf_addf(&want,
		    "Run 20261121T110701.241Z-ab37d98c ended without a seal: its process is gone.\n"
		    "  begun %s, by Ana Ops on ci-7\n"
		    "  to apply commit eb144c6e0ae3",
		    age);
	assert_string_equal(out.data, want.data);
}

static void test_found_when_begun_at_any_time_then_age_in_a_fitting_unit(void **state)
{
	(void)state;
	assert_found("2026-11-21T11:59:58.500Z", "2026-11-21 11:59:58Z, 1 s ago");
	assert_found("2026-11-21T11:58:01Z", "2026-11-21 11:58:01Z, 119 s ago");
	assert_found("2026-11-21T11:57:59Z", "2026-11-21 11:57:59Z, 2 min ago");
	assert_found("2026-11-21T09:59:00Z", "2026-11-21 09:59:00Z, 2 h ago");
	assert_found("2026-11-01T12:00:00Z", "2026-11-01 12:00:00Z, 20 days ago");
	/* The other machine's clock is ahead. */
	assert_found("2026-11-21T12:00:09Z", "2026-11-21 12:00:09Z");
	assert_found("2026-11-21T12:00:00Z", "2026-11-21 12:00:00Z, 0 s ago");
	assert_found("yesterday", "yesterday");
}

static void test_found_when_it_died_elsewhere_then_the_expiry_is_the_reason(void **state)
{
	(void)state;
	struct cx_open_run open = {
		.run = "R", .actor = "A", .host = "H", .started = "S", .expires = "2026-11-21T11:59:58.500Z"};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_recover_text_found(&open, noon(), &out);
	assert_memory_equal(out.data,
			    "Run R ended without a seal: its lock expired at 2026-11-21 11:59:58Z.\n", 70);
}

static void assert_steps(const struct cx_recovered *recovered, const char *want)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_recover_text_steps(recovered, &out);
	assert_string_equal(out.data, want);
}

static void test_steps_when_nothing_was_in_doubt_then_counts_alone(void **state)
{
	(void)state;
	assert_steps(&(struct cx_recovered){.planned = 1, .finished = 1}, "All of its steps (1) were done.");
	assert_steps(&(struct cx_recovered){.planned = 7}, "None of its steps (7) had begun.");
	assert_steps(&(struct cx_recovered){.planned = 1, .finished = 1, .failed = 1},
		     "Of its 1 step, 1 had failed.");
	assert_steps(&(struct cx_recovered){.planned = 9, .finished = 5, .failed = 2},
		     "Of its 9 steps, 3 were done, 2 had failed and 4 had not begun.");
}

static void test_steps_when_in_doubt_then_each_is_named_with_its_end(void **state)
{
	(void)state;
	struct cx_recovered_step doubted[] = {
		{"Audience/a", "create", "applied", false},
		{"Audience/b", "update", "not_applied", false},
		{"Webhook/c", "delete", "unknown", false},
	};
	assert_steps(
		&(struct cx_recovered){.planned = 4, .finished = 1, .doubted = doubted, .doubted_count = 3},
		"Of its 4 steps, 1 was done and 3 were in doubt; as the tenant shows now:\n"
		"  Audience/a: was created\n"
		"  Audience/b: was not updated\n"
		"  Webhook/c: may have been deleted; that cannot be told yet");
}

static void test_steps_when_it_rolled_back_then_what_was_done_and_what_was_taken_back(void **state)
{
	(void)state;
	struct cx_recovered_step doubted[] = {
		{"Audience/a", "create", "applied", true},
		{"Audience/b", "update", "not_applied", true},
	};
	assert_steps(
		&(struct cx_recovered){.planned = 7,
				       .finished = 4,
				       .failed = 1,
				       .rolled_back = 2,
				       .doubted = doubted,
				       .doubted_count = 2},
		"Of its 7 steps, 1 was done, 2 were rolled back, 1 had failed, 1 had not begun and 2 were "
		"in doubt; as the tenant shows now:\n"
		"  Audience/a: was rolled back\n"
		"  Audience/b: was not rolled back");
}

static void test_steps_when_many_were_in_doubt_then_some_are_named_and_all_counted(void **state)
{
	(void)state;
	struct cx_recovered_step doubted[64];
	for (size_t i = 0; i < CX_COUNT(doubted); i++)
		doubted[i] = (struct cx_recovered_step){"Audience/a", "create", "applied", false};
	struct cx_recovered recovered = {
		.planned = 64, .applied = 60, .not_applied = 4, .doubted = doubted, .doubted_count = 64};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_recover_text_steps(&recovered, &out);
	assert_non_null(strstr(out.data,
			       "\n  and 56 more: of all, 60 were applied, 4 were not, 0 cannot be told yet"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found_when_begun_at_any_time_then_age_in_a_fitting_unit),
		cmocka_unit_test(test_found_when_it_died_elsewhere_then_the_expiry_is_the_reason),
		cmocka_unit_test(test_steps_when_nothing_was_in_doubt_then_counts_alone),
		cmocka_unit_test(test_steps_when_in_doubt_then_each_is_named_with_its_end),
		cmocka_unit_test(test_steps_when_it_rolled_back_then_what_was_done_and_what_was_taken_back),
		cmocka_unit_test(test_steps_when_many_were_in_doubt_then_some_are_named_and_all_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
