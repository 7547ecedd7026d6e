/* SPDX-License-Identifier: Apache-2.0 */
/* The cleaning rules, each as a table of what comes and what it becomes. */
#include "query/clean.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_value_when_each_rule(void **state)
{
	(void)state;
	static const struct {
		enum cx_clean_rule rule;
		const char *from, *to;
	} rows[] = {
		{CX_CLEAN_TEXT, "\"  Ada\\t\"", "\"Ada\""},
		{CX_CLEAN_TEXT, "\"\\u00a0Zo\\u00eb de la  Cruz\\u3000\"", "\"Zoë de la  Cruz\""},
		{CX_CLEAN_TEXT, "\" \\n \"", "\"\""},
		{CX_CLEAN_TEXT, "null", "\"\""},
		{CX_CLEAN_TEXT, "\"007\"", "\"007\""},
		{CX_CLEAN_TEXT, "\"true\"", "\"true\""},
		{CX_CLEAN_TEXT, "7", "7"},
		{CX_CLEAN_EMAIL, "\" Ada.Lovelace@Example.COM \"", "\"ada.lovelace@example.com\""},
		{CX_CLEAN_EMAIL, "\"J\\u00dcRGEN@example.com\"", "\"jÜrgen@example.com\""},
		{CX_CLEAN_EMAIL, "null", "\"\""},
		{CX_CLEAN_PHONE, "\"+1 (555) 010-9999\"", "\"+15550109999\""},
		{CX_CLEAN_PHONE, "\" +44.20.7946.0958 \"", "\"+442079460958\""},
		{CX_CLEAN_PHONE, "\"+49 (0)30 123456\"", "\"+4930123456\""},
		{CX_CLEAN_PHONE, "\"(030) 12 34 56\"", "\"030123456\""},
		{CX_CLEAN_PHONE, "\"+0155501\"", "\"+0155501\""},
		{CX_CLEAN_PHONE, "\" 555-0100 ext. 7 \"", "\"555-0100 ext. 7\""},
		{CX_CLEAN_PHONE, "\"+1 555+2\"", "\"+1 555+2\""},
		{CX_CLEAN_PHONE, "\"1234 5678 9012 3456\"", "\"1234 5678 9012 3456\""},
		{CX_CLEAN_PHONE, "\"123456789012345\"", "\"123456789012345\""},
		{CX_CLEAN_PHONE, "\"+\"", "\"+\""},
		{CX_CLEAN_PHONE, "\"12\\u00003456\"", "\"12\\u00003456\""},
		{CX_CLEAN_PHONE, "null", "\"\""},
		{CX_CLEAN_PHONE, "15550109999", "15550109999"},
		{CX_CLEAN_TAGS, "null", "[]"},
		{CX_CLEAN_TAGS, "[\" newsletter\", \"VIP\", \" \", null, 7]", "[\"newsletter\",\"VIP\",7]"},
		{CX_CLEAN_TAGS, "\" one \"", "\"one\""},
		{CX_CLEAN_ATTRIBUTES, "null", "{}"},
		{CX_CLEAN_ATTRIBUTES, "{\"isVip\": \"true\", \"Opted Out\": \" false \", \"x\": \"True\"}",
		 "{\"is_vip\":true,\"opted_out\":false,\"x\":\"True\"}"},
		{CX_CLEAN_ATTRIBUTES, "{\"a\": \"42\", \"b\": \"-0.5\", \"c\": \"007\", \"d\": \"1.2.3\"}",
		 "{\"a\":42,\"b\":-0.5,\"c\":\"007\",\"d\":\"1.2.3\"}"},
		{CX_CLEAN_ATTRIBUTES, "{\"a\": null, \"b\": 1.50, \"c\": true, \"d\": \"\"}",
		 "{\"a\":null,\"b\":1.50,\"c\":true,\"d\":\"\"}"},
		{CX_CLEAN_ATTRIBUTES, "{\"isVip\": \"1\", \"is_vip\": \"2\", \"IsVip\": \"3\"}",
		 "{\"is_vip\":1,\"is_vip_2\":2,\"is_vip_3\":3}"},
		{CX_CLEAN_ATTRIBUTES, "{\"lastOrder\": {\"orderId\": \"12\", \"Items\": [\" a \", \"3\"]}}",
		 "{\"last_order\":{\"order_id\":12,\"items\":[\"a\",3]}}"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct cx_diags diags = CX_DIAGS_INIT;
		struct cx_node *from = NULL;
		struct cx_source source = {.name = "row", .text = rows[i].from, .len = strlen(rows[i].from)};
		CX_AUTO(cx_buf) struct cx_buf once = CX_BUF_INIT;
		CX_AUTO(cx_buf) struct cx_buf twice = CX_BUF_INIT;
		assert_int_equal(cx_json_parse(&arena, &source, &from, &diags), CX_STATUS_OK);
		struct cx_node *to = cx_clean_value(&arena, rows[i].rule, from);
		cx_json_line(to, &once);
		assert_string_equal(once.data, rows[i].to);
		cx_json_line(cx_clean_value(&arena, rows[i].rule, to), &twice);
		assert_string_equal(twice.data, rows[i].to);
		cx_arena_release(&arena);
	}
}

static void test_value_when_missing(void **state)
{
	(void)state;
	static const char *const missing[] = {"\"\"", "\"\"", "\"\"", "[]", "{}"};
	struct cx_arena arena = CX_ARENA_INIT;
	for (size_t i = 0; i < CX_COUNT(missing); i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_json_line(cx_clean_value(&arena, (enum cx_clean_rule)i, NULL), &text);
		assert_string_equal(text.data, missing[i]);
	}
	cx_arena_release(&arena);
}

static void test_key_when_every_style(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"firstName", "first_name"},
		{"FirstName", "first_name"},
		{"First Name", "first_name"},
		{"first-name", "first_name"},
		{"first_name", "first_name"},
		{" __First..Name! ", "first_name"},
		{"HTTPStatus", "http_status"},
		{"customerID", "customer_id"},
		{"address2", "address2"},
		{"line2Text", "line2_text"},
		{"größeInCm", "größe_in_cm"},
		{"A", "a"},
		{"", ""},
		{"--", "--"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
		cx_clean_key(rows[i][0], strlen(rows[i][0]), &out);
		assert_string_equal(out.data, rows[i][1]);
	}
}

static void test_is_numeral_when_canonical_alone(void **state)
{
	(void)state;
	static const char *const good[] = {"0",    "42",    "-7",  "0.5",
					   "-0.5", "12.75", "100", "9007199254740991"};
	static const char *const bad[] = {"",
					  "007",
					  "1.2.3",
					  "1.50",
					  "1.0",
					  "-0",
					  "+1",
					  "1e3",
					  ".5",
					  "5.",
					  " 1",
					  "0x1F",
					  "NaN",
					  "1,000",
					  "9007199254740993",
					  "0.1234567890123456"};
	for (size_t i = 0; i < CX_COUNT(good); i++)
		assert_true(cx_clean_is_numeral(good[i], strlen(good[i])));
	for (size_t i = 0; i < CX_COUNT(bad); i++)
		assert_false(cx_clean_is_numeral(bad[i], strlen(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value_when_each_rule),
		cmocka_unit_test(test_value_when_missing),
		cmocka_unit_test(test_key_when_every_style),
		cmocka_unit_test(test_is_numeral_when_canonical_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
