/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as text, byte by byte. */
#include "report/diag_text.h"

#include "report/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct cx_source source_of(const char *text)
{
	return (struct cx_source){.name = "audiences/vip.yaml", .text = text, .len = strlen(text)};
}

static void check(const char *source, uint32_t line, uint32_t column, uint32_t width, const char *expected)
{
	struct cx_source s = source_of(source);
	struct cx_diag diag = {.code = "a.b", .span = {&s, line, column, width}, .message = "wrong"};
	struct cx_diag_style style = {0};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_text(&diag, &style, &out);
	assert_string_equal(out.data, expected);
}

static void test_diag_when_complete_then_as_the_style_says(void **state)
{
	(void)state;
	struct cx_source s = source_of("a: 1\nb:\n  - operator: OR\n    c: 2\n");
	struct cx_diag diag = {
		.code = "audience.depth",
		.span = {&s, 3, 5, 8},
		.second = {&s, 1, 1, 1},
		.second_label = "first defined here",
		.message = "criteria are nested 6 levels below the root, at most 5 are allowed",
		.note = "deepest path is /spec/criteria",
		.hint = "merge groups with the same operator",
	};
	struct cx_diag_style style = {0};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_text(&diag, &style, &out);
	assert_string_equal(out.data,
			    "audiences/vip.yaml:3:5: error: criteria are nested 6 levels below the root, "
			    "at most 5 are allowed [audience.depth]\n"
			    "    3 |   - operator: OR\n"
			    "      |     ^^^^^^^^\n"
			    "audiences/vip.yaml:1:1: note: first defined here\n"
			    "    1 | a: 1\n"
			    "      | ^\n"
			    "  note: deepest path is /spec/criteria\n"
			    "  hint: merge groups with the same operator\n");
}

static void test_diag_when_coloured_then_only_our_parts(void **state)
{
	(void)state;
	struct cx_source s = source_of("a: 1\n");
	struct cx_diag diag = {.severity = CX_SEVERITY_WARNING,
			       .code = "x",
			       .span = {&s, 1, 4, 1},
			       .message = "m\033[1m",
			       .hint = "h"};
	struct cx_diag_style style = {.colour = true};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_text(&diag, &style, &out);
	assert_string_equal(out.data,
			    "\033[1maudiences/vip.yaml:1:4:\033[0m \033[33mwarning\033[0m: m\\x1b[1m [x]\n"
			    "\033[2m    1 |\033[0m a: 1\n"
			    "\033[2m      |\033[0m    \033[33m^\033[0m\n"
			    "  \033[36mhint\033[0m: h\n");
}

static void test_diag_when_no_place_then_only_the_message(void **state)
{
	(void)state;
	struct cx_diag diag = {.code = "net.down", .message = "no answer"};
	struct cx_diag_style style = {0};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_text(&diag, &style, &out);
	assert_string_equal(out.data, "error: no answer [net.down]\n");
	check("a", 0, 0, 0, "audiences/vip.yaml: error: wrong [a.b]\n");
}

static void test_diag_when_quiet_then_errors_alone(void **state)
{
	(void)state;
	struct cx_diag warning = {.severity = CX_SEVERITY_WARNING, .message = "w"};
	struct cx_diag error = {.message = "e", .note = "n", .hint = "h"};
	struct cx_diag_style style = {.quiet = true};
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_diag_text(&warning, &style, &out);
	cx_diag_text(&error, &style, &out);
	assert_string_equal(out.data, "error: e\n");
}

static void test_excerpt_when_tabs_then_carets_in_place(void **state)
{
	(void)state;
	check("\ta\tbc\n", 1, 4, 2,
	      "audiences/vip.yaml:1:4: error: wrong [a.b]\n"
	      "    1 |         a       bc\n"
	      "      |                 ^^\n");
}

static void test_excerpt_when_wide_and_combining_then_carets_in_place(void **state)
{
	(void)state;
	check("\xe4\xb8\xad\xe6\x96\x87: e\xcc\x81x\n", 1, 5, 2,
	      "audiences/vip.yaml:1:5: error: wrong [a.b]\n"
	      "    1 | \xe4\xb8\xad\xe6\x96\x87: e\xcc\x81x\n"
	      "      |       ^\n");
	check("\xe4\xb8\xad\xe6\x96\x87: 1\n", 1, 1, 2,
	      "audiences/vip.yaml:1:1: error: wrong [a.b]\n"
	      "    1 | \xe4\xb8\xad\xe6\x96\x87: 1\n"
	      "      | ^^^^\n");
}

static void test_excerpt_when_hostile_then_escaped_and_in_place(void **state)
{
	(void)state;
	check("a\033b\xe2\x80\xae: \xff\n", 1, 4, 1,
	      "audiences/vip.yaml:1:4: error: wrong [a.b]\n"
	      "    1 | a\\x1bb\\u{202e}: \\xff\n"
	      "      |       ^^^^^^^^\n");
}

static void test_excerpt_when_at_the_end_then_one_caret_behind(void **state)
{
	(void)state;
	check("a:\nb\n", 1, 3, 1,
	      "audiences/vip.yaml:1:3: error: wrong [a.b]\n"
	      "    1 | a:\n"
	      "      |   ^\n");
	check("", 1, 1, 1,
	      "audiences/vip.yaml:1:1: error: wrong [a.b]\n"
	      "    1 | \n"
	      "      | ^\n");
}

static void test_excerpt_when_wider_than_the_line_then_ends_with_it(void **state)
{
	(void)state;
	check("abc\r\nd", 1, 2, 99,
	      "audiences/vip.yaml:1:2: error: wrong [a.b]\n"
	      "    1 | abc\n"
	      "      |  ^^\n");
}

static void test_excerpt_when_the_line_is_not_there_then_left_out(void **state)
{
	(void)state;
	check("a\nb\n", 9, 1, 1, "audiences/vip.yaml:9:1: error: wrong [a.b]\n");
}

static void test_excerpt_when_the_number_is_long_then_the_gutter_grows(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_fill(&text, '\n', 123455);
	cx_buf_adds(&text, "x: 1");
	check(text.data, 123456, 4, 1,
	      "audiences/vip.yaml:123456:4: error: wrong [a.b]\n"
	      "123456 | x: 1\n"
	      "       |    ^\n");
}

/* Every line of an excerpt fits into 100 columns, and its carets stand below what is meant. */
static void check_cut(size_t before, size_t after, const char *filler)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT, out = CX_BUF_INIT;
	for (size_t i = 0; i < before; i++)
		cx_buf_adds(&text, filler);
	cx_buf_adds(&text, "HERE");
	for (size_t i = 0; i < after; i++)
		cx_buf_adds(&text, filler);
	struct cx_source s = source_of(text.data);
	struct cx_diag diag = {.span = {&s, 1, (uint32_t)before + 1, 4}, .message = "m"};
	struct cx_diag_style style = {0};
	cx_diag_text(&diag, &style, &out);
	char *line = strchr(out.data, '\n') + 1, *carets = strchr(line, '\n') + 1;
	size_t line_len = (size_t)(carets - line) - 1, carets_len = strlen(carets) - 1;
	assert_true(line_len <= 100 && carets_len <= 100);
	if (strlen(filler) == 1) {
		assert_memory_equal(carets + carets_len - 4, "^^^^", 4);
		assert_memory_equal(line + carets_len - 4, "HERE", 4);
	}
	assert_non_null(strstr(line, "HERE"));
}

static void test_excerpt_when_the_line_is_long_then_cut_around_the_carets(void **state)
{
	(void)state;
	for (size_t before = 0; before < 300; before += 7)
		for (size_t after = 0; after < 300; after += 13)
			check_cut(before, after, "x");
	check_cut(1000000, 1000000, "x");
	check_cut(500, 500, "\033");
	check_cut(500, 500, "\t");
}

static void test_excerpt_when_cut_then_marked_on_both_sides(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (int i = 0; i < 50; i++)
		cx_buf_addf(&text, "k%03d ", i);
	check(text.data, 1, 126, 4,
	      "audiences/vip.yaml:1:126: error: wrong [a.b]\n"
	      "    1 | ...k019 k020 k021 k022 k023 k024 k025 k026 k027 k028 k029 k030 k031 k032 k033 k034 "
	      "k035 k...\n"
	      "      |                                  ^^^^\n");
}

/* xorshift64: the same sources in every run. */
static uint64_t seed = 0x2545f4914f6cdd1du;
static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static size_t make_source(char *bytes, size_t size)
{
	static const char *const pieces[] = {"\n",
					     "\r\n",
					     "\t",
					     "\033[2J",
					     "\xc2\x85",
					     "\xe2\x80\xae",
					     "\xff",
					     "\xe4\xb8\xad",
					     "e\xcc\x81",
					     "key: value ",
					     "\xf0\x9f\x98\x80",
					     "\xe2\x80\xa8",
					     "abcdefghijklmnopqrstuvwxyz",
					     "\xc3"};
	size_t len = 0, count = next_random() % 60;
	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[next_random() % CX_COUNT(pieces)];
		if (len + strlen(piece) > size)
			break;
		memcpy(bytes + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return len;
}

static void test_excerpt_when_sources_are_hostile_then_bounded_and_harmless(void **state)
{
	(void)state;
	for (int i = 0; i < 5000; i++) {
		char bytes[2048];
		struct cx_source s = {.name = "h", .text = bytes, .len = make_source(bytes, sizeof bytes)};
		struct cx_diag diag = {.message = "m",
				       .span = {&s, (uint32_t)(next_random() % 6),
						(uint32_t)(next_random() % 400),
						(uint32_t)(next_random() % 300)}};
		struct cx_diag_style style = {0};
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_diag_text(&diag, &style, &out);
		for (const char *line = out.data; *line;) {
			size_t len = strcspn(line, "\n");
			CX_AUTO(cx_buf) struct cx_buf escaped = CX_BUF_INIT;
			cx_escape_terminal(line, len, &escaped);
			/* What needs no escaping any more is harmless. */
			assert_int_equal(escaped.len, len);
			assert_true(cx_escape_columns(line, len) <= 100);
			line += len + 1;
		}
	}
}

static void test_summary_when_several_then_counted(void **state)
{
	(void)state;
	static const struct {
		size_t errors, warnings, dropped;
		bool quiet;
		const char *text;
	} rows[] = {
		{0, 0, 0, false, ""},
		{1, 0, 0, false, ""},
		{0, 1, 0, false, ""},
		{3, 1, 0, false, "3 errors, 1 warning\n"},
		{1, 1, 0, false, "1 error, 1 warning\n"},
		{0, 2, 0, false, "2 warnings\n"},
		{3, 5, 0, true, "3 errors\n"},
		{150, 0, 50, false, "150 errors; 50 not shown\n"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct cx_diags diags = {
			.errors = rows[i].errors, .warnings = rows[i].warnings, .dropped = rows[i].dropped};
		struct cx_diag_style style = {.quiet = rows[i].quiet};
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_diag_text_summary(&diags, &style, &out);
		assert_string_equal(out.data, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diag_when_complete_then_as_the_style_says),
		cmocka_unit_test(test_diag_when_coloured_then_only_our_parts),
		cmocka_unit_test(test_diag_when_no_place_then_only_the_message),
		cmocka_unit_test(test_diag_when_quiet_then_errors_alone),
		cmocka_unit_test(test_excerpt_when_tabs_then_carets_in_place),
		cmocka_unit_test(test_excerpt_when_wide_and_combining_then_carets_in_place),
		cmocka_unit_test(test_excerpt_when_hostile_then_escaped_and_in_place),
		cmocka_unit_test(test_excerpt_when_at_the_end_then_one_caret_behind),
		cmocka_unit_test(test_excerpt_when_wider_than_the_line_then_ends_with_it),
		cmocka_unit_test(test_excerpt_when_the_line_is_not_there_then_left_out),
		cmocka_unit_test(test_excerpt_when_the_number_is_long_then_the_gutter_grows),
		cmocka_unit_test(test_excerpt_when_the_line_is_long_then_cut_around_the_carets),
		cmocka_unit_test(test_excerpt_when_cut_then_marked_on_both_sides),
		cmocka_unit_test(test_excerpt_when_sources_are_hostile_then_bounded_and_harmless),
		cmocka_unit_test(test_summary_when_several_then_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
