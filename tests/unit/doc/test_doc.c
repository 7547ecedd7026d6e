/* SPDX-License-Identifier: Apache-2.0 */
/* The document tree: members, copies, order and equality of values. */
#include "unit/doc/support.h"

static void test_set_when_key_exists_then_replaced_in_place(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"a\":1,\"b\":2,\"c\":3}");
	cx_node_set(node, "b", cx_node_string(&bench.arena, "x"));
	cx_node_set(node, "c", cx_node_bool(&bench.arena, true));
	cx_node_set(node, "d", cx_node_int(&bench.arena, INT64_MIN));
	assert_string_equal(bench_line(&bench, node),
			    "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":-9223372036854775808}");
	assert_int_equal(node->count, 4);
	bench_release(&bench);
}

static void test_remove_when_first_middle_last_then_list_is_whole(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}");
	assert_true(cx_node_remove(node, "d"));
	assert_true(cx_node_remove(node, "a"));
	assert_false(cx_node_remove(node, "a"));
	cx_node_add(node, "e", cx_node_new(&bench.arena, CX_NODE_NULL));
	assert_string_equal(bench_line(&bench, node), "{\"b\":2,\"c\":3,\"e\":null}");
	assert_true(cx_node_remove(node, "c") && cx_node_remove(node, "b") && cx_node_remove(node, "e"));
	cx_node_add(node, "f", cx_node_new(&bench.arena, CX_NODE_ARRAY));
	assert_string_equal(bench_line(&bench, node), "{\"f\":[]}");
	assert_int_equal(node->count, 1);
	bench_release(&bench);
}

static void test_get_when_wrong_type_then_nothing(void **state)
{
	struct bench bench = BENCH_INIT;
	int64_t number = 7;
	(void)state;
	struct cx_node *node =
		bench_json(&bench, "{\"s\":\"x\",\"n\":5.0,\"b\":false,\"A\":1,\"big\":1e30,\"half\":0.5}");
	assert_string_equal(cx_node_get_text(node, "s"), "x");
	assert_null(cx_node_get_text(node, "n"));
	assert_null(cx_node_get(node, "a"));
	assert_null(cx_node_get(NULL, "a"));
	assert_null(cx_node_get(cx_node_get(node, "s"), "a"));
	assert_false(cx_node_get_bool(node, "b", true));
	assert_true(cx_node_get_bool(node, "s", true));
	assert_true(cx_node_get_int64(node, "n", &number));
	assert_int_equal(number, 5);
	assert_false(cx_node_get_int64(node, "big", &number));
	assert_false(cx_node_get_int64(node, "half", &number));
	assert_false(cx_node_get_int64(node, "s", &number));
	assert_true(cx_node_is_text(cx_node_get(node, "s"), "x"));
	assert_false(cx_node_is_text(cx_node_get(node, "s"), "xy"));
	bench_release(&bench);
}

static void test_copy_when_changed_then_original_stays(void **state)
{
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"a\":[1,{\"b\":null}]}");
	struct cx_node *copy = cx_node_copy(&bench.arena, node);
	assert_true(cx_node_equal(node, copy));
	cx_node_push(copy->first, cx_node_bool(&bench.arena, true));
	cx_node_remove(cx_node_at(copy->first, 1), "b");
	assert_string_equal(bench_line(&bench, node), "{\"a\":[1,{\"b\":null}]}");
	assert_string_equal(bench_line(&bench, copy), "{\"a\":[1,{},true]}");
	bench_release(&bench);
}

static void test_compare_when_values_then_total_order(void **state)
{
	/* Each is less than the next. */
	static const char *const ordered[] = {
		"null",
		"false",
		"true",
		"-1e400",
		"-1",
		"0",
		"0.5",
		"9007199254740992",
		"9007199254740993",
		"1e400",
		"\"\"",
		"\"a\"",
		"\"aa\"",
		"\"b\"",
		"[]",
		"[1]",
		"[1,0]",
		"[2]",
		"{}",
		"{\"a\":1}",
		"{\"a\":2}",
		"{\"b\":0}",
		"{\"a\":0,\"b\":0}",
	};
	struct bench bench = BENCH_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(ordered); i++)
		for (size_t j = 0; j < CX_COUNT(ordered); j++) {
			const struct cx_node *a = bench_json(&bench, ordered[i]);
			const struct cx_node *b = bench_json(&bench, ordered[j]);
			int order = cx_node_compare(a, b);
			if ((order > 0) - (order < 0) != (i > j) - (i < j))
				fail_msg("%s and %s: %d", ordered[i], ordered[j], order);
			assert_int_equal(cx_node_equal(a, b), i == j);
		}
	bench_release(&bench);
}

static void test_equal_when_same_value_then_true(void **state)
{
	static const char *const pairs[][2] = {
		{"[1,10,0]", "[1.0,1e1,-0.0]"},
		{"{\"a\":1,\"b\":[]}", "{\"b\":[],\"a\":1.0}"},
		{"\"\\u0041\"", "\"A\""},
	};
	struct bench bench = BENCH_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(pairs); i++)
		assert_true(cx_node_equal(bench_json(&bench, pairs[i][0]), bench_json(&bench, pairs[i][1])));
	bench_release(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_when_key_exists_then_replaced_in_place),
		cmocka_unit_test(test_remove_when_first_middle_last_then_list_is_whole),
		cmocka_unit_test(test_get_when_wrong_type_then_nothing),
		cmocka_unit_test(test_copy_when_changed_then_original_stays),
		cmocka_unit_test(test_compare_when_values_then_total_order),
		cmocka_unit_test(test_equal_when_same_value_then_true),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
