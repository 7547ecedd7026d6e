/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's events as we hand them on: kinds, texts, places; and where it stops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above. */
#include <cmocka.h>

#include "port/yaml.h"

static void test_next_when_read_then_events_with_places(void **state)
{
	static const char text[] = "a: &x \"\xc3\xbc\"\nb: [!!str 1, *x]\n";
	static const struct {
		enum cx_yaml_kind kind;
		uint32_t line, column, end_column;
		const char *text;
	} expected[] = {
		{CX_YAML_DOCUMENT_START, 1, 1, 1, NULL}, {CX_YAML_MAPPING_START, 1, 1, 1, NULL},
		{CX_YAML_SCALAR, 1, 1, 2, "a"},          {CX_YAML_SCALAR, 1, 4, 10, "\xc3\xbc"},
		{CX_YAML_SCALAR, 2, 1, 2, "b"},          {CX_YAML_SEQUENCE_START, 2, 4, 5, NULL},
		{CX_YAML_SCALAR, 2, 5, 12, "1"},         {CX_YAML_ALIAS, 2, 14, 16, NULL},
		{CX_YAML_SEQUENCE_END, 2, 16, 17, NULL}, {CX_YAML_MAPPING_END, 3, 1, 1, NULL},
		{CX_YAML_DOCUMENT_END, 3, 1, 1, NULL},   {CX_YAML_STREAM_END, 3, 1, 1, NULL},
	};
	struct cx_yaml_event event;
	(void)state;
	CX_AUTO_FREE(cx_yaml_reader)
	struct cx_yaml_reader *reader = cx_yaml_reader_new(text, sizeof text - 1);
	for (size_t i = 0; i < CX_COUNT(expected); i++) {
		assert_true(cx_yaml_reader_next(reader, &event));
		assert_int_equal(event.kind, expected[i].kind);
		assert_int_equal(event.start.line, expected[i].line);
		assert_int_equal(event.start.column, expected[i].column);
		assert_int_equal(event.end.column, expected[i].end_column);
		if (expected[i].text)
			assert_string_equal(event.text, expected[i].text);
		if (event.kind == CX_YAML_ALIAS)
			assert_string_equal(event.anchor, "x");
		if (event.kind == CX_YAML_SCALAR && event.text[0] == '1')
			assert_string_equal(event.tag, "tag:yaml.org,2002:str");
	}
}

static void test_next_when_no_yaml_then_problem_with_both_places(void **state)
{
	static const char text[] = "a: 1\nb: \"x\n";
	struct cx_yaml_event event;
	struct cx_yaml_problem problem;
	(void)state;
	CX_AUTO_FREE(cx_yaml_reader)
	struct cx_yaml_reader *reader = cx_yaml_reader_new(text, sizeof text - 1);
	while (cx_yaml_reader_next(reader, &event))
		assert_int_not_equal(event.kind, CX_YAML_STREAM_END);
	cx_yaml_reader_problem(reader, &problem);
	assert_string_equal(problem.problem, "found unexpected end of stream");
	assert_string_equal(problem.context, "while scanning a quoted scalar");
	assert_int_equal(problem.at.line, 3);
	assert_int_equal(problem.context_at.line, 2);
	assert_int_equal(problem.context_at.column, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_when_read_then_events_with_places),
		cmocka_unit_test(test_next_when_no_yaml_then_problem_with_both_places),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
