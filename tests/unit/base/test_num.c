/* SPDX-License-Identifier: Apache-2.0 */
/* Integers and exact decimals. */
#include "unit/base/cmocka_first.h"

#include "base/num.h"

static void test_int_when_in_range_then_parsed(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} cases[] = {{"0", 0},
		     {"-0", 0},
		     {"007", 7},
		     {"9223372036854775807", INT64_MAX},
		     {"-9223372036854775808", INT64_MIN}};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		int64_t value = 1;
		assert_true(cx_int_parse(cases[i].text, &value));
		assert_true(value == cases[i].value);
	}
}

static void test_int_when_not_all_digits_or_too_large_then_refused(void **state)
{
	static const char *const bad[] = {"",
					  "-",
					  "+1",
					  " 1",
					  "1 ",
					  "1.0",
					  "0x1",
					  "1e3",
					  "9223372036854775808",
					  "-9223372036854775809",
					  "99999999999999999999999"};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(bad); i++) {
		int64_t value = 42;
		if (cx_int_parse(bad[i], &value))
			fail_msg("%s", bad[i]);
		assert_int_equal(value, 42);
	}
}

static void test_dec_when_equal_numbers_then_one_text(void **state)
{
	static const char *const cases[][2] = {
		{"0", "0"},
		{"-0.00e9", "0"},
		{"1", "1"},
		{"1.0", "1"},
		{"1e0", "1"},
		{"0.1e1", "1"},
		{"10e-1", "1"},
		{"500000", "500000"},
		{"5e5", "500000"},
		{"-0.1", "-0.1"},
		{"1e-6", "0.000001"},
		{"1e-7", "1e-7"},
		{"1.25e-7", "1.25e-7"},
		{"1e20", "100000000000000000000"},
		{"123456789012345678901", "123456789012345678901"},
		{"1e21", "1e+21"},
		{"1e400", "1e+400"},
		{"-12.5e+300", "-1.25e+301"},
		{"10e999999999", "1e+1000000000"},
		{"1e-1000000000", "1e-1000000000"},
		{"9007199254740993", "9007199254740993"},
		{"0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"},
	};
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT, out = CX_BUF_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_dec dec;
		assert_true(cx_dec_parse(cases[i][0], strlen(cases[i][0]), &digits, &dec));
		cx_buf_clear(&out);
		cx_dec_print(&dec, &out);
		assert_string_equal(out.data, cases[i][1]);
	}
}

static void test_dec_when_no_json_number_then_refused(void **state)
{
	static const char *const bad[] = {"",
					  "-",
					  "01",
					  "1.",
					  ".5",
					  "+1",
					  "1e",
					  "1e+",
					  "0x1",
					  "1e1000000001",
					  "1e-1000000001",
					  "199e999999999",
					  "0.1e-1000000000",
					  "1 "};
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(bad); i++) {
		struct cx_dec dec;
		if (cx_dec_parse(bad[i], strlen(bad[i]), &digits, &dec))
			fail_msg("%s", bad[i]);
	}
}

static void test_dec_when_compared_then_ordered(void **state)
{
	static const char *const ordered[] = {"-1e400", "-10", "-9.5", "-1e-400", "0",    "1e-400", "0.1",
					      "0.11",   "0.2", "1",    "1.5",     "9.99", "10",     "1e400"};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(ordered); i++)
		for (size_t j = 0; j < CX_COUNT(ordered); j++) {
			CX_AUTO(cx_buf) struct cx_buf left = CX_BUF_INIT, right = CX_BUF_INIT;
			struct cx_dec a, b;
			assert_true(cx_dec_parse(ordered[i], strlen(ordered[i]), &left, &a));
			assert_true(cx_dec_parse(ordered[j], strlen(ordered[j]), &right, &b));
			int order = cx_dec_compare(&a, &b);
			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void test_dec_when_integer_then_said(void **state)
{
	static const struct {
		const char *text;
		bool integer;
	} cases[] = {{"1", true},    {"1.0", true},   {"1.5e1", true},
		     {"1.5", false}, {"1e-1", false}, {"0.0", true}};
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_dec dec;
		assert_true(cx_dec_parse(cases[i].text, strlen(cases[i].text), &digits, &dec));
		assert_int_equal(cx_dec_is_integer(&dec), cases[i].integer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_int_when_in_range_then_parsed),
		cmocka_unit_test(test_int_when_not_all_digits_or_too_large_then_refused),
		cmocka_unit_test(test_dec_when_equal_numbers_then_one_text),
		cmocka_unit_test(test_dec_when_no_json_number_then_refused),
		cmocka_unit_test(test_dec_when_compared_then_ordered),
		cmocka_unit_test(test_dec_when_integer_then_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
