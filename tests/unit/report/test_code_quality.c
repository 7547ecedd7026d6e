/* SPDX-License-Identifier: Apache-2.0 */
/* Findings for GitLab: each has a fingerprint of its own, which does not move with the line. */
#include "report/code_quality.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct cx_source source = {"a.yaml", NULL, 0};

static struct cx_node *report(struct cx_arena *arena, uint32_t line, const char *root)
{
	struct cx_diags diags = CX_DIAGS_INIT;
	cx_diag_add(&diags, CX_SEVERITY_ERROR, "e.e", (struct cx_span){&source, line, 7, 1}, "wrong");
	cx_diag_add(&diags, CX_SEVERITY_ERROR, "e.e", (struct cx_span){&source, line + 1, 7, 1}, "wrong");
	cx_diag_add(&diags, CX_SEVERITY_WARNING, "w.w", (struct cx_span){&source, 0, 0, 1}, "\xff odd");
	cx_diag_error(&diags, "none.place", "not there");
	struct cx_node *node = cx_node_copy(arena, cx_code_quality(arena, &diags, root));
	cx_diags_release(&diags);
	return node;
}

static void test_report_when_findings_then_those_with_a_place(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	(void)state;
	struct cx_node *node = report(&arena, 3, "sub/dir");
	assert_int_equal(node->count, 3);
	assert_string_equal(cx_node_get_text(node->first, "severity"), "critical");
	const struct cx_node *location = cx_node_get(node->first, "location");
	assert_string_equal(cx_node_get_text(location, "path"), "sub/dir/a.yaml");
	assert_string_equal(cx_node_get(cx_node_get(location, "lines"), "begin")->text, "3");
	assert_string_equal(cx_node_get_text(node->last, "severity"), "minor");
	location = cx_node_get(node->last, "location");
	assert_string_equal(cx_node_get(cx_node_get(location, "lines"), "begin")->text, "1");
	cx_arena_release(&arena);
}

static void test_fingerprints_when_lines_move_then_same_and_unique(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	(void)state;
	struct cx_node *here = report(&arena, 3, ""), *there = report(&arena, 40, "");
	const char *first = cx_node_get_text(here->first, "fingerprint");
	assert_string_equal(first, cx_node_get_text(there->first, "fingerprint"));
	assert_string_not_equal(first, cx_node_get_text(here->first->next, "fingerprint"));
	assert_string_not_equal(first, cx_node_get_text(here->last, "fingerprint"));
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report_when_findings_then_those_with_a_place),
		cmocka_unit_test(test_fingerprints_when_lines_move_then_same_and_unique),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
