/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria against attributes: which values fit which types. */
#include "model/attributes.h"

#include "unit/model/fixture.h"

#define AUDIENCE(conditions)                                                                            \
	"kind: Audience\nmetadata: {name: a}\nspec:\n  criteria:\n    operator: AND\n    conditions:\n" \
	"      - {operator: OR, conditions: [\n" conditions "]}\n"

static void assert_says(const char *text, const char *lines)
{
	static struct cx_attribute items[] = {
		{"spend", "Number"}, {"tier", "string"}, {"vip", "boolean"},
		{"since", "date"},   {"blob", "matrix"}, {"bare", NULL},
	};
	FIXTURE(f);
	struct cx_attributes attributes = {.items = items, .count = CX_COUNT(items)};
	for (size_t i = 0; i < CX_COUNT(items); i++)
		(void)cx_map_put(&attributes.by_name, items[i].name, &items[i]);
	struct cx_definition definition = {.kind = fixture_kind(&f, "Audience"),
					   .document = fixture_yaml(&f, text)};
	struct cx_definitions set = {.items = &definition, .count = 1};
	cx_attributes_check(&attributes, &set, &f.diags);
	assert_string_equal(fixture_lines(&f), lines);
	cx_attributes_release(&attributes);
}

static void test_check_when_values_fit_then_silent(void **state)
{
	(void)state;
	assert_says(AUDIENCE("{field: spend, operator: equals, value: 1e2},\n"
			     "{field: spend, operator: equals, value: null},\n"
			     "{field: spend, operator: is_null, value: [x]},\n"
			     "{field: spend, operator: not_in, value: [1, -2.5, null]},\n"
			     "{field: tier, operator: in, value: [a, '1']},\n"
			     "{field: tier, operator: starts_with, value: a},\n"
			     "{field: vip, operator: equals, value: false},\n"
			     "{field: since, operator: less_than, value: 2026-02-28},\n"
			     "{field: since, operator: less_than, value: '2026-02-28T10:00:00+01:00'},\n"
			     "{field: since, operator: starts_with, value: '2026-'},\n"
			     "{field: blob, operator: whatever, value: {a: 1}},\n"
			     "{field: bare, operator: equals, value: 1}"),
		    "");
}

static void test_check_when_values_do_not_fit_then_each_place(void **state)
{
	(void)state;
	assert_says(
		AUDIENCE("{field: spent, operator: is_null, value: 1},\n"
			 "{field: spend, operator: equals, value: '1'},\n"
			 "{field: spend, operator: in, value: [1, true]},\n"
			 "{field: tier, operator: equals, value: [a]},\n"
			 "{field: vip, operator: equals, value: 1},\n"
			 "{field: vip, operator: contains, value: x},\n"
			 "{field: since, operator: equals, value: 2026-02-30}"),
		"8:9 online.field the tenant has no attribute spent [did you mean spend?]\n"
		"9:41 online.type spend is a number, not \"1\" [write the number without quotes]\n"
		"10:41 online.type spend is a number, not true [write the number without quotes]\n"
		"11:40 online.type tier is text, not an array [a list goes with the operators in and "
		"not_in]\n"
		"12:39 online.type vip is true or false, not 1 [write true or false, without quotes]\n"
		"13:24 online.operator contains compares text, and vip is true or false [use equals, "
		"greater_than or less_than, or another field]\n"
		"14:41 online.type since is a date, not \"2026-02-30\" [a date is 2026-11-21, with a time "
		"2026-11-21T09:30:00Z]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_when_values_fit_then_silent),
		cmocka_unit_test(test_check_when_values_do_not_fit_then_each_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
