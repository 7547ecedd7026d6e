/* SPDX-License-Identifier: Apache-2.0 */
/* The order of apply: what waits for what, and what a failure blocks. */
#include "engine/order.h"

#include "unit/engine/world.h"

#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"

/* Each has one digit for its id; refs is a flow sequence. */
#define AUDIENCE(name, digit, refs)                                                                          \
	"---\napiVersion: cxctl/v1\nkind: Audience\n"                                                        \
	"metadata: {name: " name ", id: " ID(digit) "}\n"                                                    \
						    "spec: {name: " name ", exclusions: " refs ", " CRITERIA \
						    "}\n"
#define ID(digit) "00000000-0000-4000-8000-00000000000" #digit
#define BASE(name, digit, refs) \
	"{id: " ID(digit) ", spec: {name: " name ", exclusions: " refs ", " CRITERIA "}}"
#define LIVE(name, digit, refs) "{id: " ID(digit) ", name: " name ", exclusions: " refs ", " CRITERIA "}"

static int compare_ranks(const void *left, const void *right)
{
	const struct cx_change *a = *(const struct cx_change *const *)left;
	const struct cx_change *b = *(const struct cx_change *const *)right;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->address, b->address);
}

static void order_of(struct world *w, const struct cx_plan *plan, struct cx_order *ret_order)
{
	const struct cx_change **changes = cx_arena_alloc(&w->f.arena, (plan->count + 1) * sizeof *changes);
	for (size_t i = 0; i < plan->count; i++)
		changes[i] = &plan->changes[i];
	qsort(changes, plan->count, sizeof *changes, compare_ranks);
	cx_order_make(&w->f.arena, changes, plan->count, ret_order);
}

/*
 * What may run at once, a line a wave: "a b" where both start together, "b(a)" where b is blocked by a. What
 * is blocked, or is named in failing, ends badly.
 */
static const char *walk(struct world *w, const char *failing)
{
	struct cx_plan plan = world_plan(w);
	struct cx_order order;
	order_of(w, &plan, &order);
	struct cx_buf *out = &w->f.lines;
	cx_buf_clear(out);
	size_t wave[16], told = 0;
	while (cx_order_has_next(&order)) {
		size_t count = 0;
		while (cx_order_has_next(&order)) {
			const struct cx_order_item *item = &order.items[wave[count] = cx_order_next(&order)];
			cx_buf_addf(out, "%s%s", count++ ? " " : "", item->change->name);
			if (item->blocker != CX_ORDER_NONE)
				cx_buf_addf(out, "(%s)", order.items[item->blocker].change->name);
			told++;
		}
		for (size_t i = 0; i < count; i++) {
			const struct cx_order_item *item = &order.items[wave[i]];
			bool well =
				item->blocker == CX_ORDER_NONE && strcmp(item->change->name, failing) != 0;
			cx_order_done(&order, wave[i], well);
		}
		cx_buf_addc(out, '\n');
	}
	assert_int_equal(cx_order_next(&order), CX_ORDER_NONE);
	assert_int_equal(told, plan.count);
	return out->data;
}

static void define_branches(struct world *w)
{
	world_define(w, "a.yaml",
		     AUDIENCE("a", 1, "[]") AUDIENCE("b", 2, "[{ref: a}]") AUDIENCE("c", 3, "[{ref: b}]")
			     AUDIENCE("d", 4, "[]") AUDIENCE("e", 5, "[{ref: d}, {ref: b}]")
				     AUDIENCE("f", 6, "[{ref: d}]"));
}

static void test_order_when_nothing_fails_then_each_starts_once_its_needs_are_done(void **state)
{
	(void)state;
	WORLD(w);
	define_branches(&w);
	assert_string_equal(walk(&w, ""), "a d\nb f\nc e\n");
}

static void test_order_when_one_fails_then_only_what_needs_it_is_blocked(void **state)
{
	(void)state;
	WORLD(w);
	define_branches(&w);
	assert_string_equal(walk(&w, "a"), "a d\nb(a) f\nc(b) e(b)\n");
	assert_string_equal(walk(&w, "d"), "a d\nb f(d)\nc e(d)\n");
}

static void test_order_when_a_need_is_unchanged_then_it_is_not_waited_for(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml",
		     AUDIENCE("a", 1, "[]") AUDIENCE("b", 2, "[{ref: a}]") AUDIENCE("c", 3, "[{ref: b}]"));
	world_live(&w, "Audience", LIVE("b", 2, "['" ID(1) "']"));
	world_base(&w, "Audience/b", BASE("b", 2, "['" ID(1) "']"));
	assert_string_equal(walk(&w, "a"), "a c\n");
}

/* x is deleted and w is not referred to; k lets go of x in this plan. */
static void define_deletes(struct world *w)
{
	world_define(w, "a.yaml", AUDIENCE("k", 1, "[]") AUDIENCE("new", 2, "[]"));
	world_live(w, "Audience", LIVE("k", 1, "['" ID(3) "']"));
	world_base(w, "Audience/k", BASE("k", 1, "['" ID(3) "']"));
	world_live(w, "Audience", LIVE("x", 3, "[]"));
	world_base(w, "Audience/x", BASE("x", 3, "[]"));
	world_live(w, "Audience", LIVE("w", 4, "[]"));
	world_base(w, "Audience/w", BASE("w", 4, "[]"));
	world_live(w, "Audience", LIVE("z", 5, "['" ID(4) "']"));
	world_base(w, "Audience/z", BASE("z", 5, "['" ID(4) "']"));
	w->allow_delete = 3;
}

static void test_order_when_deleting_then_last_and_after_what_refers(void **state)
{
	(void)state;
	WORLD(w);
	define_deletes(&w);
	assert_string_equal(walk(&w, ""), "k new\nx z\nw\n");
}

static void test_order_when_unrelated_fails_then_deletes_go_on(void **state)
{
	(void)state;
	WORLD(w);
	define_deletes(&w);
	assert_string_equal(walk(&w, "new"), "k new\nx z\nw\n");
}

static void test_order_when_what_refers_fails_then_its_delete_is_blocked(void **state)
{
	(void)state;
	WORLD(w);
	define_deletes(&w);
	assert_string_equal(walk(&w, "k"), "k new\nx(k) z\nw\n");
	assert_string_equal(walk(&w, "z"), "k new\nx z\nw(z)\n");
}

static void test_order_when_only_deletes_then_they_start_at_once(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("k", 1, "[]"));
	world_live(&w, "Audience", LIVE("k", 1, "[]"));
	world_base(&w, "Audience/k", BASE("k", 1, "[]"));
	world_live(&w, "Audience", LIVE("x", 3, "[]"));
	world_base(&w, "Audience/x", BASE("x", 3, "[]"));
	w.allow_delete = 1;
	assert_string_equal(walk(&w, ""), "x\n");
}

static void test_order_when_deletes_refer_in_a_circle_then_all_are_told(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("k", 1, "[]"));
	world_live(&w, "Audience", LIVE("x", 3, "['" ID(4) "']"));
	world_base(&w, "Audience/x", BASE("x", 3, "['" ID(4) "']"));
	world_live(&w, "Audience", LIVE("w", 4, "['" ID(3) "']"));
	world_base(&w, "Audience/w", BASE("w", 4, "['" ID(3) "']"));
	w.allow_delete = 2;
	assert_string_equal(walk(&w, ""), "k\nw x\n");
}

/* What cannot be updated stands all the same: only what would be taken from under it waits for people. */
static void test_order_when_an_update_is_unable_then_what_refers_to_it_goes_on(void **state)
{
	(void)state;
	WORLD(w);
	world_define(&w, "a.yaml", AUDIENCE("a", 1, "[]") AUDIENCE("b", 2, "[{ref: a}]"));
	world_live(&w, "Audience", LIVE("a", 1, "['" ID(3) "']"));
	world_base(&w, "Audience/a", BASE("a", 1, "['" ID(3) "']"));
	world_live(&w, "Audience", LIVE("x", 3, "[]"));
	world_base(&w, "Audience/x", BASE("x", 3, "[]"));
	w.allow_delete = 1;
	struct cx_plan plan = world_plan(&w);
	for (size_t i = 0; i < plan.count; i++)
		plan.changes[i].unable = strcmp(plan.changes[i].name, "a") == 0;
	struct cx_order order;
	order_of(&w, &plan, &order);
	size_t a = cx_order_next(&order);
	cx_order_done(&order, a, false);
	size_t b = cx_order_next(&order);
	assert_string_equal(order.items[b].change->name, "b");
	assert_int_equal(order.items[b].blocker, CX_ORDER_NONE);
	cx_order_done(&order, b, true);
	size_t x = cx_order_next(&order);
	assert_string_equal(order.items[x].change->name, "x");
	assert_int_equal(order.items[x].blocker, a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_when_nothing_fails_then_each_starts_once_its_needs_are_done),
		cmocka_unit_test(test_order_when_one_fails_then_only_what_needs_it_is_blocked),
		cmocka_unit_test(test_order_when_a_need_is_unchanged_then_it_is_not_waited_for),
		cmocka_unit_test(test_order_when_deleting_then_last_and_after_what_refers),
		cmocka_unit_test(test_order_when_unrelated_fails_then_deletes_go_on),
		cmocka_unit_test(test_order_when_what_refers_fails_then_its_delete_is_blocked),
		cmocka_unit_test(test_order_when_only_deletes_then_they_start_at_once),
		cmocka_unit_test(test_order_when_deletes_refer_in_a_circle_then_all_are_told),
		cmocka_unit_test(test_order_when_an_update_is_unable_then_what_refers_to_it_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
