/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping: exact texts, and 10,000 hostile strings that must come out harmless. */
#include "report/escape.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_escape(const char *text, size_t len, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_escape_terminal(text, len, &out);
	assert_string_equal(out.data, expected);
}

static void test_terminal_when_hostile_then_exact_text(void **state)
{
	(void)state;
	check_escape("plain \xc3\xa4 \xe4\xb8\xad", 12, "plain \xc3\xa4 \xe4\xb8\xad");
	check_escape("\033]0;x\007", 6, "\\x1b]0;x\\x07");
	check_escape("a\nb\tc\r", 6, "a\\nb\\tc\\r");
	check_escape("\0", 1, "\\x00");
	check_escape("\x7f", 1, "\\x7f");
	check_escape("\xc2\x9b"
		     "31m",
		     5, "\\u{9b}31m");
	check_escape("\xe2\x80\xaeX\xe2\x81\xa6", 7, "\\u{202e}X\\u{2066}");
	check_escape("\xff\xfe", 2, "\\xff\\xfe");
	check_escape("\xf3\xa0\x81\x81", 4, "\\u{e0041}");
	check_escape("a\\n", 3, "a\\n");
}

static void check_text(const char *text, const char *expected)
{
	check_escape(text, strlen(text), expected);
}

static void test_terminal_when_a_ci_runner_would_obey_then_not(void **state)
{
	(void)state;
	check_text("::error::x", "\\x3a:error::x");
	check_text("a ::set-output name=x::y", "a \\x3a:set-output name=x::y");
	check_text("\xc2\xa0::error::", "\xc2\xa0\\x3a:error::");
	check_text("a##[add-mask]b", "a\\x23#[add-mask]b");
	check_text("##vso[task.complete]", "\\x23#vso[task.complete]");
	check_text("std::string ::1 a:: ## x # [y] ##", "std::string ::1 a:: ## x # [y] ##");
	CX_AUTO(cx_buf) struct cx_buf json = CX_BUF_INIT;
	cx_escape_json("{\"a\": \"##[x]\"}", 14, &json);
	assert_string_equal(json.data, "{\"a\": \"\\u0023#[x]\"}");
	assert_int_equal(cx_escape_columns("::error", 7), 10);
}

static void test_fit_when_a_wide_one_would_stick_out_then_it_stays_out(void **state)
{
	(void)state;
	const char *text = "a\xe6\xbc\xa2"
			   "e\xcc\x81z";
	static const size_t bytes[] = {0, 1, 1, 4, 7, 8, 8};
	for (size_t columns = 0; columns < CX_COUNT(bytes); columns++)
		assert_int_equal(cx_escape_fit(text, strlen(text), columns), bytes[columns]);
}

static void test_columns_when_wide_or_combining_then_counted(void **state)
{
	(void)state;
	assert_int_equal(cx_escape_columns("abc", 3), 3);
	assert_int_equal(cx_escape_columns("\xe4\xb8\xad\xe6\x96\x87", 6), 4);
	assert_int_equal(cx_escape_columns("e\xcc\x81", 3), 1);
	assert_int_equal(cx_escape_columns("\xf0\x9f\x98\x80", 4), 2);
	assert_int_equal(cx_escape_columns("\033", 1), 4);
}

/* xorshift64: the same strings in every run. */
static uint64_t seed = 0x9e3779b97f4a7c15u;
static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static size_t make_hostile(char *bytes)
{
	static const uint32_t liked[] = {0x1b,   0x07,   0x9b, 0x202a, 0x202e,  0x2066,   0x2069, 0x200f,
					 0x2028, 0xfeff, 0x0d, 0x0a,   0xe0020, 0x10ffff, 0x85,   0x61c};
	size_t len = 0, n = next_random() % 40;
	for (size_t i = 0; i < n; i++) {
		uint64_t r = next_random();
		if (r % 4 == 0)
			bytes[len++] = (char)(r >> 8);
		else if (r % 4 == 1)
			len += cx_utf8_encode(liked[(r >> 8) % CX_COUNT(liked)], bytes + len);
		else if (r % 4 == 2)
			bytes[len++] = (char)(0x20 + (r >> 8) % 0x5f);
		else
			len += cx_utf8_encode((uint32_t)((r >> 8) % 0xd800), bytes + len);
	}
	return len;
}

static bool steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void assert_harmless(const struct cx_buf *out, uint32_t allowed)
{
	for (size_t at = 0; at < out->len;) {
		uint32_t code_point = 0;
		size_t n = cx_utf8_decode(out->data + at, out->len - at, &code_point);
		assert_true(n > 0);
		if (code_point != allowed)
			assert_false(steers(code_point));
		at += n;
	}
}

static void test_both_when_10000_hostile_strings_then_harmless(void **state)
{
	(void)state;
	for (int i = 0; i < 10000; i++) {
		char bytes[200];
		size_t len = make_hostile(bytes);
		CX_AUTO(cx_buf) struct cx_buf terminal = CX_BUF_INIT, json = CX_BUF_INIT;
		cx_escape_terminal(bytes, len, &terminal);
		assert_harmless(&terminal, 0x20);
		cx_escape_json(bytes, len, &json);
		assert_harmless(&json, '\n');
	}
}

static void test_json_when_beyond_the_basic_plane_then_surrogates(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_escape_json("\"\xe2\x80\xae\xf3\xa0\x81\x81\"\n", 10, &out);
	assert_string_equal(out.data, "\"\\u202e\\udb40\\udc41\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terminal_when_hostile_then_exact_text),
		cmocka_unit_test(test_terminal_when_a_ci_runner_would_obey_then_not),
		cmocka_unit_test(test_columns_when_wide_or_combining_then_counted),
		cmocka_unit_test(test_fit_when_a_wide_one_would_stick_out_then_it_stays_out),
		cmocka_unit_test(test_both_when_10000_hostile_strings_then_harmless),
		cmocka_unit_test(test_json_when_beyond_the_basic_plane_then_surrogates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
