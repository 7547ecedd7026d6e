/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of which variables are told to be unused. */
#include "model/var_marks.h"

#include "doc/yaml.h"
#include "model/vars.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct cx_node *parse(struct cx_arena *arena, const char *text)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_docs docs = {0};
	struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
	*source = (struct cx_source){"cxctl.yaml", text, strlen(text)};
	assert_int_equal(cx_yaml_parse(arena, source, &docs, &diags), CX_STATUS_OK);
	return docs.items[0];
}

static void test_report_when_used_by_neither_layer_then_once_at_the_first(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_var_marks) struct cx_var_marks marks;
	struct cx_node *project = parse(&arena, "used: 1\nboth: 2\nidle: 3\n"),
		       *tenant = parse(&arena, "both: 4\nidle: 5\nown: 6\n");
	cx_var_marks_init(&arena, &marks, project, tenant);
	struct cx_vars vars = {.project = project, .tenant = tenant, .marks = &marks};
	assert_true(cx_vars_apply(&arena, parse(&arena, "a: ${var.used}\nb: x${var.both}\nc: $${var.own}\n"),
				  &vars, &diags));
	cx_var_marks_report(&marks, &diags);
	assert_int_equal(diags.count, 2);
	assert_string_equal(diags.items[0]->code, "vars.unused");
	assert_string_equal(diags.items[0]->message, "no definition uses the variable idle");
	assert_int_equal(diags.items[0]->severity, CX_SEVERITY_NOTE);
	assert_int_equal(diags.items[0]->span.line, 3);
	assert_int_equal(diags.items[0]->span.column, 1);
	assert_string_equal(diags.items[1]->message, "no definition uses the variable own");
	assert_int_equal(diags.items[1]->span.line, 3);
}

static void test_report_when_there_are_no_variables_then_silent(void **state)
{
	(void)state;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_var_marks) struct cx_var_marks marks;
	cx_var_marks_init(&arena, &marks, NULL, NULL);
	cx_var_marks_report(&marks, &diags);
	assert_int_equal(diags.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report_when_used_by_neither_layer_then_once_at_the_first),
		cmocka_unit_test(test_report_when_there_are_no_variables_then_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
