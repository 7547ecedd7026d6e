/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs of a CI step: what there is of a document, and no line of a dotenv file that says something else.
 */
#include "report/ci_outputs.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check(const char *json, int exit_code, const char *expected)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	const struct cx_source source = {"document", json, strlen(json)};
	struct cx_node *document = NULL;
	if (*json)
		assert_int_equal(cx_json_parse(&arena, &source, &document, &diags), CX_STATUS_OK);
	cx_ci_outputs_dotenv(cx_ci_outputs(&arena, document, exit_code), &out);
	assert_string_equal(out.data, expected);
	cx_diags_release(&diags);
	cx_arena_release(&arena);
}

static void test_outputs_when_document_then_what_it_has(void **state)
{
	(void)state;
	check("", 1, "CXCTL_EXIT_CODE=1\n");
	check("{\"tenant\": \"prod\", \"changes\": [], \"summary\": {\"create\": 0}}", 0,
	      "CXCTL_EXIT_CODE=0\nCXCTL_CHANGES=false\nCXCTL_TENANT=prod\nCXCTL_CREATE=0\n");
	check("{\"fingerprint\": null, \"offline\": true, \"changes\": [{}]}", 2,
	      "CXCTL_EXIT_CODE=2\nCXCTL_CHANGES=true\nCXCTL_OFFLINE=true\n");
	check("{\"summary\": {\"applied\": 0, \"recorded\": 1, \"mean_latency_ms\": null}}", 0,
	      "CXCTL_EXIT_CODE=0\nCXCTL_CHANGES=true\nCXCTL_APPLIED=0\nCXCTL_RECORDED=1\n");
	check("{\"summary\": {\"errors\": 2}}", 1, "CXCTL_EXIT_CODE=1\nCXCTL_ERRORS=2\n");
	check("{\"summary\": [1], \"changes\": 5}", 0, "CXCTL_EXIT_CODE=0\nCXCTL_CHANGES=false\n");
}

static void test_dotenv_when_value_is_hostile_then_left_out(void **state)
{
	(void)state;
	check("{\"tenant\": \"a\\nLD_PRELOAD=x\", \"commit\": \"$(id)\", \"run\": \"a'b\", \"fingerprint\": "
	      "\"sha256:ab\"}",
	      0, "CXCTL_EXIT_CODE=0\nCXCTL_FINGERPRINT=sha256:ab\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outputs_when_document_then_what_it_has),
		cmocka_unit_test(test_dotenv_when_value_is_hostile_then_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
