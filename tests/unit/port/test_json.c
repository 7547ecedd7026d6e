/* SPDX-License-Identifier: Apache-2.0 */
/* The scan in front of cJSON, and the tree behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above. */
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "port/json.h"
#include "port/jsonscan.h"

static void test_rewrite_when_numbers_and_nul_then_hidden_in_strings(void **state)
{
	static const struct {
		const char *text, *rewritten;
		bool has_nul;
	} cases[] = {
		{"[1, -2.50e3]",
		 "[\"\xfe"
		 "1\", \"\xfe-2.50e3\"]",
		 false},
		{"{\"a\\u0000b\": \"\\u0000\"}",
		 "{\"a\xff"
		 "b\": \"\xff\"}",
		 true},
		{"[\"\\\\u0000\", true]", "[\"\\\\u0000\", true]", false},
		{"7",
		 "\"\xfe"
		 "7\"",
		 false},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		struct cx_diags diags = CX_DIAGS_INIT;
		struct cx_source source = {"x", cases[i].text, strlen(cases[i].text)};
		bool has_nul = false;
		assert_true(cx_jsonscan_rewrite(&source, CX_JSON_KEYS_ONCE, &out, &has_nul, &diags));
		assert_string_equal(out.data, cases[i].rewritten);
		assert_int_equal(has_nul, cases[i].has_nul);
		cx_diags_release(&diags);
	}
}

static void test_rewrite_when_too_large_then_json_size(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT, out = CX_BUF_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	bool has_nul;
	(void)state;
	struct cx_source source = {"x", "[]", CX_MAX_BODY_BYTES + 1};
	assert_false(cx_jsonscan_rewrite(&source, CX_JSON_KEYS_ONCE, &out, &has_nul, &diags));
	assert_string_equal(diags.items[0]->code, "json.size");
	cx_buf_adds(&text, "[0");
	for (unsigned i = 1; i < CX_MAX_JSON_VALUES; i++)
		cx_buf_add(&text, ",0", 2);
	cx_buf_adds(&text, "]");
	source = (struct cx_source){"x", text.data, text.len};
	assert_false(cx_jsonscan_rewrite(&source, CX_JSON_KEYS_ONCE, &out, &has_nul, &diags));
	assert_string_equal(diags.items[1]->code, "json.size");
	assert_int_equal(diags.items[1]->span.column, text.len - 1);
	cx_diags_release(&diags);
}

static void test_tree_when_read_then_values_in_order(void **state)
{
	static const char text[] = "{\"n\":1.50,\"s\":\"\\u0000\",\"b\":true,\"z\":null,\"a\":[]}";
	static const struct {
		enum cx_json_type type;
		char key;
	} expected[] = {{CX_JSON_NUMBER, 'n'},
			{CX_JSON_STRING, 's'},
			{CX_JSON_BOOL, 'b'},
			{CX_JSON_NULL, 'z'},
			{CX_JSON_ARRAY, 'a'}};
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {"x", text, sizeof text - 1};
	struct cx_json_value root, value;
	(void)state;
	CX_AUTO_FREE(cx_json_tree)
	struct cx_json_tree *tree = cx_json_tree_new(&source, CX_JSON_KEYS_ONCE, &diags);
	assert_non_null(tree);
	cx_json_item_read(tree, cx_json_tree_root(tree), &root);
	assert_int_equal(root.type, CX_JSON_OBJECT);
	assert_null(root.key);
	struct cx_json_item *item = root.first;
	for (size_t i = 0; i < CX_COUNT(expected); i++, item = value.next) {
		assert_non_null(item);
		cx_json_item_read(tree, item, &value);
		assert_int_equal(value.type, expected[i].type);
		assert_int_equal(value.key[0], expected[i].key);
		if (value.type == CX_JSON_NUMBER)
			assert_string_equal(value.text, "1.50");
		if (value.type == CX_JSON_STRING)
			assert_memory_equal(value.text, "\0", value.len + 1);
		if (value.type == CX_JSON_BOOL)
			assert_true(value.boolean);
	}
	assert_null(item);
	cx_diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rewrite_when_numbers_and_nul_then_hidden_in_strings),
		cmocka_unit_test(test_rewrite_when_too_large_then_json_size),
		cmocka_unit_test(test_tree_when_read_then_values_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
