/* SPDX-License-Identifier: Apache-2.0 */
/* Around the handlers: tokens, scopes, rate, Accept, webhooks, the log, seeds and edits. */
#include "calls.h"

#define HOOKS "/api/v2/webhooks"
#define HOOK                                           \
	"{\"name\":\"w\",\"url\":\"https://e.example/" \
	"x\",\"events\":[\"profile.updated\"],\"secret\":\"abc\"}"

static int open_tenant(void **state)
{
	struct tenant *tenant = cx_alloc(sizeof *tenant);
	tenant_open(tenant, NULL);
	tenant_login(tenant, "");
	*state = tenant;
	return 0;
}

static int close_tenant(void **state)
{
	tenant_close(*state);
	cx_free(*state);
	return 0;
}

struct login {
	const char *body, *basic, *error;
	unsigned status;
};
/* "sandbox:sandbox-secret-0123456789abcdef0123456789abcdef" and "sandbox:wrong". */
#define BASIC_GOOD "Basic c2FuZGJveDpzYW5kYm94LXNlY3JldC0wMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg=="
#define BASIC_BAD  "Basic c2FuZGJveDp3cm9uZw=="
static const struct login logins[] = {
	{"grant_type=client_credentials", BASIC_GOOD, NULL, 200},
	{"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox%2Dsecret-"
	 "0123456789abcdef0123456789abcdef",
	 NULL, NULL, 200},
	{"grant_type=client_credentials", BASIC_BAD, "invalid_client", 401},
	{"grant_type=client_credentials", "Basic !", "invalid_client", 401},
	{"grant_type=client_credentials", NULL, "invalid_client", 401},
	{"grant_type=client_credentials&client_secret=x", BASIC_GOOD, "invalid_request", 400},
	{"grant_type=password", BASIC_GOOD, "unsupported_grant_type", 400},
	{"", BASIC_GOOD, "invalid_request", 400},
	{"grant_type=client_credentials&scope=root", BASIC_GOOD, "invalid_scope", 400},
};

static void test_token_when_asked_then_oauth_answers(void **state)
{
	struct tenant *tenant = *state;
	*tenant->token = 0;
	for (size_t i = 0; i < CX_COUNT(logins); i++) {
		struct cx_exchange *x = call_new(tenant, "POST", "/api/v2/oauth/token");
		call_header(x, "Content-Type", "application/x-www-form-urlencoded");
		if (logins[i].basic)
			call_header(x, "Authorization", logins[i].basic);
		call_send(x, logins[i].body);
		assert_int_equal(x->status, logins[i].status);
		const char *error = cx_node_get_text(answer_json(x), "error");
		if (logins[i].error)
			assert_string_equal(error, logins[i].error);
		else
			assert_null(error);
		cx_exchange_free(x);
	}
}

static void test_token_when_it_expires_then_401(void **state)
{
	struct tenant tenant;
	(void)state;
	tenant_open(&tenant, "--token-ttl", "60", NULL);
	tenant.at_ms = 1700000000000;
	call_expect(&tenant, "GET", HOOKS, NULL, 401);
	tenant_login(&tenant, "");
	tenant.at_ms += 59999;
	call_expect(&tenant, "GET", HOOKS, NULL, 200);
	tenant.at_ms += 1;
	call_expect(&tenant, "GET", HOOKS, NULL, 401);
	tenant_close(&tenant);
}

static void test_scope_when_narrow_then_403_names_it(void **state)
{
	struct tenant *tenant = *state;
	const char *audience = "/api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890";
	tenant_login(tenant, "journey:audiences:read");
	call_expect(tenant, "GET", "/api/v1/audiences", NULL, 200);
	struct cx_exchange *x = call(tenant, "DELETE", audience, NULL);
	assert_int_equal(x->status, 403);
	assert_non_null(strstr(x->answer.data, "journey:audiences:write"));
	cx_exchange_free(x);
	call_expect(tenant, "POST", HOOKS, HOOK, 201);
	tenant->arguments.strict_scopes = true;
	call_expect(tenant, "POST", HOOKS, HOOK, 403);
	call_expect(tenant, "GET", "/api/v2/cdp/attributes", NULL, 403);
	tenant_login(tenant, "data:read");
	call_expect(tenant, "GET", "/api/v2/cdp/attributes", NULL, 200);
	call_expect(tenant, "DELETE", audience, NULL, 403);
}

static void test_rate_when_exceeded_then_429_and_the_control_still_works(void **state)
{
	struct tenant tenant;
	unsigned refused = 0;
	(void)state;
	tenant_open(&tenant, "--rate", "5", NULL);
	tenant_login(&tenant, "");
	for (int i = 0; i < 8; i++) {
		struct cx_exchange *x = call(&tenant, "GET", HOOKS, NULL);
		if (x->status == 429) {
			assert_string_equal(answer_header(x, "Retry-After"), "1");
			refused++;
		}
		cx_exchange_free(x);
		call_expect(&tenant, "GET", "/sandbox/state", NULL, 200);
	}
	assert_in_range(refused, 1, 3);
	tenant_close(&tenant);
}

static void test_answer_when_json_is_not_accepted_then_it_is_none(void **state)
{
	struct tenant *tenant = *state;
	struct cx_exchange *x = call_new(tenant, "GET", HOOKS);
	x->headers.items[0].value = "*/*";
	call_send(x, NULL);
	assert_int_equal(x->status, 200);
	assert_string_equal(x->content_type, "application/xml");
	assert_int_equal(x->answer.data[0], '<');
	cx_exchange_free(x);
}

static void test_route_when_unknown_then_404_or_405(void **state)
{
	struct tenant *tenant = *state;
	call_expect(tenant, "GET", "/api/v1/audience", NULL, 404);
	call_expect(tenant, "GET", "/api/v1/audiences/a/b", NULL, 404);
	call_expect(tenant, "GET", "/api/v1/audiences/", NULL, 404);
	struct cx_exchange *x = call(tenant, "PATCH", HOOKS, NULL);
	assert_int_equal(x->status, 405);
	assert_string_equal(answer_header(x, "Allow"), "GET, POST");
	cx_exchange_free(x);
	x = call_new(tenant, "POST", HOOKS);
	call_header(x, "Content-Type", "text/plain");
	assert_int_equal(call_send(x, HOOK)->status, 415);
	cx_exchange_free(x);
	x = call_new(tenant, "POST", HOOKS);
	x->body.max = 10;
	assert_int_equal(call_send(x, HOOK)->status, 413);
	cx_exchange_free(x);
}

static void test_webhook_when_posted_then_its_secret_is_nowhere(void **state)
{
	struct tenant *tenant = *state;
	char path[120];
	struct cx_exchange *x = call(tenant, "POST", HOOKS, HOOK);
	assert_int_equal(x->status, 201);
	snprintf(path, sizeof path, HOOKS "/%s", cx_node_get_text(answer_json(x), "id"));
	assert_string_equal(answer_header(x, "Location"), path);
	assert_null(strstr(x->answer.data, "abc\""));
	cx_exchange_free(x);
	call_expect(tenant, "POST", HOOKS, HOOK, 201);
	call_expect(tenant, "PUT", path,
		    "{\"name\":\"w2\",\"uri\":\"https://e.example/y\",\"events\":[\"a\"]}", 200);
	x = call(tenant, "GET", "/sandbox/state", NULL);
	struct cx_node *items = cx_node_get(answer_json(x), "webhooks");
	assert_int_equal(items->count, 2);
	/* SHA-256 of "abc" (FIPS 180-2, B.1); a PUT without a secret keeps it. */
	for (size_t i = 0; i < 2; i++)
		assert_string_equal(cx_node_get_text(cx_node_at(items, i), "secret_sha256"),
				    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(cx_node_get_text(cx_node_at(items, 1), "name"), "w2");
	cx_exchange_free(x);
	x = call(tenant, "GET", "/sandbox/requests?route=api", NULL);
	assert_null(strstr(x->answer.data, "\"abc\""));
	assert_non_null(strstr(x->answer.data, "\"secret\":\"***\""));
	assert_int_equal(cx_node_get(answer_json(x), "items")->count, 3);
	cx_exchange_free(x);
	call_expect(tenant, "DELETE", path, NULL, 204);
	call_expect(tenant, "PUT", path, HOOK, 404);
}

static void test_webhook_when_wrong_then_400(void **state)
{
	static const char *const bodies[] = {
		"{}",
		"{\"name\":\"w\",\"url\":\"http://e.example/\",\"events\":[\"a\"]}",
		"{\"name\":\"w\",\"url\":\"https://u:p@e.example/\",\"events\":[\"a\"]}",
		"{\"name\":\"w\",\"url\":\"https:///x\",\"events\":[\"a\"]}",
		"{\"name\":\"w\",\"url\":\"https://e.example/\",\"events\":[]}",
		"{\"name\":\"w\",\"url\":\"https://e.example/\",\"events\":[\"a\",\"a\"]}",
		"{\"name\":\"w\",\"url\":\"https://e.example/\",\"events\":[\"a\"],\"enabled\":1}",
		"{\"name\":\"w\",\"url\":\"https://e.example/\",\"events\":[\"a\"],\"headers\":{\"X\":1}}",
		"{\"name\":\"w\",\"url\":\"https://e.example/"
		"\",\"events\":[\"a\"],\"headers\":{\"X\":\"a\\nb\"}}",
		"{\"name\":\"w\",\"url\":\"https://e.example/\",\"events\":[\"a\"],\"secret\":1}",
	};
	for (size_t i = 0; i < CX_COUNT(bodies); i++)
		call_expect(*state, "POST", HOOKS, bodies[i], 400);
	call_expect(*state, "POST", "/api/v2/crm/webhooks", bodies[0], 400);
	call_expect(*state, "POST", "/api/v2/crm/webhooks", HOOK, 201);
	struct cx_exchange *x = call(*state, "GET", "/sandbox/state", NULL);
	assert_int_equal(cx_node_get(answer_json(x), "webhooks")->count, 0);
	assert_int_equal(cx_node_get(answer_json(x), "crm_webhooks")->count, 1);
	cx_exchange_free(x);
}

static unsigned post_with_key(struct tenant *tenant, const char *body, char ret_id[64])
{
	struct cx_exchange *x = call_new(tenant, "POST", HOOKS);
	call_header(x, "Idempotency-Key", "key-1");
	call_send(x, body);
	const char *id = cx_node_get_text(answer_json(x), "id");
	snprintf(ret_id, 64, "%s", id ? id : "");
	unsigned status = x->status;
	cx_exchange_free(x);
	return status;
}

static void test_webhook_when_a_key_repeats_then_it_counts_only_where_honoured(void **state)
{
	struct tenant *tenant = *state;
	char first[64], second[64];
	assert_int_equal(post_with_key(tenant, HOOK, first), 201);
	assert_int_equal(post_with_key(tenant, HOOK, second), 201);
	assert_string_not_equal(first, second);
	tenant->arguments.honour_idempotency = true;
	assert_int_equal(post_with_key(tenant, HOOK, first), 201);
	assert_int_equal(post_with_key(tenant, HOOK, second), 201);
	assert_string_equal(first, second);
	assert_int_equal(post_with_key(tenant, HOOK " ", second), 422);
}

#define SEED                                                                                               \
	"{\"audiences\":[{\"id\":\"00000000-0000-0000-0000-00000000000B\",\"name\":\"b\",\"size\":7},"     \
	"{\"id\":\"00000000-0000-0000-0000-00000000000a\",\"name\":\"a\",\"criteria\":{\"operator\":"      \
	"\"AND\",\"conditions\":[{\"field\":\"opted_in\",\"operator\":\"is_not_null\"}]}}],\"webhooks\":[" \
	"{\"name\":\"w\",\"secret\":\"abc\",\"url\":\"https://e.example/\",\"events\":[\"a\"]}]}"

static void test_state_when_seeded_then_shown_sorted_and_counted(void **state)
{
	struct tenant *tenant = *state;
	int64_t size;
	call_expect(tenant, "PUT", "/sandbox/state", SEED, 200);
	call_expect(tenant, "PUT", "/sandbox/state", "{\"webhooks\":[1]}", 400);
	call_expect(tenant, "PUT", "/sandbox/state", SEED, 200);
	struct cx_exchange *x = call(tenant, "GET", "/sandbox/state", NULL);
	struct cx_node *audiences = cx_node_get(answer_json(x), "audiences");
	assert_int_equal(audiences->count, 2);
	assert_string_equal(cx_node_get_text(audiences->first, "name"), "a");
	assert_true(cx_node_get_int64(audiences->first, "size", &size) && size == 300);
	assert_true(cx_node_get_int64(audiences->last, "size", &size) && size == 7);
	assert_int_equal(cx_node_get(answer_json(x), "webhooks")->count, 1);
	cx_exchange_free(x);
}

static void test_edit_when_patched_then_as_if_another_user_had_put(void **state)
{
	struct tenant *tenant = *state;
#define EDIT(patch) \
	"{\"kind\":\"Audience\",\"id\":\"00000000-0000-0000-0000-00000000000a\",\"patch\":" patch "}"
	call_expect(tenant, "PUT", "/sandbox/state", SEED, 200);
	call_expect(tenant, "POST", "/sandbox/edit", EDIT("{\"description\":\"by hand\",\"x\":{\"y\":1}}"),
		    200);
	call_expect(tenant, "POST", "/sandbox/edit", EDIT("{\"name\":null}"), 400);
	struct cx_exchange *x =
		call(tenant, "GET", "/api/v1/audiences/00000000-0000-0000-0000-00000000000a", NULL);
	struct cx_node *json = answer_json(x);
	int64_t version;
	assert_string_equal(cx_node_get_text(json, "description"), "by hand");
	assert_true(cx_node_get_int64(json, "version", &version) && version == 2);
	cx_exchange_free(x);
	call_expect(tenant, "POST", "/sandbox/edit", EDIT("null"), 204);
	call_expect(tenant, "POST", "/sandbox/edit", EDIT("null"), 404);
	call_expect(tenant, "POST", "/sandbox/edit", "{\"kind\":\"Thing\"}", 400);
}

static void test_callback_when_posted_then_kept_as_it_came(void **state)
{
	struct tenant *tenant = *state;
	struct cx_exchange *x = call_new(tenant, "POST", "/callbacks/prod");
	call_header(x, "webhook-signature", "v1,abc=");
	assert_int_equal(call_send(x, "{ \"event\": \"AUDIENCE_UPDATED\" }")->status, 200);
	cx_exchange_free(x);
	x = call(tenant, "GET", "/sandbox/callbacks", NULL);
	struct cx_node *item = cx_node_get(answer_json(x), "items")->first;
	assert_string_equal(cx_node_get_text(item, "path"), "/callbacks/prod");
	assert_string_equal(cx_node_get_text(cx_node_get(item, "headers"), "webhook-signature"), "v1,abc=");
	assert_string_equal(cx_node_get_text(item, "body_text"), "{ \"event\": \"AUDIENCE_UPDATED\" }");
	assert_string_equal(cx_node_get_text(cx_node_get(item, "body"), "event"), "AUDIENCE_UPDATED");
	cx_exchange_free(x);
	call_expect(tenant, "DELETE", "/sandbox/callbacks", NULL, 200);
	x = call(tenant, "GET", "/sandbox/callbacks", NULL);
	assert_int_equal(cx_node_get(answer_json(x), "items")->count, 0);
	cx_exchange_free(x);
}

int main(void)
{
#define TENANT_TEST(f) cmocka_unit_test_setup_teardown(f, open_tenant, close_tenant)
	const struct CMUnitTest tests[] = {
		TENANT_TEST(test_token_when_asked_then_oauth_answers),
		cmocka_unit_test(test_token_when_it_expires_then_401),
		TENANT_TEST(test_scope_when_narrow_then_403_names_it),
		cmocka_unit_test(test_rate_when_exceeded_then_429_and_the_control_still_works),
		TENANT_TEST(test_answer_when_json_is_not_accepted_then_it_is_none),
		TENANT_TEST(test_route_when_unknown_then_404_or_405),
		TENANT_TEST(test_webhook_when_posted_then_its_secret_is_nowhere),
		TENANT_TEST(test_webhook_when_wrong_then_400),
		TENANT_TEST(test_webhook_when_a_key_repeats_then_it_counts_only_where_honoured),
		TENANT_TEST(test_state_when_seeded_then_shown_sorted_and_counted),
		TENANT_TEST(test_edit_when_patched_then_as_if_another_user_had_put),
		TENANT_TEST(test_callback_when_posted_then_kept_as_it_came),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
