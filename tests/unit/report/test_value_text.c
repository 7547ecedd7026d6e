/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text: on a line, laid out, cut; and never a secret. */
#include "report/value_text.h"

#include "doc/json.h"
#include "report/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
	struct cx_arena arena;
	struct cx_diags diags;
};

static void fixture_release(struct fixture *f)
{
	cx_diags_release(&f->diags);
	cx_arena_release(&f->arena);
}

static struct cx_node *parse(struct fixture *f, const char *json)
{
	struct cx_node *node = NULL;
	struct cx_source source = {.name = "v", .text = json, .len = strlen(json)};
	assert_int_equal(cx_json_parse(&f->arena, &source, &node, &f->diags), CX_STATUS_OK);
	return node;
}

static void check_line(const char *json, const char *expected)
{
	CX_AUTO(fixture) struct fixture f = {.arena = CX_ARENA_INIT, .diags = CX_DIAGS_INIT};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_value_line(parse(&f, json), &out);
	assert_string_equal(out.data, expected);
}

static void test_line_when_nested_then_keys_without_quotes(void **state)
{
	(void)state;
	check_line("{\"field\":\"tier\",\"a b\":[1,2.50,null,true,{}]}",
		   "{field: \"tier\", \"a b\": [1, 2.50, null, true, {}]}");
	check_line("\"x\\u001b\\u202e\\u009b\"", "\"x\\u001b\\u{202e}\\u{9b}\"");
	check_line("\"\"", "\"\"");
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_value_line(NULL, &out);
	assert_string_equal(out.data, "(none)");
}

static void test_line_when_secret_then_never_its_value(void **state)
{
	(void)state;
	CX_AUTO(fixture) struct fixture f = {.arena = CX_ARENA_INIT, .diags = CX_DIAGS_INIT};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_node *node = parse(&f, "{\"secret\":\"hunter2\",\"n\":[\"hunter3\"]}");
	node->first->secret = true;
	node->last->first->secret = true;
	cx_value_line(node, &out);
	cx_value_layout(node, 70, 2, 80, &out);
	assert_null(strstr(out.data, "hunter"));
	assert_non_null(strstr(out.data, "{secret: (secret), n: [(secret)]}"));
}

static void test_layout_when_too_wide_then_one_member_a_line(void **state)
{
	(void)state;
	CX_AUTO(fixture) struct fixture f = {.arena = CX_ARENA_INIT, .diags = CX_DIAGS_INIT};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_value_layout(parse(&f,
			      "{\"operator\":\"AND\",\"conditions\":[{\"field\":\"tier\",\"value\":\"gold\"},"
			      "{\"field\":\"a\",\"value\":1}]}"),
			4, 2, 40, &out);
	assert_string_equal(out.data, "{\n"
				      "    operator: \"AND\",\n"
				      "    conditions: [\n"
				      "      {field: \"tier\", value: \"gold\"},\n"
				      "      {field: \"a\", value: 1}\n"
				      "    ]\n"
				      "  }");
}

static void test_layout_when_a_text_is_too_long_then_cut(void **state)
{
	(void)state;
	CX_AUTO(fixture) struct fixture f = {.arena = CX_ARENA_INIT, .diags = CX_DIAGS_INIT};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_value_layout(parse(&f, "\"0123456789abcdefghij\""), 0, 0, 15, &out);
	assert_string_equal(out.data, "\"0123456789a...");
}

static void check_pair(const char *a, const char *b, size_t columns, const char *cut_a, const char *cut_b)
{
	CX_AUTO(cx_buf) struct cx_buf before = CX_BUF_INIT, after = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf ret_before = CX_BUF_INIT, ret_after = CX_BUF_INIT;
	cx_buf_adds(&before, a);
	cx_buf_adds(&after, b);
	cx_value_cut_pair(&before, &after, columns, &ret_before, &ret_after);
	assert_string_equal(ret_before.data, cut_a);
	assert_string_equal(ret_after.data, cut_b);
}

static void test_pair_when_the_difference_is_late_then_still_shown(void **state)
{
	(void)state;
	check_pair("short", "shore", 20, "short", "shore");
	check_pair("0123456789012345678901234567890123456789 old",
		   "0123456789012345678901234567890123456789 new", 20, "...7890123456789 old",
		   "...7890123456789 new");
	check_pair("A123456789012345678901234567890", "B123456789012345678901234567890", 20,
		   "A1234567890123456...", "B1234567890123456...");
}

/* Whatever the two texts are, the first difference is in what is shown, and nothing is wider than allowed. */
static void test_pair_when_generated_then_the_difference_is_shown(void **state)
{
	(void)state;
	for (size_t common = 0; common < 120; common += 3) {
		for (size_t rest = 1; rest < 90; rest += 11) {
			CX_AUTO(cx_buf) struct cx_buf a = CX_BUF_INIT, b = CX_BUF_INIT;
			CX_AUTO(cx_buf) struct cx_buf cut_a = CX_BUF_INIT, cut_b = CX_BUF_INIT;
			for (size_t i = 0; i < common; i++)
				cx_buf_adds(&a, i % 3 ? "x" : "\xc3\xa4");
			cx_buf_add(&b, a.data, a.len);
			cx_buf_fill(&a, 'P', rest);
			cx_buf_fill(&b, 'Q', rest / 2 + 1);
			cx_value_cut_pair(&a, &b, 40, &cut_a, &cut_b);
			assert_non_null(strchr(cut_a.data, 'P'));
			assert_non_null(strchr(cut_b.data, 'Q'));
			assert_true(cx_escape_columns(cut_a.data, cut_a.len) <= 40);
			assert_true(cx_escape_columns(cut_b.data, cut_b.len) <= 40);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_when_nested_then_keys_without_quotes),
		cmocka_unit_test(test_line_when_secret_then_never_its_value),
		cmocka_unit_test(test_layout_when_too_wide_then_one_member_a_line),
		cmocka_unit_test(test_layout_when_a_text_is_too_long_then_cut),
		cmocka_unit_test(test_pair_when_the_difference_is_late_then_still_shown),
		cmocka_unit_test(test_pair_when_generated_then_the_difference_is_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
