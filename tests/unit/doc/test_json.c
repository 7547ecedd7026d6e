/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reading of JSON: what is kept, and each error with its code, line and column. */
#include "unit/doc/support.h"

#include "base/limits.h"

static void test_parse_when_valid_then_kept_exactly(void **state)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
		{"null", "null"},
		{" \t\r\n[ true , false ] ", "[true,false]"},
		{"[9007199254740993, 1e400, -0, 1.50, 1E+2, 123456789012345678901234567890]",
		 "[9007199254740993,1e400,-0,1.50,1E+2,123456789012345678901234567890]"},
		{"{\"b\":1,\"a\":{\"\":[]}}", "{\"b\":1,\"a\":{\"\":[]}}"},
		{"{\"a\":1,\"A\":2}", "{\"a\":1,\"A\":2}"},
		{"\"\\u0041\\/\\\"\\\\\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"",
		 "\"A/\\\"\\\\\\b\\f\\n\\r\\t\xc3\xa9\xf0\x9f\x98\x80\""},
		{"[\"a\\u0000b\",\"\\u0000\"]", "[\"a\\u0000b\",\"\\u0000\"]"},
		{"{\"k\\u0000\":1,\"k\":\"\x7f\"}", "{\"k\\u0000\":1,\"k\":\"\x7f\"}"},
		{"\"1\"", "\"1\""},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		struct cx_node *node = bench_json(&bench, cases[i].text);
		assert_non_null(node);
		assert_string_equal(bench_line(&bench, node), cases[i].line);
		assert_int_equal(bench.diags.count, 0);
		bench_release(&bench);
	}
}

static void test_parse_when_nul_escaped_then_in_length(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"a\\u0000b\":\"c\\u0000\"}");
	assert_non_null(node);
	assert_int_equal(node->first->key_len, 3);
	assert_memory_equal(node->first->key, "a\0b", 4);
	assert_int_equal(node->first->len, 2);
	assert_memory_equal(node->first->text, "c\0", 3);
	bench_release(&bench);
}

static void test_parse_when_invalid_then_code_and_place(void **state)
{
	static const struct {
		const char *text, *code;
		uint32_t line, column, width;
		const char *message;
	} cases[] = {
		{"", "json.syntax", 1, 1, 1, "the text ends where a value is expected"},
		{"{\n  \"a\": 1,\n}", "json.syntax", 3, 1, 1,
		 "'}' stands where a key in double quotes is expected"},
		{"[1,]", "json.syntax", 1, 4, 1, "']' stands where a value is expected"},
		{"[\"\xc3\xbc\xc3\xbc\", x]", "json.syntax", 1, 8, 1, "'x' stands where a value is expected"},
		{"<html>", "json.syntax", 1, 1, 1, "'<' stands where a value is expected"},
		{"\xef\xbb\xbf{}", "json.syntax", 1, 1, 1,
		 "a byte order mark stands where a value is expected"},
		{"[01]", "json.syntax", 1, 2, 2, "a number starts with a zero too many"},
		{"[1.]", "json.syntax", 1, 4, 1, "']' stands where a digit is expected"},
		{"{\"a\" 1}", "json.syntax", 1, 6, 1, "'1' stands where ':' is expected"},
		{"[\"abc", "json.syntax", 1, 2, 1, "the string that opens here is not closed"},
		{"[\"a\nb\"]", "json.syntax", 1, 4, 1, "a line break stands inside a string"},
		{"[\"\\x\"]", "json.syntax", 1, 3, 2, "this escape is unknown"},
		{"[\"\\u12g4\"]", "json.syntax", 1, 3, 2, "\\u needs four hexadecimal digits behind it"},
		{"{} []", "json.syntax", 1, 4, 1, "'[' stands where the end is expected"},
		{"[\"\xff\"]", "json.utf8", 1, 3, 1, "byte 0xff is no valid UTF-8"},
		{"[\"\\ud800x\"]", "json.utf8", 1, 3, 6,
		 "this escape is one half of a surrogate pair, the other is missing"},
		{"[\"\\udc00\\ud800\"]", "json.utf8", 1, 3, 6,
		 "this escape is one half of a surrogate pair, the other is missing"},
		{"{\"a\":1,\n \"\\u0061\":2}", "json.duplicate", 2, 2, 8,
		 "the key \"a\" stands twice in one object"},
		{"[1e1000000001]", "json.number", 1, 2, 12,
		 "the exponent of this number is beyond 1,000,000,000"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		assert_null(bench_json(&bench, cases[i].text));
		assert_int_equal(bench.diags.count, 1);
		const struct cx_diag *diag = bench.diags.items[0];
		assert_string_equal(diag->message, cases[i].message);
		assert_string_equal(diag->code, cases[i].code);
		assert_int_equal(diag->span.line, cases[i].line);
		assert_int_equal(diag->span.column, cases[i].column);
		assert_int_equal(diag->span.width, cases[i].width);
		bench_release(&bench);
	}
}

static void test_parse_when_duplicate_then_shows_the_first(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	assert_null(bench_json(&bench, "{\"key\":1,\n\"key\":2}"));
	assert_string_equal(bench.diags.items[0]->second_label, "first here");
	assert_int_equal(bench.diags.items[0]->second.line, 1);
	assert_int_equal(bench.diags.items[0]->second.column, 2);
	bench_release(&bench);
}

static void test_parse_when_many_keys_then_duplicate_is_found(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	cx_buf_addc(&text, '{');
	for (int i = 0; i < 1000; i++)
		cx_buf_addf(&text, "\"k%d\":%d,\n", i, i);
	size_t good = text.len;
	cx_buf_adds(&text, "\"k1000\":0}");
	assert_non_null(bench_json(&bench, text.data));
	cx_buf_cut(&text, good);
	cx_buf_adds(&text, "\"k1\":0}");
	assert_null(bench_json(&bench, text.data));
	assert_int_equal(bench.diags.items[0]->span.line, 1001);
	assert_int_equal(bench.diags.items[0]->second.line, 2);
	bench_release(&bench);
}

static void test_parse_when_deep_then_limit_holds(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	cx_buf_fill(&text, '[', CX_MAX_DOC_DEPTH);
	cx_buf_fill(&text, ']', CX_MAX_DOC_DEPTH);
	assert_non_null(bench_json(&bench, text.data));
	cx_buf_clear(&text);
	cx_buf_fill(&text, '[', 100000);
	assert_null(bench_json(&bench, text.data));
	assert_string_equal(bench.diags.items[0]->code, "json.depth");
	assert_int_equal(bench.diags.items[0]->span.column, CX_MAX_DOC_DEPTH + 1);
	bench_release(&bench);
}

static void test_parse_when_not_terminated_then_reads_len_bytes(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json_n(&bench, "[1,2]x", 5);
	assert_non_null(node);
	assert_null(bench_json_n(&bench, "[12]", 3));
	bench_release(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_when_valid_then_kept_exactly),
		cmocka_unit_test(test_parse_when_nul_escaped_then_in_length),
		cmocka_unit_test(test_parse_when_invalid_then_code_and_place),
		cmocka_unit_test(test_parse_when_duplicate_then_shows_the_first),
		cmocka_unit_test(test_parse_when_many_keys_then_duplicate_is_found),
		cmocka_unit_test(test_parse_when_deep_then_limit_holds),
		cmocka_unit_test(test_parse_when_not_terminated_then_reads_len_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
