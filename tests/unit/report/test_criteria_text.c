/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as sentences: what is bare, what is quoted, where lines end. */
#include "report/criteria_text.h"

#include "unit/model/expression.h"

static void check_sentence(const char *criteria, const char *expected)
{
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_criteria_sentence(expression(&f.arena, criteria), &out);
	assert_string_equal(out.data, expected);
}

static void check_yaml(const char *criteria, const char *expected)
{
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_criteria_sentence(fixture_yaml(&f, criteria), &out);
	assert_string_equal(out.data, expected);
}

static void test_sentence_when_nested_then_reads_like_one(void **state)
{
	(void)state;
	check_sentence("region:emea,apac&(spend>=500|tier=gold)",
		       "region in (emea, apac) and (spend >= 500 or tier = gold)");
	check_sentence("a!=1&b<2&c<=3&d>4", "a != 1 and b < 2 and c <= 3 and d > 4");
	check_sentence("a~x|a!~y|a^z|a$w|a!:1,2|a?0|a?1",
		       "a contains x or a does not contain y or a starts with z or a ends with w or a not in "
		       "(1, 2) or a is null or a is not null");
	check_sentence("a:", "a in ()");
}

static void test_sentence_when_groups_mean_nothing_then_without_parentheses(void **state)
{
	(void)state;
	check_sentence("((a=1&(b=2)))&(((c=3|c=3)))", "a = 1 and b = 2 and c = 3");
	check_sentence("(a=1|b=2)", "a = 1 or b = 2");
}

static void test_sentence_when_texts_are_no_words_then_quoted(void **state)
{
	(void)state;
	check_sentence("a=two words&a=x,y", "a = \"two words\" and a = \"x,y\"");
	check_sentence("a=say \"hi\"\\", "a = \"say \\\"hi\\\"\\\\\"");
	check_sentence("a=\xc3\xa9t\xc3\xa9", "a = \xc3\xa9t\xc3\xa9");
	check_sentence("a=x\xe2\x80\xaey", "a = \"x\\u{202e}y\"");
	check_sentence("a=x\x1f\x1by", "a = \"x\\x1f\\x1by\"");
	check_sentence("a=x\xc2\xa0y", "a = \"x\xc2\xa0y\"");
	check_sentence("a=And", "a = \"And\"");
	check_sentence("a=e&a=2024-01-31", "a = e and a = 2024-01-31");
	check_sentence("a=", "a = \"\"");
	check_sentence("two words=1", "\"two words\" = 1");
}

/* What is a number and what is a text is no matter of taste: they differ for a tenant. */
static void test_sentence_when_types_differ_then_it_shows(void **state)
{
	(void)state;
	check_yaml("{operator: AND, conditions: [{field: a, operator: in, value: [500, '500', -1.50, '1e3', "
		   "true, 'true', null, 'null']}]}",
		   "a in (500, \"500\", -1.50, \"1e3\", true, \"true\", null, \"null\")");
}

static void test_sentence_when_parts_are_unknown_then_shown_as_they_are(void **state)
{
	(void)state;
	check_yaml("{operator: AND, conditions: [{field: a, operator: sounds_like, value: b}, {field: c, "
		   "operator: 'near to', value: {lat: 1}}]}",
		   "a sounds_like b and c \"near to\" {lat: 1}");
	check_yaml("{operator: XOR, label: x, conditions: [{field: a, operator: equals, value: 1, unit: k}, "
		   "{field: b, operator: equals}]}",
		   "(a = 1 {unit: k} XOR b = (no value)) {label: x}");
	check_yaml("{operator: AND, conditions: []}", "(no conditions)");
	check_yaml(
		"{operator: OR, conditions: [{operator: AND, conditions: []}, 5, {operator: equals, value: "
		"1}, {conditions: [{field: a, value: 1}, {field: b, operator: 7, value: 1}]}]}",
		"(no conditions) or 5 or (no field) = 1 or (a (no operator) 1 (no operator) b 7 1)");
}

static void check_lines(const char *criteria, size_t width, const char *expected)
{
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_criteria_paragraph(expression(&f.arena, criteria), 0, 2, width, &out);
	assert_string_equal(out.data, expected);
}

static void test_paragraph_when_long_then_broken_between_words(void **state)
{
	(void)state;
	check_lines("region:emea,apac&(spend>=500|tier=gold)", 30,
		    "region in (emea, apac) and\n"
		    "  (spend >= 500 or tier =\n"
		    "  gold)\n");
	check_lines("name=two words here&b=1", 20,
		    "name =\n"
		    "  \"two words here\"\n"
		    "  and b = 1\n");
	check_lines("(name:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|b=1)&c=1", 20,
		    "(name in\n"
		    "  (aaaaaaaaaaaaa...)\n"
		    "  or b = 1) and c =\n"
		    "  1\n");
}

static void check_label(const char *yaml, const char *expected)
{
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_criteria_label(fixture_yaml(&f, yaml), &out);
	assert_string_equal(out.data, expected);
}

static void test_label_when_asked_then_one_part(void **state)
{
	(void)state;
	check_label("{operator: AND, conditions: [{field: a, operator: equals, value: 1}]}", "all of");
	check_label("{operator: OR, conditions: [], label: x}", "any of {label: x}");
	check_label("{operator: XOR, conditions: []}", "XOR");
	check_label("{field: a, operator: in, value: [1, b c]}", "a in (1, \"b c\")");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentence_when_nested_then_reads_like_one),
		cmocka_unit_test(test_sentence_when_groups_mean_nothing_then_without_parentheses),
		cmocka_unit_test(test_sentence_when_texts_are_no_words_then_quoted),
		cmocka_unit_test(test_sentence_when_types_differ_then_it_shows),
		cmocka_unit_test(test_sentence_when_parts_are_unknown_then_shown_as_they_are),
		cmocka_unit_test(test_paragraph_when_long_then_broken_between_words),
		cmocka_unit_test(test_label_when_asked_then_one_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
