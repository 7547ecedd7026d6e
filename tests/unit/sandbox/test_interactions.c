/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of interactions: modes, rules, all or nothing. */
#include "calls.h"

#define PATH "/api/v2/interactions/interaction-1/attributes"

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

/* The attributes as one line, without what surrounds them. */
static void expect_attributes(struct tenant *tenant, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_exchange *x = call(tenant, "GET", PATH, NULL);
	assert_int_equal(x->status, 200);
	struct cx_node *json = answer_json(x);
	assert_string_equal(cx_node_get_text(json, "interactionId"), "interaction-1");
	assert_non_null(cx_node_get_text(json, "lastUpdated"));
	const struct cx_node *item = cx_node_get(json, "attributes")->first;
	for (; item; item = item->next) {
		const struct cx_node *value = cx_node_get(item, "value");
		cx_buf_addf(&text, "%s%s=%s", text.len ? " " : "", cx_node_get_text(item, "key"),
			    value->type == CX_NODE_BOOL ? (value->boolean ? "true" : "false")
			    : value->text               ? value->text
							: "null");
	}
	assert_string_equal(text.data, expected);
	cx_exchange_free(x);
}

#define BEFORE "priority=high queue_position=3 callback_requested=false _routing=skill-7 system:channel=voice"

static void test_post_when_it_fits_then_all_is_changed(void **state)
{
	struct tenant *tenant = *state;
	expect_attributes(tenant, BEFORE);
	struct cx_exchange *x = call(tenant, "POST", PATH,
				     "{\"attributes\":[{\"key\":\"queue_position\",\"value\":1.50},"
				     "{\"key\":\"vip\",\"value\":true,\"mode\":\"ADD\"},"
				     "{\"key\":\"priority\",\"mode\":\"DELETE\"},"
				     "{\"key\":\"callback_requested\",\"value\":null,\"mode\":\"UPDATE\"}]}");
	assert_int_equal(x->status, 200);
	assert_int_equal(cx_node_get(answer_json(x), "attributes")->count, 5);
	assert_non_null(answer_header(x, "ETag"));
	cx_exchange_free(x);
	expect_attributes(
		tenant,
		"queue_position=1.50 callback_requested=null _routing=skill-7 system:channel=voice vip=true");
}

static void expect_error(struct tenant *tenant, const char *body, unsigned status, const char *field,
			 const char *code)
{
	struct cx_exchange *x = call(tenant, "POST", PATH, body);
	if (x->status != status)
		fail_msg("%s: %u %s", body, x->status, x->answer.data);
	const struct cx_node *error = cx_node_get(answer_json(x), "errors")->first;
	assert_string_equal(cx_node_get_text(error, "field"), field);
	assert_string_equal(cx_node_get_text(error, "errorCode"), code);
	cx_exchange_free(x);
}

#define FINE    "{\"key\":\"queue_position\",\"value\":9},"
#define LIST(x) "{\"attributes\":[" FINE x "]}"

static void test_post_when_one_is_wrong_then_nothing_is_changed(void **state)
{
	static const struct {
		const char *body;
		unsigned status;
		const char *field, *code;
	} wrongs[] = {
		{"{}", 400, "attributes", "REQUIRED"},
		{"{\"attributes\":[]}", 400, "attributes", "REQUIRED"},
		{"{\"attributes\":{\"a\":1}}", 400, "attributes", "REQUIRED"},
		{LIST("7"), 400, "attributes[1].key", "REQUIRED"},
		{LIST("{\"value\":1}"), 400, "attributes[1].key", "REQUIRED"},
		{LIST("{\"key\":\"\",\"value\":1}"), 400, "attributes[1].key", "INVALID_LENGTH"},
		{LIST("{\"key\":\"_routing\",\"value\":1}"), 400, "attributes[1].key", "RESERVED"},
		{LIST("{\"key\":\"system:channel\",\"mode\":\"DELETE\"}"), 400, "attributes[1].key",
		 "RESERVED"},
		{LIST("{\"key\":\"queue_position\",\"value\":1}"), 400, "attributes[1].key", "DUPLICATE"},
		{LIST("{\"key\":\"priority\"}"), 400, "attributes[1].value", "REQUIRED"},
		{LIST("{\"key\":\"priority\",\"value\":[1]}"), 400, "attributes[1].value", "INVALID_TYPE"},
		{LIST("{\"key\":\"priority\",\"value\":1,\"mode\":\"add\"}"), 400, "attributes[1].mode",
		 "INVALID_VALUE"},
		{LIST("{\"key\":\"priority\",\"value\":1,\"mode\":\"ADD\"}"), 409, "attributes[1].key",
		 "EXISTS"},
		{LIST("{\"key\":\"vip\",\"value\":1}"), 409, "attributes[1].key", "NOT_FOUND"},
		{LIST("{\"key\":\"vip\",\"mode\":\"DELETE\"}"), 409, "attributes[1].key", "NOT_FOUND"},
	};
	for (size_t i = 0; i < CX_COUNT(wrongs); i++)
		expect_error(*state, wrongs[i].body, wrongs[i].status, wrongs[i].field, wrongs[i].code);
	expect_attributes(*state, BEFORE);
	call_expect(*state, "POST", "/api/v2/interactions/none/attributes", "{\"attributes\":[]}", 404);
	call_expect(*state, "GET", "/api/v2/interactions/none/attributes", NULL, 404);
}

/* A POST that adds a key of so many characters with a value of so many. */
static unsigned add_long(struct tenant *tenant, size_t key, size_t value)
{
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	cx_buf_adds(&body, "{\"attributes\":[{\"mode\":\"ADD\",\"key\":\"");
	cx_buf_fill(&body, 'k', key);
	cx_buf_adds(&body, "\",\"value\":\"");
	for (size_t i = 0; i < value; i++)
		cx_buf_adds(&body, "\xc3\xa9");
	cx_buf_adds(&body, "\"}]}");
	struct cx_exchange *x = call(tenant, "POST", PATH, body.data);
	unsigned status = x->status;
	cx_exchange_free(x);
	return status;
}

static void test_post_when_at_a_limit_then_one_more_is_refused(void **state)
{
	struct tenant *tenant = *state;
	assert_int_equal(add_long(tenant, 255, 2000), 200);
	assert_int_equal(add_long(tenant, 256, 1), 400);
	assert_int_equal(add_long(tenant, 1, 2001), 400);
	for (size_t count = 50; count <= 51; count++) {
		CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
		cx_buf_adds(&body, "{\"attributes\":[");
		for (size_t i = 0; i < count; i++)
			cx_buf_addf(&body, "%s{\"key\":\"a%zu_%zu\",\"value\":1,\"mode\":\"ADD\"}",
				    i ? "," : "", count, i);
		cx_buf_adds(&body, "]}");
		call_expect(tenant, "POST", PATH, body.data, count == 50 ? 200 : 400);
	}
}

static void test_post_when_etag_is_old_then_412(void **state)
{
	struct tenant *tenant = *state;
	const char *body = "{\"attributes\":[{\"key\":\"priority\",\"value\":\"low\"}]}";
	struct cx_exchange *x = call(tenant, "GET", PATH, NULL);
	char etag[80];
	snprintf(etag, sizeof etag, "%s", answer_header(x, "ETag"));
	cx_exchange_free(x);
	for (unsigned turn = 0; turn < 2; turn++) {
		x = call_new(tenant, "POST", PATH);
		call_header(x, "If-Match", etag);
		call_send(x, body);
		assert_int_equal(x->status, turn ? 412 : 200);
		cx_exchange_free(x);
	}
}

static void test_seed_when_given_then_it_replaces_the_defaults(void **state)
{
	struct tenant *tenant = *state;
	call_expect(tenant, "PUT", "/sandbox/state",
		    "{\"interactions\":[{\"id\":\"interaction-1\",\"attributes\":[{\"key\":\"_x\",\"value\":"
		    "1}]}]}",
		    200);
	expect_attributes(tenant, "_x=1");
	call_expect(tenant, "GET", "/api/v2/interactions/interaction-2/attributes", NULL, 404);
	call_expect(tenant, "PUT", "/sandbox/state",
		    "{\"interactions\":[{\"id\":\"i\",\"attributes\":[{\"key\":7}]}]}", 400);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tenant, close_tenant)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_post_when_it_fits_then_all_is_changed),
		TEST(test_post_when_one_is_wrong_then_nothing_is_changed),
		TEST(test_post_when_at_a_limit_then_one_more_is_refused),
		TEST(test_post_when_etag_is_old_then_412),
		TEST(test_seed_when_given_then_it_replaces_the_defaults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
