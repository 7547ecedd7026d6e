/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of places in a text. */
#include "doc/lines.h"

#include "support.h"

static const char text[] = "a: \xc3\xa4\xe2\x82\xacx\n\n  b\n";

static void test_place_when_offset_begins_a_code_point_then_way_back_is_the_same(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_lines lines = cx_lines_of(&arena, text, sizeof text - 1);
	size_t tried = 0;
	for (size_t at = 0; at < sizeof text; at++) {
		if (((unsigned char)text[at] & 0xc0) == 0x80)
			continue;
		assert_int_equal(cx_lines_offset(&lines, cx_lines_place(&lines, at)), at);
		tried++;
	}
	assert_int_equal(tried, 13);
}

static void test_place_when_behind_letters_of_many_bytes_then_columns_count_code_points(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_lines lines = cx_lines_of(&arena, text, sizeof text - 1);
	struct cx_yaml_place place = cx_lines_place(&lines, strlen("a: \xc3\xa4\xe2\x82\xac"));
	assert_int_equal(place.line, 1);
	assert_int_equal(place.column, 6);
	place = cx_lines_place(&lines, sizeof text - 3);
	assert_int_equal(place.line, 3);
	assert_int_equal(place.column, 3);
}

static void test_place_when_offset_is_beyond_then_it_is_the_end(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_lines lines = cx_lines_of(&arena, text, sizeof text - 1);
	struct cx_yaml_place place = cx_lines_place(&lines, 1000);
	assert_int_equal(place.line, 4);
	assert_int_equal(place.column, 1);
	assert_int_equal(cx_lines_offset(&lines, (struct cx_yaml_place){9, 1}), sizeof text - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_place_when_offset_begins_a_code_point_then_way_back_is_the_same),
		cmocka_unit_test(test_place_when_behind_letters_of_many_bytes_then_columns_count_code_points),
		cmocka_unit_test(test_place_when_offset_is_beyond_then_it_is_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
