/* SPDX-License-Identifier: Apache-2.0 */
/* Audiences of the sandbox: rules, preconditions, pages, recalculation. */
#include "calls.h"

#define ID     "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define OTHER  "12345678-1234-1234-1234-123456789012"
#define PATH   "/api/v1/audiences/" ID
#define LEAF   "{\"field\":\"tier\",\"operator\":\"equals\",\"value\":\"gold\"}"
#define GROUP  "{\"operator\":\"AND\",\"conditions\":[" LEAF "]}"
#define SIMPLE "{\"name\":\"Gold\",\"criteria\":" GROUP "}"

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

static void test_put_when_new_then_stored_with_defaults(void **state)
{
	struct tenant *tenant = *state;
	struct cx_exchange *x =
		call_new(tenant, "PUT", "/api/v1/audiences/A1B2C3D4-e5f6-7890-abcd-ef1234567890");
	call_header(x, "If-None-Match", "*");
	call_send(x, "{\"size\":5,\"created_at\":\"x\",\"name\":\"Gold\",\"x_more\":{\"a\":[1.50]},"
		     "\"criteria\":" GROUP "}");
	assert_int_equal(x->status, 201);
	struct cx_node *json = answer_json(x);
	assert_string_equal(cx_node_get_text(json, "id"), ID);
	assert_string_equal(cx_node_get_text(json, "description"), "");
	assert_int_equal(cx_node_get(json, "exclusions")->type, CX_NODE_ARRAY);
	assert_string_equal(cx_node_get(cx_node_get(json, "x_more"), "a")->first->text, "1.50");
	assert_string_equal(cx_node_get_text(json, "evaluation_status"), "COMPLETED");
	assert_string_not_equal(cx_node_get_text(json, "created_at"), "x");
	int64_t size, version;
	assert_true(cx_node_get_int64(json, "size", &size) && cx_node_get_int64(json, "version", &version));
	assert_in_range(size, 30, 200);
	assert_int_equal(version, 1);
	cx_exchange_free(x);
	call_expect(tenant, "GET", PATH, NULL, 200);
}

static unsigned put_if(struct tenant *tenant, const char *name, const char *value)
{
	struct cx_exchange *x = call_new(tenant, "PUT", PATH);
	call_header(x, name, value);
	call_send(x, SIMPLE);
	unsigned status = x->status;
	cx_exchange_free(x);
	return status;
}

static void test_put_when_preconditions_fail_then_412(void **state)
{
	struct tenant *tenant = *state;
	char etag[64];
	assert_int_equal(put_if(tenant, "If-Match", "*"), 412);
	assert_int_equal(put_if(tenant, "If-None-Match", "*"), 201);
	assert_int_equal(put_if(tenant, "If-None-Match", "*"), 412);
	struct cx_exchange *x = call(tenant, "GET", PATH, NULL);
	snprintf(etag, sizeof etag, "%s", answer_header(x, "ETag"));
	cx_exchange_free(x);
	assert_int_equal(etag[0], '"');
	char weak[80], list[80];
	snprintf(weak, sizeof weak, "W/%s", etag);
	snprintf(list, sizeof list, "\"a\", %s", etag);
	assert_int_equal(put_if(tenant, "If-Match", weak), 412);
	assert_int_equal(put_if(tenant, "If-Match", list), 200);
	assert_int_equal(put_if(tenant, "If-Match", etag), 412);
	x = call_new(tenant, "DELETE", PATH);
	call_header(x, "If-Match", etag);
	assert_int_equal(call_send(x, NULL)->status, 412);
	cx_exchange_free(x);
	call_expect(tenant, "DELETE", PATH, NULL, 204);
	call_expect(tenant, "DELETE", PATH, NULL, 404);
}

struct bad {
	const char *body, *field, *code;
};
static const struct bad bad_bodies[] = {
	{"{\"criteria\":" GROUP "}", "name", "REQUIRED"},
	{"{\"name\":\"\",\"criteria\":" GROUP "}", "name", "INVALID_LENGTH"},
	{"{\"name\":\"a\"}", "criteria", "REQUIRED"},
	{"{\"name\":\"a\",\"criteria\":" LEAF "}", "criteria.operator", "INVALID_OPERATOR"},
	{"{\"name\":\"a\",\"criteria\":{\"operator\":\"AND\",\"conditions\":[]}}", "criteria.conditions",
	 "EMPTY_GROUP"},
	{"{\"name\":\"a\",\"criteria\":{\"operator\":\"and\",\"conditions\":[" LEAF "]}}",
	 "criteria.operator", "INVALID_OPERATOR"},
	{"{\"name\":\"a\",\"criteria\":{\"operator\":\"OR\",\"conditions\":[{\"field\":\"tier\",\"operator\":"
	 "\"like\","
	 "\"value\":1}]}}",
	 "criteria.conditions[0].operator", "UNKNOWN_OPERATOR"},
	{"{\"name\":\"a\",\"criteria\":{\"operator\":\"OR\",\"conditions\":[{\"field\":\"teir\",\"operator\":"
	 "\"equals\","
	 "\"value\":1}]}}",
	 "criteria.conditions[0].field", "UNKNOWN_ATTRIBUTE"},
	{"{\"name\":\"a\",\"criteria\":{\"operator\":\"OR\",\"conditions\":[{\"field\":\"tier\",\"operator\":"
	 "\"equals\"}]}}",
	 "criteria.conditions[0].value", "REQUIRED"},
	{"{\"name\":\"a\",\"criteria\":" GROUP ",\"exclusions\":[\"" ID "\"]}", "exclusions[0]",
	 "SELF_EXCLUSION"},
	{"{\"name\":\"a\",\"criteria\":" GROUP ",\"exclusions\":[\"" OTHER "\",\"" OTHER "\"]}",
	 "exclusions[1]", "DUPLICATE"},
	{"{\"name\":\"a\",\"criteria\":" GROUP ",\"exclusions\":[\"x\"]}", "exclusions[0]", "INVALID_UUID"},
	{"{\"name\":\"a\",\"criteria\":" GROUP ",\"data_source\":\"x\"}", "data_source", "INVALID_VALUE"},
	{"{\"name\":\"a\",\"criteria\":" GROUP ",\"version\":1.5}", "version", "INVALID_TYPE"},
	{"{\"name\":\"a\",\"criteria\":" GROUP ",\"id\":\"" OTHER "\"}", "id", "ID_MISMATCH"},
	{"[]", "", "INVALID_TYPE"},
};

static void test_put_when_wrong_then_400_names_the_field(void **state)
{
	struct tenant *tenant = *state;
	for (size_t i = 0; i < CX_COUNT(bad_bodies); i++) {
		struct cx_exchange *x = call(tenant, "PUT", PATH, bad_bodies[i].body);
		assert_int_equal(x->status, 400);
		struct cx_node *json = answer_json(x), *error = cx_node_at(cx_node_get(json, "errors"), 0);
		assert_string_equal(cx_node_get_text(error, "field"), bad_bodies[i].field);
		assert_string_equal(cx_node_get_text(error, "errorCode"), bad_bodies[i].code);
		assert_non_null(cx_node_get_text(error, "message"));
		assert_int_equal(strlen(cx_node_get_text(json, "uid")), 36);
		cx_exchange_free(x);
		call_expect(tenant, "GET", PATH, NULL, 404);
	}
}

static void test_put_when_much_is_wrong_then_all_is_said_and_nothing_changes(void **state)
{
	struct tenant *tenant = *state;
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	call_expect(tenant, "PUT", PATH, SIMPLE, 201);
	cx_buf_adds(&body, "{\"name\":\"");
	for (int i = 0; i < 101; i++)
		cx_buf_adds(&body, "\xc3\xa4");
	cx_buf_adds(&body, "\",\"description\":1,\"criteria\":{\"operator\":\"X\",\"conditions\":[]}}");
	struct cx_exchange *x = call(tenant, "PUT", PATH, body.data);
	assert_int_equal(x->status, 400);
	assert_int_equal(cx_node_get(answer_json(x), "errors")->count, 4);
	cx_exchange_free(x);
	x = call(tenant, "GET", PATH, NULL);
	assert_string_equal(cx_node_get_text(answer_json(x), "name"), "Gold");
	cx_exchange_free(x);
	call_expect(tenant, "PUT", PATH, "{\"name\":", 400);
	call_expect(tenant, "PUT", "/api/v1/audiences/no-uuid", SIMPLE, 400);
	cx_buf_clear(&body);
	cx_buf_adds(&body, "{\"criteria\":" GROUP ",\"name\":\"");
	for (int i = 0; i < 100; i++)
		cx_buf_adds(&body, "\xc3\xa4");
	cx_buf_adds(&body, "\"}");
	call_expect(tenant, "PUT", PATH, body.data, 200);
}

static void test_put_when_criteria_are_deep_then_five_levels_pass(void **state)
{
	struct tenant *tenant = *state;
	for (int levels = 5; levels <= 6; levels++) {
		CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
		cx_buf_adds(&body, "{\"name\":\"deep\",\"criteria\":");
		for (int i = 0; i <= levels; i++)
			cx_buf_adds(&body, "{\"operator\":\"OR\",\"conditions\":[");
		cx_buf_adds(&body, LEAF);
		for (int i = 0; i <= levels; i++)
			cx_buf_adds(&body, "]}");
		cx_buf_addc(&body, '}');
		call_expect(tenant, "PUT", PATH, body.data, levels == 5 ? 201 : 400);
	}
}

static void put_many(struct tenant *tenant, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char path[100];
		snprintf(path, sizeof path, "/api/v1/audiences/00000000-0000-0000-0000-%012u", i);
		call_expect(tenant, "PUT", path, SIMPLE, 201);
	}
}

static void test_list_when_paged_then_every_one_once(void **state)
{
	struct tenant *tenant = *state;
	char url[200] = "/api/v1/audiences?limit=3", last[64] = "";
	size_t seen = 0, pages = 0;
	put_many(tenant, 7);
	for (bool more = true; more; pages++) {
		struct cx_exchange *x = call(tenant, "GET", url, NULL);
		assert_int_equal(x->status, 200);
		assert_null(answer_header(x, "ETag"));
		struct cx_node *json = answer_json(x);
		for (struct cx_node *item = cx_node_get(json, "items")->first; item;
		     item = item->next, seen++) {
			assert_true(strcmp(cx_node_get_text(item, "id"), last) > 0);
			assert_null(cx_node_get(item, "size"));
			snprintf(last, sizeof last, "%s", cx_node_get_text(item, "id"));
		}
		int64_t total;
		assert_true(cx_node_get_int64(json, "total", &total) && total == 7);
		const char *next = cx_node_get_text(json, "nextPageToken");
		more = next != NULL;
		if (next)
			snprintf(url, sizeof url, "/api/v1/audiences?limit=3&cursor=%s", next);
		cx_exchange_free(x);
	}
	assert_int_equal(seen, 7);
	assert_int_equal(pages, 3);
	call_expect(tenant, "GET", "/api/v1/audiences?limit=0", NULL, 400);
	call_expect(tenant, "GET", "/api/v1/audiences?limit=1001", NULL, 400);
	call_expect(tenant, "GET", "/api/v1/audiences?limit=ten", NULL, 400);
	call_expect(tenant, "GET", "/api/v1/audiences?cursor=zzz", NULL, 400);
	call_expect(tenant, "GET", "/api/v1/audiences?include=members", NULL, 400);
}

static void test_put_when_settle_takes_time_then_status_goes_through_three_states(void **state)
{
	static const struct {
		int64_t after_ms;
		const char *status;
	} steps[] = {
		{0, "PENDING"}, {499, "PENDING"}, {500, "RUNNING"}, {999, "RUNNING"}, {1000, "COMPLETED"}};
	struct tenant tenant;
	(void)state;
	tenant_open(&tenant, "--settle-ms", "1000", NULL);
	tenant.at_ms = 1700000000000;
	tenant_login(&tenant, "");
	call_expect(&tenant, "PUT", PATH, SIMPLE, 201);
	for (size_t i = 0; i < CX_COUNT(steps); i++) {
		tenant.at_ms = 1700000000000 + steps[i].after_ms;
		struct cx_exchange *x = call(&tenant, "GET", PATH "?include=size,evaluation_status", NULL);
		struct cx_node *json = answer_json(x);
		bool done = strcmp(steps[i].status, "COMPLETED") == 0;
		assert_string_equal(cx_node_get_text(json, "evaluation_status"), steps[i].status);
		assert_int_equal(cx_node_get(json, "size")->type, done ? CX_NODE_NUMBER : CX_NODE_NULL);
		assert_int_equal(cx_node_get(json, "last_evaluated")->type,
				 done ? CX_NODE_STRING : CX_NODE_NULL);
		cx_exchange_free(x);
	}
	struct cx_exchange *x =
		call(&tenant, "PUT", PATH,
		     "{\"name\":\"a\",\"recalculate_on_update\":false,\"criteria\":" GROUP "}");
	assert_string_equal(cx_node_get_text(answer_json(x), "evaluation_status"), "COMPLETED");
	cx_exchange_free(x);
	tenant_close(&tenant);
}

static void test_put_when_versions_are_checked_then_409(void **state)
{
	struct tenant tenant;
	(void)state;
	tenant_open(&tenant, "--no-etags", "--check-version", NULL);
	tenant_login(&tenant, "");
	struct cx_exchange *x = call(&tenant, "PUT", PATH, SIMPLE);
	assert_int_equal(x->status, 201);
	assert_null(answer_header(x, "ETag"));
	cx_exchange_free(x);
	assert_int_equal(put_if(&tenant, "If-None-Match", "*"), 409);
	call_expect(&tenant, "PUT", PATH, "{\"version\":1,\"name\":\"b\",\"criteria\":" GROUP "}", 200);
	call_expect(&tenant, "PUT", PATH, "{\"version\":1,\"name\":\"b\",\"criteria\":" GROUP "}", 409);
	tenant_close(&tenant);
}

int main(void)
{
#define TENANT_TEST(f) cmocka_unit_test_setup_teardown(f, open_tenant, close_tenant)
	const struct CMUnitTest tests[] = {
		TENANT_TEST(test_put_when_new_then_stored_with_defaults),
		TENANT_TEST(test_put_when_preconditions_fail_then_412),
		TENANT_TEST(test_put_when_wrong_then_400_names_the_field),
		TENANT_TEST(test_put_when_much_is_wrong_then_all_is_said_and_nothing_changes),
		TENANT_TEST(test_put_when_criteria_are_deep_then_five_levels_pass),
		TENANT_TEST(test_list_when_paged_then_every_one_once),
		cmocka_unit_test(test_put_when_settle_takes_time_then_status_goes_through_three_states),
		cmocka_unit_test(test_put_when_versions_are_checked_then_409),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
