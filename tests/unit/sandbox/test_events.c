/* SPDX-License-Identifier: Apache-2.0 */
/* Webhook events: for whom they fire, what they carry, how they are signed, and where they never go. */
#include "calls.h"

#include "sandbox/sender.h"

#define UPDATED "interaction.attributes.updated"
#define HOOK(id, more)                                                                  \
	"{\"id\":\"" id "\",\"name\":\"" id "\",\"url\":\"http://127.0.0.1:9/" id "\"," \
	"\"events\":[\"" UPDATED "\",\"profile.updated\"]" more "}"

static int open_tenant(void **state)
{
	struct tenant *tenant = cx_alloc(sizeof *tenant);
	tenant_open(tenant, NULL);
	tenant_login(tenant, "");
	call_expect(tenant, "PUT", "/sandbox/state",
		    "{\"webhooks\":[" HOOK("a", ",\"secret\":\"0123456789abcdef0123456789abcdef\"") "," HOOK(
			    "b", ",\"enabled\":false") ","
						       "{\"id\":\"c\",\"name\":\"c\",\"url\":\"http://"
						       "127.0.0.1:9/\",\"events\":["
						       "\"profile.created\"]}],\"crm_webhooks\":[" HOOK(
							       "d", "") "]}",
		    200);
	*state = tenant;
	return 0;
}

static int close_tenant(void **state)
{
	tenant_close(*state);
	cx_free(*state);
	return 0;
}

static void update(struct tenant *tenant)
{
	call_expect(tenant, "POST", "/api/v2/interactions/interaction-2/attributes",
		    "{\"attributes\":[{\"key\":\"priority\",\"value\":\"high\"}]}", 200);
}

static void test_update_when_webhooks_subscribe_then_an_event_is_due_for_each(void **state)
{
	struct tenant *tenant = *state;
	struct cx_events *events = &tenant->sandbox->events;
	update(tenant);
	assert_int_equal(events->due, 2);
	struct cx_event *first = cx_events_take(events, events->first->fired_ms + 5);
	struct cx_event *second = cx_events_take(events, events->first->fired_ms + 5);
	assert_null(cx_events_take(events, 0));
	assert_string_equal(first->webhook, "a");
	assert_string_equal(first->secret, "0123456789abcdef0123456789abcdef");
	assert_string_equal(second->webhook, "d");
	assert_null(second->secret);
	assert_string_equal(first->payload,
			    "{\"eventType\":\"" UPDATED "\",\"interactionId\":\"interaction-2\","
			    "\"attributes\":[{\"key\":\"priority\",\"value\":\"high\"},{\"key\":\"notes\","
			    "\"value\":null},{\"key\":\"system:channel\",\"value\":\"chat\"}],"
			    "\"callbackLatencyMs\":5}");
	cx_events_finish(events, first, 200, 3, NULL);
	cx_events_finish(events, second, 0, 1, "refused");
	struct cx_exchange *x = call(tenant, "GET", "/sandbox/events", NULL);
	assert_null(strstr(x->answer.data, "0123456789abcdef"));
	assert_int_equal(cx_node_get(answer_json(x), "items")->count, 2);
	cx_exchange_free(x);
	call_expect(tenant, "DELETE", "/sandbox/events", NULL, 200);
	assert_null(events->first);
}

static void test_update_when_it_fails_or_is_undone_then_nothing_fires(void **state)
{
	struct tenant *tenant = *state;
	call_expect(tenant, "POST", "/api/v2/interactions/interaction-2/attributes",
		    "{\"attributes\":[{\"key\":\"nowhere\",\"value\":1}]}", 409);
	assert_null(tenant->sandbox->events.first);
	struct cx_exchange *x = call_new(tenant, "POST", "/api/v2/interactions/interaction-2/attributes");
	x->mishap.kind = CX_MISHAP_IGNORE;
	call_send(x, "{\"attributes\":[{\"key\":\"priority\",\"value\":1}]}");
	assert_int_equal(x->status, 200);
	assert_null(tenant->sandbox->events.first);
	cx_exchange_free(x);
}

static void test_event_when_posted_then_it_goes_where_it_says(void **state)
{
	struct tenant *tenant = *state;
	struct cx_events *events = &tenant->sandbox->events;
	call_expect(tenant, "POST", "/sandbox/events", "{\"eventType\":\"profile.created\"}", 202);
	assert_string_equal(events->last->webhook, "c");
	call_expect(tenant, "POST", "/sandbox/events", "{\"eventType\":\"x\",\"webhook\":\"b\"}", 202);
	assert_string_equal(events->last->webhook, "b");
	call_expect(tenant, "POST", "/sandbox/events",
		    "{\"eventType\":\"x\",\"url\":\"http://localhost:9/y\",\"secret\":\"s\"}", 202);
	assert_string_equal(events->last->url, "http://localhost:9/y");
	assert_string_equal(events->last->secret, "s");
	assert_int_equal(events->due, 3);
	call_expect(tenant, "POST", "/sandbox/events", "{\"eventType\":\"x\",\"webhook\":\"none\"}", 404);
	call_expect(tenant, "POST", "/sandbox/events", "{\"url\":\"http://localhost/\"}", 400);
}

static void test_event_when_not_for_this_machine_then_it_is_not_sent(void **state)
{
	static const char *const urls[] = {
		"https://example.com/",
		"http://127.0.0.1.example.com/",
		"http://127.0.0.1@example.com/",
		"http://127.0.0.1:1@example.com/",
		"ftp://127.0.0.1/",
		"",
		"127.0.0.1",
	};
	struct tenant *tenant = *state;
	for (size_t i = 0; i < CX_COUNT(urls); i++) {
		char body[200];
		snprintf(body, sizeof body, "{\"eventType\":\"x\",\"url\":\"%s\"}", urls[i]);
		call_expect(tenant, "POST", "/sandbox/events", body, 202);
		assert_int_equal(tenant->sandbox->events.due, 0);
		assert_non_null(tenant->sandbox->events.last->problem);
	}
}

static void test_event_when_the_secret_is_unknown_then_it_is_not_sent_unsigned(void **state)
{
	struct tenant *tenant = *state;
	call_expect(tenant, "PUT", "/sandbox/state",
		    "{\"crm_webhooks\":[],\"webhooks\":[" HOOK("a", ",\"secret_sha256\":\"00\"") "]}", 200);
	update(tenant);
	assert_int_equal(tenant->sandbox->events.due, 0);
	assert_non_null(strstr(tenant->sandbox->events.last->problem, "secret"));
}

static void test_events_when_told_where_to_then_all_go_there(void **state)
{
	struct tenant tenant;
	(void)state;
	tenant_open(&tenant, "--events-to", "http://127.0.0.1:7/", NULL);
	tenant_login(&tenant, "");
	call_expect(&tenant, "POST", "/api/v2/webhooks",
		    "{\"name\":\"w\",\"url\":\"https://example.com/\",\"events\":[\"" UPDATED "\"]}", 201);
	update(&tenant);
	assert_int_equal(tenant.sandbox->events.due, 1);
	assert_string_equal(tenant.sandbox->events.last->url, "http://127.0.0.1:7/");
	tenant_close(&tenant);
}

/* The example of the Standard Webhooks specification. */
static void test_sign_when_secret_is_encoded_then_as_the_standard_says(void **state)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_sender_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
		       "{\"test\": 2432232314}", &out);
	assert_string_equal(out.data, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tenant, close_tenant)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_update_when_webhooks_subscribe_then_an_event_is_due_for_each),
		TEST(test_update_when_it_fails_or_is_undone_then_nothing_fires),
		TEST(test_event_when_posted_then_it_goes_where_it_says),
		TEST(test_event_when_not_for_this_machine_then_it_is_not_sent),
		TEST(test_event_when_the_secret_is_unknown_then_it_is_not_sent_unsigned),
		cmocka_unit_test(test_events_when_told_where_to_then_all_go_there),
		cmocka_unit_test(test_sign_when_secret_is_encoded_then_as_the_standard_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
