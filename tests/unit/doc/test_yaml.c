/* SPDX-License-Identifier: Apache-2.0 */
/* YAML into trees: values, spans, and each problem with its code, line and column. */
#include "unit/doc/support.h"

static void test_parse_when_valid_then_these_values(void **state)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
		{"a: b\n", "{\"a\":\"b\"}"},
		{"a: [1, 1.50, -0, 1e5, 1E+400]", "{\"a\":[1,1.50,-0,1e5,1E+400]}"},
		{"[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]"},
		{"{a: null, b: ~, c: , d}", "{\"a\":null,\"b\":null,\"c\":null,\"d\":null}"},
		{"a:\nb:\n  - \n", "{\"a\":null,\"b\":[null]}"},
		{"['no', \"012\", 'null', \"~\", '']", "[\"no\",\"012\",\"null\",\"~\",\"\"]"},
		{"[2027-03-31, 1.2.3, 10.0.0.1, 12345678-1234-1234-1234-123456789012, 1e, 8080:80, a:b]",
		 "[\"2027-03-31\",\"1.2.3\",\"10.0.0.1\",\"12345678-1234-1234-1234-123456789012\",\"1e\","
		 "\"8080:80\",\"a:b\"]"},
		{"[nope, yesterday, trueish, nullable, ., .info, -x, +, 0x, 0xg]",
		 "[\"nope\",\"yesterday\",\"trueish\",\"nullable\",\".\",\".info\",\"-x\",\"+\",\"0x\","
		 "\"0xg\"]"},
		{"a: |\n  x\n   y\nb: >-\n  x\n  y\n", "{\"a\":\"x\\n y\\n\",\"b\":\"x y\"}"},
		{"[!!str 12, !!int 3, !!float 1.5, !!bool true, !!null ~, ! 5]",
		 "[\"12\",3,1.5,true,null,\"5\"]"},
		{"!!map {a: !!seq [b]}", "{\"a\":[\"b\"]}"},
		{"a: &x {b: [1]}\nc: *x\nd: *x\n", "{\"a\":{\"b\":[1]},\"c\":{\"b\":[1]},\"d\":{\"b\":[1]}}"},
		{"a: &k b\n*k : 1\n", "{\"a\":\"b\",\"b\":1}"},
		{"\"<<\": 1\n", "{\"<<\":1}"},
		{"{\"a\": \"\\u00e9\\/\\n\",\n\t\"b\": []}", "{\"a\":\"\xc3\xa9/\\n\",\"b\":[]}"},
		{"\xef\xbb\xbf"
		 "a: \xf0\x9f\x98\x80\r\n",
		 "{\"a\":\"\xf0\x9f\x98\x80\"}"},
		{"%YAML 1.2\n---\na: 1\n...\n", "{\"a\":1}"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		struct cx_docs docs;
		enum cx_status status = bench_yaml(&bench, cases[i].text, strlen(cases[i].text), &docs);
		if (cases[i].line) {
			if (status || docs.count != 1)
				fail_msg("%s: %s", cases[i].text,
					 bench.diags.count ? bench.diags.items[0]->message : "no document");
			assert_string_equal(bench_line(&bench, docs.items[0]), cases[i].line);
		}
		bench_release(&bench);
	}
}

struct expected {
	const char *text;
	const char *code;
	uint32_t line, column, width;
	const char *message;
};

static void check_problem(const struct expected *e)
{
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	assert_int_equal(bench_yaml(&bench, e->text, strlen(e->text), &docs), CX_STATUS_INVALID);
	assert_int_equal(bench.diags.count, 1);
	const struct cx_diag *diag = bench.diags.items[0];
	assert_string_equal(diag->message, e->message);
	assert_string_equal(diag->code, e->code);
	if (diag->span.line != e->line || diag->span.column != e->column || diag->span.width != e->width)
		fail_msg("%s: %u:%u-%u instead of %u:%u-%u", e->text, diag->span.line, diag->span.column,
			 diag->span.width, e->line, e->column, e->width);
	assert_string_equal(diag->span.source->name, "test.yaml");
	bench_release(&bench);
}

static void test_parse_when_ambiguous_then_quote_it(void **state)
{
#define BOTH(text, other) text " is text to one reader and " other " to another"
	static const struct expected cases[] = {
		{"a: no", "yaml.plain", 1, 4, 2, BOTH("no", "a boolean")},
		{"- x\n- YES", "yaml.plain", 2, 3, 3, BOTH("YES", "a boolean")},
		{"{\xc3\xbc: Off}", "yaml.plain", 1, 5, 3, BOTH("Off", "a boolean")},
		{"on: 1", "yaml.plain", 1, 1, 2, BOTH("on", "a boolean")},
		{"a: y", "yaml.plain", 1, 4, 1, BOTH("y", "a boolean")},
		{"a: NULL", "yaml.plain", 1, 4, 4, BOTH("NULL", "null")},
		{"a: 012", "yaml.plain", 1, 4, 3, BOTH("012", "an octal number")},
		{"a: -00.5", "yaml.plain", 1, 4, 5, BOTH("-00.5", "an octal number")},
		{"a: 0o17", "yaml.plain", 1, 4, 4, BOTH("0o17", "an octal number")},
		{"a: 0x1F", "yaml.plain", 1, 4, 4, BOTH("0x1F", "a number of another base")},
		{"a: -0b101", "yaml.plain", 1, 4, 6, BOTH("-0b101", "a number of another base")},
		{"a: 1:30", "yaml.plain", 1, 4, 4, BOTH("1:30", "a number of base 60")},
		{"a: 09:30:15.5", "yaml.plain", 1, 4, 10, BOTH("09:30:15.5", "a number of base 60")},
		{"a: 1_000", "yaml.plain", 1, 4, 5, BOTH("1_000", "a number with separators")},
		{"a: .5", "yaml.plain", 1, 4, 2, BOTH(".5", "a number")},
		{"a: 5.", "yaml.plain", 1, 4, 2, BOTH("5.", "a number")},
		{"a: +5", "yaml.plain", 1, 4, 2, BOTH("+5", "a number")},
		{"a: -.inf", "yaml.plain", 1, 4, 5, BOTH("-.inf", "no finite number")},
		{"a: .NaN", "yaml.plain", 1, 4, 4, BOTH(".NaN", "no finite number")},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		check_problem(&cases[i]);
}

static void test_parse_when_wrong_then_code_and_place(void **state)
{
	static const struct expected cases[] = {
		{"a: 1\n\xc3\xbc: 2\nb: 3\n\xc3\xbc: 4", "yaml.duplicate", 4, 1, 1,
		 "the key \xc3\xbc stands twice in one mapping"},
		{"3: x", "yaml.key", 1, 1, 1, "a key is text, this one is a number"},
		{"true: x", "yaml.key", 1, 1, 4, "a key is text, this one is a boolean"},
		{"~: x", "yaml.key", 1, 1, 1, "a key is text, this one is null"},
		{"? \n: x", "yaml.key", 1, 2, 1, "a key is text, this one is null"},
		{"? [a]\n: x", "yaml.key", 1, 3, 1, "a key is text, this one is an array"},
		{"a: { {b: 1}: 2}", "yaml.key", 1, 6, 1, "a key is text, this one is an object"},
		{"a: &n 1\n*n : 2", "yaml.key", 2, 1, 2, "a key is text, *n is number"},
		{"a: {<<: {b: 1}}", "yaml.merge", 1, 5, 2, "merge keys are not supported"},
		{"a: !foo b", "yaml.tag", 1, 4, 6, "the tag !foo is not supported"},
		{"a: !!binary b", "yaml.tag", 1, 4, 10, "the tag !!binary is not supported"},
		{"a: !!set {b}", "yaml.tag", 1, 4, 1, "the tag !!set is not supported"},
		{"a: !!map [b]", "yaml.tag", 1, 4, 1, "the tag !!map is not supported"},
		{"a: !!int b", "yaml.tag", 1, 4, 7, "b does not fit its tag !!int"},
		{"a: !!int 1.5", "yaml.tag", 1, 4, 9, "1.5 does not fit its tag !!int"},
		{"a: *b", "yaml.alias", 1, 4, 2, "the alias *b has no anchor"},
		{"a: &b c\n---\na: *b", "yaml.alias", 3, 4, 2, "the alias *b has no anchor"},
		{"a: &b [*b]", "yaml.alias", 1, 8, 2, "the alias *b stands inside its own anchor"},
		{"a: 1e99999999999", "yaml.number", 1, 4, 13,
		 "the exponent of this number is beyond 1,000,000,000"},
		{"a: \"x\\0\"", "yaml.char", 1, 4, 5, "this text holds the character U+0000"},
		{"a: \x07", "yaml.char", 1, 4, 1, "the character U+0007 is not allowed"},
		{"a: x\rb: y", "yaml.char", 1, 5, 1, "the character U+000D is not allowed"},
		{"\xc3\xbc: \xe2\x80\xa8", "yaml.char", 1, 4, 1, "the character U+2028 is not allowed"},
		{"a: 1\n\xc3\xbc: \xff", "yaml.utf8", 2, 4, 1, "byte 0xff is no valid UTF-8"},
		{"\xff\xfe"
		 "a",
		 "yaml.utf8", 1, 1, 1, "byte 0xff is no valid UTF-8"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++)
		check_problem(&cases[i]);
}

static void test_parse_when_nul_byte_then_place(void **state)
{
	static const char text[] = "a: 1\nb: \0\n";
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	(void)state;
	assert_int_equal(bench_yaml(&bench, text, sizeof text - 1, &docs), CX_STATUS_INVALID);
	assert_int_equal(docs.count, 0);
	assert_string_equal(bench.diags.items[0]->code, "yaml.char");
	assert_int_equal(bench.diags.items[0]->span.line, 2);
	assert_int_equal(bench.diags.items[0]->span.column, 4);
	bench_release(&bench);
}

static void test_parse_when_duplicate_then_first_stays_and_is_shown(void **state)
{
	static const char text[] = "spec:\n  \"name\": a\n  name: no\n";
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	(void)state;
	assert_int_equal(bench_yaml(&bench, text, strlen(text), &docs), CX_STATUS_INVALID);
	assert_string_equal(bench_line(&bench, docs.items[0]), "{\"spec\":{\"name\":\"a\"}}");
	const struct cx_diag *diag = bench.diags.items[0];
	assert_string_equal(diag->second_label, "first here");
	assert_int_equal(diag->second.line, 2);
	assert_int_equal(diag->second.column, 3);
	assert_int_equal(diag->second.width, 6);
	assert_int_equal(bench.diags.count, 2); /* the dropped value is read too */
	assert_string_equal(bench.diags.items[1]->code, "yaml.plain");
	bench_release(&bench);
}

static void test_parse_when_problems_then_all_and_documents_before(void **state)
{
	static const char text[] = "a: no\nb: 012\n---\nc: 1\n---\nd: *x\ne: \"\n";
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	(void)state;
	assert_int_equal(bench_yaml(&bench, text, strlen(text), &docs), CX_STATUS_INVALID);
	assert_int_equal(docs.count, 2);
	assert_true(docs.items[0]->first->bad);
	assert_string_equal(bench_line(&bench, docs.items[0]), "{\"a\":\"no\",\"b\":\"012\"}");
	assert_string_equal(bench_line(&bench, docs.items[1]), "{\"c\":1}");
	assert_int_equal(bench.diags.count, 4);
	assert_string_equal(bench.diags.items[2]->code, "yaml.alias");
	assert_string_equal(bench.diags.items[3]->code, "yaml.syntax");
	assert_int_equal(bench.diags.items[3]->span.line, 7);
	bench_release(&bench);
}

static void test_parse_when_documents_empty_then_skipped(void **state)
{
	static const struct {
		const char *text;
		size_t count;
	} cases[] = {
		{"", 0},
		{"# only a comment\n", 0},
		{"---\n---\n...\n", 0},
		{"---\na: 1\n---\n", 1},
		{"--- ~\n", 1},
		{"a: 1\n---\n# x\n---\nb: 2\n", 2},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		struct cx_docs docs;
		assert_int_equal(bench_yaml(&bench, cases[i].text, strlen(cases[i].text), &docs),
				 CX_STATUS_OK);
		assert_int_equal(docs.count, cases[i].count);
		bench_release(&bench);
	}
}

static void check_span(struct cx_span span, uint32_t line, uint32_t column, uint32_t width)
{
	assert_int_equal(span.line, line);
	assert_int_equal(span.column, column);
	assert_int_equal(span.width, width);
}

static void test_spans_when_read_then_cover_the_text(void **state)
{
	static const char text[] = "m\xc3\xb6re: \"h\xc3\xbc\"\n"
				   "list:\n"
				   "  - operator: OR\n"
				   "    'k': [1, {a: b}]\n"
				   "  - |\n"
				   "    text\n"
				   "  - \"two\n"
				   "    lines\"\n"
				   "empty:\n";
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	(void)state;
	assert_int_equal(bench_yaml(&bench, text, strlen(text), &docs), CX_STATUS_OK);
	const struct cx_node *root = docs.items[0];
	check_span(root->span, 1, 1, 4);
	check_span(cx_node_key_span(root->first), 1, 1, 4);
	check_span(root->first->span, 1, 7, 4);
	assert_true(root->first->quoted);
	const struct cx_node *list = cx_node_get(root, "list");
	check_span(list->span, 3, 3, 1);
	check_span(list->first->span, 3, 5, 8);
	const struct cx_node *operator= list->first->first;
	check_span(operator->span, 3, 15, 2);
	assert_false(operator->quoted);
	check_span(cx_node_key_span(operator->next), 4, 5, 3);
	check_span(operator->next->span, 4, 10, 11);
	check_span(operator->next->last->span, 4, 14, 6);
	check_span(cx_node_at(list, 1)->span, 5, 5, 1);
	check_span(cx_node_at(list, 2)->span, 7, 5, 4);
	check_span(cx_node_get(root, "empty")->span, 9, 1, 5);
	bench_release(&bench);
}

static void test_laws_when_printed_as_json_then_read_as_yaml(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= 300; first++) {
		struct bench bench = BENCH_INIT;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		uint64_t seed = first;
		struct cx_node *node = seeded_node(&bench.arena, &seed, 5);
		if (seed & 1)
			cx_json_pretty(node, &text);
		else
			cx_json_line(node, &text);
		/* What YAML takes for a line break or refuses stands raw in JSON. */
		if (strstr(text.data, "\xe2\x80\xa8") || strchr(text.data, '\x7f')) {
			bench_release(&bench);
			continue;
		}
		struct cx_docs docs;
		enum cx_status status = bench_yaml(&bench, text.data, text.len, &docs);
		if (status || docs.count != 1 || !cx_node_equal(docs.items[0], node))
			fail_msg("seed %llu: not the same as YAML: %s", (unsigned long long)first, text.data);
		bench_release(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_when_valid_then_these_values),
		cmocka_unit_test(test_parse_when_ambiguous_then_quote_it),
		cmocka_unit_test(test_parse_when_wrong_then_code_and_place),
		cmocka_unit_test(test_parse_when_nul_byte_then_place),
		cmocka_unit_test(test_parse_when_duplicate_then_first_stays_and_is_shown),
		cmocka_unit_test(test_parse_when_problems_then_all_and_documents_before),
		cmocka_unit_test(test_parse_when_documents_empty_then_skipped),
		cmocka_unit_test(test_spans_when_read_then_cover_the_text),
		cmocka_unit_test(test_laws_when_printed_as_json_then_read_as_yaml),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
