/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON: RFC 8785, readable, digests; and laws over generated values. */
#include "unit/doc/support.h"

static void test_canonical_when_rfc_example_then_its_bytes(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node =
		bench_json(&bench, "{\"numbers\":[1E30,4.50,2e-3,0.000000000000000000000000001,-0,1.0,100],"
				   "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
				   "\"literals\":[null,true,false]}");
	assert_non_null(node);
	assert_string_equal(bench_canonical(&bench, node),
			    "{\"literals\":[null,true,false],\"numbers\":[1e+30,4.5,0.002,1e-27,0,1,100],"
			    "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
	bench_release(&bench);
}

static void test_canonical_when_keys_beyond_bmp_then_utf16_order(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node =
		bench_json(&bench, "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
				   "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
				   "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
				   "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}");
	assert_non_null(node);
	assert_string_equal(bench_canonical(&bench, node),
			    "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
			    "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
			    "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
			    "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
	bench_release(&bench);
}

static void test_canonical_when_key_is_prefix_then_first(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"ab\":1,\"a\":2,\"\":3}");
	assert_string_equal(bench_canonical(&bench, node), "{\"\":3,\"a\":2,\"ab\":1}");
	bench_release(&bench);
}

static void test_pretty_when_nested_then_two_spaces(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"b\":[1.0,{}],\"a\":{\"c\":[]}}");
	cx_json_pretty(node, &bench.out);
	assert_string_equal(bench.out.data,
			    "{\n  \"b\": [\n    1.0,\n    {}\n  ],\n  \"a\": {\n    \"c\": []\n  }\n}");
	bench_release(&bench);
}

static void test_string_when_not_utf8_then_still_json(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_json_string("a\xff\x62\0c", 5, &out);
	assert_string_equal(out.data, "\"a\xef\xbf\xbd"
				      "b\\u0000c\"");
}

static void test_digest_when_equal_values_then_equal(void **state)
{
	struct bench bench = BENCH_INIT;
	char empty[CX_DIGEST_LEN + 1], one[CX_DIGEST_LEN + 1], other[CX_DIGEST_LEN + 1];
	(void)state;
	cx_json_digest(bench_json(&bench, "{}"), empty);
	assert_string_equal(empty, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
	cx_json_digest(bench_json(&bench, "{\"a\":1.0,\"b\":[10]}"), one);
	cx_json_digest(bench_json(&bench, "{ \"b\" : [1e1], \"\\u0061\" : 1 }"), other);
	assert_string_equal(one, other);
	bench_release(&bench);
}

static void print_as(void (*print)(const struct cx_node *, struct cx_buf *), const struct cx_node *node,
		     struct cx_buf *out)
{
	cx_buf_clear(out);
	print(node, out);
}

static void test_laws_when_generated_then_hold(void **state)
{
	static void (*const printers[])(const struct cx_node *,
					struct cx_buf *) = {cx_json_canonical, cx_json_pretty, cx_json_line};
	(void)state;
	for (uint64_t first = 1; first <= 400; first++) {
		struct bench bench = BENCH_INIT;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		uint64_t seed = first;
		struct cx_node *node = seeded_node(&bench.arena, &seed, 5);
		for (size_t i = 0; i < CX_COUNT(printers); i++) {
			print_as(printers[i], node, &text);
			struct cx_node *again = bench_json(&bench, text.data);
			if (!again || !cx_node_equal(node, again) || cx_node_compare(node, again) != 0)
				fail_msg("seed %llu: printed, parsed, not equal: %s",
					 (unsigned long long)first, text.data);
		}
		print_as(cx_json_canonical, node, &text);
		struct cx_node *shuffled = seeded_shuffle(&bench.arena, &seed, node);
		if (strcmp(text.data, bench_canonical(&bench, shuffled)) != 0 ||
		    !cx_node_equal(node, shuffled))
			fail_msg("seed %llu: order changes the canonical form: %s", (unsigned long long)first,
				 text.data);
		struct cx_node *other = seeded_node(&bench.arena, &seed, 5);
		bool same = strcmp(text.data, bench_canonical(&bench, other)) == 0;
		if (same != cx_node_equal(node, other) ||
		    cx_node_compare(node, other) != -cx_node_compare(other, node))
			fail_msg("seed %llu: equality and canonical form disagree",
				 (unsigned long long)first);
		bench_release(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical_when_rfc_example_then_its_bytes),
		cmocka_unit_test(test_canonical_when_keys_beyond_bmp_then_utf16_order),
		cmocka_unit_test(test_canonical_when_key_is_prefix_then_first),
		cmocka_unit_test(test_pretty_when_nested_then_two_spaces),
		cmocka_unit_test(test_string_when_not_utf8_then_still_json),
		cmocka_unit_test(test_digest_when_equal_values_then_equal),
		cmocka_unit_test(test_laws_when_generated_then_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
