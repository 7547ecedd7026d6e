/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: looked up where they are named, in bodies alone. */
#include "engine/secret.h"

#include "engine/secret_mark.h"
#include "unit/model/fixture.h"

#define WEBHOOK                                                                                            \
	"{name: h, url: 'https://x.example', headers: {X-A: plain, X-B: {env: CX_TEST_B}}, secret: {env: " \
	"CX_TEST_A, version: 2}, extra: {env: CX_TEST_A}}"

static void test_secret_body_when_sent_then_values_and_renames(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_rename rename = {"url", "uri"};
	const struct cx_kind_route route = {.renames = &rename, .rename_count = 1};
	assert_int_equal(setenv("CX_TEST_A", "quo\"te", 1), 0);
	assert_int_equal(setenv("CX_TEST_B", "b", 1), 0);
	CX_AUTO(cx_secret_body) struct cx_secret_body body = CX_SECRET_BODY_INIT;
	const struct cx_kind *kind = fixture_kind(&f, "Webhook");
	assert_int_equal(
		cx_secret_body_make(kind->spec, fixture_yaml(&f, WEBHOOK), &route, "/", &body, &f.diags),
		CX_STATUS_OK);
	/* What the schema does not know as a secret is none, whatever it looks like. */
	assert_string_equal(body.json.data,
			    "{\"name\":\"h\",\"uri\":\"https://x.example\",\"headers\":{\"X-A\":\"plain\","
			    "\"X-B\":\"b\"},\"secret\":\"quo\\\"te\",\"extra\":{\"env\":\"CX_TEST_A\"}}");
}

static void test_secret_when_missing_or_weak_then_said_without_its_value(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_kind_route route = {.kind = "Webhook"};
	assert_int_equal(setenv("CX_TEST_A", "hunter2", 1), 0);
	assert_int_equal(unsetenv("CX_TEST_B"), 0);
	const struct cx_kind *kind = fixture_kind(&f, "Webhook");
	struct cx_node *spec = fixture_yaml(&f, WEBHOOK);
	struct cx_secret_checker checker = {.project_dir = "/", .diags = &f.diags};
	cx_secret_check(&checker, kind->spec, spec);
	/* Said once, however many name it. */
	cx_secret_check(&checker, kind->spec, spec);
	cx_secret_checker_release(&checker);
	assert_string_equal(fixture_lines(&f),
			    "1:64 setting.unset the secret needs the environment variable CX_TEST_B, which "
			    "is not set [set "
			    "it in the environment of cxctl, for example as a secret of the CI job]\n"
			    "1:91 warning secret.weak the secret is shorter than 32 bytes [make a longer "
			    "one, for example "
			    "with: openssl rand -hex 32]\n");
	CX_AUTO(cx_secret_body) struct cx_secret_body body = CX_SECRET_BODY_INIT;
	assert_int_equal(cx_secret_body_make(kind->spec, spec, &route, "/", &body, &f.diags),
			 CX_STATUS_INVALID);
}

static void test_secret_body_when_value_changed_since_the_plan_then_not_made(void **state)
{
	(void)state;
	FIXTURE(f);
	const struct cx_kind *kind = fixture_kind(&f, "Webhook");
	const struct cx_kind_route route = {.kind = "Webhook"};
	const struct cx_node *spec = fixture_yaml(&f, WEBHOOK);
	assert_int_equal(setenv("CX_TEST_A", "first", 1), 0);
	assert_int_equal(setenv("CX_TEST_B", "b", 1), 0);
	CX_AUTO_FREE(cx_ledger_key) struct cx_ledger_key *key = NULL;
	assert_int_equal(cx_ledger_key_new("0123456789abcdef0123456789abcdef", &key, &f.diags), CX_STATUS_OK);
	cx_ledger_key_learn(key, kind->spec, spec, "/");
	struct cx_secret_marker marker = {.arena = &f.arena, .key = key, .tenant = "prod"};
	const struct cx_secret_marked marked = {"Webhook/h", kind->spec, spec, NULL, false};
	const struct cx_node *planned = cx_secret_mark_sent(&marker, &marked);
	CX_AUTO(cx_secret_body) struct cx_secret_body body = CX_SECRET_BODY_INIT;
	body.key = key;
	assert_int_equal(cx_secret_body_make(kind->spec, planned, &route, "/", &body, &f.diags),
			 CX_STATUS_OK);
	assert_null(strstr(body.json.data, "hmac"));
	assert_int_equal(setenv("CX_TEST_A", "second", 1), 0);
	assert_int_equal(cx_secret_body_make(kind->spec, planned, &route, "/", &body, &f.diags),
			 CX_STATUS_INVALID);
	assert_string_equal(fixture_lines(&f), "1:91 secret.changed the secret in CX_TEST_A is not the one "
					       "that is meant: its value changed\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secret_body_when_sent_then_values_and_renames),
		cmocka_unit_test(test_secret_when_missing_or_weak_then_said_without_its_value),
		cmocka_unit_test(test_secret_body_when_value_changed_since_the_plan_then_not_made),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
