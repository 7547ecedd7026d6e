/* SPDX-License-Identifier: Apache-2.0 */
/* An apply as text and as JSON: steps, summary, what went wrong. */
#include "report/apply_json.h"
#include "sample_plan.h"

struct run {
	struct sample sample;
	struct cx_step steps[6];
	struct cx_apply apply;
	struct cx_apply_view view;
};

static void run_release(struct run *r)
{
	sample_release(&r->sample);
}

static struct cx_step *add_step(struct run *r, enum cx_action action, const char *address,
				enum cx_step_result result, int status)
{
	struct cx_step *step = &r->steps[r->apply.count++];
	*step = (struct cx_step){
		.change = sample_change(&r->sample, action, CX_CLASS_INTENDED, address),
		.result = result,
		.status = status,
		.latency_us = status ? 41500 : 0,
		.members_after = -1,
	};
	r->apply.applied += result == CX_STEP_APPLIED;
	r->apply.recorded += result == CX_STEP_RECORDED;
	r->apply.not_applied += result == CX_STEP_NOT_APPLIED;
	r->apply.conflicts += result == CX_STEP_CONFLICT;
	r->apply.unknown += result == CX_STEP_UNKNOWN;
	r->apply.skipped += result == CX_STEP_SKIPPED;
	r->apply.answered += status != 0;
	r->apply.latency_total_us += step->latency_us;
	return step;
}

static void run_init(struct run *r)
{
	*r = (struct run){0};
	sample_init(&r->sample);
	/* Steps point to changes: these must not move. */
	r->sample.plan.cap = 8;
	r->sample.plan.changes = cx_arena_alloc(&r->sample.arena, 8 * sizeof *r->sample.plan.changes);
	r->apply.steps = r->steps;
	r->view = (struct cx_apply_view){
		.tenant = "prod",
		.run = "20261121T094854.123Z-deadbeef",
		.ref = "refs/cxctl/prod",
		.seal = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
		.commit = "3f2c1aa0b6a94d6a8b3f1d2e4c5b6a7988776655",
		.fingerprint = "sha256:00",
		.requests = 9,
		.elapsed_us = 1234000,
	};
}

static void check_step(const struct cx_step *step, size_t done, size_t total, const char *expected)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	cx_apply_text_step(step, done, total, &out);
	assert_string_equal(out.data, expected);
}

static void test_step_when_finished_then_one_line(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	run_init(&r);
	struct cx_step *step = add_step(&r, CX_ACTION_UPDATE, "Audience/vip", CX_STEP_APPLIED, 200);
	check_step(step, 3, 40, "[ 3/40] Audience/vip: updated (200, 41 ms)");
	step = add_step(&r, CX_ACTION_RECORD, "Audience/same", CX_STEP_RECORDED, 0);
	check_step(step, 1, 2, "[1/2] Audience/same: noted in the ledger");
	step = add_step(&r, CX_ACTION_CREATE, "Webhook/w", CX_STEP_NOT_APPLIED, 400);
	step->problem = "url must be https";
	check_step(step, 40, 40, "[40/40] Webhook/w: not applied (400, 41 ms): url must be https");
}

static void test_summary_when_all_went_well_then_counts_and_record(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	run_init(&r);
	struct cx_step *step = add_step(&r, CX_ACTION_UPDATE, "Audience/vip", CX_STEP_APPLIED, 200);
	r.sample.plan.changes[0].members = 18204;
	step->members_after = 9120;
	step->evaluation = "COMPLETED";
	step = add_step(&r, CX_ACTION_CREATE, "Audience/new", CX_STEP_APPLIED, 201);
	step->members_after = 1;
	step->evaluation = "PENDING";
	step->settle = CX_SETTLE_RUNNING;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_apply_text_settled(step, 2, 12, &line);
	assert_string_equal(line.data, "[ 2/12] Audience/new: 1 member so far, evaluation PENDING");
	add_step(&r, CX_ACTION_RECORD, "Audience/same", CX_STEP_RECORDED, 0);
	cx_apply_text(&r.apply, &r.view, &out);
	assert_string_equal(out.data,
			    "  Audience/vip: 18204 -> 9120 members, evaluation COMPLETED\n"
			    "  Audience/new: 1 member so far, evaluation PENDING\n"
			    "\n"
			    "Apply: 2 applied, 1 noted; 100.0 % success,\n"
			    "       mean latency 41 ms, 9 requests in 1.2 s\n"
			    "       run 20261121T094854.123Z-deadbeef, sealed in refs/cxctl/prod as\n"
			    "       1a2b3c4d5e6f\n");
}

static void test_summary_when_the_ledger_is_shared_then_whose_ref_and_the_head(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	run_init(&r);
	r.view.head = "401e16384461c59ed290969d8be941941a684eb7c80708dbda7bb692c173a50c";
	cx_apply_text(&r.apply, &r.view, &out);
	assert_null(strstr(out.data, "head"));
	cx_buf_clear(&out);
	r.view.remote = "origin";
	cx_apply_text(&r.apply, &r.view, &out);
	assert_non_null(strstr(
		out.data, "       run 20261121T094854.123Z-deadbeef, sealed in refs/cxctl/prod of origin as\n"
			  "       1a2b3c4d5e6f\n"
			  "       head 401e16384461c59ed290969d8be941941a684eb7c80708dbda7bb692c173a50c\n"));
	cx_buf_clear(&out);
	r.view.seal = NULL;
	cx_apply_text(&r.apply, &r.view, &out);
	assert_null(strstr(out.data, "head"));
}

static void fill_troubled(struct run *r)
{
	struct cx_step *step = add_step(r, CX_ACTION_UPDATE, "Audience/vip", CX_STEP_CONFLICT, 412);
	step->problem = "the tenant changed it since the plan";
	step->code = "apply.conflict";
	step->hint = "plan again";
	step = add_step(r, CX_ACTION_CREATE, "Webhook/w", CX_STEP_UNKNOWN, 0);
	step->problem = "the connection was lost\033[2J";
	add_step(r, CX_ACTION_DELETE, "Audience/old", CX_STEP_SKIPPED, 0);
	step = add_step(r, CX_ACTION_UPDATE, "Audience/x", CX_STEP_APPLIED, 200);
	CX_ARENA_GROW(&r->sample.arena, step->normalised.items, 0, step->normalised.cap);
	step->normalised.items[step->normalised.count++] =
		(struct cx_field){.path = "/name",
				  .op = CX_FIELD_OP_REPLACE,
				  .before = sample_node(&r->sample, "\"X \""),
				  .after = sample_node(&r->sample, "\"X\""),
				  .class = CX_CLASS_INTENDED};
	r->view.seal = NULL;
}

static void test_summary_when_in_trouble_then_each_with_its_reason(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	run_init(&r);
	fill_troubled(&r);
	cx_apply_text(&r.apply, &r.view, &out);
	assert_string_equal(
		out.data, "  Audience/x: normalised by the tenant: as sent -> as it shows it\n"
			  "      ~ /name  \"X \" -> \"X\"\n"
			  "  Audience/vip: conflict, not applied: the tenant changed it since the plan\n"
			  "    [apply.conflict]\n"
			  "    hint: plan again\n"
			  "  Webhook/w: in doubt: the connection was lost\\x1b[2J\n"
			  "  Audience/old: skipped\n"
			  "\n"
			  "Apply: 1 applied, 1 in conflict, 1 in doubt, 1 skipped; 25.0 % success,\n"
			  "       mean latency 41 ms, 9 requests in 1.2 s\n"
			  "       run 20261121T094854.123Z-deadbeef, not sealed: the next apply does that\n");
}

static void test_json_when_in_trouble_then_counts_and_steps(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	run_init(&r);
	fill_troubled(&r);
	struct cx_node *json = cx_apply_json(&r.sample.arena, &r.apply, &r.view, &r.sample.diags, 3);
	cx_json_line(cx_node_get(json, "summary"), &out);
	assert_string_equal(out.data,
			    "{\"applied\":1,\"rolled_back\":0,\"recorded\":0,\"not_applied\":0,\"conflict\":"
			    "1,\"unknown\":1,"
			    "\"skipped\":1,\"success_percent\":25.0,\"mean_latency_ms\":41,\"notified\":0,"
			    "\"notify_due\":0,\"requests\":9,\"elapsed_ms\":1234}");
	const struct cx_node *steps = cx_node_get(json, "steps");
	assert_int_equal(steps->count, 4);
	assert_string_equal(cx_node_get_text(steps->first, "result"), "conflict");
	assert_string_equal(cx_node_get_text(steps->first, "code"), "apply.conflict");
	assert_int_equal(cx_node_get(cx_node_at(steps, 3), "normalised")->count, 1);
	assert_int_equal(cx_node_get(steps->first, "rollback")->type, CX_NODE_NULL);
	assert_int_equal(cx_node_get(json, "seal")->type, CX_NODE_NULL);
}

/* One taken back, one changed by hand meanwhile, one created again with another id. */
static void fill_rolled_back(struct run *r, struct cx_step *undone)
{
	add_step(r, CX_ACTION_CREATE, "Audience/new", CX_STEP_APPLIED, 201)->rollback = &undone[0];
	add_step(r, CX_ACTION_UPDATE, "Audience/vip", CX_STEP_APPLIED, 200)->rollback = &undone[1];
	struct cx_step *deleted = add_step(r, CX_ACTION_DELETE, "Webhook/sync", CX_STEP_APPLIED, 204);
	deleted->id = "W1";
	deleted->rollback = &undone[2];
	struct cx_step *failed = add_step(r, CX_ACTION_UPDATE, "Audience/x", CX_STEP_NOT_APPLIED, 422);
	failed->code = "tenant.status";
	failed->problem = "422 unprocessable content";
	for (size_t i = 0; i < 3; i++)
		undone[i] = (struct cx_step){.change = r->steps[i].change,
					     .result = i == 1 ? CX_STEP_CONFLICT : CX_STEP_APPLIED,
					     .status = 200,
					     .undoes = true};
	undone[1].code = "apply.conflict";
	undone[1].problem = "it was changed in the tenant since this run wrote it";
	undone[2].id = "W2";
	r->apply.rolled_back = 2;
	r->apply.applied = 1;
}

static void test_summary_when_rolled_back_then_what_was_not_and_what_has_a_new_id(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_step undone[3];
	run_init(&r);
	fill_rolled_back(&r, undone);
	cx_apply_text(&r.apply, &r.view, &out);
	assert_string_equal(out.data,
			    "  Audience/x: not applied: 422 unprocessable content [tenant.status]\n"
			    "  Audience/vip: not rolled back: it was changed in the tenant since this run\n"
			    "    wrote it [apply.conflict]\n"
			    "  Webhook/sync: rolled back: created again, the tenant gave it the id W2\n"
			    "\n"
			    "Apply: 1 applied, 2 rolled back, 1 not applied; 25.0 % success,\n"
			    "       mean latency 41 ms, 9 requests in 1.2 s\n"
			    "       run 20261121T094854.123Z-deadbeef, sealed in refs/cxctl/prod as\n"
			    "       1a2b3c4d5e6f\n");
	check_step(&undone[0], 1, 3, "[1/3] Audience/new: rolled back (200, 0 ms)");
	check_step(&undone[1], 2, 3,
		   "[2/3] Audience/vip: not rolled back (200, 0 ms): it was changed in the tenant since this "
		   "run wrote it");
	cx_buf_clear(&out);
	cx_apply_text_rollback(&r.steps[3], 3, &out);
	assert_string_equal(out.data, "Rolling back 3 changes, newest first, as Audience/x failed");
}

static void test_json_when_rolled_back_then_a_state_in_each_step(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_step undone[3];
	run_init(&r);
	fill_rolled_back(&r, undone);
	struct cx_node *json = cx_apply_json(&r.sample.arena, &r.apply, &r.view, &r.sample.diags, 3);
	const struct cx_node *steps = cx_node_get(json, "steps");
	cx_json_line(cx_node_get(cx_node_at(steps, 1), "rollback"), &out);
	assert_string_equal(out.data,
			    "{\"action\":\"update\",\"result\":\"conflict\",\"status\":200,\"latency_ms\":0,"
			    "\"id\":null,\"code\":\"apply.conflict\",\"problem\":\"it was changed in the "
			    "tenant since this run wrote it\",\"hint\":null}");
	assert_int_equal(cx_node_get(cx_node_at(steps, 3), "rollback")->type, CX_NODE_NULL);
}

static void test_json_when_nothing_was_to_do_then_still_a_document(void **state)
{
	(void)state;
	CX_AUTO(run) struct run r;
	run_init(&r);
	r.view.run = NULL;
	struct cx_node *json = cx_apply_json(&r.sample.arena, NULL, &r.view, &r.sample.diags, 0);
	assert_int_equal(cx_node_get(json, "steps")->count, 0);
	assert_int_equal(cx_node_get(json, "run")->type, CX_NODE_NULL);
	assert_string_equal(cx_node_get(cx_node_get(json, "summary"), "success_percent")->text, "100.0");
}

static void test_summary_when_steps_ended_alike_then_said_once(void **state)
{
	(void)state;
	static const char *const problems[] = {"503 gone (correlation id 1)", "503 gone (correlation id 2)",
					       "503 gone (correlation id 3)", "503 gone (correlation id 4)",
					       "503 going (correlation id 5)"};
	CX_AUTO(run) struct run r;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	run_init(&r);
	for (size_t i = 0; i < CX_COUNT(problems); i++) {
		const char *address = cx_arena_printf(&r.sample.arena, "Audience/a%zu", i);
		struct cx_step *step = add_step(&r, CX_ACTION_UPDATE, address, CX_STEP_NOT_APPLIED, 503);
		step->problem = problems[i];
		step->code = "tenant.status";
		step->hint = "try later";
	}
	cx_apply_text(&r.apply, &r.view, &out);
	static const char want[] =
		"  Audience/a0, Audience/a1, Audience/a2 and 1 more: not applied: 503 gone\n"
		"    (correlation id 1) [tenant.status]\n"
		"    hint: try later\n"
		"  Audience/a4: not applied: 503 going (correlation id 5) [tenant.status]\n"
		"    hint: try later\n\n";
	assert_memory_equal(out.data, want, sizeof want - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_step_when_finished_then_one_line),
		cmocka_unit_test(test_summary_when_all_went_well_then_counts_and_record),
		cmocka_unit_test(test_summary_when_the_ledger_is_shared_then_whose_ref_and_the_head),
		cmocka_unit_test(test_summary_when_in_trouble_then_each_with_its_reason),
		cmocka_unit_test(test_json_when_in_trouble_then_counts_and_steps),
		cmocka_unit_test(test_summary_when_rolled_back_then_what_was_not_and_what_has_a_new_id),
		cmocka_unit_test(test_json_when_rolled_back_then_a_state_in_each_step),
		cmocka_unit_test(test_json_when_nothing_was_to_do_then_still_a_document),
		cmocka_unit_test(test_summary_when_steps_ended_alike_then_said_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
