/* SPDX-License-Identifier: Apache-2.0 */
/* Events that come in: what is accepted, what is refused and why, and what random bytes do. */
#include "query/inbound.h"

#include "doc/json.h"
#include "model/standard_webhook.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW_S  INT64_C(1800000000)
#define NOW_MS (NOW_S * 1000 + 250)
#define SECRET "a secret of thirty-two bytes and more"
#define GOOD                                                                                          \
	"{\"eventType\":\"interaction.attributes.updated\",\"interactionId\":\"i-1\",\"attributes\":" \
	"[{\"key\":\"vip\",\"value\":true}],\"callbackLatencyMs\":12.75,\"more\":[1]}"

/* A request: NULL is left out; a signature "good" is made. */
struct request {
	const char *id, *timestamp, *signature, *type, *more, *body;
};
static const struct request good = {"evt_1", "1800000000", "good", "application/json", NULL, GOOD};

struct world {
	struct cx_arena arena;
	struct cx_seen seen;
	struct cx_buf secret, head;
	struct cx_inbound in;
	bool checks; /* signatures */
};

static int setup(void **state)
{
	struct world *w = cx_alloc(sizeof *w);
	w->secret = (struct cx_buf)CX_BUF_INIT;
	w->head = (struct cx_buf)CX_BUF_INIT;
	w->checks = true;
	cx_buf_adds(&w->secret, SECRET);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	cx_seen_release(&w->seen);
	cx_arena_release(&w->arena);
	cx_buf_release(&w->secret);
	cx_buf_release(&w->head);
	cx_free(w);
	return 0;
}

static void add_field(struct world *w, const char *name, const char *value)
{
	if (value)
		cx_buf_addf(&w->head, "%s: %s\r\n", name, value);
}

static enum cx_inbound_end check_n(struct world *w, const struct request *r, const char *body, size_t n)
{
	CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
	struct cx_asked asked;
	struct cx_webhook_message message = {{r->id, r->id ? strlen(r->id) : 0},
					     {r->timestamp, r->timestamp ? strlen(r->timestamp) : 0},
					     {body, n}};
	bool sign = r->signature && strcmp(r->signature, "good") == 0;
	if (sign)
		cx_standard_webhook_sign(SECRET, strlen(SECRET), &message, &signature);
	cx_buf_clear(&w->head);
	cx_buf_adds(&w->head, "POST /any HTTP/1.1\r\nHost: x\r\n");
	add_field(w, "Webhook-Id", r->id);
	add_field(w, "webhook-timestamp", r->timestamp);
	add_field(w, "webhook-signature", sign ? signature.data : r->signature);
	add_field(w, "content-type", r->type);
	cx_buf_addf(&w->head, "%s\r\n", r->more ? r->more : "");
	assert_int_equal(cx_answerer_head_parse(w->head.data, w->head.len, &asked), 0);
	asked.body = body;
	asked.body_len = n;
	struct cx_inbound_rules rules = {&w->secret, w->checks ? 1 : 0, &w->seen};
	cx_inbound_check(&rules, &asked, NOW_MS, &w->arena, &w->in);
	return w->in.end;
}

static enum cx_inbound_end check(struct world *w, struct request r)
{
	return check_n(w, &r, r.body, strlen(r.body));
}

static void test_event_when_good_then_row_has_all_of_it(void **state)
{
	struct world *w = *state;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	assert_int_equal(check(w, good), CX_INBOUND_ACCEPTED);
	assert_int_equal(w->in.status, 200);
	assert_string_equal(w->in.id, "evt_1");
	assert_int_equal(w->in.callback_ms, 12);
	assert_int_equal(w->in.age_ms, 250);
	cx_json_line(cx_inbound_row(&w->in, true, NOW_MS, &w->arena), &line);
	assert_string_equal(
		line.data, "{\"eventType\":\"interaction.attributes.updated\",\"interactionId\":\"i-1\","
			   "\"attributes\":[{\"key\":\"vip\",\"value\":true}],\"callbackLatencyMs\":12.75,"
			   "\"more\":[1],\"receivedAt\":\"2027-01-15T08:00:00.250Z\",\"webhookId\":\"evt_1\","
			   "\"ageMs\":250,\"verified\":true}");
}

static void test_row_when_event_has_our_names_then_its_own_stay(void **state)
{
	struct world *w = *state;
	struct request r = good;
	r.body = "{\"eventType\":\"a\",\"callbackLatencyMs\":0,\"ageMs\":\"old\"}";
	assert_int_equal(check(w, r), CX_INBOUND_ACCEPTED);
	struct cx_node *row = cx_inbound_row(&w->in, true, NOW_MS, &w->arena);
	assert_true(cx_node_is_text(cx_node_get(row, "ageMs"), "old"));
	assert_int_equal(row->count, 6);
}

static void test_event_when_seen_then_duplicate_unless_forged(void **state)
{
	struct world *w = *state;
	struct request forged = good;
	forged.signature = "v1,AAAA";
	cx_seen_add(&w->seen, "evt_1", 5);
	assert_int_equal(check(w, good), CX_INBOUND_DUPLICATE);
	assert_int_equal(w->in.status, 200);
	assert_string_equal(w->in.id, "evt_1");
	assert_int_equal(check(w, forged), CX_INBOUND_SIGNATURE);
}

static void test_time_when_five_minutes_then_the_limit(void **state)
{
	static const struct {
		const char *timestamp;
		enum cx_inbound_end end;
	} rows[] = {
		{"1799999700", CX_INBOUND_ACCEPTED},  {"1799999699", CX_INBOUND_TIMESTAMP},
		{"1800000300", CX_INBOUND_ACCEPTED},  {"1800000301", CX_INBOUND_TIMESTAMP},
		{"0", CX_INBOUND_TIMESTAMP},          {"999999999999", CX_INBOUND_TIMESTAMP},
		{"1800000000.5", CX_INBOUND_HEADERS}, {"now", CX_INBOUND_HEADERS},
	};
	struct world *w = *state;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct request r = good;
		r.timestamp = rows[i].timestamp;
		assert_int_equal(check(w, r), rows[i].end);
	}
	struct request late = good;
	late.timestamp = "1799999000";
	assert_int_equal(check(w, late), CX_INBOUND_TIMESTAMP);
	assert_string_equal(w->in.why, "it was sent 1000 s ago, more than 300");
	late.timestamp = "1800001000";
	assert_int_equal(check(w, late), CX_INBOUND_TIMESTAMP);
	assert_string_equal(w->in.why, "its time is 1000 s ahead of ours, more than 300");
}

static void test_request_when_wrong_then_the_first_reason(void **state)
{
	static const struct {
		struct request r;
		enum cx_inbound_end end;
		int status;
	} rows[] = {
		{{"e", "1800000000", NULL, "application/json", NULL, GOOD}, CX_INBOUND_SIGNATURE, 401},
		{{"e", "1800000000", "v1,x", "application/json", NULL, GOOD}, CX_INBOUND_SIGNATURE, 401},
		{{NULL, "1800000000", "good", "application/json", NULL, GOOD}, CX_INBOUND_HEADERS, 400},
		{{"e", NULL, "good", "application/json", NULL, GOOD}, CX_INBOUND_HEADERS, 400},
		{{"e", "1800000000", "good", "application/json", "webhook-id: f\r\n", GOOD},
		 CX_INBOUND_HEADERS,
		 400},
		{{"a b", "1800000000", "good", "application/json", NULL, GOOD}, CX_INBOUND_HEADERS, 400},
		{{"\xc3\xa9", "1800000000", "good", "application/json", NULL, GOOD}, CX_INBOUND_HEADERS, 400},
		{{"e", "1800000000", "good", "text/plain", NULL, GOOD}, CX_INBOUND_TYPE, 415},
		{{"e", "1800000000", "good", "application/jsonp", NULL, GOOD}, CX_INBOUND_TYPE, 415},
		{{"e", "1800000000", "good", NULL, NULL, GOOD}, CX_INBOUND_TYPE, 415},
		{{"e", "1800000000", "good", "application/json", "Content-Encoding: gzip\r\n", GOOD},
		 CX_INBOUND_TYPE,
		 415},
		{{"e", "1800000000", "good", "application/json", NULL, ""}, CX_INBOUND_JSON, 400},
		{{"e", "1800000000", "good", "application/json", NULL, "{\"eventType\":1,\"eventType\":2}"},
		 CX_INBOUND_JSON,
		 400},
		{{"e", "1800000000", "good", "application/json", NULL, GOOD "x"}, CX_INBOUND_JSON, 400},
		{{"e", "1800000000", "good", "Application/JSON; charset=utf-8", NULL, GOOD},
		 CX_INBOUND_ACCEPTED,
		 200},
	};
	struct world *w = *state;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		assert_int_equal(check(w, rows[i].r), rows[i].end);
		assert_int_equal(w->in.status, rows[i].status);
		assert_int_equal(w->in.why == NULL, rows[i].status == 200);
	}
}

static void test_shape_when_wrong_then_all_of_it_without_values(void **state)
{
	static const struct {
		const char *body, *why;
	} rows[] = {
		{"[]", "the event is not an object"},
		{"null", "the event is not an object"},
		{"{}", "eventType is missing; callbackLatencyMs is missing"},
		{"{\"eventType\":\"interaction.ended\",\"callbackLatencyMs\":1}",
		 "interactionId is missing; attributes is missing"},
		{"{\"eventType\":\"interaction.ended\",\"interactionId\":null,\"attributes\":[1],"
		 "\"callbackLatencyMs\":-1}",
		 "interactionId is not a string; attributes is not an object, or an array of objects; "
		 "callbackLatencyMs is no time that can be: it is negative, or too long"},
		{"{\"eventType\":\"\",\"interactionId\":7,\"callbackLatencyMs\":\"ada@example.com\"}",
		 "eventType is empty; interactionId is not a string; callbackLatencyMs is not a number"},
		{"{\"eventType\":\"a\",\"callbackLatencyMs\":1e12}",
		 "callbackLatencyMs is no time that can be: it is negative, or too long"},
		{"{\"eventType\":\"a\",\"callbackLatencyMs\":1e2,\"interactionId\":null,\"attributes\":null}",
		 NULL},
		{"{\"eventType\":\"a\",\"callbackLatencyMs\":1e-999999,\"attributes\":{}}", NULL},
	};
	struct world *w = *state;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct request r = good;
		r.body = rows[i].body;
		assert_int_equal(check(w, r), rows[i].why ? CX_INBOUND_SHAPE : CX_INBOUND_ACCEPTED);
		if (rows[i].why)
			assert_string_equal(w->in.why, rows[i].why);
	}
}

static void test_event_when_no_secret_then_headers_may_be_missing(void **state)
{
	struct world *w = *state;
	w->checks = false;
	assert_int_equal(check(w, (struct request){NULL, NULL, NULL, "application/json", NULL, GOOD}),
			 CX_INBOUND_ACCEPTED);
	assert_null(w->in.id);
	assert_false(w->in.has_age);
	assert_int_equal(check(w, (struct request){"e", "1", "v1,x", "application/json", NULL, GOOD}),
			 CX_INBOUND_TIMESTAMP);
	cx_seen_add(&w->seen, "e", 1);
	assert_int_equal(check(w, (struct request){"e", NULL, NULL, "application/json", NULL, GOOD}),
			 CX_INBOUND_DUPLICATE);
}

/* A byte more, less or another anywhere in a good event, and bytes of any kind: an end, and a reason. */
static void test_body_when_random_then_never_more_than_refused(void **state)
{
	enum { ROUNDS = 20000 };
	struct world *w = *state;
	unsigned seed = 20261121;
	for (int i = 0; i < ROUNDS; i++) {
		char body[sizeof GOOD + 64];
		size_t n = sizeof GOOD - 1;
		memcpy(body, GOOD, n);
		for (unsigned change = 0; change < 1 + (unsigned)i % 4; change++) {
			seed = seed * 1664525u + 1013904223u;
			size_t at = (seed >> 8) % n;
			if (seed >> 30 == 0)
				n = at + 1;
			else
				body[at] = (char)(seed >> 22);
		}
		/* On the heap, to its last byte: the sanitizer sees what is read behind it. */
		char *copy = cx_alloc(n);
		memcpy(copy, body, n);
		enum cx_inbound_end end = check_n(w, &good, copy, n);
		assert_true(end == CX_INBOUND_ACCEPTED || end == CX_INBOUND_JSON || end == CX_INBOUND_SHAPE);
		assert_int_equal(w->in.why == NULL, end == CX_INBOUND_ACCEPTED);
		if (end == CX_INBOUND_ACCEPTED)
			assert_non_null(cx_inbound_row(&w->in, true, NOW_MS, &w->arena));
		cx_free(copy);
		cx_arena_clear(&w->arena);
	}
}

static void test_seen_when_many_then_the_latest_are_known(void **state)
{
	struct world *w = *state;
	char id[32];
	for (int i = 0; i < 5 * CX_SEEN_IDS; i++) {
		int n = snprintf(id, sizeof id, "evt_%d", i);
		cx_seen_add(&w->seen, id, (size_t)n);
		cx_seen_add(&w->seen, id, (size_t)n);
	}
	for (int i = 4 * CX_SEEN_IDS; i < 5 * CX_SEEN_IDS; i++) {
		int n = snprintf(id, sizeof id, "evt_%d", i);
		assert_true(cx_seen_has(&w->seen, id, (size_t)n));
	}
	assert_false(cx_seen_has(&w->seen, "evt_0", 5));
	assert_true(w->seen.young.ids.count + w->seen.old.ids.count <= 2 * CX_SEEN_IDS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_event_when_good_then_row_has_all_of_it),
		TEST(test_row_when_event_has_our_names_then_its_own_stay),
		TEST(test_event_when_seen_then_duplicate_unless_forged),
		TEST(test_time_when_five_minutes_then_the_limit),
		TEST(test_request_when_wrong_then_the_first_reason),
		TEST(test_shape_when_wrong_then_all_of_it_without_values),
		TEST(test_event_when_no_secret_then_headers_may_be_missing),
		TEST(test_body_when_random_then_never_more_than_refused),
		TEST(test_seen_when_many_then_the_latest_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
