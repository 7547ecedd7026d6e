/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 8259 in small: texts that are JSON, texts that are not, and texts of which either may be said. */
#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct text {
	const char *bytes;
	size_t len;
};
#define T(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct text right[] = {
	/* arrays and objects */
	T("[]"),
	T("[[] ]"),
	T("[\"\"]"),
	T("[false]"),
	T("[null, 1, \"1\", {}]"),
	T("[1,null,null,null,2]"),
	T("[2] "),
	T(" [1]"),
	T("[1\n]"),
	T("\r\n[\t1 ,\r 2]\r\n"),
	T("{}"),
	T("{\"\":0}"),
	T("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}"),
	T("{\"foo\\u0000bar\": 42}"),
	T("{\"title\":\"\\u041f\\u043e\\u043b\"}"),
	T("{\n\"a\": \"b\"\n}"),
	T("{\"a\":[],\"A\":{}}"),
	/* numbers */
	T("[123e65]"),
	T("[0e+1]"),
	T("[0E-0]"),
	T("[ 4]"),
	T("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000000001]"),
	T("[20e1]"),
	T("[-0]"),
	T("[-123]"),
	T("[-1]"),
	T("[-0.0]"),
	T("[1E22]"),
	T("[1E-2]"),
	T("[1E+2]"),
	T("[123e45]"),
	T("[123.456e78]"),
	T("[1e-2]"),
	T("[1e+2]"),
	T("[123]"),
	T("[123.456789]"),
	T("[1e0000000000000001]"),
	T("[10000000000000000999999999999999999999999]"),
	/* strings */
	T("[\"\\u0060\\u012a\\u12AB\"]"),
	T("[\"\\uD801\\udc37\"]"),
	T("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
	T("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
	T("[\"\\\\u0000\"]"),
	T("[\"\\\"\"]"),
	T("[\"a/*b*/c/*d//e\"]"),
	T("[\"\\\\a\"]"),
	T("[\"\\u0012\"]"),
	T("[\"asd\"]"),
	T("[ \"asd\"]"),
	T("[\"\\uDBFF\\uDFFF\"]"),
	T("[\"new\\u00A0line\"]"),
	T("[\"\xf4\x8f\xbf\xbf\"]"),
	T("[\"\xef\xbf\xbf\"]"),
	T("[\"\\u002c\"]"),
	T("[\"\xcf\x80\"]"),
	T("[\"asd \"]"),
	T("\" \""),
	T("[\"\\uD834\\uDd1e\"]"),
	T("[\"\\u0821\"]"),
	T("[\"\\u0123\"]"),
	T("[\"\xe2\x80\xa8\"]"),
	T("[\"\xe2\x80\xa9\"]"),
	T("[\"\\u0061\\u30af\\u30EA\\u30b9\"]"),
	T("[\"\\u000A\"]"),
	T("[\"\\uA66D\"]"),
	T("[\"\\u005C\"]"),
	T("[\"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82\"]"),
	T("[\"\\u0022\"]"),
	T("[\"\\uDBFF\\uDFFE\"]"),
	T("[\"\\u200B\\u2064\\uFDD0\\uFFFE\"]"),
	T("[\"\x7f\"]"),
	T("[\"a\x7f\x61\"]"),
	T("[\"\xef\xbb\xbf\"]"),
	/* alone */
	T("false"),
	T("42"),
	T("-0.1"),
	T("null"),
	T("\"asd\""),
	T("true"),
	T("\"\""),
	T("[\"a\"]\n"),
	T("[true]"),
	T(" [] "),
};

static const struct text wrong[] = {
	/* nothing, and marks */
	T(""),
	T(" "),
	T("\n"),
	T("\xef\xbb\xbf"),
	T("\xef\xbb\xbf{}"),
	T("\xef\xbb{}"),
	T("\xe5"),
	T("\xff\xfe[\0]\0"),
	T("\0"),
	T("[]\0"),
	T("[\0]"),
	T("*"),
	T("a\xc3\xa5"),
	T("\xc3\xa5"),
	T("<.>"),
	T("<null>"),
	T("\xe2\x81\xa0"),
	T("[\xe2\x81\xa0]"),
	T("[\x0c]"),
	T("[\x0b]"),
	T("[\xc2\xa0]"),
	T("[\xe2\x80\xa8]"),
	T("\\u000A\"\""),
	/* arrays */
	T("[\"\"],"),
	T("[,1]"),
	T("[1,]"),
	T("[1,,]"),
	T("[,]"),
	T("[,"),
	T("[\"\",]"),
	T("[\"x\""),
	T("[x"),
	T("[\"\""),
	T("[1,"),
	T("[1,\n1\n,1"),
	T("[   , \"\"]"),
	T("[*]"),
	T("[1:2]"),
	T("[1 2]"),
	T("[1;2]"),
	T("[1]x"),
	T("[1]]"),
	T("[\"asd]"),
	T("[][]"),
	T("[] 1"),
	T("]"),
	T("[{}"),
	T("[{"),
	T("[}"),
	T("{]"),
	T("[1 true]"),
	T("[#]"),
	T("[1,/**/2]"),
	/* objects */
	T("{"),
	T("}"),
	T("{}}"),
	T("{,"),
	T("{[: \"x\"}"),
	T("{[}"),
	T("{\"x\", null}"),
	T("{\"x\"::\"b\"}"),
	T("{\"a\":\"a\" 123}"),
	T("{key: 'value'}"),
	T("{'a':0}"),
	T("{\"\xb9\":\"0\",}"),
	T("{\"a\" b}"),
	T("{:\"b\"}"),
	T("{\"a\" \"b\"}"),
	T("{\"a\":"),
	T("{\"a\""),
	T("{\"a"),
	T("{\"\":"),
	T("{1:1}"),
	T("{9999E9999:1}"),
	T("{null:null,null:null}"),
	T("{true:1}"),
	T("{\"id\":0,,,,,}"),
	T("{\"id\":0,}"),
	T("{\"a\":\"b\"}/**/"),
	T("{\"a\":\"b\"}/**//"),
	T("{\"a\":\"b\"}//"),
	T("{\"a\":\"b\"}/"),
	T("{\"a\":\"b\",,\"c\":\"d\"}"),
	T("{a: \"b\"}"),
	T("{\"a\":\"a"),
	T("{\"asd\":\"asd\""),
	T("{\"x\": true,"),
	T("{\"a\": true} \"x\""),
	T("{\"a\":\"b\"}#"),
	T("{\"a\":/*c*/\"b\"}"),
	T("{\"a\":\"b\"}#{}"),
	T("[\"x\", truth]"),
	/* literals */
	T("[tru]"),
	T("[nul]"),
	T("[fals]"),
	T("[True]"),
	T("[NULL]"),
	T("[nulls]"),
	T("[true1]"),
	T("undefined"),
	T("[ false, nul"),
	T("[ true, fals"),
	/* numbers */
	T("[++1234]"),
	T("[+1]"),
	T("[+Inf]"),
	T("[-1.0.]"),
	T("[-2.]"),
	T("[0.1.2]"),
	T("[0.3e+]"),
	T("[0E]"),
	T("[0E+]"),
	T("[0e]"),
	T("[0e+]"),
	T("[1eE2]"),
	T("[1e]"),
	T("[9.e+]"),
	T("[0e+-1]"),
	T("[1e.5]"),
	T("[-123.123foo]"),
	T("[123\xe5]"),
	T("[1e1\xe5]"),
	T("[0\xe5]"),
	T("[1e\xe5]"),
	T("[Infinity]"),
	T("[-Infinity]"),
	T("[-NaN]"),
	T("[-foo]"),
	T("[-]"),
	T("[--1]"),
	T("[- 1]"),
	T("[-012]"),
	T("[-.123]"),
	T("[-1x]"),
	T("[1ea]"),
	T("[1.]"),
	T("[.123]"),
	T("[.5e1]"),
	T("[1.2a-3]"),
	T("[1.8011670033376514H-308]"),
	T("[012]"),
	T("[00]"),
	T("[0x1]"),
	T("[0b1]"),
	T("[0o7]"),
	T("[1_000]"),
	T("[1 000.0]"),
	T("[1,000.]"),
	T("[1+2]"),
	T("2@"),
	T("[\xef\xbc\x91]"),
	T("[1L]"),
	T("[1f]"),
	/* strings */
	T("[\"\\uD800\\\"]"),
	T("[\"\\uD800\\u\"]"),
	T("[\"\\uD800\\u1x\"]"),
	T("[\xc3\xa9]"),
	T("[\"\\\0\"]"),
	T("[\"\\\t\"]"),
	T("[\"\\\xf0\x9f\x8c\x80\"]"),
	T("[\"\\\\\\\"]"),
	T("[\"\\\"]"),
	T("[\"\\u00A\"]"),
	T("[\"\\uD834\\uDd\"]"),
	T("[\"\\uD800\\uD800\\x\"]"),
	T("[\"\\u\xe5\"]"),
	T("[\"\\a\"]"),
	T("[\"\\x00\"]"),
	T("[\"\\'\"]"),
	T("[\"\\0\"]"),
	T("[\"\\e\"]"),
	T("[\"\\v\"]"),
	T("[\"\\U0041\"]"),
	T("[\"\\uqqqq\"]"),
	T("[\"\\\xe5\"]"),
	T("[\\u0020\"asd\"]"),
	T("[\\n]"),
	T("\""),
	T("['single quote']"),
	T("abc"),
	T("[\"a\0a\"]"),
	T("[\"new\nline\"]"),
	T("[\"\t\"]"),
	T("[\"\x1f\"]"),
	T("\"\"x"),
	T("[\"a\" \"b\"]"),
	T("[\"\xff\"]"),
	T("[\"\xe0\xff\"]"),
	T("[\"\x81\"]"),
	T("[\"\xc0\xaf\"]"),
	T("[\"\xe0\x80\xaf\"]"),
	T("[\"\xed\xa0\x80\"]"),
	T("[\"\xf4\x90\x80\x80\"]"),
	T("[\"\xf5\x80\x80\x80\"]"),
	T("[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"),
	T("[\"\xe6\x97\"]"),
};

/* What the RFC leaves open: no crash, and a reason where we refuse. */
static const struct text either[] = {
	T("[123.456e-789]"),
	T("[0.4e00669999999999999999999999999999999999999999999999999999999999999999999999999999999969]"),
	T("[-1e+9999]"),
	T("[1.5e+9999]"),
	T("[1e99999999999999999999]"),
	T("[-123123e100000]"),
	T("[\"\\uDFAA\"]"),
	T("[\"\\uDADA\"]"),
	T("[\"\\uD888\\u1234\"]"),
	T("[\"\\uD800\\n\"]"),
	T("[\"\\uDd1e\\uD834\"]"),
	T("[\"\\ud800abc\"]"),
	T("{\"a\":1,\"a\":1}"),
};

static bool accepts(const struct text *text, struct cx_diags *diags)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	/* A copy of its own size: a byte read too far is found. */
	char *copy = cx_alloc(text->len + 1);
	memcpy(copy, text->bytes, text->len);
	struct cx_source source = {.name = "t.json", .text = copy, .len = text->len};
	struct cx_node *root = NULL;
	enum cx_status status = cx_json_parse(&arena, &source, &root, diags);
	cx_free(copy);
	assert_int_equal(status == CX_STATUS_OK, diags->errors == 0);
	return status == CX_STATUS_OK;
}

static size_t count_unlike(const struct text *texts, size_t count, bool expected)
{
	size_t unlike = 0;
	for (size_t i = 0; i < count; i++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		if (accepts(&texts[i], &diags) == expected)
			continue;
		print_error("%s should %sbe JSON\n", texts[i].bytes, expected ? "" : "not ");
		unlike++;
	}
	return unlike;
}

static void test_texts_when_json_then_accepted(void **state)
{
	(void)state;
	assert_int_equal(count_unlike(right, CX_COUNT(right), true), 0);
}

static void test_texts_when_no_json_then_refused(void **state)
{
	(void)state;
	assert_int_equal(count_unlike(wrong, CX_COUNT(wrong), false), 0);
}

static void test_texts_when_either_then_reason_or_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < CX_COUNT(either); i++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		(void)accepts(&either[i], &diags);
	}
}

static void test_texts_when_cut_anywhere_then_refused(void **state)
{
	(void)state;
	const struct text whole = T("{\"a\":[1.5e+3,\"\\ud83d\\ude00\xc3\xa9\",true,null,{\"b\":{}}]}");
	for (size_t len = 0; len < whole.len; len++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		assert_false(accepts(&(struct text){whole.bytes, len}, &diags));
	}
}

/* Opened 100,000 times, in all mixtures of arrays and objects. */
static void test_texts_when_opened_without_end_then_refused_at_once(void **state)
{
	(void)state;
	static const char *const openings[] = {"[", "{\"\":", "[{\"\":", "[1,", "{\"a\":[", " [\n"};
	for (size_t i = 0; i < CX_COUNT(openings); i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		for (int n = 0; n < 100000; n++)
			cx_buf_adds(&text, openings[i]);
		assert_false(accepts(&(struct text){text.data, text.len}, &diags));
		assert_string_equal(diags.items[0]->code, "json.depth");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts_when_json_then_accepted),
		cmocka_unit_test(test_texts_when_no_json_then_refused),
		cmocka_unit_test(test_texts_when_either_then_reason_or_value),
		cmocka_unit_test(test_texts_when_cut_anywhere_then_refused),
		cmocka_unit_test(test_texts_when_opened_without_end_then_refused_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
