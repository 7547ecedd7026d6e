/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts and journeys: who may be contacted, what a trigger must be, and that a key starts once. */
#include "calls.h"

#define TRIGGER "/api/v1/journeys/onboarding/trigger"

struct journeys {
	struct tenant tenant;
	char subscribed[40], suppressed[40];
};

static void contact_find(struct tenant *tenant, const char *filter, char ret_id[40])
{
	char url[200];
	snprintf(url, sizeof url, "/api/v2/audiences/all/members?limit=1&filter=%s", filter);
	struct cx_exchange *x = call(tenant, "GET", url, NULL);
	snprintf(ret_id, 40, "%s", cx_node_get_text(cx_node_get(answer_json(x), "items")->first, "id"));
	cx_exchange_free(x);
}

static int open_tenant(void **state)
{
	struct journeys *j = cx_alloc(sizeof *j);
	tenant_open(&j->tenant, NULL);
	tenant_login(&j->tenant, "");
	call_expect(&j->tenant, "PUT", "/sandbox/state",
		    "{\"audiences\":[{\"id\":\"all\",\"name\":\"All\",\"criteria\":{\"field\":\"email\","
		    "\"operator\":\"is_not_null\"}}]}",
		    200);
	contact_find(&j->tenant, "opted_in%3Dtrue", j->subscribed);
	contact_find(&j->tenant, "opted_in%3Dfalse", j->suppressed);
	*state = j;
	return 0;
}

static int close_tenant(void **state)
{
	struct journeys *j = *state;
	tenant_close(&j->tenant);
	cx_free(j);
	return 0;
}

static const char *suppression_of(struct tenant *tenant, struct cx_arena *arena, const char *id)
{
	struct cx_exchange *x = call(tenant, "GET", cx_arena_printf(arena, "/api/v1/contacts/%s", id), NULL);
	assert_int_equal(x->status, 200);
	const char *text = cx_arena_strdup(arena, cx_node_get_text(answer_json(x), "suppressionStatus"));
	assert_non_null(cx_node_get_text(answer_json(x), "externalId"));
	cx_exchange_free(x);
	return text;
}

static void test_contact_when_asked_for_then_tells_whether_it_may_be_contacted(void **state)
{
	struct journeys *j = *state;
	struct cx_arena arena = CX_ARENA_INIT;
	assert_string_equal(suppression_of(&j->tenant, &arena, j->subscribed), "SUBSCRIBED");
	assert_string_equal(suppression_of(&j->tenant, &arena, j->suppressed), "UNSUBSCRIBED");
	call_expect(&j->tenant, "GET", "/api/v1/contacts/nobody", NULL, 404);
	cx_arena_release(&arena);
}

#define GOOD                                                                                                 \
	"{\"contactId\":\"%s\",\"attributes\":{\"email\":\"a@example.com\",\"external_id\":\"crm-1\","       \
	"\"tone\":\"warm\"},\"event\":\"cart\",\"deduplicationId\":\"k1\",\"timestamp\":\"2026-11-21T22:00:" \
	"00Z\"}"

/* fmt takes the contact. */
static struct cx_exchange *trigger(struct journeys *j, const char *path, const char *key, const char *fmt,
				   const char *contact)
{
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	const char *hole = strstr(fmt, "%s");
	cx_buf_add(&body, fmt, hole ? (size_t)(hole - fmt) : strlen(fmt));
	cx_buf_addf(&body, "%s%s", hole ? contact : "", hole ? hole + 2 : "");
	struct cx_exchange *x = call_new(&j->tenant, "POST", path);
	if (key)
		call_header(x, "Idempotency-Key", key);
	return call_send(x, body.data);
}

static void expect_starts(struct journeys *j, int64_t arrivals, int64_t starts)
{
	int64_t seen_arrivals = -1, seen_starts = -1;
	struct cx_exchange *x = call(&j->tenant, "GET", "/sandbox/triggers", NULL);
	struct cx_node *json = answer_json(x);
	assert_true(cx_node_get_int64(json, "arrivals", &seen_arrivals) &&
		    cx_node_get_int64(json, "starts", &seen_starts));
	cx_exchange_free(x);
	assert_int_equal(seen_arrivals, arrivals);
	assert_int_equal(seen_starts, starts);
}

static void test_trigger_when_repeated_then_starts_once_and_answers_alike(void **state)
{
	struct journeys *j = *state;
	struct cx_exchange *first = trigger(j, TRIGGER, "k1", GOOD, j->subscribed);
	assert_int_equal(first->status, 202);
	assert_string_equal(cx_node_get_text(answer_json(first), "contactId"), j->subscribed);
	struct cx_exchange *again = trigger(j, TRIGGER, "k1", GOOD, j->subscribed);
	assert_int_equal(again->status, 202);
	assert_string_equal(first->answer.data, again->answer.data);
	cx_exchange_free(first);
	cx_exchange_free(again);
	expect_starts(j, 2, 1);
	struct cx_exchange *other = trigger(j, TRIGGER, "k1", " " GOOD, j->subscribed);
	assert_int_equal(other->status, 422);
	cx_exchange_free(other);
	expect_starts(j, 3, 1);
	call_expect(&j->tenant, "DELETE", "/sandbox/triggers", NULL, 200);
	expect_starts(j, 0, 0);
}

static void test_trigger_when_answer_is_lost_then_the_start_is_kept(void **state)
{
	struct journeys *j = *state;
	call_expect(&j->tenant, "POST", "/sandbox/faults",
		    "{\"route\":\"POST /api/v1/journeys/*\",\"kind\":\"reset-after\",\"count\":1}", 200);
	struct cx_exchange *x = call_new(&j->tenant, "POST", TRIGGER);
	x->mishap = cx_rules_pick(&j->tenant.sandbox->rules, "POST", TRIGGER);
	call_header(x, "Idempotency-Key", "k1");
	char body[600];
	snprintf(body, sizeof body, GOOD, j->subscribed);
	call_send(x, body);
	assert_int_equal(x->ending, CX_ENDING_CLOSE);
	cx_exchange_free(x);
	expect_starts(j, 1, 1);
	cx_exchange_free(trigger(j, TRIGGER, "k1", GOOD, j->subscribed));
	expect_starts(j, 2, 1);
}

static void expect_refused(struct journeys *j, const char *path, const char *contact, unsigned status,
			   const char *code)
{
	struct cx_exchange *x = trigger(j, path, "k1", GOOD, contact);
	assert_int_equal(x->status, status);
	assert_string_equal(cx_node_get_text(answer_json(x), "error"), code);
	cx_exchange_free(x);
}

static void test_trigger_when_not_eligible_then_refused_and_may_start_later(void **state)
{
	struct journeys *j = *state;
	expect_refused(j, TRIGGER, j->suppressed, 409, "contact_suppressed");
	expect_refused(j, "/api/v1/journeys/win-back/trigger", j->subscribed, 409, "journey_not_active");
	expect_refused(j, "/api/v1/journeys/none/trigger", j->subscribed, 404, "not_found");
	expect_starts(j, 2, 0);
	call_expect(&j->tenant, "POST", "/sandbox/edit",
		    "{\"kind\":\"Journey\",\"id\":\"win-back\",\"patch\":{\"state\":\"ACTIVE\"}}", 200);
	struct cx_exchange *x = trigger(j, "/api/v1/journeys/win-back/trigger", "k1", GOOD, j->subscribed);
	assert_int_equal(x->status, 202);
	cx_exchange_free(x);
	expect_starts(j, 3, 1);
}

#define REST     "\"event\":\"e\",\"deduplicationId\":\"k1\",\"timestamp\":\"2026-11-21T22:00:00Z\"}"
#define WHO      "{\"contactId\":\"%s\","
#define ATTRS(x) WHO "\"attributes\":{" x "}," REST

static void test_trigger_when_wrong_then_400_says_which_member(void **state)
{
	static const struct {
		const char *body, *field, *code;
	} wrongs[] = {
		{"{\"contactId\":\"nobody\",\"attributes\":{\"email\":\"e\",\"external_id\":\"x\"}," REST,
		 "contactId", "UNKNOWN_CONTACT"},
		{"{\"attributes\":{\"email\":\"e\",\"external_id\":\"x\"}," REST, "contactId", "REQUIRED"},
		{WHO REST, "attributes", "REQUIRED"},
		{ATTRS("\"email\":\"e\""), "attributes.external_id", "REQUIRED"},
		{ATTRS("\"email\":\"\",\"external_id\":\"x\""), "attributes.email", "INVALID_TYPE"},
		{ATTRS("\"email\":7,\"external_id\":\"x\""), "attributes.email", "INVALID_TYPE"},
		{ATTRS("\"identifiers\":{\"email\":\"e\",\"external_id\":\"x\"},\"directives\":{\"email\":"
		       "\"o\"}"),
		 "attributes.directives.email", "OVERWRITES"},
		{ATTRS("\"email\":\"e\",\"external_id\":\"x\",\"directives\":{\"external_id\":\"o\"}"),
		 "attributes.directives.external_id", "OVERWRITES"},
		{ATTRS("\"identifiers\":{\"email\":\"e\"}"), "attributes.identifiers.external_id",
		 "REQUIRED"},
		{WHO "\"attributes\":{\"email\":\"e\",\"external_id\":\"x\"},\"event\":\"e\","
		     "\"deduplicationId\":\"k1\",\"timestamp\":\"yesterday\"}",
		 "timestamp", "INVALID_VALUE"},
		{WHO "\"attributes\":{\"email\":\"e\",\"external_id\":\"x\"},\"event\":\"e\","
		     "\"deduplicationId\":\"k1\"}",
		 "timestamp", "REQUIRED"},
		{WHO "\"attributes\":{\"email\":\"e\",\"external_id\":\"x\"},"
		     "\"deduplicationId\":\"k2\",\"event\":\"e\",\"timestamp\":\"2026-11-21T22:00:00Z\"}",
		 "Idempotency-Key", "MISMATCH"},
		{"[]", "contactId", "REQUIRED"},
	};
	struct journeys *j = *state;
	for (size_t i = 0; i < CX_COUNT(wrongs); i++) {
		struct cx_exchange *x = trigger(j, TRIGGER, "k1", wrongs[i].body, j->subscribed);
		if (x->status != 400)
			fail_msg("%s: %u %s", wrongs[i].body, x->status, x->answer.data);
		const struct cx_node *error = cx_node_get(answer_json(x), "errors")->first;
		assert_string_equal(cx_node_get_text(error, "field"), wrongs[i].field);
		assert_string_equal(cx_node_get_text(error, "errorCode"), wrongs[i].code);
		cx_exchange_free(x);
	}
	struct cx_exchange *x = trigger(j, TRIGGER, NULL, GOOD, j->subscribed);
	assert_int_equal(x->status, 400);
	cx_exchange_free(x);
	expect_starts(j, 0, 0);
}

static void test_trigger_when_it_has_a_byte_too_many_then_413(void **state)
{
	struct journeys *j = *state;
	for (size_t extra = 0; extra < 2; extra++) {
		CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
		cx_buf_addf(&body, GOOD, j->subscribed);
		cx_buf_fill(&body, ' ', 102400 + extra - body.len);
		struct cx_exchange *x = trigger(j, TRIGGER, "k1", body.data, "");
		assert_int_equal(x->status, extra ? 413 : 202);
		cx_exchange_free(x);
	}
}

static void test_journey_when_asked_for_then_tells_its_state(void **state)
{
	struct journeys *j = *state;
	struct cx_exchange *x = call(&j->tenant, "GET", "/api/v1/journeys/Win-Back", NULL);
	assert_string_equal(cx_node_get_text(answer_json(x), "state"), "PAUSED");
	assert_string_equal(cx_node_get_text(answer_json(x), "name"), "Win back");
	cx_exchange_free(x);
	call_expect(&j->tenant, "PUT", "/sandbox/state",
		    "{\"journeys\":[{\"id\":\"j\",\"name\":\"J\",\"state\":\"ACTIVE\"}]}", 200);
	call_expect(&j->tenant, "GET", "/api/v1/journeys/onboarding", NULL, 404);
	call_expect(&j->tenant, "GET", "/api/v1/journeys/j", NULL, 200);
	call_expect(&j->tenant, "PUT", "/sandbox/state", "{\"journeys\":[{\"name\":\"J\"}]}", 400);
	call_expect(&j->tenant, "POST", "/sandbox/edit", "{\"kind\":\"Journey\",\"id\":\"j\",\"patch\":null}",
		    200);
	call_expect(&j->tenant, "GET", "/api/v1/journeys/j", NULL, 404);
}

static void test_scopes_when_strict_then_each_call_needs_its_own(void **state)
{
	struct tenant tenant;
	(void)state;
	tenant_open(&tenant, "--strict-scopes", NULL);
	tenant_login(&tenant, "contacts:read");
	call_expect(&tenant, "GET", "/api/v1/contacts/x", NULL, 404);
	call_expect(&tenant, "GET", "/api/v1/journeys/onboarding", NULL, 403);
	call_expect(&tenant, "POST", TRIGGER, "{}", 403);
	tenant_login(&tenant, "journeys:trigger");
	call_expect(&tenant, "GET", "/api/v1/contacts/x", NULL, 403);
	call_expect(&tenant, "GET", "/api/v1/journeys/onboarding", NULL, 200);
	call_expect(&tenant, "POST", TRIGGER, "{}", 400);
	call_expect(&tenant, "GET", "/api/v2/interactions/interaction-1/attributes", NULL, 403);
	tenant_close(&tenant);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tenant, close_tenant)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_contact_when_asked_for_then_tells_whether_it_may_be_contacted),
		TEST(test_trigger_when_repeated_then_starts_once_and_answers_alike),
		TEST(test_trigger_when_answer_is_lost_then_the_start_is_kept),
		TEST(test_trigger_when_not_eligible_then_refused_and_may_start_later),
		TEST(test_trigger_when_wrong_then_400_says_which_member),
		TEST(test_trigger_when_it_has_a_byte_too_many_then_413),
		TEST(test_journey_when_asked_for_then_tells_its_state),
		cmocka_unit_test(test_scopes_when_strict_then_each_call_needs_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
