/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: the built-in one, what extends it, and what is wrong with a file. */
#include "remote/profile.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct parsed {
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_profile profile;
	struct cx_source source;
	enum cx_status status;
};

static void parse(struct parsed *parsed, const char *text)
{
	*parsed = (struct parsed){.source = {.name = "profile.yaml", .text = text, .len = strlen(text)}};
	parsed->status = cx_profile_parse(&parsed->arena, &parsed->source, &parsed->profile, &parsed->diags);
}

static void release(struct parsed *parsed)
{
	cx_diags_release(&parsed->diags);
	cx_arena_release(&parsed->arena);
}

#define HEAD "apiVersion: cxctl/v1\nkind: Profile\nmetadata: {name: mine}\n"

static const char *scope_of(const struct cx_profile *profile, const char *method, const char *target)
{
	enum cx_route_verb verb;
	const struct cx_kind_route *kind = cx_profile_call(profile, method, target, &verb);
	return kind ? cx_profile_scope(kind, verb) : NULL;
}

static void test_builtin_when_cxone(void **state)
{
	(void)state;
	struct parsed parsed = {0};
	assert_int_equal(cx_profile_builtin(&parsed.arena, "cxone", &parsed.profile, &parsed.diags),
			 CX_STATUS_OK);
	assert_int_equal(parsed.diags.count, 0);
	const struct cx_profile *profile = &parsed.profile;
	assert_string_equal(profile->name, "cxone");
	assert_int_equal(profile->kind_count, 3);
	const struct cx_kind_route *audience = cx_profile_kind(profile, "Audience");
	assert_int_equal(audience->identity, CX_IDENTITY_CLIENT_UUID);
	assert_int_equal(audience->concurrency, CX_CONCURRENCY_ETAG);
	assert_string_equal(audience->routes[CX_ROUTE_CREATE].method, "PUT");
	assert_string_equal(audience->routes[CX_ROUTE_READ].query, "include=size,evaluation_status");
	assert_int_equal(audience->paging.limit, 1000);
	assert_string_equal(audience->paging.next_field, "nextPageToken");
	assert_int_equal(audience->create_settle_s, 60);
	assert_false(audience->idempotency_honoured);
	assert_int_equal(cx_profile_kind(profile, "Webhook")->identity, CX_IDENTITY_SERVER_ID);
	assert_null(cx_profile_kind(profile, "Webhok"));
	assert_string_equal(profile->settle_field, "evaluation_status");
	assert_int_equal(profile->settle_running_count, 2);
	assert_string_equal(profile->settle_done[0], "COMPLETED");
	assert_string_equal(profile->settle_failed[0], "FAILED");
	assert_false(profile->criteria.root_counts);
	assert_int_equal(profile->criteria.unknown_operator, CX_UNKNOWN_OPERATOR_WARN);
	assert_int_equal(profile->preset_count, 7);
	assert_string_equal(scope_of(profile, "GET", "/api/v1/audiences?limit=1"), "journey:audiences:read");
	assert_string_equal(scope_of(profile, "PUT", "/api/v1/audiences/7"), "journey:audiences:write");
	assert_string_equal(scope_of(profile, "DELETE", "/api/v2/crm/webhooks/7"), "webhook:write");
	assert_null(scope_of(profile, "GET", "/api/v1/audiences/7/members"));
	assert_null(scope_of(profile, "GET", "/api/v1/audiences/"));
	assert_int_equal(cx_profile_builtin(&parsed.arena, "nothing", &parsed.profile, &parsed.diags),
			 CX_STATUS_ABSENT);
	assert_int_equal(
		cx_profile_builtin(&parsed.arena, "../profile.schema", &parsed.profile, &parsed.diags),
		CX_STATUS_ABSENT);
	assert_int_equal(parsed.diags.count, 0);
	release(&parsed);
}

static void test_extends_when_keys_are_replaced(void **state)
{
	(void)state;
	struct parsed parsed;
	parse(&parsed, HEAD "extends: cxone\n"
			    "criteria_depth_counts: groups\n"
			    "limits: {unknown_operator: error}\n"
			    "paging: {limit: 50, total_field: null}\n"
			    "kinds:\n"
			    "  Audience:\n"
			    "    routes: {delete: null, list: null}\n"
			    "    concurrency: body_version\n"
			    "  Webhook:\n"
			    "    renames: {url: uri}\n"
			    "    paging: {limit_param: pageSize}\n"
			    "  CrmWebhook: null\n"
			    "  Field:\n"
			    "    identity: server_id\n"
			    "    match_field: ident\n"
			    "    routes: {list: {method: GET, path: /dfo/3.0/fields}}\n");
	assert_int_equal(parsed.status, CX_STATUS_OK);
	const struct cx_profile *profile = &parsed.profile;
	assert_string_equal(profile->name, "mine");
	assert_int_equal(profile->kind_count, 3);
	assert_true(profile->criteria.root_counts);
	assert_int_equal(profile->criteria.unknown_operator, CX_UNKNOWN_OPERATOR_ERROR);
	const struct cx_kind_route *audience = cx_profile_kind(profile, "Audience");
	assert_false(audience->routes[CX_ROUTE_LIST].present);
	assert_false(audience->routes[CX_ROUTE_DELETE].present);
	assert_true(audience->routes[CX_ROUTE_PUT].present);
	assert_int_equal(audience->concurrency, CX_CONCURRENCY_BODY_VERSION);
	assert_int_equal(audience->paging.limit, 50);
	assert_null(audience->paging.total_field);
	const struct cx_kind_route *webhook = cx_profile_kind(profile, "Webhook");
	assert_int_equal(webhook->rename_count, 1);
	assert_string_equal(webhook->renames[0].theirs, "uri");
	assert_string_equal(webhook->paging.limit_param, "pageSize");
	assert_string_equal(cx_profile_kind(profile, "Field")->match_field, "ident");
	assert_int_equal(profile->preset_count, 7);
	release(&parsed);
}

static void test_parse_when_wrong_says_where(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code;
		uint32_t line, column;
		const char *word; /* in the message or the hint */
	} cases[] = {
		{HEAD "extends: cxtwo\n", "profile.extends", 4, 10, "cxtwo"},
		{HEAD "extends: cxone\npagin: {limit: 1}\n", "schema.unknown", 5, 1, "paging"},
		{HEAD
		 "kinds:\n  A:\n    identity: server_id\n    routes:\n      list: {method: PUT, path: /a}\n",
		 "profile.method", 8, 22, "list is sent as GET"},
		{HEAD
		 "kinds:\n  A:\n    identity: server_id\n    routes:\n      read: {method: GET, path: /a}\n",
		 "profile.path", 8, 33, "hold {id} once"},
		{HEAD "kinds:\n  A:\n    identity: client_uuid\n    routes:\n      create: {method: PUT, "
		      "path: /a}\n",
		 "profile.path", 8, 35, "hold {id} once"},
		{HEAD "kinds:\n  A:\n    identity: server_id\n    routes:\n      list: {method: GET, path: "
		      "'https://e/'}\n",
		 NULL, 8, 33, ""},
		{HEAD "kinds:\n  A: {identity: server_id, concurrency: body_version, routes: {}}\n",
		 "profile.version", 5, 41, "version_field"},
		{"- 1\n", "profile.document", 1, 1, "object"},
		{"", "profile.document", 1, 1, "object"},
	};
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct parsed parsed;
		parse(&parsed, cases[i].text);
		assert_int_equal(parsed.status, CX_STATUS_INVALID);
		assert_true(parsed.diags.count > 0);
		const struct cx_diag *diag = parsed.diags.items[0];
		bool said = strstr(diag->message, cases[i].word) ||
			    (diag->hint && strstr(diag->hint, cases[i].word));
		if (diag->span.line != cases[i].line || diag->span.column != cases[i].column || !said ||
		    (cases[i].code && strcmp(diag->code, cases[i].code) != 0))
			fail_msg("case %zu: %u:%u %s [%s] %s", i, diag->span.line, diag->span.column,
				 diag->message, diag->code, diag->hint ? diag->hint : "");
		release(&parsed);
	}
}

#define FIELD        HEAD "kinds:\n  Field:\n    identity: natural_key\n"
#define FIELD_ROUTES "    routes:\n      list: {method: GET, path: /f}\n      put: {method: PUT, path: /f}\n"

static void test_natural_key_when_collection(void **state)
{
	(void)state;
	struct parsed parsed;
	parse(&parsed, FIELD "    key_field: ident\n" FIELD_ROUTES);
	assert_int_equal(parsed.status, CX_STATUS_OK);
	assert_int_equal(parsed.profile.kinds[0].identity, CX_IDENTITY_NATURAL_KEY);
	assert_string_equal(parsed.profile.kinds[0].id_field, "ident");
	release(&parsed);
	parse(&parsed, FIELD FIELD_ROUTES);
	assert_int_equal(parsed.status, CX_STATUS_INVALID);
	assert_string_equal(parsed.diags.items[0]->code, "profile.key");
	assert_int_equal(parsed.diags.items[0]->span.line, 6);
	release(&parsed);
	parse(&parsed, FIELD "    key_field: ident\n    concurrency: etag\n" FIELD_ROUTES);
	assert_int_equal(parsed.status, CX_STATUS_INVALID);
	assert_string_equal(parsed.diags.items[0]->code, "profile.path");
	release(&parsed);
}

static void test_renames_when_a_name_means_two_fields_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"{url: uri, link: uri}", "{url: uri, uri: url}", "{url: url}"};
	struct parsed parsed;
	for (size_t i = 0; i < CX_COUNT(wrong); i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, FIELD "    key_field: ident\n    renames: %s\n" FIELD_ROUTES, wrong[i]);
		parse(&parsed, text.data);
		assert_int_equal(parsed.status, CX_STATUS_INVALID);
		assert_string_equal(parsed.diags.items[0]->code, "profile.rename");
		assert_int_equal(parsed.diags.items[0]->span.line, 8);
		release(&parsed);
	}
}

static void test_runtime_when_calls_and_limits_are_replaced(void **state)
{
	(void)state;
	struct parsed parsed;
	parse(&parsed,
	      HEAD "extends: cxone\nlimits: {filters: 7}\nruntime:\n  journey: null\n  members: {path: "
		   "\"/m/{id}\", scope: mine}\n");
	assert_int_equal(parsed.status, CX_STATUS_OK);
	const struct cx_runtime *runtime = &parsed.profile.runtime;
	assert_int_equal(runtime->filters, 7);
	assert_int_equal(runtime->filter_complexity, 100);
	assert_int_equal(runtime->paging.limit, 1000);
	assert_false(runtime->calls[CX_RUNTIME_JOURNEY].call.present);
	assert_string_equal(runtime->calls[CX_RUNTIME_MEMBERS].call.path, "/m/{id}");
	assert_int_equal(runtime->calls[CX_RUNTIME_MEMBERS].timeout_ms, 120000);
	assert_string_equal(cx_profile_runtime(&parsed.profile, "GET", "/m/7?limit=1")->scope, "mine");
	assert_ptr_equal(cx_profile_runtime(&parsed.profile, "POST", "/api/v2/interactions/7/attributes"),
			 &runtime->calls[CX_RUNTIME_SET_ATTRIBUTES]);
	assert_null(cx_profile_runtime(&parsed.profile, "GET", "/api/v1/journeys/7"));
	for (size_t i = 0; i < CX_RUNTIME_CALLS; i++)
		assert_non_null(cx_runtime_name(i));
	release(&parsed);
}

static void test_runtime_when_a_call_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code;
	} rows[] = {
		{"runtime: {trigger: {method: GET}}", "profile.method"},
		{"runtime: {members: {method: POST}}", "profile.method"},
		{"runtime: {members: {path: /all}}", "profile.path"},
		{"runtime: {profiles: {path: \"/c/{id}\"}}", "profile.path"},
		{"runtime: {journey: {path: \"/{id}/{id}\"}}", "profile.path"},
		{"runtime: {contact: {timeout_s: 0}}", "schema.minimum"},
		{"limits: {filters: 0}", "schema.minimum"},
		{"runtime: {contacts: {path: /c}}", "schema.unknown"},
	};
	struct parsed parsed;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, HEAD "extends: cxone\n%s\n", rows[i].text);
		parse(&parsed, text.data);
		assert_int_equal(parsed.status, CX_STATUS_INVALID);
		assert_int_equal(parsed.diags.errors, 1);
		assert_string_equal(parsed.diags.items[0]->code, rows[i].code);
		release(&parsed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runtime_when_calls_and_limits_are_replaced),
		cmocka_unit_test(test_runtime_when_a_call_is_wrong),
		cmocka_unit_test(test_renames_when_a_name_means_two_fields_are_refused),
		cmocka_unit_test(test_natural_key_when_collection),
		cmocka_unit_test(test_builtin_when_cxone),
		cmocka_unit_test(test_extends_when_keys_are_replaced),
		cmocka_unit_test(test_parse_when_wrong_says_where),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
