/* SPDX-License-Identifier: Apache-2.0 */
/* The table of faults: what it takes, and that the docs show it. */
#include "sandbox/mishap.h"

#include "base/file.h"
#include "sandbox/rules.h"
#include "sandbox/tls.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_mishap_when_printed_then_the_docs_hold_it(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf docs = CX_BUF_INIT, table = CX_BUF_INIT, kinds = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	(void)state;
	cx_mishap_print(&table);
	cx_tls_print(&kinds);
	assert_int_equal(cx_file_read(CX_SOURCE_DIR "/docs/reference/sandbox.md", 1 << 20, &docs, &diags),
			 CX_STATUS_OK);
	if (!strstr(docs.data, table.data))
		fail_msg("docs/reference/sandbox.md needs what cxone-sandbox --help-faults prints:\n%s",
			 table.data);
	if (!strstr(docs.data, kinds.data))
		fail_msg("docs/reference/sandbox.md needs the certificates:\n%s", kinds.data);
}

static void test_mishap_when_its_number_is_out_of_range_then_said(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{"* /x:cut=-1", "bytes must be a number from 0 to 2147483647"},
		{"* /x:gzip=0", "mb must be a number from 1 to 65536"},
		{"* /x:slow-body=never", "ms must be a number from 0 to 3600000"},
		{"* /x:status=600", "status must be a number from 200 to 599"},
		{"* /x:body", "body needs its bytes in base64"},
		{"* /x:raw=/nowhere/at.all", "there is no file /nowhere/at.all"},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		struct cx_rules rules = {0};
		assert_int_equal(cx_rules_add_text(&rules, rows[i].text, &diags), CX_STATUS_INVALID);
		assert_string_equal(diags.items[0]->message, rows[i].message);
		assert_string_equal(diags.items[0]->code, "sandbox.fault");
	}
}

static void test_mishap_when_a_file_is_named_then_its_bytes_are_taken(void **state)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_rules rules = {0};
	(void)state;
	assert_int_equal(cx_rules_add_text(&rules, "* /x:body=" CX_SOURCE_DIR "/LICENSE:2", &diags),
			 CX_STATUS_OK);
	assert_int_equal(rules.items[0]->every, 2);
	assert_true(rules.items[0]->mishap.body_len > 10000);
	assert_non_null(strstr(rules.items[0]->mishap.body, "Apache License"));
	cx_rules_clear(&rules);
}

static void test_mishap_when_over_tls_then_the_wire_is_refused(void **state)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_rules rules = {.is_tls = true};
	(void)state;
	assert_int_equal(cx_rules_add_text(&rules, "* /x:cut=3", &diags), CX_STATUS_INVALID);
	assert_string_equal(diags.items[0]->message, "cut is not possible over https");
	assert_int_equal(cx_rules_add_text(&rules, "* /x:truncate=3", &diags), CX_STATUS_OK);
	cx_rules_clear(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mishap_when_printed_then_the_docs_hold_it),
		cmocka_unit_test(test_mishap_when_its_number_is_out_of_range_then_said),
		cmocka_unit_test(test_mishap_when_a_file_is_named_then_its_bytes_are_taken),
		cmocka_unit_test(test_mishap_when_over_tls_then_the_wire_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
