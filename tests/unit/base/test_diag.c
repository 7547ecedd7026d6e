/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics: places, order, the maximum. */
#include "unit/base/cmocka_first.h"

#include "base/diag.h"
#include "base/limits.h"

static void test_span_at_when_offsets_then_line_column_width(void **state)
{
	static const struct cx_source source = {"x",
						"ab\n\xc3\xbc"
						"c d\n",
						9};
	static const struct {
		size_t offset, width;
		uint32_t line, column, underlined;
	} cases[] = {
		{0, 1, 1, 1, 1}, {1, 9, 1, 2, 1}, {2, 1, 1, 3, 1},
		{3, 3, 2, 1, 2}, {5, 1, 2, 2, 1}, {9, 1, 3, 1, 1},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_span span = cx_span_at(&source, cases[i].offset, cases[i].width);
		assert_int_equal(span.line, cases[i].line);
		assert_int_equal(span.column, cases[i].column);
		assert_int_equal(span.width, cases[i].underlined);
	}
	assert_int_equal(cx_span_at(&source, 10, 1).line, 0);
	assert_int_equal(cx_span_at(&(struct cx_source){"x", NULL, 5}, 1, 1).line, 0);
}

static void test_sort_when_mixed_then_by_file_line_column_and_as_added(void **state)
{
	static const struct cx_source a = {"a.yaml", NULL, 0}, b = {"b.yaml", NULL, 0};
	static const struct cx_span spans[] = {
		{&b, 1, 1, 1}, {0}, {&a, 2, 1, 1}, {&a, 1, 5, 1}, {&a, 1, 2, 1}, {&a, 1, 2, 1}, {0}};
	static const char *const sorted[] = {"4", "5", "3", "2", "0", "1", "6"};
	struct cx_diags diags = CX_DIAGS_INIT;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(spans); i++)
		cx_diag_add(&diags, i % 2 ? CX_SEVERITY_WARNING : CX_SEVERITY_ERROR, "test.code", spans[i],
			    "%zu", i);
	cx_diags_sort(&diags);
	for (size_t i = 0; i < CX_COUNT(sorted); i++)
		assert_string_equal(diags.items[i]->message, sorted[i]);
	assert_int_equal(diags.errors, 4);
	assert_int_equal(diags.warnings, 3);
	cx_diags_release(&diags);
}

static void test_add_when_beyond_maximum_then_counted_in_constant_memory(void **state)
{
	struct cx_diags diags = CX_DIAGS_INIT;
	(void)state;
	for (int i = 0; i < CX_MAX_DIAGS; i++)
		cx_diag_error(&diags, "test.code", "%d", i);
	size_t used = diags.arena.used;
	for (int i = 0; i < 1000; i++) {
		struct cx_diag *diag = cx_diag_error(&diags, "test.code", "%d", i);
		assert_non_null(diag);
		cx_diag_hint(&diags, diag, "%d", i);
		cx_diag_note(&diags, diag, "%d", i);
		cx_diag_pointer(&diags, diag, "/a");
		cx_diag_second(diag, CX_SPAN_NONE, "first here");
	}
	assert_int_equal(diags.count, CX_MAX_DIAGS);
	assert_int_equal(diags.dropped, 1000);
	assert_int_equal(diags.errors, CX_MAX_DIAGS + 1000);
	assert_true(diags.arena.used < used + 512);
	cx_diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_span_at_when_offsets_then_line_column_width),
		cmocka_unit_test(test_sort_when_mixed_then_by_file_line_column_and_as_added),
		cmocka_unit_test(test_add_when_beyond_maximum_then_counted_in_constant_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
