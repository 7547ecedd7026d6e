/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers: growth, the maximum, taking the text out. */
#include "unit/base/cmocka_first.h"

#include "base/buf.h"
#include "base/mem.h"

static void test_add_when_growing_then_terminated(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf buf = CX_BUF_INIT;
	(void)state;
	assert_string_equal(buf.data, "");
	cx_buf_addf(&buf, "%d-%s", 42, "x");
	cx_buf_addc(&buf, '!');
	cx_buf_fill(&buf, 'y', 200);
	cx_buf_add(&buf, "\0z", 2);
	assert_int_equal(buf.len, 207);
	assert_memory_equal(buf.data, "42-x!yyy", 8);
	assert_memory_equal(buf.data + 205, "\0z", 3);
	cx_buf_cut(&buf, 4);
	assert_string_equal(buf.data, "42-x");
	cx_buf_clear(&buf);
	assert_string_equal(buf.data, "");
}

static void test_add_when_beyond_max_then_full_and_kept(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf buf = CX_BUF_INIT;
	(void)state;
	buf.max = 5;
	cx_buf_adds(&buf, "abc");
	assert_false(buf.full);
	cx_buf_adds(&buf, "def");
	assert_true(buf.full);
	assert_string_equal(buf.data, "abc");
	cx_buf_addf(&buf, "%s", "def");
	cx_buf_adds(&buf, "de");
	assert_string_equal(buf.data, "abcde");
	cx_buf_clear(&buf);
	assert_false(buf.full);
}

static void test_take_when_taken_then_empty_and_reusable(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf buf = CX_BUF_INIT;
	(void)state;
	char *nothing = cx_buf_take(&buf);
	assert_string_equal(nothing, "");
	cx_free(nothing);
	cx_buf_adds(&buf, "abc");
	char *text = cx_buf_take(&buf);
	assert_string_equal(text, "abc");
	assert_int_equal(buf.len, 0);
	cx_buf_adds(&buf, "d");
	assert_string_equal(buf.data, "d");
	assert_string_equal(text, "abc");
	cx_free(text);
	cx_buf_release_secret(&buf);
	assert_string_equal(buf.data, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_when_growing_then_terminated),
		cmocka_unit_test(test_add_when_beyond_max_then_full_and_kept),
		cmocka_unit_test(test_take_when_taken_then_empty_and_reusable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
