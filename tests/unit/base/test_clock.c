/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text and back, and HTTP dates. */
#include "unit/base/cmocka_first.h"

#include "base/clock.h"

static void test_format_when_known_moments_then_rfc3339(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
		{0, "1970-01-01T00:00:00.000Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{951782399999, "2000-02-28T23:59:59.999Z"},
		{951782400000, "2000-02-29T00:00:00.000Z"},
		{1795253400123, "2026-11-21T09:30:00.123Z"},
		{4107542400000, "2100-03-01T00:00:00.000Z"},
		{253402300799999, "9999-12-31T23:59:59.999Z"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		char text[CX_TIME_LEN + 1];
		int64_t again;
		cx_time_format(cases[i].ms, text);
		assert_string_equal(text, cases[i].text);
		assert_true(cx_time_parse(text, &again));
		assert_true(again == cases[i].ms);
	}
}

static void test_parse_when_other_forms_then_same_moment(void **state)
{
	static const char *const same[] = {
		"2026-11-21T09:30:00Z",      "2026-11-21t09:30:00z",      "2026-11-21 09:30:00.000Z",
		"2026-11-21T10:30:00+01:00", "2026-11-21T04:00:00-05:30", "2026-11-21T09:30:00.0009Z",
		"2026-11-22T00:30:00+15:00",
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(same); i++) {
		int64_t ms = 0;
		if (!cx_time_parse(same[i], &ms) || ms != 1795253400000)
			fail_msg("%s: %lld", same[i], (long long)ms);
	}
}

static void test_parse_when_no_moment_then_refused(void **state)
{
	static const char *const bad[] = {"",
					  "2026-11-21",
					  "2026-11-21T09:30:00",
					  "2026-02-29T00:00:00Z",
					  "2026-13-01T00:00:00Z",
					  "2026-11-21T24:00:00Z",
					  "2026-11-21T09:60:00Z",
					  "2026-11-21T09:30:00.Z",
					  "2026-11-21T09:30:00+1:00",
					  "2026-11-21T09:30:00Zx",
					  "26-11-21T09:30:00Z"};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(bad); i++) {
		int64_t ms;
		if (cx_time_parse(bad[i], &ms))
			fail_msg("%s", bad[i]);
	}
}

static void test_parse_http_when_one_of_three_forms_then_moment(void **state)
{
	static const char *const good[] = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
					   "Sun Nov  6 08:49:37 1994"};
	static const char *const bad[] = {"",
					  "Sunday, 06-Nov-94 08:49:37",
					  "Sun Nov 6 08:49:37 1994",
					  "Sun Nov  6 08:49:37 94",
					  "Sun, 06 Nov 1994 08:49:37",
					  "Sun, 06 Nov 1994 08:49:37 CET",
					  "Sun, 31 Feb 1994 08:49:37 GMT",
					  "Sun, 06 nov 1994 08:49:37 GMT",
					  "120"};
	int64_t ms;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(good); i++)
		if (!cx_time_parse_http(good[i], &ms) || ms != 784111777000)
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < CX_COUNT(bad); i++)
		if (cx_time_parse_http(bad[i], &ms))
			fail_msg("%s", bad[i]);
}

static void test_date_when_leap_years_then_right(void **state)
{
	(void)state;
	assert_true(cx_date_valid(2024, 2, 29));
	assert_true(cx_date_valid(2000, 2, 29));
	assert_false(cx_date_valid(1900, 2, 29));
	assert_false(cx_date_valid(2023, 2, 29));
	assert_false(cx_date_valid(2023, 4, 31));
	assert_false(cx_date_valid(2023, 0, 1));
	assert_false(cx_date_valid(2023, 1, 0));
}

static void test_system_clock_when_asked_then_moves(void **state)
{
	struct cx_clock *clock = cx_clock_system();
	(void)state;
	int64_t before = clock->monotonic_us(clock);
	clock->sleep_us(clock, 1000);
	clock->sleep_us(clock, -1);
	assert_true(clock->monotonic_us(clock) >= before + 1000);
	assert_true(clock->realtime_ms(clock) > 1700000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_when_known_moments_then_rfc3339),
		cmocka_unit_test(test_parse_when_other_forms_then_same_moment),
		cmocka_unit_test(test_parse_when_no_moment_then_refused),
		cmocka_unit_test(test_parse_http_when_one_of_three_forms_then_moment),
		cmocka_unit_test(test_date_when_leap_years_then_right),
		cmocka_unit_test(test_system_clock_when_asked_then_moves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
