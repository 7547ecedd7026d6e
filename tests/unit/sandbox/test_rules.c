/* SPDX-License-Identifier: Apache-2.0 */
/* Fault rules: both notations, and whose turn it is. */
#include "sandbox/rules.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void add(struct cx_rules *rules, const char *text)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	assert_int_equal(cx_rules_add_text(rules, text, &diags), CX_STATUS_OK);
}

static void test_rule_when_written_short_then_read(void **state)
{
	static const struct {
		const char *text;
		enum cx_mishap_kind kind;
		int64_t every, amount;
		unsigned status;
		const char *retry_after;
	} cases[] = {
		{"PUT /api/v1/audiences/*:reset-after:3", CX_MISHAP_RESET_AFTER, 3, 0, 0, NULL},
		{"* /x:status=503:2", CX_MISHAP_STATUS, 2, 0, 503, NULL},
		{"* /x:status", CX_MISHAP_STATUS, 1, 0, 503, NULL},
		{"* /x:429:5", CX_MISHAP_STATUS, 5, 0, 429, "1"},
		{"* /x:429=7", CX_MISHAP_STATUS, 1, 0, 429, "7"},
		{"* /x:delay=250:1", CX_MISHAP_DELAY, 1, 250, 0, NULL},
		{"* /x:status-after=303", CX_MISHAP_STATUS_AFTER, 1, 0, 303, NULL},
		{"* /x:status-after", CX_MISHAP_STATUS_AFTER, 1, 0, 502, NULL},
		{"* /x:normalise=name:2", CX_MISHAP_NORMALISE, 2, 0, 0, NULL},
		{"* /x:truncate=0", CX_MISHAP_TRUNCATE, 1, 0, 0, NULL},
		{"* /x:huge=3", CX_MISHAP_HUGE, 1, 3, 0, NULL},
		{"* /x:redirect=http://127.0.0.1:80/a:4", CX_MISHAP_REDIRECT, 4, 0, 0, NULL},
	};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(cases); i++) {
		struct cx_rules rules = {0};
		add(&rules, cases[i].text);
		const struct cx_rule *rule = rules.items[0];
		assert_int_equal(rule->mishap.kind, cases[i].kind);
		assert_int_equal(rule->every, cases[i].every);
		assert_int_equal(rule->mishap.amount, cases[i].amount);
		assert_int_equal(rule->mishap.status, cases[i].status);
		if (cases[i].retry_after)
			assert_string_equal(rule->mishap.retry_after, cases[i].retry_after);
		else
			assert_null(rule->mishap.retry_after);
		if (cases[i].kind == CX_MISHAP_REDIRECT)
			assert_string_equal(rule->mishap.location, "http://127.0.0.1:80/a");
		if (cases[i].kind == CX_MISHAP_NORMALISE)
			assert_string_equal(rule->mishap.member, "name");
		cx_rules_clear(&rules);
	}
}

static void test_rule_when_wrong_then_said(void **state)
{
	static const char *const texts[] = {"",
					    "PUT /x",
					    "/x:status",
					    "* /x:sleep",
					    "* /x:status:0",
					    "* /x:status:percent=101",
					    "* /x:status:count=2:count=2",
					    "* /x:status:often=2",
					    "* /x:status=99",
					    "* /x:status=1000",
					    "* /x:delay=-1",
					    "* /x:delay=soon",
					    "* /x:truncate=ten"};
	(void)state;
	for (size_t i = 0; i < CX_COUNT(texts); i++) {
		struct cx_rules rules = {0};
		CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
		if (cx_rules_add_text(&rules, texts[i], &diags) != CX_STATUS_INVALID)
			fail_msg("accepted: %s", texts[i]);
		assert_int_equal(diags.count, 1);
		assert_string_equal(diags.items[0]->code, "sandbox.fault");
		assert_int_equal(rules.count, 0);
	}
}

static void test_rule_when_its_turns_are_named_then_read(void **state)
{
	struct cx_rules rules = {.seed = 5};
	(void)state;
	add(&rules, "* /x:redirect=http://127.0.0.1:80/a:count=2:percent=30:4:after=1:seed=9");
	add(&rules, "* /x:close");
	const struct cx_rule *rule = rules.items[0];
	assert_int_equal(rule->every, 4);
	assert_int_equal(rule->after, 1);
	assert_int_equal(rule->count, 2);
	assert_int_equal(rule->percent, 30);
	assert_int_equal(rule->seed, 9);
	assert_string_equal(rule->mishap.location, "http://127.0.0.1:80/a");
	assert_int_equal(rules.items[1]->seed, 6);
	cx_rules_clear(&rules);
}

static size_t same_falls(const char *one, const char *two)
{
	struct cx_rules first = {.seed = 1}, second = {.seed = 1};
	size_t same = 0;
	add(&first, one);
	add(&second, two);
	for (int i = 0; i < 1000; i++)
		same += (cx_rules_pick(&first, "GET", "/x").kind == CX_MISHAP_NONE) ==
			(cx_rules_pick(&second, "GET", "/x").kind == CX_MISHAP_NONE);
	cx_rules_clear(&first);
	cx_rules_clear(&second);
	return same;
}

static void test_rule_when_seeds_are_equal_then_its_dice_are(void **state)
{
	(void)state;
	assert_int_equal(same_falls("GET /x:close:percent=50:seed=7", "GET /x:close:percent=50:seed=7"),
			 1000);
	assert_in_range(same_falls("GET /x:close:percent=50:seed=7", "GET /x:close:percent=50:seed=8"), 400,
			600);
	assert_in_range(same_falls("GET /x:close:percent=50", "GET /x:close:percent=50:seed=8"), 400, 600);
}

static void turns(struct cx_rules *rules, const char *expected)
{
	for (const char *c = expected; *c; c++) {
		struct cx_mishap mishap = cx_rules_pick(rules, "PUT", "/api/v1/audiences/a");
		assert_int_equal(mishap.kind != CX_MISHAP_NONE, *c == 'x');
	}
	cx_rules_clear(rules);
}

static void test_rule_when_every_after_count_then_its_turns(void **state)
{
	struct cx_rules rules = {0};
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *json = cx_node_new(&arena, CX_NODE_OBJECT),
		       *none = cx_node_new(&arena, CX_NODE_OBJECT);
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	(void)state;
	add(&rules, "PUT /api/v1/audiences/*:reset-before:3");
	turns(&rules, "..x..x..x");
	cx_node_add(json, "route", cx_node_string(&arena, "* /api/*"));
	cx_node_add(json, "kind", cx_node_string(&arena, "html"));
	cx_node_add(json, "after", cx_node_int(&arena, 2));
	cx_node_add(json, "every", cx_node_int(&arena, 2));
	cx_node_add(json, "count", cx_node_int(&arena, 2));
	assert_int_equal(cx_rules_add_json(&rules, json, &diags), CX_STATUS_OK);
	turns(&rules, "...x.x...");
	assert_int_equal(cx_rules_add_json(&rules, none, &diags), CX_STATUS_INVALID);
	add(&rules, "GET /api/v1/audiences/*:junk");
	add(&rules, "PUT /api/v2/*:junk");
	turns(&rules, "....");
	cx_arena_release(&arena);
}

static void test_rules_when_they_share_a_route_then_each_gets_its_falls(void **state)
{
	struct cx_rules rules = {.seed = INT64_MAX};
	(void)state;
	add(&rules, "GET /x:close:percent=5");
	add(&rules, "GET /x:429:percent=5");
	for (int i = 0; i < 2000; i++)
		cx_rules_pick(&rules, "GET", "/x");
	assert_in_range(rules.items[0]->fired, 60, 140);
	assert_in_range(rules.items[1]->fired, 60, 140);
	cx_rules_clear(&rules);
}

static void test_rule_when_percent_then_about_that_share(void **state)
{
	struct cx_rules rules = {0};
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *json = cx_node_new(&arena, CX_NODE_OBJECT);
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	size_t struck = 0;
	(void)state;
	cx_node_add(json, "route", cx_node_string(&arena, "* /api/*"));
	cx_node_add(json, "kind", cx_node_string(&arena, "429"));
	cx_node_add(json, "percent", cx_node_int(&arena, 90));
	assert_int_equal(cx_rules_add_json(&rules, json, &diags), CX_STATUS_OK);
	for (int i = 0; i < 10000; i++)
		struck += cx_rules_pick(&rules, "GET", "/api/v1/audiences").kind != CX_MISHAP_NONE;
	assert_in_range(struck, 8900, 9100);
	cx_rules_clear(&rules);
	cx_node_set(json, "percent", cx_node_int(&arena, 101));
	assert_int_equal(cx_rules_add_json(&rules, json, &diags), CX_STATUS_INVALID);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rule_when_written_short_then_read),
		cmocka_unit_test(test_rule_when_wrong_then_said),
		cmocka_unit_test(test_rule_when_its_turns_are_named_then_read),
		cmocka_unit_test(test_rule_when_seeds_are_equal_then_its_dice_are),
		cmocka_unit_test(test_rule_when_every_after_count_then_its_turns),
		cmocka_unit_test(test_rules_when_they_share_a_route_then_each_gets_its_falls),
		cmocka_unit_test(test_rule_when_percent_then_about_that_share),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
