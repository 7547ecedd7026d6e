/* SPDX-License-Identifier: Apache-2.0 */
/* The bar at every width, and the line for logs. */
#include "report/bar.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_bar(size_t columns, size_t done, int64_t elapsed_us, const char *want)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_bar_view view = {.done = done, .total = 1000, .elapsed_us = elapsed_us, .columns = columns};
	cx_bar_line(&view, &out);
	assert_string_equal(out.len ? out.data : "", want);
}

static void test_bar_when_wide_then_everything(void **state)
{
	(void)state;
	assert_bar(80, 412, 2200000,
		   "[################------------------------] 412/1000  41 %  187/s  4 s left");
}

static void test_bar_when_narrower_then_bar_shrinks_and_goes_first(void **state)
{
	(void)state;
	assert_bar(60, 412, 2200000, "[##########---------------] 412/1000  41 %  187/s  4 s left");
	assert_bar(40, 412, 2200000, "412/1000  41 %  187/s  4 s left");
	assert_bar(24, 412, 2200000, "412/1000  41 %  187/s");
	assert_bar(12, 412, 2200000, "412/1000");
	assert_bar(8, 412, 2200000, "");
	assert_bar(0, 412, 2200000, "");
}

static void test_bar_when_any_width_then_it_never_wraps(void **state)
{
	(void)state;
	for (size_t columns = 0; columns < 200; columns++)
		for (size_t done = 0; done <= 1000; done += 125) {
			CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
			struct cx_bar_view view = {
				.done = done, .total = 1000, .elapsed_us = 7654321, .columns = columns};
			cx_bar_line(&view, &out);
			assert_true(out.len == 0 || out.len < columns);
		}
}

static void test_bar_when_nothing_is_done_then_neither_rate_nor_time(void **state)
{
	(void)state;
	assert_bar(80, 0, 5000000, "[----------------------------------------] 0/1000  0 %");
}

static void test_bar_when_all_is_done_then_no_time_is_left(void **state)
{
	(void)state;
	assert_bar(80, 1000, 10000000, "[########################################] 1000/1000  100 %  100/s");
}

static void test_heartbeat_when_some_are_done_then_rate_and_time_left(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_bar_view view = {.done = 412, .total = 1000, .elapsed_us = 60000000};
	(void)state;
	cx_bar_heartbeat(&view, &out);
	assert_string_equal(out.data, "412 of 1000 steps done after 60 s, 6.8 a second, about 86 s left");
}

static void test_heartbeat_when_slow_then_minutes_and_hours(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_bar_view view = {.done = 10, .total = 1000, .elapsed_us = 300000000};
	(void)state;
	cx_bar_heartbeat(&view, &out);
	assert_string_equal(out.data, "10 of 1000 steps done after 5 min, 2.0 a minute, about 8 h left");
}

static void test_heartbeat_when_nothing_is_done_then_only_the_time(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_bar_view view = {.total = 3, .elapsed_us = 30000000};
	(void)state;
	cx_bar_heartbeat(&view, &out);
	assert_string_equal(out.data, "0 of 3 steps done after 30 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bar_when_wide_then_everything),
		cmocka_unit_test(test_bar_when_narrower_then_bar_shrinks_and_goes_first),
		cmocka_unit_test(test_bar_when_any_width_then_it_never_wraps),
		cmocka_unit_test(test_bar_when_nothing_is_done_then_neither_rate_nor_time),
		cmocka_unit_test(test_bar_when_all_is_done_then_no_time_is_left),
		cmocka_unit_test(test_heartbeat_when_some_are_done_then_rate_and_time_left),
		cmocka_unit_test(test_heartbeat_when_slow_then_minutes_and_hours),
		cmocka_unit_test(test_heartbeat_when_nothing_is_done_then_only_the_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
