/* SPDX-License-Identifier: Apache-2.0 */
/* Syntax errors: the usual mistakes, where they are shown and in which words. */
#include "unit/doc/mistakes.h"

static void test_explain_when_tab_then_said(void **state)
{
	static const char message[] = "a tab stands where YAML takes spaces alone";
	static const struct mistake mistakes[] = {
		{"a:\n\tb: 1\n", 2, 1, 1, message},       {"a:\n  b: 1\n\tc: 2\n", 3, 1, 1, message},
		{"a:\n  \tb: 1\n", 2, 3, 1, message},     {"a:\n\t- b\n", 2, 1, 1, message},
		{"a: |\n\ttext\n", 2, 1, 1, message},     {"a: x\n\ty\n", 2, 1, 1, message},
		{"-\ta: 1\n \tb: 2\n", 1, 2, 1, message},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.tab", false);
}

static void test_explain_when_conflict_marker_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a:\n  x: 1\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 2\n>>>>>>> b\n", 3, 1, 12,
		 "a merge conflict is not resolved"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.conflict", false);
}

static void test_explain_when_unknown_tag_handle_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: !e!x y\n", 1, 4, 6, "this tag is not supported"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.tag", false);
}

static void test_explain_when_quote_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: \"abc\nb: 1\nc: 2\n", 1, 4, 1, "the quote that opens here is not closed"},
		{"a: 'abc\nb: 1\n", 1, 4, 1, "the quote that opens here is not closed"},
		{"a: \"abc\n---\nb: 1\n", 1, 4, 1,
		 "the quote that opens here is not closed before the next document"},
		{"a: \"abc\" def\nb: 1\n", 1, 10, 3, "text stands behind the closing quote"},
		{"a: \"abc\"\nb: \"x\nc: \"y\"\n", 2, 4, 1,
		 "the quote that opens here is not closed in its line"},
		{"a: [\"x,\n  \"y\"]\nb: 1\n", 1, 5, 1,
		 "the quote that opens here is not closed in its line"},
		{"a: \"x\n  y\"\nb: @x\n", 3, 4, 1,
		 "text cannot start with this character unless it is quoted"},
		{"a: 'it's me'\nb: 1\n", 1, 8, 5, "text stands behind the closing quote"},
		{"a: 1\r\nb: \"x\r\nc: 2", 2, 4, 1, "the quote that opens here is not closed"},
		{"a: \"\360\237\230\200\303\251\" x\n", 1, 9, 1, "text stands behind the closing quote"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_indentation_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a:\n  b: 1\n   c: 2\n", 3, 4, 4, "this key is indented below one that has a value already"},
		{"a:\n    b: 1\n  c: 2\n", 3, 3, 4, "this line is indented by 2 spaces, like no key above"},
		{"  a: 1\nb: 2\n", 2, 1, 1, "the document above has ended before this"},
		{"a: |\n     x\n   y\n  z\n", 3, 4, 1,
		 "this line is indented by 3 spaces, like no key above"},
		{"a: 1\n--- \nb: 1\n...\nc: 3\n", 5, 1, 1, "the document above has ended before this"},
		{"\"a\"\n\"b\"\n", 2, 1, 1, "the document above has ended before this"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_colon_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: 1\nb\nc: 2\n", 2, 1, 1, "a colon is missing behind this key"},
		{"a: 1\nb\n", 2, 1, 1, "a colon is missing behind this key"},
		{"spec:\n  name x\n  desc: y\n", 2, 3, 6, "a colon is missing behind this key"},
		{"a:1\nb: 2\n", 1, 1, 3, "a space is missing behind the colon"},
		{"spec:\n  a: 1\n  b:2\n  c: 3\n", 3, 3, 3, "a space is missing behind the colon"},
		{"a: b: c\n", 1, 5, 1, "a second colon stands in this line"},
		{"abc\nd: 1\n", 1, 1, 3, "a colon is missing behind this key"},
		{": x\n", 1, 1, 1, "a key with a colon is expected here"},
		{"<html><body>\n<a href=\"x\">: y</a>\n", 1, 1, 12, "a colon is missing behind this key"},
		{"a: {b: 1, : x}\n", 1, 11, 1, "a key is missing before this colon"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_list_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: 1\n- b\n", 2, 1, 1, "a list item stands where a key is expected"},
		{"a: - b\n", 1, 4, 1, "a list item cannot stand behind its key in one line"},
		{"- a\nb: 1\n", 2, 1, 1, "this line stands in a list, but is no item of it"},
		{"a:\n  - b\n  -c: 1\n", 3, 3, 1, "this line stands in a list, but is no item of it"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_bracket_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: [1, 2\nb: 3\n", 1, 4, 1, "the bracket that opens here is not closed"},
		{"a: {x: 1\nb: 3\n", 1, 4, 1, "the bracket that opens here is not closed"},
		{"a: [1, 2", 1, 4, 1, "the bracket that opens here is not closed"},
		{"a: {x: 1", 1, 4, 1, "the bracket that opens here is not closed"},
		{"a: {x: 1 y: 2}\n", 1, 11, 1, "',' or '}' is missing before this"},
		{"a: [\"x\" \"y\"]\n", 1, 9, 1, "',' or ']' is missing before this"},
		{"a: [1]]\n", 1, 7, 1, "this bracket closes what was not opened"},
		{"a: }\n", 1, 4, 1, "this bracket closes what was not opened"},
		{"a: [1,,2]\n", 1, 7, 1, "a value is missing before this comma"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_first_character_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: @x\n", 1, 4, 1, "text cannot start with this character unless it is quoted"},
		{"a: `x`\n", 1, 4, 1, "text cannot start with this character unless it is quoted"},
		{"a: %x\n", 1, 4, 1, "text cannot start with this character unless it is quoted"},
		{"%foo\na: 1\n", 1, 1, 1, "this directive is not supported"},
		{"a: * b\n", 1, 4, 1, "'*' starts an alias, and no name follows"},
		{"a: *.example.com\n", 1, 4, 1, "'*' starts an alias, and no name follows"},
		{"a: & b\n", 1, 4, 1, "'&' starts an anchor, and no name follows"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_escape_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: \"\\d+\"\n", 1, 5, 1, "this escape is unknown"},
		{"a: \"\\u12\"\n", 1, 7, 1, "hexadecimal digits are missing in this escape"},
		{"a: \"\\ud83d\\ude00\"\n", 1, 7, 1, "this escape is no character"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

static void test_explain_when_directive_or_block_then_said(void **state)
{
	static const struct mistake mistakes[] = {
		{"%YAML 2.0\n---\na: 1\n", 1, 1, 1, "this version of YAML is not supported"},
		{"%YAML 1.2\n%YAML 1.2\n---\na: 1\n", 2, 1, 1, "the %YAML line stands here twice"},
		{"a: | text\n", 1, 6, 1, "the text of a block begins on the next line"},
		{"a: |0\n  text\n", 1, 5, 1, "the indentation of a block text is a digit from 1 to 9"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_explain_when_tab_then_said),
		cmocka_unit_test(test_explain_when_conflict_marker_then_said),
		cmocka_unit_test(test_explain_when_unknown_tag_handle_then_said),
		cmocka_unit_test(test_explain_when_quote_then_said),
		cmocka_unit_test(test_explain_when_indentation_then_said),
		cmocka_unit_test(test_explain_when_colon_then_said),
		cmocka_unit_test(test_explain_when_list_then_said),
		cmocka_unit_test(test_explain_when_bracket_then_said),
		cmocka_unit_test(test_explain_when_first_character_then_said),
		cmocka_unit_test(test_explain_when_escape_then_said),
		cmocka_unit_test(test_explain_when_directive_or_block_then_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
