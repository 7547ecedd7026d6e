/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 by RFC 3629: every code point there and back, and every ill-formed sequence. */
#include "unit/base/cmocka_first.h"

#include "base/utf8.h"

static void test_encode_when_any_code_point_then_decodes_again(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4];
		uint32_t again;
		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		size_t n = cx_utf8_encode(code, bytes);
		if (cx_utf8_decode(bytes, n, &again) != n || again != code || cx_utf8_count(bytes, n) != 1)
			fail_msg("U+%04X", code);
		for (size_t cut = 1; cut < n; cut++)
			if (cx_utf8_decode(bytes, cut, &again))
				fail_msg("U+%04X cut to %zu bytes", code, cut);
	}
}

static void test_check_when_ill_formed_then_offset_of_first_bad_byte(void **state)
{
	static const struct {
		const char *bytes;
		size_t at;
	} cases[] = {
		{"ab\x80", 2},
		{"a\xc3", 1},
		{"\xc0\x80", 0},
		{"\xc1\xbf", 0},
		{"\xe0\x9f\xbf", 0},
		{"\xed\xa0\x80", 0},
		{"\xed\xbf\xbf", 0},
		{"\xf0\x8f\xbf\xbf", 0},
		{"\xf4\x90\x80\x80", 0},
		{"\xf5\x80\x80\x80", 0},
		{"\xff", 0},
		{"\xfe", 0},
		{"\xc3\xbc\xc3x", 2},
		{"\xe2\x82\xac\xe2\x82", 3},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		assert_int_equal(cx_utf8_check(cases[i].bytes, strlen(cases[i].bytes)), cases[i].at);
	assert_int_equal(cx_utf8_check("a\0\xc3\xbc", 4), 4);
	assert_int_equal(cx_utf8_count("h\xc3\xbc\xf0\x9f\x98\x80", 7), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encode_when_any_code_point_then_decodes_again),
		cmocka_unit_test(test_check_when_ill_formed_then_offset_of_first_bad_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
