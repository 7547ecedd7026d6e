/* SPDX-License-Identifier: Apache-2.0 */
/* What a user reads about wrong definitions, place by place. */
#include "schema_fixture.h"

/* The diagnostics of a kind's schema about a definition. */
static void assert_kind_says(const char *name, const char *definition, const char *lines)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	struct cx_schema *schema = NULL;
	assert_int_equal(cx_schema_compile(&f.arena, fixture_embedded(&f, name), name, &schema, &f.diags),
			 CX_STATUS_OK);
	bool valid = cx_schema_check(schema, fixture_yaml(&f, definition), &f.diags);
	assert_string_equal(fixture_lines(&f), lines);
	assert_int_equal(valid, *lines == '\0');
}

#define AUDIENCE                                                            \
	"apiVersion: cxctl/v1\n"                                            \
	"kind: Audience\n"                                                  \
	"metadata: {name: vip, id: a1b2c3d4-e5f6-7890-abcd-ef1234567890}\n" \
	"spec:\n"                                                           \
	"  name: Vip\n"
#define CRITERIA "  criteria: {operator: AND, conditions: [{field: a, operator: equals, value: null}]}\n"

static void audience_says(const char *rest, const char *lines)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	assert_kind_says("kinds/audience.schema.json", cx_arena_printf(&f.arena, "%s%s", AUDIENCE, rest),
			 lines);
}

#define WEBHOOK                    \
	"apiVersion: cxctl/v1\n"   \
	"kind: Webhook\n"          \
	"metadata: {name: sync}\n" \
	"spec:\n"                  \
	"  name: sync\n"

static void webhook_says(const char *rest, const char *lines)
{
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	assert_kind_says("kinds/webhook.schema.json", cx_arena_printf(&f.arena, "%s%s", WEBHOOK, rest),
			 lines);
}

static void test_audience_when_right_then_silent(void **state)
{
	(void)state;
	audience_says(CRITERIA, "");
	audience_says(CRITERIA
		      "  version: 7\n  exclusions: [{ref: x}, 12345678-1234-1234-1234-123456789ABC]\n",
		      "");
	audience_says(
		"  criteria: {operator: OR, conditions: [{field: a, operator: unheard_of, value: [1]}]}\n",
		"");
}

static void test_audience_when_envelope_is_wrong_then_each_place(void **state)
{
	(void)state;
	assert_kind_says(
		"kinds/audience.schema.json",
		"apiVersion: v1\nkind: Audience\nmetadata: {name: High Value, protcet: true}\nspec: \n",
		"1:13 schema.const /apiVersion apiVersion must be \"cxctl/v1\", not \"v1\"\n"
		"3:11 schema.required /metadata metadata has no \"id\" [metadata needs a name, and an id "
		"that is a UUID of its own, as `uuidgen` prints them]\n"
		"3:18 schema.pattern /metadata/name \"High Value\" is no name for a definition [lower-case "
		"letters, digits, '.', '_' and '-', at most 100, with a letter or a digit at both ends]\n"
		"3:30 schema.unknown /metadata/protcet \"protcet\" is not known in metadata [did you mean "
		"\"protect\"?]\n"
		"4:1 schema.type /spec spec must be an object, not null [give it a value, or remove it]\n");
}

static void test_audience_when_fields_are_wrong_then_each_place(void **state)
{
	(void)state;
	audience_says(
		CRITERIA
		"  data_source: customer_361\n  size: 5\n  version: 0\n  exclusions: [x, 5, {reff: zz}]\n",
		"7:16 schema.enum /spec/data_source data_source must be one of \"customer_360\", "
		"\"interaction_history\", \"crm_sync\", not \"customer_361\" [did you mean "
		"\"customer_360\"?]\n"
		"8:9 schema.not /spec/size size is set by the tenant and cannot be declared [remove it: "
		"cxctl "
		"shows the tenant's value where it matters]\n"
		"9:12 schema.minimum /spec/version version is 0, at least 1 is allowed\n"
		"10:16 schema.format /spec/exclusions/0 exclusions[0] is \"x\", which is not a UUID [write "
		"the "
		"UUID of an audience, or {ref: NAME} for one of this project]\n"
		"10:19 schema.type /spec/exclusions/1 exclusions[1] must be a string or an object, not 5 "
		"[write the UUID of an audience, or {ref: NAME}]\n"
		"10:23 schema.unknown /spec/exclusions/2/reff \"reff\" is not known in exclusions[2] [did "
		"you "
		"mean \"ref\"?]\n");
}

static void test_criteria_when_a_condition_alone_then_one_error_with_the_mend(void **state)
{
	(void)state;
	audience_says(
		"  criteria: {field: a, operator: equals, value: 1}\n",
		"6:13 schema.not /spec/criteria criteria are a group, and this is a condition by itself "
		"[put it into one: criteria: {operator: AND, conditions: [{field: ..., operator: ..., "
		"value: ...}]}]\n");
	audience_says(
		"  criteria: {operator: AND, conditions: [], field: a}\n",
		"6:41 schema.minItems /spec/criteria/conditions conditions is empty, at least 1 item is "
		"needed [an empty group would hold for everybody or nobody: give it a condition, or remove "
		"it]\n"
		"6:45 schema.unknown /spec/criteria/field \"field\" is not known in criteria "
		"[remove it: all that is known here is used: operator, conditions]\n");
}

static void test_criteria_when_wrong_then_the_branch_meant(void **state)
{
	(void)state;
	audience_says(
		"  criteria:\n"
		"    operator: AND\n"
		"    conditions:\n"
		"      - {field: a, operator: equals}\n"
		"      - operator: OR\n"
		"        condtions: [{field: a, operator: equals, value: 1}]\n"
		"      - operator: OR\n"
		"        conditions:\n"
		"          - {operator: and, conditions: []}\n"
		"          - foo\n",
		"9:9 schema.required /spec/criteria/conditions/0 conditions[0] has no \"value\" [a condition "
		"has "
		"field, operator and value; a group has operator and conditions]\n"
		"11:9 schema.unknown /spec/criteria/conditions/1/condtions \"condtions\" is not known in "
		"conditions[1] [did you mean \"conditions\"?]\n"
		"14:24 schema.enum /spec/criteria/conditions/2/conditions/0/operator operator must be one of "
		"\"AND\", \"OR\", not \"and\" [did you mean \"AND\"?]\n"
		"14:41 schema.minItems /spec/criteria/conditions/2/conditions/0/conditions conditions is "
		"empty, "
		"at least 1 item is needed [an empty group would hold for everybody or nobody: give it a "
		"condition, or remove it]\n"
		"15:13 schema.type /spec/criteria/conditions/2/conditions/1 conditions[1] must be an object, "
		"not "
		"\"foo\" [a condition has field, operator and value; a group has operator and conditions]\n");
}

static void test_name_when_long_then_code_points_count(void **state)
{
	(void)state;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, CRITERIA "  description: \"");
	for (int i = 0; i < 500; i++)
		cx_buf_adds(&text, "\xf0\x9f\x92\xa9");
	cx_buf_adds(&text, "\"\n");
	audience_says(text.data, "");
	cx_buf_cut(&text, text.len - 2);
	cx_buf_adds(&text, "x\"\n");
	audience_says(text.data,
		      "7:16 schema.maxLength /spec/description description has 501 characters, at most 500 "
		      "are allowed [shorten it]\n");
}

static void test_webhook_when_right_then_silent(void **state)
{
	(void)state;
	webhook_says("  url: https://example.com/a@b?c#d\n  events: [x]\n  secret: {file: a, version: 2}\n"
		     "  headers: {X-Source: cxone, authorization: {env: A}, X-Other: {file: b}}\n",
		     "");
	webhook_says("  url: http://127.0.0.1:80/\n  events: [x]\n", "");
	webhook_says("  url: http://[::1]\n  events: [x]\n", "");
	webhook_says("  url: http://localhost?x\n  events: [x]\n", "");
}

static void test_url_when_wrong_then_one_reason(void **state)
{
	(void)state;
	static const char http[] =
		"6:8 schema.pattern /spec/url url must begin with https:// [plain http is accepted "
		"for localhost, 127.0.0.1 and [::1] alone]\n";
	static const char user[] =
		"6:8 schema.not /spec/url url may hold no user name or password [remove what stands "
		"in front of the @; credentials go into secret or headers, by reference]\n";
	webhook_says("  url: http://example.com\n  events: [x]\n", http);
	webhook_says("  url: http://localhost.example.com\n  events: [x]\n", http);
	webhook_says("  url: http://127.0.0.1.example.com\n  events: [x]\n", http);
	webhook_says("  url: ftp://localhost\n  events: [x]\n", http);
	webhook_says("  url: https:///x\n  events: [x]\n", http);
	webhook_says("  url: https://u@example.com\n  events: [x]\n", user);
	webhook_says("  url: http://u:p@localhost\n  events: [x]\n", user);
	webhook_says("  url: https://exa mple.com\n  events: [x]\n",
		     "6:8 schema.format /spec/url \"https://exa mple.com\" is no URL [a URL looks like "
		     "https://example.com/path; a space in it is written %20]\n");
}

static void test_secret_when_inline_then_refused_and_never_shown(void **state)
{
	(void)state;
	__attribute__((cleanup(fixture_release))) struct fixture f = FIXTURE_INIT;
	struct cx_schema *schema = NULL;
	assert_int_equal(cx_schema_compile(&f.arena, fixture_embedded(&f, "kinds/webhook.schema.json"),
					   "webhook", &schema, &f.diags),
			 CX_STATUS_OK);
	assert_false(cx_schema_check(schema,
				     fixture_yaml(&f, WEBHOOK "  url: https://canary1:canary1@example.com\n"
							      "  events: [x]\n"
							      "  secret: canary2\n"
							      "  headers:\n"
							      "    Authorization: canary3\n"
							      "    my-api-key: {env: canary-4}\n"
							      "    X-TOKEN: {canary5: canary6}\n"),
				     &f.diags));
	assert_string_equal(fixture_lines(&f),
			    "6:8 schema.not /spec/url url may hold no user name or password [remove what "
			    "stands in front of the @; "
			    "credentials go into secret or headers, by reference]\n"
			    "8:11 schema.type /spec/secret a secret may not stand in a definition [use {env: "
			    "NAME} or {file: "
			    "path}]\n"
			    "10:20 schema.type /spec/headers/Authorization a header that carries a "
			    "credential may not stand in a "
			    "definition [use {env: NAME} or {file: path}]\n"
			    "11:23 schema.pattern /spec/headers/my-api-key/env env must be the name of an "
			    "environment variable [a "
			    "name has letters, digits and underscores: CXONE_WEBHOOK_SECRET]\n"
			    "12:15 schema.unknown /spec/headers/X-TOKEN/canary5 \"canary5\" is not known in "
			    "X-TOKEN [known here, and "
			    "not yet used: env, file, version]\n");
	for (size_t i = 0; i < f.diags.count; i++)
		assert_null(f.diags.items[i]->span.source->text);
}

static void test_project_when_wrong_then_each_place(void **state)
{
	(void)state;
	assert_kind_says(
		"project.schema.json",
		"apiVersion: cxctl/v1\nkind: Project\ndefinitons: [a]\ntenants:\n"
		"  prod: {base_url: {env: URL}, auth: {client_secret: abc, preset: regon}}\n"
		"  dev: {auth: {client_id: a}}\n"
		"safety: {on_conflict: keep_live}\nledger: {remote: null, ref: heads}\n",
		"3:1 schema.unknown /definitons \"definitons\" is not known here [did you mean "
		"\"definitions\"?]\n"
		"5:54 schema.type /tenants/prod/auth/client_secret a secret may not stand in the project "
		"file "
		"[use {env: NAME} or {file: path}]\n"
		"5:67 schema.enum /tenants/prod/auth/preset preset must be one of \"region\", \"org\", "
		"\"tenant\", \"platform\", \"purecloud\", \"cxone-discovery\", \"access-key\", not \"regon\" "
		"[did you mean \"region\"?]\n"
		"6:8 schema.required /tenants/dev dev has no \"base_url\" [base_url is the root of the "
		"tenant's "
		"API, for example https://na1.cxone.example]\n"
		"7:23 schema.enum /safety/on_conflict on_conflict must be one of \"refuse\", \"overwrite\", "
		"\"keep-live\", not \"keep_live\" [did you mean \"keep-live\"?]\n"
		"8:29 schema.pattern /ledger/ref \"heads\" is no name of a git ref [it begins with refs/ and "
		"holds no spaces: refs/cxctl/{tenant}]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_audience_when_right_then_silent),
		cmocka_unit_test(test_audience_when_envelope_is_wrong_then_each_place),
		cmocka_unit_test(test_audience_when_fields_are_wrong_then_each_place),
		cmocka_unit_test(test_criteria_when_a_condition_alone_then_one_error_with_the_mend),
		cmocka_unit_test(test_criteria_when_wrong_then_the_branch_meant),
		cmocka_unit_test(test_name_when_long_then_code_points_count),
		cmocka_unit_test(test_webhook_when_right_then_silent),
		cmocka_unit_test(test_url_when_wrong_then_one_reason),
		cmocka_unit_test(test_secret_when_inline_then_refused_and_never_shown),
		cmocka_unit_test(test_project_when_wrong_then_each_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
