/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a secret in a line is blanked; nothing else is touched. */
#include "report/mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static void expect(const char *line, const char *shown)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_mask_text(line, strlen(line), 0, strlen(line), &out);
	assert_string_equal(out.data ? out.data : "", shown);
}

/* Each line of the text as it is shown alone. */
static void expect_lines(const char *text, const char *shown)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	for (const char *at = text; *at;) {
		size_t n = strcspn(at, "\n");
		cx_mask_text(text, strlen(text), (size_t)(at - text), (size_t)(at - text) + n, &out);
		cx_buf_addc(&out, '\n');
		at += n + (at[n] == '\n');
	}
	assert_string_equal(out.data, shown);
}

static void test_lines_when_secret_goes_on_then_blank(void **state)
{
	(void)state;
	expect_lines("secret: |\n  can: ary\n\n  two\nname: x\n",
		     "secret: |\n**********\n\n*****\nname: x\n");
	expect_lines("a:\n  - token: >-2 # why\n      can\n    n: x\n",
		     "a:\n  - token: >-2 # why\n*********\n    n: x\n");
	expect_lines("secret: \"can\n  ary\" x\nname: \"y\"\n", "secret: ****\n********\nname: \"y\"\n");
	expect_lines("secret: 'can\nary', b: c\n", "secret: ****\n****, b: c\n");
	expect_lines("secret: can\n  ary\nname: x\n", "secret: ***\n  ***\nname: x\n");
	expect_lines("secret:\n  - can\n- ary\nname: x\n", "secret:\n  - ***\n- ***\nname: x\n");
	expect_lines("secret: [can,\n  ary]\nname: x\n", "secret: [***,\n  ***]\nname: x\n");
	expect_lines("secret: {value: can, a: [b, c]}\n", "secret: {value: ***, a: [*, *]}\n");
	expect_lines("? secret\n: can\nname: x\n", "? secret\n*****\nname: x\n");
	expect_lines("secret:\n  value: |\n    can\n  file: a/b\nname: x\n",
		     "secret:\n  value: *\n    ***\n  file: a/b\nname: x\n");
	expect_lines("secret: !x &a can\n", "secret: !x &a ***\n");
	expect_lines("secret: |\n  ---\n  ca\n---- \n", "secret: |\n*****\n****\n---- \n");
}

/* A document that is not closed says nothing of the next. */
static void test_lines_when_document_ends_then_secret_does(void **state)
{
	(void)state;
	expect_lines("secret:\n---\n- shown\n", "secret:\n***\n- shown\n");
	expect_lines("secret: \"can\n--- # next\nname: x\n", "secret: ****\n**********\nname: x\n");
	expect_lines("secret: \"can\n----\nary\n", "secret: ****\n****\n***\n");
}

/* Each of many definitions that are shown costs its own length, not that of those in front of it. */
static void test_lines_when_many_documents_then_quick(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	while (text.len < 100000)
		cx_buf_adds(&text, "---\nmetadata: {name: x}\ntoken: canary\n");
	clock_t began = clock();
	for (size_t at = 0; at < text.len; at += strcspn(text.data + at, "\n") + 1)
		cx_mask_text(text.data, text.len, at, at + strcspn(text.data + at, "\n"), &out);
	assert_null(strstr(out.data, "canary"));
	assert_true(clock() - began < 5 * CLOCKS_PER_SEC);
}

static void test_lines_when_alias_is_of_secret_then_anchor_is_blank(void **state)
{
	(void)state;
	expect_lines("name: &a can\nsecret: *a\n", "name: &a ***\nsecret: **\n");
	expect_lines("name: &a |\n  can\nother: &b x\nsecret: {value: *a}\ntoken:\n  *a\n",
		     "name: &a |\n*****\nother: &b x\nsecret: {value: **}\ntoken:\n  **\n");
	expect_lines("l: [&a can, &b x]\nsecret: *a\nname: *b\n",
		     "l: [&a ***, &b x]\nsecret: **\nname: *b\n");
}

static void test_lines_when_reference_then_shown(void **state)
{
	(void)state;
	expect_lines("secret:\n  env: NAME\n  version: 2\nname: x\n",
		     "secret:\n  env: NAME\n  version: 2\nname: x\n");
	expect_lines("secret: {env: my-canary}\n", "secret: {env: *********}\n");
}

static void test_value_when_key_is_secret_then_blank(void **state)
{
	(void)state;
	expect("  secret: abc, def", "  secret: ********");
	expect("{name: a, secret: abc, url: no}", "{name: a, secret: ***, url: no}");
	expect("\"client_secret\" : \"a\\\"b,c\", \"x\": 1", "\"client_secret\" : ********, \"x\": 1");
	expect("X-Api-Key: 'k', n: 1", "X-Api-Key: ***, n: 1");
	expect("secert: h\xc3\xa9llo", "secert: *****");
	expect("{PASSWORD: \"no end", "{PASSWORD: *******");
	expect("secret:\tx", "secret:\t*");
}

static void test_value_when_reference_or_other_key_then_as_it_is(void **state)
{
	(void)state;
	expect("secret: {env: NAME, version: 2}", "secret: {env: NAME, version: 2}");
	expect("token_url: https://a/b", "token_url: https://a/b");
	expect("sercet: abc", "sercet: ***");
	expect("screts: abc", "screts: ***");
	expect("tokne: abc", "tokne: ***");
	expect("pasword: abc", "pasword: ***");
	expect("passwrds: abc", "passwrds: ***");
	expect("autorisation: abc", "autorisation: ***");
	expect("Segment: {identity: server_id}", "Segment: {identity: server_id}");
	expect("segment: a, score: b, server: c, order: d", "segment: a, score: b, server: c, order: d");
	expect("select: a, open: b, taken: c", "select: a, open: b, taken: *");
	expect("secret:", "secret:");
	expect(": x", ": x");
	expect("", "");
	expect("url: https://secret:abc@host", "url: https://secret:********");
	expect("description: the section about it", "description: the section about it");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value_when_key_is_secret_then_blank),
		cmocka_unit_test(test_lines_when_secret_goes_on_then_blank),
		cmocka_unit_test(test_lines_when_document_ends_then_secret_does),
		cmocka_unit_test(test_lines_when_many_documents_then_quick),
		cmocka_unit_test(test_lines_when_alias_is_of_secret_then_anchor_is_blank),
		cmocka_unit_test(test_lines_when_reference_then_shown),
		cmocka_unit_test(test_value_when_reference_or_other_key_then_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
