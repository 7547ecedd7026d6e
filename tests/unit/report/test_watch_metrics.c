/* SPDX-License-Identifier: Apache-2.0 */
/* A watch as metrics, in both formats. */
#include "report/watch_metrics.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct cx_watch_view view = {
	.tenant = "a\"\\\nb",
	.families = "# HELP x y\n# TYPE x gauge\nx 1\n",
	.counts = {.clean = 3, .drifted = 2, .failed = 1, .failures = 1},
	.interval_s = 600,
	.duration_ms = 1007,
	.next_ms = 1700000000000,
};

#define REST(family)                                                                                       \
	"# HELP x y\n# TYPE x gauge\nx 1\n"                                                                \
	"# HELP " family " Checks since the watch began, by what they found.\n# TYPE " family " counter\n" \
	"cxctl_watch_checks_total{tenant=\"a\\\"\\\\\\nb\",result=\"clean\"} 3\n"                          \
	"cxctl_watch_checks_total{tenant=\"a\\\"\\\\\\nb\",result=\"drift\"} 2\n"                          \
	"cxctl_watch_checks_total{tenant=\"a\\\"\\\\\\nb\",result=\"failed\"} 1\n"                         \
	"# HELP cxctl_watch_failures Checks that failed in a row, up to the last one.\n"                   \
	"# TYPE cxctl_watch_failures gauge\ncxctl_watch_failures{tenant=\"a\\\"\\\\\\nb\"} 1\n"            \
	"# HELP cxctl_watch_interval_seconds Time between two checks that go well.\n"                      \
	"# TYPE cxctl_watch_interval_seconds gauge\n"                                                      \
	"cxctl_watch_interval_seconds{tenant=\"a\\\"\\\\\\nb\"} 600\n"                                     \
	"# HELP cxctl_watch_check_duration_seconds How long the last check took.\n"                        \
	"# TYPE cxctl_watch_check_duration_seconds gauge\n"                                                \
	"cxctl_watch_check_duration_seconds{tenant=\"a\\\"\\\\\\nb\"} 1.007\n"                             \
	"# HELP cxctl_watch_next_check_timestamp_seconds When the next check is due.\n"                    \
	"# TYPE cxctl_watch_next_check_timestamp_seconds gauge\n"                                          \
	"cxctl_watch_next_check_timestamp_seconds{tenant=\"a\\\"\\\\\\nb\"} 1700000000\n"                  \
	"# EOF\n"

static void test_metrics_when_written_then_formats_differ_in_the_counter_alone(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_watch_metrics(&view, true, &out);
	assert_string_equal(out.data, REST("cxctl_watch_checks"));
	cx_buf_clear(&out);
	cx_watch_metrics(&view, false, &out);
	assert_string_equal(out.data, REST("cxctl_watch_checks_total"));
}

static void test_metrics_when_the_next_is_not_known_then_left_out(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_watch_view now = view;
	now.next_ms = 0;
	cx_watch_metrics(&now, true, &out);
	assert_null(strstr(out.data, "next_check"));
	assert_non_null(strstr(out.data, "} 1.007\n# EOF\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_metrics_when_written_then_formats_differ_in_the_counter_alone),
		cmocka_unit_test(test_metrics_when_the_next_is_not_known_then_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
