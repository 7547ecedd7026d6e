/* SPDX-License-Identifier: Apache-2.0 */
/* Name patterns: what fits, what does not, and that no pattern is slow. */
#include "base/glob.h"

#include "unit/base/cmocka_first.h"

#include <cmocka.h>

static void test_fits_when_whole_text_is_covered_then_true(void **state)
{
	(void)state;
	assert_true(cx_glob_fits("vip-*", "vip-gold"));
	assert_true(cx_glob_fits("vip-*", "vip-"));
	assert_true(cx_glob_fits("*", ""));
	assert_true(cx_glob_fits("", ""));
	assert_true(cx_glob_fits("*-eu-*", "gold-eu-eu-1"));
	assert_true(cx_glob_fits("a?c", "abc"));
	assert_true(cx_glob_fits("*a*b", "aab-ab"));
	assert_true(cx_glob_fits("**", "x"));
}

static void test_fits_when_something_is_left_then_false(void **state)
{
	(void)state;
	assert_false(cx_glob_fits("vip-*", "xvip-gold"));
	assert_false(cx_glob_fits("vip", "vip-gold"));
	assert_false(cx_glob_fits("vip-gold", "vip"));
	assert_false(cx_glob_fits("a?c", "ac"));
	assert_false(cx_glob_fits("?", ""));
	assert_false(cx_glob_fits("VIP", "vip"));
	assert_false(cx_glob_fits("*b", "ba"));
}

static void test_fits_when_pattern_is_hostile_then_quick(void **state)
{
	(void)state;
	char pattern[2001], text[2001];
	for (size_t i = 0; i < 2000; i++) {
		pattern[i] = i % 2 ? 'a' : '*';
		text[i] = 'a';
	}
	pattern[1999] = 'b';
	pattern[2000] = text[2000] = '\0';
	assert_false(cx_glob_fits(pattern, text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fits_when_whole_text_is_covered_then_true),
		cmocka_unit_test(test_fits_when_something_is_left_then_false),
		cmocka_unit_test(test_fits_when_pattern_is_hostile_then_quick),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
