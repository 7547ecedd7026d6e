/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Pointers: the examples of RFC 6901, and what is malformed. */
#include "unit/doc/support.h"

#include "doc/pointer.h"

static void test_get_when_rfc_examples_then_their_values(void **state)
{
	static const char *const cases[][2] = {
		{"/foo", "[\"bar\",\"baz\"]"},
		{"/foo/0", "\"bar\""},
		{"/", "0"},
		{"/a~1b", "1"},
		{"/c%d", "2"},
		{"/e^f", "3"},
		{"/g|h", "4"},
		{"/i\\j", "5"},
		{"/k\"l", "6"},
		{"/ ", "7"},
		{"/m~0n", "8"},
	};
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node =
		bench_json(&bench, "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,"
				   "\"g|h\":4,\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}");
	assert_ptr_equal(cx_pointer_get(node, ""), node);
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_node *found = cx_pointer_get(node, cases[i][0]);
		assert_non_null(found);
		assert_string_equal(bench_line(&bench, found), cases[i][1]);
	}
	bench_release(&bench);
}

static void test_get_when_absent_or_malformed_then_null(void **state)
{
	static const char *const absent[] = {
		"/a/3", "/a/-",   "/a/01", "/a/+1", "/a/", "/a/x", "/a/99999999999999999999",
		"/b",   "/a/0/x", "a",     "/~",    "/~2", "/aa",  "//"};
	struct bench bench = BENCH_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"a\":[1,2,3]}");
	for (size_t i = 0; i < CX_COUNT(absent); i++)
		if (cx_pointer_get(node, absent[i]))
			fail_msg("%s", absent[i]);
	assert_true(cx_pointer_valid("/a~0~1//"));
	assert_true(cx_pointer_valid(""));
	assert_false(cx_pointer_valid("/a~"));
	assert_false(cx_pointer_valid("a"));
	bench_release(&bench);
}

static void test_add_when_special_then_finds_the_member_again(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
	(void)state;
	struct cx_node *node = bench_json(&bench, "{\"~/~1\":[0,{\"\":\"x\"}]}");
	cx_pointer_add(&pointer, node->first->key, node->first->key_len);
	cx_pointer_add_index(&pointer, 1);
	cx_pointer_add(&pointer, "", 0);
	assert_string_equal(pointer.data, "/~0~1~01/1/");
	assert_true(cx_node_is_text(cx_pointer_get(node, pointer.data), "x"));
	bench_release(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get_when_rfc_examples_then_their_values),
		cmocka_unit_test(test_get_when_absent_or_malformed_then_null),
		cmocka_unit_test(test_add_when_special_then_finds_the_member_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
