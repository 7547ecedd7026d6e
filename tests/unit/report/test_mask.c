/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a secret in a line is blanked; nothing else is touched. */
#include "report/mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect(const char *line, const char *shown)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_mask_line(line, strlen(line), &out);
	assert_string_equal(out.data, shown);
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
		cmocka_unit_test(test_value_when_reference_or_other_key_then_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
