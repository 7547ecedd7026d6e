/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text in Markdown, byte by byte. */
#include "report/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_code_when_ticks_then_longer_fence(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"Audience/vip", "`Audience/vip`"},
		{"a`b", "``a`b``"},
		{"`x`", "`` `x` ``"},
		{"``", "``` `` ```"},
		{" x ", "`  x  `"},
		{"@all <b> #1", "`@all <b> #1`"},
		{"a\nb\033", "`a\\nb\\x1b`"},
		{"", ""},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_markdown_code(rows[i][0], 0, &out);
		assert_string_equal(out.data, rows[i][1]);
	}
}

static void test_code_when_long_then_cut(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_markdown_code("abcdefghijklmnop", 10, &out);
	assert_string_equal(out.data, "`abcde...op`");
}

static void test_prose_when_words_are_plain_then_text(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"changed both in git and in the tenant's list, 3 times",
		 "changed both in git and in the tenant's list, 3 times"},
		{"\"High @all value\" is used by Webhook/x", "`\"High @all value\"` is used by `Webhook/x`"},
		{"if meant: --allow-delete 12 then", "if meant: `--allow-delete 12` then"},
		{"see www.evil.example now", "see `www.evil.example` now"},
		{"@all :tada: #12 GH-1 deadbee1 a_b_ <b> [x](y)",
		 "`@all` `:tada`: `#12` `GH-1` `deadbee1` `a_b_` `<b>` `[x](y`)"},
		{"1. one - two", "`1`. one `-` two"},
		{"a\nb", "`a\\nb`"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_markdown_prose(rows[i][0], &out);
		assert_string_equal(out.data, rows[i][1]);
	}
}

static void test_fence_when_ticks_in_it_then_longer(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT, lines = CX_BUF_INIT;
	cx_buf_adds(&lines, "+ ````\n");
	cx_markdown_fence("diff", &lines, &out);
	assert_string_equal(out.data, "`````diff\n+ ````\n`````\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code_when_ticks_then_longer_fence),
		cmocka_unit_test(test_code_when_long_then_cut),
		cmocka_unit_test(test_prose_when_words_are_plain_then_text),
		cmocka_unit_test(test_fence_when_ticks_in_it_then_longer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
