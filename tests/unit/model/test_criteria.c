/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria: depth, operators, normal form. */
#include "model/criteria.h"

#include "unit/model/fixture.h"

static const struct cx_criteria_rules usual;

#define CONDITION "{field: a, operator: equals, value: 1}"

/* Groups below the root, each in a line of its own: the place of level n is line n + 1. */
static struct cx_node *nested(struct fixture *f, int levels)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "{operator: AND, conditions: [\n");
	for (int i = 0; i < levels; i++)
		cx_buf_addf(&text, "  " CONDITION ", {operator: %s, conditions: [\n", i % 2 ? "AND" : "OR");
	cx_buf_adds(&text, CONDITION);
	for (int i = 0; i <= levels; i++)
		cx_buf_adds(&text, "]}");
	cx_buf_addc(&text, '\n');
	return fixture_yaml(f, text.data);
}

static void test_depth_when_four_levels_then_nothing_said(void **state)
{
	(void)state;
	FIXTURE(f);
	cx_criteria_check(nested(&f, 4), "/spec/criteria", 5, &usual, &f.diags);
	assert_string_equal(fixture_lines(&f), "");
}

static void test_depth_when_five_levels_then_warning(void **state)
{
	(void)state;
	FIXTURE(f);
	cx_criteria_check(nested(&f, 5), "/spec/criteria", 5, &usual, &f.diags);
	assert_string_equal(
		fixture_lines(&f),
		"6:44 warning audience.depth criteria are nested 5 levels below the root, the most that is "
		"allowed (5) [some servers count the root as a level: merge groups with the same operator, "
		"or move a branch into an audience of its own and reference it]\n");
	assert_int_equal(f.diags.errors, 0);
}

static void test_depth_when_six_levels_then_error_with_deepest_path(void **state)
{
	(void)state;
	FIXTURE(f);
	cx_criteria_check(nested(&f, 6), "/spec/criteria", 5, &usual, &f.diags);
	assert_string_equal(
		fixture_lines(&f),
		"7:44 audience.depth criteria are nested 6 levels below the root, at most 5 are allowed "
		"[merge groups with the same operator, or move a branch into an audience of its own and "
		"reference it]\n");
	const char *path = "/spec/criteria/conditions/1/conditions/1/conditions/1/conditions/1/conditions/1/"
			   "conditions/1";
	assert_string_equal(f.diags.items[0]->pointer, path);
	assert_non_null(strstr(f.diags.items[0]->note, path));
}

static void test_depth_when_root_counts_then_one_level_less_and_no_warning(void **state)
{
	(void)state;
	static const struct cx_criteria_rules rules = {.root_counts = true};
	FIXTURE(f);
	cx_criteria_check(nested(&f, 4), "/spec/criteria", 5, &rules, &f.diags);
	assert_string_equal(fixture_lines(&f), "");
	cx_criteria_check(nested(&f, 5), "/spec/criteria", 5, &rules, &f.diags);
	assert_non_null(
		strstr(fixture_lines(&f),
		       "6:44 audience.depth criteria are nested 6 levels with the root, at most 5 are "
		       "allowed [merge groups"));
	assert_int_equal(f.diags.errors, 1);
}

static void test_operator_when_unknown_then_as_the_profile_says(void **state)
{
	(void)state;
	static const struct {
		enum cx_unknown_operator unknown;
		const char *lines;
	} rows[] = {
		{CX_UNKNOWN_OPERATOR_WARN, "1:12 warning audience.operator sounds_like is no known operator "
					   "[mend it; if the tenant has it, the profile says so: limits: "
					   "{unknown_operator: \"off\"}]\n"},
		{CX_UNKNOWN_OPERATOR_ERROR, "1:12 audience.operator sounds_like is no known operator [mend "
					    "it; if the tenant has it, the "
					    "profile says so: limits: {unknown_operator: \"warn\"}]\n"},
		{CX_UNKNOWN_OPERATOR_OFF, ""},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		FIXTURE(f);
		const struct cx_criteria_rules rules = {.unknown_operator = rows[i].unknown};
		const struct cx_node *node =
			fixture_yaml(&f, "{operator: sounds_like, field: a, value: 1}\n");
		cx_criteria_check(node, "", 5, &rules, &f.diags);
		assert_string_equal(fixture_lines(&f), rows[i].lines);
	}
}

static void test_depth_when_two_branches_then_the_deepest_is_named(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_node *criteria = fixture_yaml(&f, "operator: AND\n"
							  "conditions:\n"
							  "  - {operator: OR, conditions: [" CONDITION "]}\n"
							  "  - operator: OR\n"
							  "    conditions:\n"
							  "      - operator: AND\n"
							  "        conditions: [" CONDITION "]\n");
	cx_criteria_check(criteria, "/spec/criteria", 1, &usual, &f.diags);
	assert_int_equal(f.diags.errors, 1);
	assert_int_equal(f.diags.items[0]->span.line, 6);
	assert_int_equal(f.diags.items[0]->span.column, 9);
	assert_string_equal(f.diags.items[0]->pointer, "/spec/criteria/conditions/1/conditions/0");
}

static void test_depth_when_no_maximum_then_any(void **state)
{
	(void)state;
	FIXTURE(f);
	cx_criteria_check(nested(&f, 9), "", 0, &usual, &f.diags);
	assert_string_equal(fixture_lines(&f), "");
}

static void test_operator_when_known_then_nothing_said(void **state)
{
	(void)state;
	FIXTURE(f);
	for (const char *const *known = cx_criteria_operators; *known; known++) {
		struct cx_node *condition = fixture_yaml(&f, CONDITION);
		cx_node_set(condition, "operator", cx_node_string(&f.arena, *known));
		cx_criteria_check(condition, "", 5, &usual, &f.diags);
	}
	assert_string_equal(fixture_lines(&f), "");
}

static void test_operator_when_near_then_did_you_mean(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_node *criteria = fixture_yaml(&f, "operator: AND\n"
							  "conditions:\n"
							  "  - {field: a, operator: greater_then, value: 1}\n"
							  "  - operator: OR\n"
							  "    conditions:\n"
							  "      - {field: a, operator: equal, value: 1}\n"
							  "      - {field: a, operator: zzz, value: 1}\n");
	cx_criteria_check(criteria, "", 5, &usual, &f.diags);
	assert_string_equal(
		fixture_lines(&f),
		"3:26 warning audience.operator greater_then is no known operator [did you mean "
		"greater_than?]\n"
		"6:30 warning audience.operator equal is no known operator [did you mean equals?]\n"
		"7:30 warning audience.operator zzz is no known operator [mend it; if the tenant has it, the "
		"profile says so: limits: {unknown_operator: \"off\"}]\n");
}

/* What the schema says of a group is not said again of its operator. */
static void test_operator_when_of_a_broken_group_then_not_said(void **state)
{
	(void)state;
	FIXTURE(f);
	cx_criteria_check(fixture_yaml(&f, "operator: AND\n"
					   "conditions:\n"
					   "  - {operator: OR, condition: []}\n"
					   "  - {operator: AND, conditions: 5}\n"
					   "  - {field: a, operator: AND, value: 1}\n"),
			  "", 5, &usual, &f.diags);
	assert_string_equal(fixture_lines(&f),
			    "5:26 warning audience.operator AND is no known operator [AND joins "
			    "conditions: {operator: AND, conditions: [...]}]\n");
}

static void assert_normal(const char *criteria, const char *normal)
{
	FIXTURE(f);
	assert_json(cx_criteria_normal(&f.arena, fixture_yaml(&f, criteria)), normal);
}

static void test_normal_when_nested_in_same_operator_then_merged_and_sorted(void **state)
{
	(void)state;
	assert_normal("{operator: AND, conditions: [c, {operator: AND, conditions: [b, {operator: AND, "
		      "conditions: [a]}]}]}",
		      "{\"conditions\":[\"a\",\"b\",\"c\"],\"operator\":\"AND\"}");
}

static void test_normal_when_children_equal_then_one_is_left(void **state)
{
	(void)state;
	assert_normal("{operator: OR, conditions: [{field: a, value: 1.0, operator: equals}, {operator: "
		      "equals, field: a, value: 1}]}",
		      "{\"field\":\"a\",\"value\":1.0,\"operator\":\"equals\"}");
}

static void test_normal_when_branches_become_equal_then_merged_upwards(void **state)
{
	(void)state;
	assert_normal("{operator: AND, conditions: [c, {operator: OR, conditions: [{operator: AND, "
		      "conditions: [a, b]}, {operator: AND, conditions: [b, a]}]}]}",
		      "{\"conditions\":[\"a\",\"b\",\"c\"],\"operator\":\"AND\"}");
}

static void test_normal_when_group_has_members_of_its_own_then_kept_apart(void **state)
{
	(void)state;
	assert_normal("{operator: AND, conditions: [a, {operator: AND, label: x, conditions: [b]}]}",
		      "{\"conditions\":[\"a\",{\"conditions\":[\"b\"],\"operator\":\"AND\",\"label\":\"x\"}]"
		      ",\"operator\":\"AND\"}");
}

/* What a tenant may know beyond AND and OR: not of one is not that one. */
static void test_normal_when_operator_is_unknown_then_kept(void **state)
{
	(void)state;
	assert_normal(
		"{operator: NOT, conditions: [{operator: NOT, conditions: [a]}]}",
		"{\"conditions\":[{\"conditions\":[\"a\"],\"operator\":\"NOT\"}],\"operator\":\"NOT\"}");
}

static void test_normal_when_group_is_empty_then_kept(void **state)
{
	(void)state;
	assert_normal("{operator: OR, conditions: [{operator: AND, conditions: []}, a]}",
		      "{\"conditions\":[\"a\",{\"conditions\":[],\"operator\":\"AND\"}],\"operator\":"
		      "\"OR\"}");
	assert_normal("{operator: AND, conditions: [{operator: AND, conditions: []}, a]}",
		      "{\"conditions\":[\"a\",{\"conditions\":[],\"operator\":\"AND\"}],\"operator\":"
		      "\"AND\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depth_when_four_levels_then_nothing_said),
		cmocka_unit_test(test_depth_when_five_levels_then_warning),
		cmocka_unit_test(test_depth_when_six_levels_then_error_with_deepest_path),
		cmocka_unit_test(test_depth_when_root_counts_then_one_level_less_and_no_warning),
		cmocka_unit_test(test_operator_when_unknown_then_as_the_profile_says),
		cmocka_unit_test(test_depth_when_two_branches_then_the_deepest_is_named),
		cmocka_unit_test(test_depth_when_no_maximum_then_any),
		cmocka_unit_test(test_operator_when_of_a_broken_group_then_not_said),
		cmocka_unit_test(test_operator_when_known_then_nothing_said),
		cmocka_unit_test(test_operator_when_near_then_did_you_mean),
		cmocka_unit_test(test_normal_when_nested_in_same_operator_then_merged_and_sorted),
		cmocka_unit_test(test_normal_when_children_equal_then_one_is_left),
		cmocka_unit_test(test_normal_when_branches_become_equal_then_merged_upwards),
		cmocka_unit_test(test_normal_when_group_has_members_of_its_own_then_kept_apart),
		cmocka_unit_test(test_normal_when_operator_is_unknown_then_kept),
		cmocka_unit_test(test_normal_when_group_is_empty_then_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
