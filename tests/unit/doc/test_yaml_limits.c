/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of YAML files: what is just allowed passes, one more is an error at its place. */
#include "unit/doc/support.h"

#include "base/limits.h"

static const struct cx_diag *only_problem(struct bench *bench, const struct cx_buf *text)
{
	struct cx_docs docs;
	enum cx_status status = bench_yaml(bench, text->data, text->len, &docs);
	assert_int_equal(status, bench->diags.count ? CX_STATUS_INVALID : CX_STATUS_OK);
	assert_true(bench->diags.count <= 1);
	return bench->diags.count ? bench->diags.items[0] : NULL;
}

static void check_limit(struct bench *bench, struct cx_buf *text, const char *code, uint32_t line,
			uint32_t column)
{
	const struct cx_diag *diag = only_problem(bench, text);
	if (!code) {
		assert_null(diag);
	} else {
		assert_non_null(diag);
		assert_string_equal(diag->code, code);
		assert_int_equal(diag->span.line, line);
		assert_int_equal(diag->span.column, column);
	}
	bench_release(bench);
	cx_buf_clear(text);
}

static void test_depth_when_beyond_then_ends_at_once(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	cx_buf_fill(&text, '[', CX_MAX_DOC_DEPTH);
	cx_buf_fill(&text, ']', CX_MAX_DOC_DEPTH);
	check_limit(&bench, &text, NULL, 0, 0);
	cx_buf_fill(&text, '[', 1000000);
	check_limit(&bench, &text, "yaml.depth", 1, CX_MAX_DOC_DEPTH + 1);
	for (int i = 0; i < 1000; i++)
		cx_buf_adds(&text, "- ");
	check_limit(&bench, &text, "yaml.depth", 1, 2 * CX_MAX_DOC_DEPTH + 1);
}

static void test_depth_when_alias_adds_to_it_then_counted(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	for (int extra = 0; extra < 2; extra++) {
		cx_buf_adds(&text, "- &a ");
		cx_buf_fill(&text, '[', 32);
		cx_buf_fill(&text, ']', 32);
		cx_buf_adds(&text, "\n- ");
		cx_buf_fill(&text, '[', (size_t)(31 + extra));
		cx_buf_adds(&text, "*a");
		cx_buf_fill(&text, ']', (size_t)(31 + extra));
		check_limit(&bench, &text, extra ? "yaml.depth" : NULL, 2, 35);
	}
}

static void test_aliases_when_they_explode_then_stopped(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	cx_buf_adds(&text, "a: &a [x,x,x,x,x,x,x,x,x]\n");
	for (char c = 'b'; c < 'k'; c++) {
		cx_buf_addf(&text, "%c: &%c [", c, c);
		for (int i = 0; i < 9; i++)
			cx_buf_addf(&text, "*%c,", c - 1);
		cx_buf_adds(&text, "]\n");
	}
	check_limit(&bench, &text, "yaml.alias", 6, 8);
}

static void test_aliases_when_too_many_then_error(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	for (unsigned extra = 0; extra < 2; extra++) {
		cx_buf_adds(&text, "- &a x\n");
		for (unsigned i = 0; i < CX_MAX_YAML_ALIASES + extra; i++)
			cx_buf_adds(&text, "- *a\n");
		check_limit(&bench, &text, extra ? "yaml.alias" : NULL, CX_MAX_YAML_ALIASES + 2, 3);
	}
}

static void test_nodes_when_too_many_then_error(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	for (unsigned i = 0; i < CX_MAX_DOC_NODES; i++)
		cx_buf_adds(&text, "-\n");
	check_limit(&bench, &text, "yaml.nodes", CX_MAX_DOC_NODES, 2);
}

static void test_scalar_when_too_large_then_error(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	for (unsigned extra = 0; extra < 2; extra++) {
		cx_buf_adds(&text, "a: ");
		cx_buf_fill(&text, 'x', CX_MAX_SCALAR_BYTES + extra);
		check_limit(&bench, &text, extra ? "yaml.scalar" : NULL, 1, 4);
	}
}

static void test_file_when_too_large_then_error(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	(void)state;
	for (unsigned extra = 0; extra < 2; extra++) {
		cx_buf_fill(&text, '\n', CX_MAX_FILE_BYTES + extra);
		check_limit(&bench, &text, extra ? "yaml.size" : NULL, 0, 0);
	}
}

static void test_keys_when_many_then_duplicate_is_found(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_docs docs;
	(void)state;
	for (int i = 0; i < 1000; i++)
		cx_buf_addf(&text, "k%d: 1\n", i);
	cx_buf_adds(&text, "k1: 2\nk999: 2\n");
	assert_int_equal(bench_yaml(&bench, text.data, text.len, &docs), CX_STATUS_INVALID);
	assert_int_equal(bench.diags.count, 2);
	assert_int_equal(bench.diags.items[0]->span.line, 1001);
	assert_int_equal(bench.diags.items[0]->second.line, 2);
	assert_int_equal(bench.diags.items[1]->second.line, 1000);
	assert_int_equal(docs.items[0]->count, 1000);
	bench_release(&bench);
}

static void test_problems_when_many_then_bounded(void **state)
{
	struct bench bench = BENCH_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_docs docs;
	(void)state;
	for (int i = 0; i < 1000; i++)
		cx_buf_adds(&text, "- no\n");
	assert_int_equal(bench_yaml(&bench, text.data, text.len, &docs), CX_STATUS_INVALID);
	assert_int_equal(bench.diags.count, CX_MAX_DIAGS);
	assert_int_equal(bench.diags.dropped, 1000 - CX_MAX_DIAGS);
	assert_true(bench.diags.arena.used < 100000);
	bench_release(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depth_when_beyond_then_ends_at_once),
		cmocka_unit_test(test_depth_when_alias_adds_to_it_then_counted),
		cmocka_unit_test(test_aliases_when_they_explode_then_stopped),
		cmocka_unit_test(test_aliases_when_too_many_then_error),
		cmocka_unit_test(test_nodes_when_too_many_then_error),
		cmocka_unit_test(test_scalar_when_too_large_then_error),
		cmocka_unit_test(test_file_when_too_large_then_error),
		cmocka_unit_test(test_keys_when_many_then_duplicate_is_found),
		cmocka_unit_test(test_problems_when_many_then_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
