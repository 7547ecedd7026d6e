/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets are found in whatever spelling a tenant may repeat them. */
#include "remote/secrets.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define VALUE "p&q\"r-S3cr3t/\\n\xc3\xa9?z"

static void test_blank_when_spelt_in_any_way_then_found(void **state)
{
	(void)state;
	static const char *const spellings[] = {
		VALUE,
		"P&Q\"R-s3CR3T/\\N\xc3\xa9?Z",
		"p&q\\\"r-S3cr3t\\/\\\\n\\u00e9?z",
		"p\\u0026q\\u0022r-S3cr3t/\\\\n\\u00e9\\u003Fz",
		"p\\x26q\\x22r-S3cr3t/\\\\n\\xc3\\xa9?z",
		"p%26q%22r-S3cr3t%2f%5Cn%C3%A9%3Fz",
		"%70%26q%22r-S3cr3t%2f%5Cn%C3%A9%3Fz",
		"p&amp;q&quot;r-S3cr3t/\\n&#233;?z",
		"&#112;&#x26;q&#34;r-S3cr3t/\\n&#xE9;?z",
		"70267122722d5333637233742f5c6ec3a93f7a",
		"70267122722D5333637233742F5C6EC3A93F7A",
		"cCZxInItUzNjcjN0L1xuw6k/eg==",
		"cCZxInItUzNjcjN0L1xuw6k_eg==",
		"cCZxInItUzNjcjN0L1xuw6k%2Feg%3D%3D",
		"eHAmcSJyLVMzY3IzdC9cbsOpP3o=",
		"eHhwJnEici1TM2NyM3QvXG7DqT96",
	};
	for (size_t i = 0; i < CX_COUNT(spellings); i++) {
		CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_secrets_add(secrets, VALUE, strlen(VALUE));
		cx_buf_addf(&text, "<%s>", spellings[i]);
		assert_true(cx_secrets_hold(secrets, text.data, text.len));
		cx_secrets_blank(secrets, text.data, text.len);
		assert_false(cx_secrets_hold(secrets, text.data, text.len));
		/* All but what base64 shares with its neighbours. */
		size_t stars = strcspn(text.data, "*");
		if (stars > 4 || strspn(text.data + stars, "*") + 7 < strlen(spellings[i]))
			fail_msg("%s became %s", spellings[i], text.data);
	}
}

static void test_blank_when_utf16_then_found(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	cx_secrets_add(secrets, "hunter22", 8);
	char text[] = "<\0h\0u\0n\0t\0e\0r\0"
		      "2\0"
		      "2\0>";
	cx_secrets_blank(secrets, text, sizeof text);
	assert_memory_equal(text, "<****************\0>", 19);
}

static void test_blank_when_several_then_all_and_nothing_else(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	char text[] = "abc, abcd, abcdefgh, abcdef 100% sure \\ & &; %4";
	cx_secrets_add(secrets, "abc", 3);
	cx_secrets_add(secrets, "", 0);
	cx_secrets_add(secrets, "abcdefgh", 8);
	cx_secrets_add(secrets, "abcdef", 6);
	cx_secrets_add(secrets, "abcdef", 6);
	cx_secrets_blank(secrets, text, strlen(text));
	assert_string_equal(text, "abc, abcd, ********, ****** 100% sure \\ & &; %4");
	cx_secrets_blank(NULL, text, strlen(text));
	assert_false(cx_secrets_hold(NULL, text, strlen(text)));
}

/* Many secrets cost no more than one. */
static void test_hold_when_many_secrets_then_one_pass(void **state)
{
	(void)state;
	CX_AUTO_FREE(cx_secrets) struct cx_secrets *secrets = cx_secrets_new();
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (int i = 0; i < 10000; i++) {
		char value[40];
		int n = snprintf(value, sizeof value, "%d-secret-of-webhook-%d", i * 7919, i);
		cx_secrets_add(secrets, value, (size_t)n);
	}
	for (int i = 0; i < 10000; i++)
		cx_buf_addf(&text, "{\"name\": \"webhook-%d\", \"url\": \"https://%d.example\"}", i, i);
	assert_false(cx_secrets_hold(secrets, text.data, text.len));
	cx_buf_adds(&text, "7919-secret-of-webhook-1");
	assert_true(cx_secrets_hold(secrets, text.data, text.len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blank_when_spelt_in_any_way_then_found),
		cmocka_unit_test(test_blank_when_utf16_then_found),
		cmocka_unit_test(test_blank_when_several_then_all_and_nothing_else),
		cmocka_unit_test(test_hold_when_many_secrets_then_one_pass),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
