/* SPDX-License-Identifier: Apache-2.0 */
/* When an evaluation has settled, and how far the sizes of audiences may move. */
#include "engine/apply.h"

#include "support/tenant.h"

#include "unit/engine/world.h"

#define ID_A     "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"

/* One audience that was written: before and after -1 where nobody knows. */
static const char *check(struct world *w, int64_t before, int64_t after, enum cx_settle settle,
			 int64_t percent)
{
	world_define(w, "a.yaml",
		     "apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: a, id: " ID_A "}\n"
		     "spec: {name: A, " CRITERIA "}\n");
	struct cx_plan plan = world_plan(w);
	assert_int_equal(plan.count, 1);
	plan.changes[0].members = before;
	struct cx_step step = {.change = &plan.changes[0],
			       .result = CX_STEP_APPLIED,
			       .id = ID_A,
			       .members_after = after,
			       .settle = settle};
	struct cx_apply apply = {.steps = &step, .count = 1};
	cx_apply_check_sizes(&w->f.arena, &apply, percent, &w->f.diags);
	assert_int_equal(w->f.diags.errors, 0);
	return w->f.diags.count ? w->f.diags.items[0]->message : "";
}

static void test_sizes_when_moved_then_warned_beyond_the_limit_only(void **state)
{
	(void)state;
	static const struct {
		int64_t before, after;
		enum cx_settle settle;
		int64_t percent;
		const char *message;
	} rows[] = {
		{100, 120, CX_SETTLE_DONE, 20, ""},
		{100, 80, CX_SETTLE_DONE, 20, ""},
		{100, 121, CX_SETTLE_DONE, 20,
		 "Audience/a: 100 members before, 121 after: +21.0 %, and 20 % are allowed"},
		{100, 79, CX_SETTLE_UNTOLD, 20,
		 "Audience/a: 100 members before, 79 after: -21.0 %, and 20 % are allowed"},
		{100, 100, CX_SETTLE_DONE, 0, ""},
		{0, 0, CX_SETTLE_DONE, 20, ""},
		{0, 1, CX_SETTLE_DONE, 1000000, "Audience/a: 0 members before, 1 after: it was empty"},
		{INT64_MAX, 0, CX_SETTLE_DONE, 100, ""},
		{-1, 5, CX_SETTLE_DONE, 0, ""},
		{100, 500, CX_SETTLE_RUNNING, 20,
		 "the size of 1 audience is not known yet, so how far it moved is not checked"},
		{100, -1, CX_SETTLE_UNREAD, 20,
		 "the size of 1 audience is not known yet, so how far it moved is not checked"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		WORLD(w);
		assert_string_equal(check(&w, rows[i].before, rows[i].after, rows[i].settle, rows[i].percent),
				    rows[i].message);
	}
}

/* What the tenant says at one look: word and time of the evaluation; NULL: it says none. */
struct look {
	const char *word, *time;
};
/* The last one stays. */
struct script {
	const struct look *looks;
	size_t count, at;
};

static void add_member(struct cx_buf *out, const char *name, const char *text)
{
	if (text)
		cx_buf_addf(out, ", \"%s\": \"%s\"", name, text);
}

static void tell_look(void *data, const struct server_request *request, struct server_reply *reply)
{
	struct script *script = data;
	if (tenant_answer_token(request, reply, 3600))
		return;
	const struct look *look = &script->looks[script->at];
	script->at += script->at + 1 < script->count;
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	cx_buf_addf(&body, "{\"id\": \"" ID_A "\", \"name\": \"A\", \"size\": 7");
	add_member(&body, "evaluation_status", look->word);
	add_member(&body, "last_evaluated", look->time);
	cx_buf_addc(&body, '}');
	server_answer(reply, 200, "", body.data);
}

/* The plan of one audience whose definition has this member otherwise than the tenant. */
static struct cx_plan plan_of_one(struct world *w, const char *member, const char *time)
{
	CX_AUTO(cx_buf) struct cx_buf yaml = CX_BUF_INIT;
	cx_buf_addf(&yaml,
		    "apiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: a, id: " ID_A "}\n"
		    "spec: {name: A, " CRITERIA ", %s}\n",
		    member);
	world_define(w, "a.yaml", yaml.data);
	cx_buf_clear(&yaml);
	cx_buf_addf(&yaml,
		    "{id: " ID_A ", name: A, " CRITERIA
		    ", size: 5, evaluation_status: COMPLETED, last_evaluated: %s}",
		    time);
	(void)world_live(w, "Audience", yaml.data);
	struct cx_plan plan = world_plan(w);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.changes[0].action, CX_ACTION_UPDATE);
	return plan;
}

/* Waits for at most a minute; returns the seconds that it took, as the clock of the test has them. */
static int64_t wait_for(const char *member, const char *time, const struct look *looks, size_t count,
			enum cx_status expected)
{
	WORLD(w);
	struct script script = {.looks = looks, .count = count};
	struct tenant t;
	tenant_init(&t, tell_look, &script);
	assert_int_equal(tenant_open(&t, true, 0), CX_STATUS_OK);
	struct cx_plan plan = plan_of_one(&w, member, time);
	struct cx_step step = {.change = &plan.changes[0], .result = CX_STEP_APPLIED, .id = ID_A};
	struct cx_apply apply = {.steps = &step, .count = 1};
	struct cx_apply_wait wait = {.remote = t.remote,
				     .profile = &w.profile,
				     .clock = &t.clock.clock,
				     .timeout_s = 60,
				     .timeout_text = "1m"};
	assert_int_equal(cx_apply_wait(&w.f.arena, &wait, &apply, &t.diags), expected);
	int64_t slept_s = t.clock.slept_us / 1000000;
	tenant_release(&t);
	return slept_s;
}

#define MOVES "exclusions: [\"0f6b2c6e-6a3d-4f0c-9a58-2f1f4a7d9b10\"]"
#define NAMES "description: other"

static void test_wait_when_the_end_is_of_before_the_write_then_it_does_not_count(void **state)
{
	(void)state;
	static const struct look old[] = {{"COMPLETED", "2026-11-21T10:00:00Z"}};
	static const struct look late[] = {{"COMPLETED", "2026-11-21T10:00:00Z"},
					   {"COMPLETED", "2026-11-21T10:00:00Z"},
					   {"COMPLETED", "2026-11-21T10:00:03Z"}};
	static const struct look ran[] = {{"COMPLETED", "2026-11-21T10:00:00Z"},
					  {"RUNNING", "2026-11-21T10:00:00Z"},
					  {"COMPLETED", "2026-11-21T10:00:00Z"}};
	static const struct look failed[] = {{"FAILED", "2026-11-21T10:00:00Z"},
					     {"FAILED", "2026-11-21T10:00:03Z"}};
	assert_int_equal(wait_for(MOVES, "\"2026-11-21T10:00:00Z\"", old, CX_COUNT(old), CX_STATUS_IN_DOUBT),
			 60);
	assert_int_equal(wait_for(MOVES, "\"2026-11-21T10:00:00Z\"", late, CX_COUNT(late), CX_STATUS_OK), 1);
	assert_int_equal(wait_for(MOVES, "\"2026-11-21T10:00:00Z\"", ran, CX_COUNT(ran), CX_STATUS_OK), 1);
	assert_int_equal(
		wait_for(MOVES, "\"2026-11-21T10:00:00Z\"", failed, CX_COUNT(failed), CX_STATUS_FAILED), 0);
}

static void test_wait_when_nothing_tells_old_from_new_then_it_may_stand_for_ten_seconds(void **state)
{
	(void)state;
	static const struct look timeless[] = {{"COMPLETED", NULL}};
	static const struct look old[] = {{"COMPLETED", "2026-11-21T10:00:00Z"}};
	int64_t seconds = wait_for(MOVES, "null", timeless, CX_COUNT(timeless), CX_STATUS_OK);
	assert_in_range(seconds, 10, 14);
	/* The tenant need not count anew for another description. */
	seconds = wait_for(NAMES, "\"2026-11-21T10:00:00Z\"", old, CX_COUNT(old), CX_STATUS_OK);
	assert_in_range(seconds, 10, 14);
}

static void test_wait_when_it_was_told_not_to_count_then_there_is_nothing_to_wait_for(void **state)
{
	(void)state;
	static const struct look old[] = {{"COMPLETED", "2026-11-21T10:00:00Z"}};
	assert_int_equal(wait_for(MOVES ", recalculate_on_update: false", "\"2026-11-21T10:00:00Z\"", old,
				  CX_COUNT(old), CX_STATUS_OK),
			 0);
}

static void test_wait_when_it_takes_long_then_looks_grow_rare(void **state)
{
	(void)state;
	static const struct look never[] = {{"RUNNING", NULL}};
	struct script script = {.looks = never, .count = 1};
	WORLD(w);
	struct tenant t;
	tenant_init(&t, tell_look, &script);
	assert_int_equal(tenant_open(&t, true, 7200000), CX_STATUS_OK);
	struct cx_plan plan = plan_of_one(&w, MOVES, "null");
	struct cx_step step = {.change = &plan.changes[0], .result = CX_STEP_APPLIED, .id = ID_A};
	struct cx_apply apply = {.steps = &step, .count = 1};
	struct cx_apply_wait wait = {.remote = t.remote,
				     .profile = &w.profile,
				     .clock = &t.clock.clock,
				     .timeout_s = 600,
				     .timeout_text = "10m"};
	assert_int_equal(cx_apply_wait(&w.f.arena, &wait, &apply, &t.diags), CX_STATUS_IN_DOUBT);
	assert_true(tenant_has(&t, "apply.wait",
			       "1 evaluation has not settled within 10m: Audience/a (RUNNING)"));
	/* 0.5 s, half as much again each time, 15 s at last. */
	assert_in_range(server_count_of(t.server, "GET", "/api/v1/audiences"), 45, 50);
	tenant_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wait_when_the_end_is_of_before_the_write_then_it_does_not_count),
		cmocka_unit_test(test_wait_when_nothing_tells_old_from_new_then_it_may_stand_for_ten_seconds),
		cmocka_unit_test(test_wait_when_it_was_told_not_to_count_then_there_is_nothing_to_wait_for),
		cmocka_unit_test(test_wait_when_it_takes_long_then_looks_grow_rare),
		cmocka_unit_test(test_sizes_when_moved_then_warned_beyond_the_limit_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
