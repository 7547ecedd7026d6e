/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of list elements for display. */
#include "engine/align.h"

#include "unit/model/fixture.h"

static const char *align(struct fixture *f, const char *before, const char *after)
{
	struct cx_align pairs;
	assert_true(cx_align_lists(&f->arena, fixture_yaml(f, before), fixture_yaml(f, after), &pairs));
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	for (size_t i = 0; i < pairs.count; i++) {
		const struct cx_align_row *row = &pairs.rows[i];
		if (row->before)
			cx_buf_addf(&out, "%zu", row->before_index);
		cx_buf_adds(&out, row->same ? "=" : row->before && row->after ? "~" : ">");
		if (row->after)
			cx_buf_addf(&out, "%zu", row->after_index);
		cx_buf_addc(&out, ' ');
	}
	return cx_arena_strdup(&f->arena, out.data);
}

static void test_align_when_moved_or_changed_then_paired(void **state)
{
	(void)state;
	FIXTURE(f);
	assert_string_equal(align(&f, "[a, b, c]", "[c, x, a]"), "2=0 >1 0=2 1> ");
	assert_string_equal(align(&f, "[{field: f, value: 1}, {field: g, value: 1}]",
				  "[{field: g, value: 2}, {field: h, value: 1}, {value: 1, field: f}]"),
			    "1~0 >1 0=2 ");
	assert_string_equal(
		align(&f, "[{operator: AND, conditions: [a, b]}]", "[{operator: AND, conditions: [b, a]}]"),
		"0=0 ");
	assert_string_equal(
		align(&f, "[{operator: AND, conditions: [a, b]}, x]", "[x, {operator: OR, conditions: [b]}]"),
		"1=0 0~1 ");
	assert_string_equal(align(&f, "[]", "[]"), "");
}

static void test_align_when_lists_are_long_then_not_tried(void **state)
{
	(void)state;
	FIXTURE(f);
	struct cx_node *list = cx_node_new(&f.arena, CX_NODE_ARRAY);
	struct cx_align pairs;
	for (int i = 0; i < 1001; i++)
		cx_node_push(list, cx_node_int(&f.arena, i));
	assert_false(cx_align_lists(&f.arena, list, list, &pairs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_align_when_moved_or_changed_then_paired),
		cmocka_unit_test(test_align_when_lists_are_long_then_not_tried),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
