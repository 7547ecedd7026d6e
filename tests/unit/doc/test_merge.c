/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Merge Patch: the examples of RFC 7396, appendix A, spans, and laws. */
#include "unit/doc/support.h"

#include "doc/merge.h"

static void test_patch_when_rfc_examples_then_their_results(void **state)
{
	static const char *const cases[][3] = {
		{"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
		{"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
		{"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
		{"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
		{"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
		{"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
		{"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
		{"{\"a\":\"foo\"}", "null", "null"},
		{"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
		{"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
		{"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
		{"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct bench bench = BENCH_INIT;
		const struct cx_node *target = bench_json(&bench, cases[i][0]);
		const struct cx_node *patch = bench_json(&bench, cases[i][1]);
		struct cx_node *merged = cx_merge_patch(&bench.arena, target, patch);
		assert_string_equal(bench_line(&bench, merged), cases[i][2]);
		assert_string_equal(bench_line(&bench, target), cases[i][0]);
		assert_string_equal(bench_line(&bench, patch), cases[i][1]);
		bench_release(&bench);
	}
}

static void test_patch_when_merged_then_values_keep_their_places(void **state)
{
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	(void)state;
	static const char text[] = "a: 1\nb: {c: 2}\n---\nb: {d: 3}\ne: 4\n";
	assert_int_equal(bench_yaml(&bench, text, strlen(text), &docs), CX_STATUS_OK);
	struct cx_node *merged = cx_merge_patch(&bench.arena, docs.items[0], docs.items[1]);
	assert_string_equal(bench_line(&bench, merged), "{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"e\":4}");
	const struct cx_node *b = cx_node_get(merged, "b");
	assert_int_equal(cx_node_key_span(b).line, 2);
	assert_int_equal(cx_node_get(b, "c")->span.line, 2);
	assert_int_equal(cx_node_get(b, "d")->span.line, 4);
	assert_int_equal(cx_node_key_span(cx_node_get(b, "d")).column, 5);
	bench_release(&bench);
}

static void test_patch_when_generated_then_laws_hold(void **state)
{
	(void)state;
	for (uint64_t first = 1; first <= 300; first++) {
		struct bench bench = BENCH_INIT;
		uint64_t seed = first;
		const struct cx_node *target = seeded_node(&bench.arena, &seed, 4);
		const struct cx_node *patch = seeded_node(&bench.arena, &seed, 4);
		const struct cx_node *once = cx_merge_patch(&bench.arena, target, patch);
		const struct cx_node *twice = cx_merge_patch(&bench.arena, once, patch);
		const struct cx_node *none = cx_node_new(&bench.arena, CX_NODE_OBJECT);
		if (!cx_node_equal(once, twice))
			fail_msg("seed %llu: a second time changes the value", (unsigned long long)first);
		if (target->type == CX_NODE_OBJECT &&
		    !cx_node_equal(cx_merge_patch(&bench.arena, target, none), target))
			fail_msg("seed %llu: the empty patch changes the value", (unsigned long long)first);
		bench_release(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patch_when_rfc_examples_then_their_results),
		cmocka_unit_test(test_patch_when_merged_then_values_keep_their_places),
		cmocka_unit_test(test_patch_when_generated_then_laws_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
