/* SPDX-License-Identifier: Apache-2.0 */
/* Places of a JSON text's values and keys. */
#include "doc/json_place.h"

#include "doc/pointer.h"
#include "support.h"

static struct cx_node *place(struct cx_arena *arena, const char *text)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	struct cx_node *root = NULL;
	*source = (struct cx_source){"a.json", text, strlen(text)};
	assert_int_equal(cx_json_place_parse(arena, source, CX_JSON_KEYS_ONCE, &root, &diags), CX_STATUS_OK);
	return root;
}

static void assert_place(struct cx_node *root, const char *pointer, const char *expected)
{
	char shown[64];
	const struct cx_node *node = cx_pointer_get(root, pointer);
	assert_non_null(node);
	struct cx_span key = cx_node_key_span(node);
	(void)snprintf(shown, sizeof shown, "%u:%u+%u", node->span.line, node->span.column, node->span.width);
	if (node->key)
		(void)snprintf(shown + strlen(shown), sizeof shown - strlen(shown), " key %u:%u+%u", key.line,
			       key.column, key.width);
	assert_string_equal(shown, expected);
}

static void test_values_when_nested_then_placed(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *root =
		place(&arena, "\n {\"a\" : [1, -2.5e3,\ttrue],\r\n"
			      "  \"\xc3\xa4\\\"\" :{\n\n\"b\":\"\\ud83d\\ude00\xf0\x9f\x98\x80\"},\n"
			      "\t\"c\":{}, \"d\":[ ]\n,\"e\":null }");
	assert_place(root, "", "2:2+25");
	assert_place(root, "/a", "2:9+17 key 2:3+3");
	assert_place(root, "/a/0", "2:10+1");
	assert_place(root, "/a/1", "2:13+6");
	assert_place(root, "/a/2", "2:21+4");
	assert_place(root, "/\xc3\xa4\"", "3:10+1 key 3:3+5");
	assert_place(root, "/\xc3\xa4\"/b", "5:5+15 key 5:1+3");
	assert_place(root, "/c", "6:6+2 key 6:2+3");
	assert_place(root, "/d", "6:14+3 key 6:10+3");
	assert_place(root, "/e", "7:6+4 key 7:2+3");
	assert_true(cx_pointer_get(root, "/\xc3\xa4\"/b")->quoted);
	assert_false(cx_pointer_get(root, "/a/0")->quoted);
}

static void test_values_when_alone_then_placed(void **state)
{
	(void)state;
	static const char *const texts[] = {"5", "\"\\\\\"", "[]", "{}", "null"};
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	for (size_t i = 0; i < CX_COUNT(texts); i++) {
		struct cx_node *root = place(&arena, texts[i]);
		assert_int_equal(root->span.column, 1);
		assert_int_equal(root->span.width, strlen(texts[i]));
	}
}

static void test_text_when_no_json_then_refused(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {"a.json", "{\"a\":}", 6};
	struct cx_node *root = NULL;
	assert_int_equal(cx_json_place_parse(&arena, &source, CX_JSON_KEYS_ONCE, &root, &diags),
			 CX_STATUS_INVALID);
	assert_null(root);
	assert_string_equal(diags.items[0]->code, "json.syntax");
}

static void test_key_when_twice_then_the_last_one_counts(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	static const char text[] = "{\"a\": 1, \"b\": [{\"c\": 2, \"\\u0063\": {}}], \"a\": 3}";
	struct cx_source source = {"a.json", text, sizeof text - 1};
	struct cx_node *root = NULL;
	assert_int_equal(cx_json_place_parse(&arena, &source, CX_JSON_KEYS_LAST, &root, &diags),
			 CX_STATUS_OK);
	assert_int_equal(root->count, 2);
	assert_place(root, "/a", "1:46+1 key 1:41+3");
	assert_place(root, "/b/0/c", "1:35+2 key 1:25+8");
	assert_int_equal(diags.errors, 0);
	assert_int_equal(diags.warnings, 2);
	assert_string_equal(diags.items[0]->message,
			    "the key \"c\" stands twice in one object: the last one counts");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_when_nested_then_placed),
		cmocka_unit_test(test_values_when_alone_then_placed),
		cmocka_unit_test(test_text_when_no_json_then_refused),
		cmocka_unit_test(test_key_when_twice_then_the_last_one_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
