/* SPDX-License-Identifier: Apache-2.0 */
/* Names of definitions, made of what people call things. */
#include "model/good_name.h"

#include "unit/model/fixture.h"

static void test_good_name_when_any_text_then_a_name_or_nothing(void **state)
{
	(void)state;
	FIXTURE(f);
	static const char *const rows[][2] = {
		{"High Value", "high-value"},
		{"../../etc/passwd", "etc-passwd"},
		{"-rf .git", "rf-.git"},
		{"K\xc3\xb6ln & D\xc3\xbcsseldorf", "koeln-duesseldorf"},
		{"Clients fid\xc3\xa9lis\xc3\xa9s \xc3\x85ngstr\xc3\xb6m", "clients-fidelises-angstroem"},
		{"Stra\xc3\x9f"
		 "e \xc3\x97 2",
		 "strasse-2"},
		{"bidi \xe2\x80\xae txt.exe", "bidi-txt.exe"},
		{"cut \xc3", "cut"},
		{"\xe9\xa1\xa7\xe5\xae\xa2", ""},
		{"..", ""},
		{"", ""},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		assert_string_equal(cx_good_name(&f.arena, rows[i][0]), rows[i][1]);
}

static void test_good_name_when_long_then_cut_and_no_dash_at_its_end(void **state)
{
	(void)state;
	FIXTURE(f);
	char text[70001];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(strlen(cx_good_name(&f.arena, text)), CX_GOOD_NAME_MAX);
	text[CX_GOOD_NAME_MAX - 1] = ' ';
	assert_int_equal(strlen(cx_good_name(&f.arena, text)), CX_GOOD_NAME_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_name_when_any_text_then_a_name_or_nothing),
		cmocka_unit_test(test_good_name_when_long_then_cut_and_no_dash_at_its_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
