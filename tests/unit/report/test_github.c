/* SPDX-License-Identifier: Apache-2.0 */
/* What a GitHub runner reads: no text from outside is a command, and ours are what its syntax says. */
#include "report/github.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check_guard(const char *text, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_github_guard(text, strlen(text), &out);
	assert_string_equal(out.data, expected);
}

static void test_guard_when_line_is_command_then_parted(void **state)
{
	(void)state;
	check_guard("a::b\n", "a::b\n");
	check_guard("::error::x\n", ": :error::x\n");
	check_guard("a\n \t::error::x\n::y", "a\n \t: :error::x\n: :y");
	check_guard("\xc2\xa0\xe3\x80\x80::x", "\xc2\xa0\xe3\x80\x80: :x");
	check_guard("a ##[error]b ###[c", "a ## [error]b ### [c");
	check_guard("", "");
}

/* As the runner reads a line: V2 at its begin behind white space, V1 anywhere. */
static bool is_command(const char *line)
{
	return strstr(line, "##[") || !strncmp(line + strspn(line, " \t\v\f\r"), "::", 2);
}

static void test_guard_when_any_line_then_no_command(void **state)
{
	static const char letters[] = ": #[e\n\t]";
	uint64_t seed = 0x9e3779b97f4a7c15u;
	(void)state;
	for (int n = 0; n < 10000; n++) {
		char text[24];
		for (size_t i = 0; i + 1 < sizeof text; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[i] = letters[(seed >> 33) % (sizeof letters - 1)];
		}
		text[sizeof text - 1] = '\0';
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_github_guard(text, strlen(text), &out);
		for (char *line = out.data, *end; line; line = end) {
			end = strchr(line, '\n');
			if (end)
				*end++ = '\0';
			assert_false(is_command(line));
		}
	}
}

static void test_guard_json_when_prefix_then_same_value(void **state)
{
	static const char text[] = "{\"a\": \"##[x ::y\"}";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_github_guard_json(text, strlen(text), &out);
	assert_string_equal(out.data, "{\"a\": \"#\\u0023[x ::y\"}");
}

static void test_annotations_when_places_then_errors_first_and_escaped(void **state)
{
	static const struct cx_source source = {"a,b:100%\n.yaml", NULL, 0};
	struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_diag_error(&diags, "none.place", "not shown");
	cx_diag_add(&diags, CX_SEVERITY_WARNING, "w.w", (struct cx_span){&source, 0, 0, 1}, "50%% of %s",
		    "a, b: c");
	struct cx_diag *d = cx_diag_add(&diags, CX_SEVERITY_ERROR, "e.e", (struct cx_span){&source, 3, 7, 1},
					"wrong\r\n::x");
	cx_diag_hint(&diags, d, "mend");
	cx_github_annotations(&diags, "sub", &out);
	assert_string_equal(out.data,
			    "::error file=sub/a%2Cb%3A100%25\\n.yaml,line=3,col=7,title=e.e::"
			    "wrong\\r\\n::x%0Amend\n"
			    "::warning file=sub/a%2Cb%3A100%25\\n.yaml,title=w.w::50%25 of a, b: c\n");
	cx_diags_release(&diags);
}

static void test_output_when_lines_then_delimiter_is_none_of_them(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf one = CX_BUF_INIT, two = CX_BUF_INIT;
	(void)state;
	cx_github_output("comment", "a\nEOF\nb", &one);
	cx_github_output("comment", "a\nEOF\nb", &two);
	assert_int_equal(strncmp(one.data, "comment<<", 9), 0);
	char *delimiter = cx_buf_take(&one), *line = strchr(delimiter, '\n');
	*line = '\0';
	assert_string_not_equal(delimiter, "");
	char expected[128];
	(void)snprintf(expected, sizeof expected, "a\nEOF\nb\n%s\n", delimiter + 9);
	assert_string_equal(line + 1, expected);
	assert_int_not_equal(strncmp(two.data, delimiter, strlen(delimiter)), 0);
	cx_free(delimiter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guard_when_line_is_command_then_parted),
		cmocka_unit_test(test_guard_when_any_line_then_no_command),
		cmocka_unit_test(test_guard_json_when_prefix_then_same_value),
		cmocka_unit_test(test_annotations_when_places_then_errors_first_and_escaped),
		cmocka_unit_test(test_output_when_lines_then_delimiter_is_none_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
