/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of how names end. */
#include "base/suffix.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_is_when_names_then_only_the_end_counts(void **state)
{
	(void)state;
	static const struct {
		const char *text, *suffix;
		bool is;
	} rows[] = {
		{"a.json", ".json", true}, {".json", ".json", true},     {"json", ".json", false},
		{"", ".json", false},      {"a.json.b", ".json", false}, {"a.JSON", ".json", false},
		{"a", "", true},           {"folder/", "/", true},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		assert_int_equal(cx_suffix_is(rows[i].text, rows[i].suffix), rows[i].is);
}

static void test_yaml_when_either_spelling_then_true(void **state)
{
	(void)state;
	assert_true(cx_suffix_is_yaml("a/b.yaml"));
	assert_true(cx_suffix_is_yaml("b.yml"));
	assert_false(cx_suffix_is_yaml("b.yaml~"));
	assert_false(cx_suffix_is_yaml("yaml"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_when_names_then_only_the_end_counts),
		cmocka_unit_test(test_yaml_when_either_spelling_then_true),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
