/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as JSON, byte by byte. */
#include "report/diag_json.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_line_when_complete_then_all_members_in_order(void **state)
{
	(void)state;
	struct cx_source s = {.name = "a.yaml", .text = "a: 1\n", .len = 5};
	struct cx_diag diag = {
		.code = "a.b",
		.span = {&s, 1, 4, 1},
		.second = {&s, 1, 1, 1},
		.second_label = "first defined here",
		.pointer = "/spec/a",
		.message = "bad \033[31m\xff \xe2\x80\xae",
		.note = "n",
		.hint = "h",
	};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_json_line(&diag, &out);
	assert_string_equal(
		out.data,
		"{\"severity\":\"error\",\"code\":\"a.b\",\"file\":\"a.yaml\",\"line\":1,\"column\":4,"
		"\"pointer\":\"/spec/a\",\"message\":\"bad \\u001b[31m\xef\xbf\xbd \\u202e\",\"note\":\"n\","
		"\"hint\":\"h\",\"related\":{\"file\":\"a.yaml\",\"line\":1,\"column\":1,"
		"\"message\":\"first defined here\"}}\n");
}

static void test_document_when_no_command_then_null(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_json_document(&arena, NULL, &diags, 1, &out);
	assert_string_equal(out.data, "{\n  \"format_version\": \"1.0\",\n  \"command\": null,\n"
				      "  \"diagnostics\": [],\n  \"exit_code\": 1\n}");
	cx_diags_release(&diags);
	cx_arena_release(&arena);
}

static void test_diags_when_sorted_then_in_that_order(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source s = {.name = "a.yaml", .text = NULL, .len = 0};
	(void)cx_diag_error(&diags, "z", "no place");
	(void)cx_diag_add(&diags, CX_SEVERITY_WARNING, "y", (struct cx_span){&s, 2, 1, 1}, "second");
	(void)cx_diag_add(&diags, CX_SEVERITY_NOTE, "x", (struct cx_span){&s, 1, 1, 1}, "first");
	cx_diags_sort(&diags);
	const struct cx_node *array = cx_diags_json(&arena, &diags);
	assert_int_equal(array->count, 3);
	assert_string_equal(cx_node_get_text(cx_node_at(array, 0), "severity"), "note");
	assert_string_equal(cx_node_get_text(cx_node_at(array, 1), "severity"), "warning");
	assert_string_equal(cx_node_get_text(cx_node_at(array, 2), "code"), "z");
	cx_diags_release(&diags);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_when_complete_then_all_members_in_order),
		cmocka_unit_test(test_document_when_no_command_then_null),
		cmocka_unit_test(test_diags_when_sorted_then_in_that_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
