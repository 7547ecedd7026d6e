/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns: what is refused, and that hostile ones end. What matches what stands in unit/schema/suite. */
#include "port/regex.h"

#include "base/buf.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct cx_regex *compile(struct cx_arena *arena, const char *pattern, const char **ret_error)
{
	*ret_error = NULL;
	return cx_regex_compile(arena, pattern, strlen(pattern), ret_error);
}

static void assert_refused(const char *pattern, const char *why)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	const char *error;
	assert_null(compile(&arena, pattern, &error));
	assert_string_equal(error, why);
}

static void test_pattern_when_not_ecma_then_refused(void **state)
{
	(void)state;
	assert_refused("^\\S(|(.|\\n)*\\S)\\Z", "\\Z is no escape of ECMA-262, at character 16");
	assert_refused("\\a", "\\a is no escape of ECMA-262, at character 1");
	assert_refused("a++", "nothing to repeat at character 3");
	assert_refused("*a", "nothing to repeat at character 1");
	assert_refused("(?i)a", "no group of ECMA-262 at character 1");
	assert_refused("(*ACCEPT)", "no group of ECMA-262 at character 1");
	assert_refused("(?P<x>a)", "no group of ECMA-262 at character 1");
	assert_refused("[a", "the class is not closed at character 3");
	assert_refused("a\\", "nothing behind the backslash at character 2");
	assert_refused("\\u12", "\\u needs four hexadecimal digits, at character 1");
	assert_refused("\\u{110000}", "no code point at character 1");
	assert_refused("\\p{L", "a property needs braces, as in \\p{L}, at character 1");
	assert_refused("(a", "missing closing parenthesis");
}

static void test_pattern_when_long_then_refused(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_fill(&text, 'a', 20000);
	assert_refused(text.data, "longer than 16384 bytes");
	cx_buf_clear(&text);
	cx_buf_fill(&text, '(', 5000);
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	const char *error;
	assert_null(compile(&arena, text.data, &error));
	assert_null(compile(&arena, "((a{1,1000}){1,1000}){1,1000}", &error));
}

static void test_match_when_backtracking_explodes_then_limit(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	static const char *const patterns[] = {"^(a+)+$", "^(a|a)*$", "(.*)(.*)(.*)(.*)(.*)[^a]$",
					       "^(([a-z])+.)+[A-Z]$"};
	static const char text[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!a";
	struct cx_clock *clock = cx_clock_system();
	int64_t start = clock->monotonic_us(clock);
	for (size_t i = 0; i < CX_COUNT(patterns); i++) {
		const char *error;
		struct cx_regex *regex = compile(&arena, patterns[i], &error);
		assert_non_null(regex);
		assert_int_not_equal(cx_regex_match(regex, text, sizeof text - 1), CX_REGEX_RESULT_MATCH);
	}
	const char *error;
	assert_int_equal(cx_regex_match(compile(&arena, "^(a|a)*$", &error), text, sizeof text - 1),
			 CX_REGEX_RESULT_LIMIT);
	assert_true(clock->monotonic_us(clock) - start < 2000000);
}

static void test_match_when_text_is_no_utf8_then_none(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	const char *error;
	assert_int_equal(cx_regex_match(compile(&arena, "a", &error), "a\xff", 2), CX_REGEX_RESULT_NO_MATCH);
	assert_int_equal(cx_regex_match(compile(&arena, "", &error), "", 0), CX_REGEX_RESULT_MATCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pattern_when_not_ecma_then_refused),
		cmocka_unit_test(test_pattern_when_long_then_refused),
		cmocka_unit_test(test_match_when_backtracking_explodes_then_limit),
		cmocka_unit_test(test_match_when_text_is_no_utf8_then_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
