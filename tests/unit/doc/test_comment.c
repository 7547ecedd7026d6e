/* SPDX-License-Identifier: Apache-2.0 */
/* Comments: which are found, and the lines that they speak of. */
#include "doc/comment.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct row {
	const char *name, *text;
	const char *found; /* "line:column+width first-last text", one a line */
};

static void add_lines(const struct cx_comments *comments, struct cx_buf *out)
{
	for (size_t i = 0; i < comments->count; i++) {
		const struct cx_comment *c = &comments->items[i];
		cx_buf_addf(out, "%u:%u+%u %u-%u %.*s\n", c->span.line, c->span.column, c->span.width,
			    c->first, c->last, (int)c->len, c->text);
	}
}

static void test_read_when_texts_then_places_and_lines(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"none", "a: 1\n", ""},
		{"another word", "a: 1 # other\n", ""},
		{"in a text", "a: '# say x'\nb: \"\n # say y\"\nc: |\n  # say z\nd: a#say\n", ""},
		{"behind a value", "a: 1\nä: ö  #say so  \n", "2:7+7 2-2 say so\n"},
		{"above a pair", "x: 0\n# say a\na: 1\nb: 2\n", "2:1+7 3-3 say a\n"},
		{"above a mapping, blank lines and comments between",
		 "x: 0\n# say a\n\n# other\na:\n  b: 1\n\n  c: 2\nd: 3\n", "2:1+7 5-8 say a\n"},
		{"above a list as deep as its key", "x: 0\n# say a\na:\n- 1\n- 2\nb: 3\n",
		 "2:1+7 3-5 say a\n"},
		{"above an item of it", "a:\n# say 1\n- b: 1\n  c: 2\n- 2\n", "2:1+7 3-4 say 1\n"},
		{"above and inside", "x: 0\n# say a\na:\n  # say b\n  b: 1\n  c: 2\n",
		 "2:1+7 3-6 say a\n4:3+7 5-5 say b\n"},
		{"in brackets", "a: [1, # say 1\n  # say 2\n  2,\n  3]\n",
		 "1:8+7 1-1 say 1\n2:3+7 3-3 say 2\n"},
		{"above a document", "# say all\na:\n  b: 1\nc: 2\n", "1:1+9 1-4 say all\n"},
		{"of two documents", "# say 1\na: 1\n---\n# say 2\nb: 1\n# say b\nc: 1\n",
		 "1:1+7 1-2 say 1\n4:1+7 4-7 say 2\n6:1+7 7-7 say b\n"},
		{"between documents", "a: 1\n# say 2\n---\nb: 1\n", "2:1+7 2-4 say 2\n"},
		{"behind ---", "--- # say 1\na: 1\nb: 1\n", "1:5+7 1-3 say 1\n"},
		{"at the end", "a:\n  b: 1\n  # say nothing\n", "3:3+13 3-3 say nothing\n"},
		{"behind a key", "a: # say a\n  b: 1\n", "1:4+7 1-1 say a\n"},
		{"behind a text of several lines", "x: 0\na: |\n  1\n\n# say b\nb: 1\n", "5:1+7 6-6 say b\n"},
		{"with CR", "x: 0\r\n# say a\r\na: 1\r\n", "2:1+7 3-3 say a\n"},
		{"before what breaks", "x: 0\n# say a\na: 1\nb: [\n", "2:1+7 3-3 say a\n"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		CX_AUTO(cx_buf) struct cx_buf found = CX_BUF_INIT;
		struct cx_comments comments;
		const struct cx_source source = {"a.yaml", rows[i].text, strlen(rows[i].text)};
		assert_false(cx_comments_read(&arena, &source, "say", 10, &comments));
		add_lines(&comments, &found);
		if (strcmp(found.data ? found.data : "", rows[i].found) != 0)
			fail_msg("%s: expected\n%sgot\n%s", rows[i].name, rows[i].found, found.data);
		cx_arena_release(&arena);
	}
}

static void test_read_when_more_than_max_then_full(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_comments comments;
	static const char text[] = "a: 1 # say\nb: 1 # say\nc: 1 # say\n";
	const struct cx_source source = {"a.yaml", text, strlen(text)};
	assert_false(cx_comments_read(&arena, &source, "say", 3, &comments));
	assert_true(cx_comments_read(&arena, &source, "say", 2, &comments));
	assert_int_equal(comments.count, 2);
	cx_arena_release(&arena);
}

/* One line of a megabyte, and a comment for each of many lines that are nested in each other. */
static void test_read_when_lines_are_long_or_many_then_cost_is_linear(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_comments comments;
	cx_buf_adds(&text, "a: [");
	for (int i = 0; i < 100000; i++)
		cx_buf_adds(&text, "12345678, ");
	cx_buf_adds(&text, "0] # say\nb:\n");
	for (int i = 0; i < 20000; i++)
		cx_buf_addf(&text, "  # say\n  c%d: 0\n", i);
	const struct cx_source source = {"a.yaml", text.data, text.len};
	clock_t start = clock();
	assert_false(cx_comments_read(&arena, &source, "say", 50000, &comments));
	assert_int_equal(comments.count, 20001);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 3);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_when_texts_then_places_and_lines),
		cmocka_unit_test(test_read_when_more_than_max_then_full),
		cmocka_unit_test(test_read_when_lines_are_long_or_many_then_cost_is_linear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
