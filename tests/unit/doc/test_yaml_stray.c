/* SPDX-License-Identifier: Apache-2.0 */
/* Marks of other programs in YAML: what is said of them, and what is left alone. */
#include "unit/doc/mistakes.h"

static void check_good(const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct bench bench = BENCH_INIT;
		struct cx_docs docs;
		if (bench_yaml(&bench, texts[i], strlen(texts[i]), &docs))
			fail_msg("%s: %s", texts[i], bench.diags.items[0]->message);
		bench_release(&bench);
	}
}

#define NBSP "\xc2\xa0"
#define ZWSP "\xe2\x80\x8b"

static void test_space_when_no_blank_then_said_once(void **state)
{
	static const char front[] =
		"a no-break space (U+00A0) stands in front of this text, and counts as part of it";
	static const char behind[] =
		"a no-break space (U+00A0) stands behind this text, and counts as part of it";
	static const char where[] = "a no-break space (U+00A0) stands where YAML takes blanks alone";
	static const struct mistake mistakes[] = {
		{"a:\n" NBSP NBSP "b: 1\n", 2, 1, 1, front},
		{"a:\n  b: 1\n  " NBSP "c: 2\n", 3, 3, 1, front},
		{"a:\n  b:\n" NBSP NBSP NBSP NBSP "c: 2\n  d: 1\n", 3, 1, 1, front},
		{"a:" NBSP "1\nb: 2\n", 1, 3, 1, where},
		{"a: 1\nb:" NBSP "2\n", 2, 3, 1, where},
		{"a:" NBSP "\n  b: 1\n", 1, 3, 1, where},
		{"a:\n  - 1\n  -" NBSP "2: x\n", 3, 4, 1, where},
		{"a: " NBSP "gold\n", 1, 4, 1, front},
		{"a: g\xc3\xb6ld" NBSP "\n", 1, 8, 1, behind},
		{"{a:" NBSP "1}\n", 1, 4, 1,
		 "a no-break space (U+00A0) stands behind the colon, where a blank is due"},
		{"a: gold" NBSP "# who\n", 1, 8, 1,
		 "a no-break space (U+00A0) stands in front of #, where a blank is due"},
		{"a: " ZWSP "gold\n", 1, 4, 1,
		 "a zero width space (U+200B) stands in front of this text, and counts as part of it"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.space", true);
}

static void test_quotes_when_typographic_then_said_once(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: \u201cgold\u201d\n", 1, 4, 6,
		 "\u201c and \u201d are typographic quotes, which count as part of the text"},
		{"a: [\u2018gold\u2019, b]\n", 1, 5, 6,
		 "\u2018 and \u2019 are typographic quotes, which count as part of the text"},
		{"\u201ea\u201c: 1\n", 1, 1, 3,
		 "\u201e and \u201c are typographic quotes, which count as part of the text"},
		{"a: \u201cyes\u201d\n", 1, 4, 5,
		 "\u201c and \u201d are typographic quotes, which count as part of the text"},
		{"a: \u201cb: c\u201d\n", 1, 4, 1, "\u201c is a typographic quote, which does not quote"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.quote", true);
}

static void test_quotes_when_removed_then_value_is_bad_text(void **state)
{
	struct bench bench = BENCH_INIT;
	struct cx_docs docs;
	static const char text[] = "\u201ckey\u201d: \u201c5\u201d\n";
	(void)state;
	assert_int_equal(bench_yaml(&bench, text, strlen(text), &docs), CX_STATUS_INVALID);
	assert_int_equal(bench.diags.count, 2);
	assert_string_equal(bench.diags.items[1]->hint, "write straight ones: \"5\"");
	const struct cx_node *value = cx_node_get(docs.items[0], "key");
	assert_non_null(value);
	assert_true(value->bad);
	assert_true(cx_node_is_text(value, "5"));
	bench_release(&bench);
}

static void test_comment_when_slashes_then_said_once(void **state)
{
	static const char slashes[] = "// begins no comment in YAML", star[] = "/* begins no comment in YAML";
	static const struct mistake mistakes[] = {
		{"// a\nb: 1\n", 1, 1, 4, slashes},
		{"a: 1\n// b\nc: 1\n", 2, 1, 4, slashes},
		{"// a: b\nc: 1\n", 1, 1, 4, slashes},
		{"a: // b\n  c: 1\n", 1, 4, 4, slashes},
		{"a: 5 // b\n", 1, 6, 4, slashes},
		{"/* a */\nb: 1\n", 1, 1, 7, star},
		{"{\n  // b\n  \"a\": 1\n}\n", 2, 3, 4, slashes},
		{"{\n  \"a\": 1, // b\n  \"c\": 1\n}\n", 2, 11, 4, slashes},
		{"{\n  \"a\": \"x // y\", /* b */\n  \"c\": 1\n}\n", 2, 18, 7, star},
		{"{\n  \"a\": \"x\" // b\n}\n", 2, 12, 4, slashes},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.comment", true);
}

static void test_template_when_not_filled_in_then_said_once(void **state)
{
	static const char message[] = "these braces are a template's, and were not filled in";
	static const struct mistake mistakes[] = {
		{"a: {{ b }}\n", 1, 4, 2, message},
		{"a: {{ b }}-x\n", 1, 4, 2, message},
		{"a: {{- b }}\n", 1, 4, 2, message},
		{"a: [{{ b }}]\n", 1, 5, 2, message},
		{"{{ a }}: b\n", 1, 1, 2, message},
		{"{{- if a }}\nb: 1\n{{- end }}\n", 1, 1, 2, message},
		{"a:\n  b: 1\n  {{- if c }}\n  d: 1\n", 3, 3, 2, message},
		{"a: 1\n{{- end }}\n", 2, 1, 2, message},
		{"a:\n  {% if b %}\n  c: 1\n", 2, 3, 2, message},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.template", true);
}

static void test_stray_when_meant_then_left_alone(void **state)
{
	static const char *const texts[] = {
		"a: \"" NBSP "gold" NBSP "\"\n",
		"a: 'gold" ZWSP "'\n",
		"a: 1" NBSP "000 people\n",
		"a: |\n"
		"  " NBSP "gold\n",
		"a: \"\u201cgold\u201d\"\n",
		"a: the \u201cgold\u201d ones\n",
		"a: \u201cgold\u201d ones\n",
		"a: it\u2019s\n",
		"a: \u201d\n",
		"a: >\n  \u201cgold\u201d\n",
		"a: //example.com/x\n",
		"a: https://example.com/x # // y\n",
		"a: either // or\n",
		"a: /path\n",
		"a: 5/6\n",
		"a: '// b'\n",
		"a: \"{{ b }}\"\n",
		"a: x {{ b }}\n",
		"# {{ a }} // b \u201cc\u201d\na: 1\n",
	};
	(void)state;
	check_good(texts, CX_COUNT(texts));
}

static void test_stray_when_quoted_near_an_error_then_not_blamed(void **state)
{
	static const struct mistake mistakes[] = {
		{"a: \"x // y\"\nb 1\nc: 1\n", 2, 1, 3, "a colon is missing behind this key"},
		{"a: 1 # \u201cb\u201d // c\nb 1\nc: 1\n", 2, 1, 3, "a colon is missing behind this key"},
		{"a: '\u201cb\u201d: c'\nb 1\nc: 1\n", 2, 1, 3, "a colon is missing behind this key"},
		{"a: https://example.com/\nb 1\nc: 1\n", 2, 1, 3, "a colon is missing behind this key"},
	};
	(void)state;
	check_mistakes(mistakes, CX_COUNT(mistakes), "yaml.syntax", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_space_when_no_blank_then_said_once),
		cmocka_unit_test(test_quotes_when_typographic_then_said_once),
		cmocka_unit_test(test_quotes_when_removed_then_value_is_bad_text),
		cmocka_unit_test(test_comment_when_slashes_then_said_once),
		cmocka_unit_test(test_template_when_not_filled_in_then_said_once),
		cmocka_unit_test(test_stray_when_meant_then_left_alone),
		cmocka_unit_test(test_stray_when_quoted_near_an_error_then_not_blamed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
