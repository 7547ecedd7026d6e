/* SPDX-License-Identifier: Apache-2.0 */
/* Fingerprints: what changes them, what does not, and what is left of a plan that had one. */
#include "engine/fingerprint.h"

#include "unit/engine/world.h"

#define ID_A "a0000000-0000-4000-8000-00000000000a"
#define ID_B "b0000000-0000-4000-8000-00000000000b"
#define ID_C "c0000000-0000-4000-8000-00000000000c"

#define OVER(n)    "{field: spend, operator: greater_than, value: " #n "}"
#define GOLD       "{field: tier, operator: equals, value: gold}"
#define ALL(a, b)  "criteria: {operator: AND, conditions: [" a ", " b "]}"
#define SPEC(name) "{name: " name ", " ALL(OVER(5), GOLD) "}"

static const char *keep(struct world *w, const struct cx_plan *plan)
{
	return cx_arena_strdup(&w->f.arena, plan->fingerprint);
}

static const char *fingerprint(struct world *w)
{
	struct cx_plan plan = world_plan(w);
	return keep(w, &plan);
}

static const char *audience(struct world *w, const char *name, const char *id, const char *spec)
{
	return cx_arena_printf(&w->f.arena, "---\nkind: Audience\nmetadata: {name: %s, id: %s}\nspec: %s\n",
			       name, id, spec);
}

static const char *of_spec(struct world *w, const char *spec)
{
	world_define(w, "a.yaml", audience(w, "one", ID_A, spec));
	return fingerprint(w);
}

static void test_fingerprint_when_what_is_sent_means_the_same_then_the_same(void **state)
{
	(void)state;
	static const char *const same[] = {
		"{name: New, exclusions: [" ID_B ", " ID_C "], " ALL(OVER(5), GOLD) "}",
		"{" ALL(GOLD, OVER(5)) ", exclusions: [" ID_C ", " ID_B "], name: New} # said",
		"{name: New, exclusions: [" ID_C ", " ID_B "], " ALL(OVER(5.0), GOLD) "}",
		"{name: New, exclusions: [" ID_B ", " ID_C
		"], " ALL("{operator: AND, conditions: [" GOLD "]}", OVER(5)) "}",
	};
	WORLD(w);
	world_live(&w, "Audience", "{id: " ID_A ", name: Old, version: 1, " ALL(OVER(5), GOLD) "}");
	const char *first = of_spec(&w, same[0]);
	for (size_t i = 1; i < CX_COUNT(same); i++)
		assert_string_equal(of_spec(&w, same[i]), first);
}

static void test_fingerprint_when_one_thing_sent_differs_then_another(void **state)
{
	(void)state;
	static const char *const specs[] = {
		"{name: New, " ALL(OVER(5), GOLD) "}",
		"{name: New, " ALL(OVER(6), GOLD) "}",
		"{name: New, criteria: {operator: OR, conditions: [" OVER(5) ", " GOLD "]}}",
		"{name: New, exclusions: [" ID_B "], " ALL(OVER(5), GOLD) "}",
		"{name: New, description: x, " ALL(OVER(5), GOLD) "}",
		"{name: New, data_source: crm_sync, " ALL(OVER(5), GOLD) "}",
		"{name: New, recalculate_on_update: true, " ALL(OVER(5), GOLD) "}",
		"{name: New, recalculate_on_update: false, " ALL(OVER(5), GOLD) "}",
	};
	const char *seen[CX_COUNT(specs)];
	WORLD(w);
	world_live(&w, "Audience", "{id: " ID_A ", name: Old, version: 1, " ALL(OVER(5), GOLD) "}");
	for (size_t i = 0; i < CX_COUNT(specs); i++) {
		seen[i] = of_spec(&w, specs[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
}

/* Of what has a step any change counts, but for order, and for what is the tenant's own. */
static void test_fingerprint_when_live_changes_then_only_where_it_matters(void **state)
{
	(void)state;
	static const struct {
		const char *live;
		bool same;
	} rows[] = {
		{"exclusions: [" ID_B ", " ID_C "], version: 1, more: 1", true},
		{"exclusions: [" ID_C ", " ID_B "], more: 1, version: 1", true},
		{"exclusions: [" ID_B ", " ID_C "], version: 1, more: 1, size: 7, updated_at: now", true},
		{"exclusions: [" ID_B ", " ID_C "], version: 1, more: 2", false},
		{"exclusions: [" ID_B ", " ID_C "], version: 2, more: 1", false},
		{"exclusions: [" ID_B "], version: 1, more: 1", false},
		{"exclusions: [" ID_B ", " ID_C "], version: 1, more: 1, description: by hand", false},
	};
	WORLD(w);
	world_define(&w, "a.yaml", audience(&w, "one", ID_A, "{name: New, " ALL(OVER(5), GOLD) "}"));
	const char *first = NULL;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		w.live[0].count = 0;
		world_live(&w, "Audience",
			   cx_arena_printf(&w.f.arena, "{id: " ID_A ", name: Old, %s, %s}", rows[i].live,
					   ALL(OVER(5), GOLD)));
		const char *now = fingerprint(&w);
		first = first ? first : now;
		assert_int_equal(strcmp(now, first) == 0, rows[i].same);
	}
}

/* What has no step: the tenant may do with it what git does not see. */
static void test_fingerprint_when_what_is_unchanged_moves_then_only_drift_counts(void **state)
{
	(void)state;
	static const struct {
		const char *live;
		bool same;
	} rows[] = {
		{"{id: " ID_B ", name: Two, version: 1, " ALL(OVER(5), GOLD) "}", true},
		{"{id: " ID_B ", name: Two, version: 9, more: 1, size: 5, " ALL(GOLD, OVER(5)) "}", true},
		{"{id: " ID_B ", name: Two by hand, version: 1, " ALL(OVER(5), GOLD) "}", false},
	};
	WORLD(w);
	world_define(&w, "a.yaml",
		     cx_arena_printf(&w.f.arena, "%s%s", audience(&w, "one", ID_A, SPEC("New")),
				     audience(&w, "two", ID_B, SPEC("Two"))));
	world_base(&w, "Audience/two", "{id: " ID_B ", spec: " SPEC("Two") "}");
	const char *first = NULL;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		w.live[0].count = 0;
		world_live(&w, "Audience", rows[i].live);
		const char *now = fingerprint(&w);
		first = first ? first : now;
		assert_int_equal(strcmp(now, first) == 0, rows[i].same);
	}
}

static void test_fingerprint_when_criteria_are_said_otherwise_then_no_step_and_the_same(void **state)
{
	(void)state;
	WORLD(w);
	world_live(&w, "Audience", "{id: " ID_A ", name: One, version: 1, " ALL(OVER(5), GOLD) "}");
	world_base(&w, "Audience/one", "{id: " ID_A ", spec: {name: One, " ALL(OVER(5), GOLD) "}}");
	const char *first = of_spec(&w, "{name: One, " ALL(OVER(5), GOLD) "}");
	assert_string_equal(
		of_spec(&w, "{name: One, " ALL(GOLD, "{operator: AND, conditions: [" OVER(5.0) "]}") "}"),
		first);
}

static void test_fingerprint_when_ignored_or_kept_then_what_stays_counts(void **state)
{
	(void)state;
	static const struct cx_ignore_rule rule = {.kind = "Audience", .path = "/description"};
	const char *seen[3];
	WORLD(w);
	w.project.ignore = (struct cx_ignore_rule *)&rule;
	world_define(&w, "a.yaml", audience(&w, "one", ID_A, SPEC("New")));
	for (size_t i = 0; i < CX_COUNT(seen); i++) {
		w.project.ignore_count = i < 2;
		w.live[0].count = 0;
		world_live(&w, "Audience",
			   cx_arena_printf(&w.f.arena,
					   "{id: " ID_A ", name: Old, version: 1, description: %s, %s}",
					   i == 1 ? "two" : "one", ALL(OVER(5), GOLD)));
		seen[i] = fingerprint(&w);
	}
	assert_string_not_equal(seen[0], seen[1]);
	assert_string_not_equal(seen[0], seen[2]);
}

/* ---- what is left ---- */

static void define_three(struct world *w, const char *last)
{
	world_define(w, "a.yaml",
		     cx_arena_printf(&w->f.arena, "%s%s%s", audience(w, "one", ID_A, SPEC("One")),
				     audience(w, "two", ID_B, SPEC("Two")),
				     audience(w, "three", ID_C, last)));
}

static struct cx_fingerprint_try *try_of(struct world *w, const struct cx_plan *plan, const char *address)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (strcmp(plan->changes[i].address, address) != 0)
			continue;
		struct cx_node *record = cx_node_new(&w->f.arena, CX_NODE_OBJECT);
		cx_fingerprint_record(&w->f.arena, &plan->changes[i], record);
		return cx_fingerprint_read(&w->f.arena, record);
	}
	fail_msg("no step %s", address);
	return NULL;
}

static void applied(struct world *w, const char *name, const char *id, const char *spec)
{
	world_base(w, cx_arena_printf(&w->f.arena, "Audience/%s", name),
		   cx_arena_printf(&w->f.arena, "{id: %s, spec: %s}", id, spec));
	world_live(w, "Audience", cx_arena_printf(&w->f.arena, "{id: %s, version: 1, %s", id, spec + 1));
}

static void test_holds_when_some_steps_are_done_then_the_rest_of_the_same_plan(void **state)
{
	(void)state;
	WORLD(w);
	CX_AUTO(cx_map) struct cx_map tried = CX_MAP_INIT;
	define_three(&w, SPEC("Three"));
	struct cx_plan whole = world_plan(&w);
	const char *approved = keep(&w, &whole);
	assert_true(cx_fingerprint_holds(&w.f.arena, &whole, &tried, approved));
	(void)cx_map_put(&tried, "Audience/one", try_of(&w, &whole, "Audience/one"));
	assert_true(cx_fingerprint_holds(&w.f.arena, &whole, &tried, approved));
	applied(&w, "one", ID_A, SPEC("One"));
	struct cx_plan rest = world_plan(&w);
	assert_int_equal(rest.count, 2);
	assert_string_not_equal(rest.fingerprint, approved);
	assert_true(cx_fingerprint_holds(&w.f.arena, &rest, &tried, approved));
	/* Without the try nobody knows what else there was. */
	CX_AUTO(cx_map) struct cx_map none = CX_MAP_INIT;
	assert_false(cx_fingerprint_holds(&w.f.arena, &rest, &none, approved));
	/* Of unknown end, and done after all: that is only to be noted. */
	(void)cx_map_put(&tried, "Audience/two", try_of(&w, &whole, "Audience/two"));
	world_live(&w, "Audience", "{id: " ID_B ", version: 1, " ALL(OVER(5), GOLD) ", name: Two}");
	struct cx_plan noted = world_plan(&w);
	assert_true(cx_fingerprint_holds(&w.f.arena, &noted, &tried, approved));
}

static void test_holds_when_the_rest_is_another_then_not(void **state)
{
	(void)state;
	WORLD(w);
	CX_AUTO(cx_map) struct cx_map tried = CX_MAP_INIT;
	define_three(&w, SPEC("Three"));
	struct cx_plan whole = world_plan(&w);
	const char *approved = keep(&w, &whole);
	(void)cx_map_put(&tried, "Audience/one", try_of(&w, &whole, "Audience/one"));
	applied(&w, "one", ID_A, SPEC("One"));
	/* git says something else of a step that is left. */
	define_three(&w, SPEC("Drei"));
	struct cx_plan other = world_plan(&w);
	assert_false(cx_fingerprint_holds(&w.f.arena, &other, &tried, approved));
	/* One that was done is to be done once more. */
	define_three(&w, SPEC("Three"));
	w.live[0].count = 0;
	world_live(&w, "Audience", "{id: " ID_A ", version: 2, " ALL(OVER(5), GOLD) ", name: By hand}");
	struct cx_plan drifted = world_plan(&w);
	assert_false(cx_fingerprint_holds(&w.f.arena, &drifted, &tried, approved));
	/* What was only tried is protected no more. */
	w.live[0].count = 0;
	world_live(&w, "Audience", "{id: " ID_A ", version: 1, " ALL(OVER(5), GOLD) ", name: One}");
	struct cx_fingerprint_try *try = try_of(&w, &whole, "Audience/one");
	try->protect = true;
	(void)cx_map_put(&tried, "Audience/one", try);
	world_base(&w, "Audience/one", "{id: " ID_A ", protect: true, spec: " SPEC("One") "}");
	struct cx_plan lifted = world_plan(&w);
	assert_int_equal(lifted.counts.record, 1);
	assert_false(cx_fingerprint_holds(&w.f.arena, &lifted, &tried, approved));
}

static void test_valid_when_whole_then_only_that(void **state)
{
	(void)state;
	assert_true(cx_fingerprint_is_valid(
		"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
	assert_false(cx_fingerprint_is_valid(
		"sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"));
	assert_false(cx_fingerprint_is_valid(
		"sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
	assert_false(cx_fingerprint_is_valid("sha256:0123456789abcdef"));
	assert_false(cx_fingerprint_is_valid(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fingerprint_when_what_is_sent_means_the_same_then_the_same),
		cmocka_unit_test(test_fingerprint_when_one_thing_sent_differs_then_another),
		cmocka_unit_test(test_fingerprint_when_live_changes_then_only_where_it_matters),
		cmocka_unit_test(test_fingerprint_when_what_is_unchanged_moves_then_only_drift_counts),
		cmocka_unit_test(test_fingerprint_when_criteria_are_said_otherwise_then_no_step_and_the_same),
		cmocka_unit_test(test_fingerprint_when_ignored_or_kept_then_what_stays_counts),
		cmocka_unit_test(test_holds_when_some_steps_are_done_then_the_rest_of_the_same_plan),
		cmocka_unit_test(test_holds_when_the_rest_is_another_then_not),
		cmocka_unit_test(test_valid_when_whole_then_only_that),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
