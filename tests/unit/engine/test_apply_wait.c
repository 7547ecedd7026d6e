/* SPDX-License-Identifier: Apache-2.0 */
/* How far the sizes of audiences may move. */
#include "engine/apply.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes_when_moved_then_warned_beyond_the_limit_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
