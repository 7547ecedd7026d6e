/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox against a receiver on loopback: the time for all, the ids, what is given up. */
#include "engine/notify.h"

#include "support/ledgerrun.h"
#include "support/tenant.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define START_MS 1795254300000 /* 2026-11-21T09:45:00Z */

/* Time that only tries move; jump_us has passed by the second look at it. */
struct try_clock {
	struct cx_clock clock;
	int64_t now_us, jump_us;
	size_t looks;
};

static int64_t try_realtime_ms(struct cx_clock *clock)
{
	return START_MS + ((struct try_clock *)(void *)clock)->now_us / 1000;
}

static int64_t try_monotonic_us(struct cx_clock *clock)
{
	struct try_clock *c = (struct try_clock *)(void *)clock;
	return c->now_us + (c->looks++ ? c->jump_us : 0);
}

struct world {
	struct tenant tenant;
	struct cx_test_repo files;
	struct cx_repo *repo;
	struct cx_ledger ledger;
	struct cx_test_clock ledger_clock;
	struct cx_run *run;
	struct try_clock clock;
	struct cx_notifications list;
	int64_t try_us; /* what one try takes */
	size_t tries;
	int status; /* of the receiver's answers */
	enum server_end end;
	volatile sig_atomic_t interrupted;
	size_t interrupt_at; /* the try that is interrupted; 0: none */
};

static void receive(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct world *w = data;
	(void)request;
	reply->end = w->end;
	if (w->end != SERVER_END_HANG)
		server_answer(reply, w->status, "", "");
}

static void on_try(void *data, const struct cx_notification *tried)
{
	struct world *w = data;
	(void)tried;
	w->clock.now_us += w->try_us;
	if (++w->tries == w->interrupt_at)
		w->interrupted = 1;
}

static int setup(void **state)
{
	struct world *w = cx_alloc(sizeof *w);
	struct cx_oid head;
	*state = w;
	w->status = 200;
	w->clock = (struct try_clock){
		.clock = {.realtime_ms = try_realtime_ms, .monotonic_us = try_monotonic_us}};
	w->ledger_clock = cx_test_clock_at(START_MS);
	tenant_init(&w->tenant, receive, w);
	w->tenant.config.has_notify = true;
	w->tenant.config.notify_url.text = server_origin(w->tenant.server);
	struct cx_diags *diags = &w->tenant.diags;
	if (tenant_open(&w->tenant, false, 0) || !cx_test_repo_make(&w->files) ||
	    cx_repo_open(w->files.path, &w->repo, diags) || cx_repo_resolve(w->repo, "HEAD", &head, diags) ||
	    cx_ledger_read(w->repo, "prod", "refs/cxctl/{tenant}", &w->tenant.arena, &w->ledger, diags))
		return -1;
	struct cx_run_new options = {.ledger = &w->ledger,
				     .clock = &w->ledger_clock.clock,
				     .applied = &head,
				     .actor = "ada",
				     .host = "here",
				     .fingerprint = "",
				     .project_path = "cxctl.yaml"};
	return cx_run_open(&options, &w->run, diags) ? -1 : 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	cx_run_free(w->run);
	cx_ledger_release(&w->ledger);
	cx_repo_free(w->repo);
	cx_test_repo_remove(&w->files);
	tenant_release(&w->tenant);
	cx_free(w);
	return 0;
}

/* So many that are due since a time, as pending.json has them. */
static void due_since(struct world *w, size_t count, const char *since)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "{\"notifications\":[");
	for (size_t i = 0; i < count; i++)
		cx_buf_addf(&text,
			    "%s{\"id\":\"msg_%zu\",\"address\":\"Audience/a%zu\",\"payload\":"
			    "\"{\\\"timestamp\\\":\\\"%s\\\"}\"}",
			    i ? "," : "", i, i, since);
	cx_buf_adds(&text, "]}");
	cx_notify_read(&w->tenant.arena, cx_test_json(&w->tenant.arena, text.data), &w->list);
	assert_int_equal(w->list.count, count);
}

static struct cx_notify_options options_of(struct world *w)
{
	return (struct cx_notify_options){.remote = w->tenant.remote,
					  .tenant = &w->tenant.config,
					  .project_dir = ".",
					  .clock = &w->clock.clock,
					  .run = w->run,
					  .interrupted = &w->interrupted,
					  .progress = on_try,
					  .progress_data = w};
}

static void deliver(struct world *w)
{
	struct cx_notify_options options = options_of(w);
	cx_notify_deliver(&w->tenant.arena, &options, &w->list, &w->tenant.diags);
}

static size_t count(const struct world *w, enum cx_notify_result result)
{
	return cx_notification_count(&w->list, result);
}

static void test_deliver_when_receiver_is_slow_then_ends_after_the_time_for_all(void **state)
{
	struct world *w = *state;
	w->try_us = 1000000;
	due_since(w, 100, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_true(w->tries >= 15 && w->tries <= 15 + CX_COURIER_AT_ONCE);
	assert_int_equal(count(w, CX_NOTIFY_DELIVERED), w->tries);
	assert_int_equal(count(w, CX_NOTIFY_DUE), 100 - w->tries);
	assert_true(tenant_has(&w->tenant, "notify.left", "the time for notifications was used up"));
}

static void test_deliver_when_receiver_is_silent_then_no_try_outlasts_the_rest_of_the_time(void **state)
{
	struct world *w = *state;
	struct cx_clock *clock = cx_clock_system();
	int64_t before_us = clock->monotonic_us(clock);
	w->end = SERVER_END_HANG;
	w->clock.jump_us = (CX_NOTIFY_RUN_MS - 300) * INT64_C(1000);
	due_since(w, 100, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_true(clock->monotonic_us(clock) - before_us < 5000000);
	assert_int_equal(w->tries, CX_COURIER_AT_ONCE + CX_COURIER_PATIENCE - 1);
	assert_int_equal(count(w, CX_NOTIFY_FAILED), w->tries);
	assert_true(tenant_has(&w->tenant, "notify.left",
			       "89 more notifications were not tried: the receiver does not answer"));
}

static void test_deliver_when_nobody_listens_then_a_few_tries_tell(void **state)
{
	struct world *w = *state;
	char url[40];
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d/x", server_dead_port());
	w->tenant.config.notify_url.text = url;
	due_since(w, 100, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_true(w->tries < CX_COURIER_AT_ONCE + CX_COURIER_PATIENCE);
	assert_int_equal(count(w, CX_NOTIFY_FAILED), w->tries);
	assert_true(tenant_has(&w->tenant, "notify.failed", "the notifications of Audience/a0 and 10 more"));
}

static void test_deliver_when_receiver_refuses_then_all_are_tried_and_told_once(void **state)
{
	struct world *w = *state;
	w->status = 500;
	due_since(w, 40, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_int_equal(count(w, CX_NOTIFY_FAILED), 40);
	assert_int_equal(w->tenant.diags.count, 1);
	assert_int_equal(cx_notify_node(&w->tenant.arena, &w->list)->count, 40);
}

static void test_deliver_when_receiver_takes_none_then_it_is_left_alone(void **state)
{
	struct world *w = *state;
	w->status = 503;
	due_since(w, 300, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_in_range(w->tries, CX_COURIER_REFUSALS, CX_COURIER_REFUSALS + CX_COURIER_AT_ONCE - 1);
	assert_true(tenant_has(&w->tenant, "notify.left", "the receiver takes none"));
}

static void test_deliver_when_some_are_refused_for_what_they_are_then_all_are_tried(void **state)
{
	struct world *w = *state;
	w->status = 422;
	due_since(w, 300, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_int_equal(count(w, CX_NOTIFY_FAILED), 300);
}

static void test_deliver_when_tried_again_then_id_and_bytes_are_the_same(void **state)
{
	struct world *w = *state;
	w->status = 503;
	due_since(w, 1, "2026-11-21T09:44:00Z");
	deliver(w);
	struct cx_node *pending = cx_node_new(&w->tenant.arena, CX_NODE_OBJECT);
	cx_node_add(pending, "notifications", cx_notify_node(&w->tenant.arena, &w->list));
	w->list = (struct cx_notifications){0};
	cx_notify_read(&w->tenant.arena, pending, &w->list);
	w->status = 202;
	deliver(w);
	assert_int_equal(count(w, CX_NOTIFY_DELIVERED), 1);
	const struct server_request *first = server_request(w->tenant.server, 0),
				    *second = server_request(w->tenant.server, 1);
	CX_AUTO(cx_buf) struct cx_buf ids = CX_BUF_INIT;
	assert_true(server_header(first, "webhook-id", &ids) && server_header(second, "webhook-id", &ids));
	assert_string_equal(ids.data, "msg_0msg_0");
	assert_string_equal(first->body, second->body);
	assert_int_equal(cx_notify_node(&w->tenant.arena, &w->list)->count, 0);
}

static void test_deliver_when_interrupted_then_the_rest_stays_due(void **state)
{
	struct world *w = *state;
	w->interrupt_at = 3;
	due_since(w, 100, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_true(w->tries >= 3 && w->tries <= 3 + CX_COURIER_AT_ONCE);
	assert_true(tenant_has(&w->tenant, "notify.left", "the run was stopped"));
}

static void test_deliver_when_secret_is_missing_then_nothing_leaves(void **state)
{
	struct world *w = *state;
	w->tenant.config.notify_secret.env = "CXCTL_TEST_NO_SUCH_SECRET";
	due_since(w, 2, "2026-11-21T09:44:00Z");
	deliver(w);
	assert_int_equal(server_count(w->tenant.server), 0);
	assert_true(tenant_has(&w->tenant, "notify.setting", "CXCTL_TEST_NO_SUCH_SECRET"));
}

static void test_trim_when_older_than_a_month_then_given_up(void **state)
{
	struct world *w = *state;
	struct cx_notify_options options = options_of(w);
	due_since(w, 2, "2026-10-22T09:44:59Z");
	cx_notify_trim(&w->tenant.arena, &options, &w->list, &w->tenant.diags);
	assert_int_equal(count(w, CX_NOTIFY_DROPPED), 2);
	assert_int_equal(cx_notify_node(&w->tenant.arena, &w->list)->count, 0);
	assert_true(tenant_has(&w->tenant, "notify.dropped",
			       "2 notifications were given up, from that of Audience/a0 on"));
}

static void test_trim_when_a_month_old_to_the_day_then_kept(void **state)
{
	struct world *w = *state;
	struct cx_notify_options options = options_of(w);
	due_since(w, 1, "2026-10-22T09:45:00Z");
	cx_notify_trim(&w->tenant.arena, &options, &w->list, &w->tenant.diags);
	assert_int_equal(count(w, CX_NOTIFY_DUE), 1);
}

static void test_trim_when_too_many_then_the_oldest_go(void **state)
{
	struct world *w = *state;
	struct cx_notify_options options = options_of(w);
	due_since(w, CX_NOTIFY_MAX_DUE + 3, "2026-11-21T09:44:00Z");
	w->list.items[1].result = CX_NOTIFY_DELIVERED;
	cx_notify_trim(&w->tenant.arena, &options, &w->list, &w->tenant.diags);
	assert_int_equal(count(w, CX_NOTIFY_DROPPED), 2);
	assert_int_equal(w->list.items[2].result, CX_NOTIFY_DROPPED);
	assert_int_equal(w->list.items[3].result, CX_NOTIFY_DUE);
}

/* The vector of Standard Webhooks' own libraries: a secret with its prefix, and one that is plain text. */
static void test_sign_when_secret_has_prefix_then_it_is_decoded(void **state)
{
	static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", plain[] = "whsec_?";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	(void)state;
	cx_courier_sign(secret, strlen(secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
			"{\"test\": 2432232314}", &out);
	assert_string_equal(out.data, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	cx_buf_clear(&out);
	cx_courier_sign(plain, strlen(plain), "a", "1", "b", &out);
	assert_int_equal(out.len, 3 + 44);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_deliver_when_receiver_is_slow_then_ends_after_the_time_for_all),
		TEST(test_deliver_when_receiver_is_silent_then_no_try_outlasts_the_rest_of_the_time),
		TEST(test_deliver_when_nobody_listens_then_a_few_tries_tell),
		TEST(test_deliver_when_receiver_refuses_then_all_are_tried_and_told_once),
		TEST(test_deliver_when_receiver_takes_none_then_it_is_left_alone),
		TEST(test_deliver_when_some_are_refused_for_what_they_are_then_all_are_tried),
		TEST(test_deliver_when_tried_again_then_id_and_bytes_are_the_same),
		TEST(test_deliver_when_interrupted_then_the_rest_stays_due),
		TEST(test_deliver_when_secret_is_missing_then_nothing_leaves),
		TEST(test_trim_when_older_than_a_month_then_given_up),
		TEST(test_trim_when_a_month_old_to_the_day_then_kept),
		TEST(test_trim_when_too_many_then_the_oldest_go),
		cmocka_unit_test(test_sign_when_secret_has_prefix_then_it_is_decoded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
