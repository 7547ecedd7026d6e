/* SPDX-License-Identifier: Apache-2.0 */
/* Causes: what the branch does, what is pending without it, what was done by hand. */
#include "engine/attribute.h"

#include "unit/engine/world.h"

#define ID_A     "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_B     "b1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define ID_C     "c1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define CRITERIA "criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5}]}"
#define AUDIENCE(name, id, spec)                                                              \
	"---\napiVersion: cxctl/v1\nkind: Audience\nmetadata: {name: " name ", id: " id "}\n" \
	"spec: {" spec ", " CRITERIA "}\n"
#define HELD(id, spec)    "{id: " id ", " spec ", " CRITERIA "}"
#define APPLIED(id, spec) "{id: " id ", spec: {" spec ", " CRITERIA "}}"

/* "address cause: path cause ..." a line, then what is undone. */
static const char *causes(struct world *w, const char *branch, const char *base)
{
	world_define(w, "main.yaml", base);
	struct cx_plan without = world_plan(w);
	world_define(w, "branch.yaml", branch);
	struct cx_plan plan = world_plan(w);
	cx_attribute(&w->f.arena, &plan, &without);
	struct cx_buf *out = &w->f.lines;
	cx_buf_clear(out);
	for (size_t i = 0; i < plan.count; i++) {
		const struct cx_change *change = &plan.changes[i];
		cx_buf_addf(out, "%s %s:", change->name, cx_cause_name(change->cause));
		for (size_t f = 0; change->action == CX_ACTION_UPDATE && f < change->fields.count; f++)
			cx_buf_addf(out, " %s %s", change->fields.items[f].path,
				    cx_cause_name(change->fields.items[f].cause));
		cx_buf_addc(out, '\n');
	}
	for (size_t i = 0; i < plan.undone_count; i++)
		cx_buf_addf(out, "undone %s\n", plan.undone[i]);
	return out->data;
}

static void test_attribute_when_fields_differ_then_each_its_cause(void **state)
{
	(void)state;
	WORLD(w);
	world_base(&w, "Audience/one", APPLIED(ID_A, "name: One, description: d, exclusions: [" ID_B "]"));
	world_live(&w, "Audience", HELD(ID_A, "name: ONE, description: d, exclusions: [" ID_B "]"));
	assert_string_equal(
		causes(&w,
		       AUDIENCE("one", ID_A, "name: One, description: new, exclusions: [" ID_C ", " ID_B "]"),
		       AUDIENCE("one", ID_A, "name: One, description: d, exclusions: [" ID_B ", " ID_C "]")),
		"one branch: /name drift /description branch /exclusions/0 pending\n");
}

static void test_attribute_when_whole_resources_then_by_what_both_do(void **state)
{
	(void)state;
	WORLD(w);
	world_base(&w, "Audience/one", APPLIED(ID_A, "name: One"));
	world_live(&w, "Audience", HELD(ID_A, "name: One"));
	const char *one = AUDIENCE("one", ID_A, "name: One"), *two = AUDIENCE("two", ID_B, "name: Two");
	const char *three = AUDIENCE("three", ID_C, "name: Three");
	struct cx_arena *arena = &w.f.arena;
	assert_string_equal(causes(&w, cx_arena_printf(arena, "%s%s", one, two), two),
			    "two pending:\n"
			    "undone Audience/one\n");
	assert_string_equal(causes(&w, cx_arena_printf(arena, "%s%s", two, three),
				   cx_arena_printf(arena, "%s%s", one, two)),
			    "one branch:\nthree branch:\ntwo pending:\n");
}

static void test_attribute_when_only_the_ledger_changes_then_by_what_is_noted(void **state)
{
	(void)state;
	WORLD(w);
	world_base(&w, "Audience/one", APPLIED(ID_A, "name: One"));
	world_live(&w, "Audience", HELD(ID_A, "name: Two"));
	const char *two = AUDIENCE("one", ID_A, "name: Two");
	assert_string_equal(causes(&w, two, two), "one pending:\n");
	assert_string_equal(causes(&w, two, AUDIENCE("one", ID_A, "name: One")), "one branch:\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attribute_when_fields_differ_then_each_its_cause),
		cmocka_unit_test(test_attribute_when_whole_resources_then_by_what_both_do),
		cmocka_unit_test(test_attribute_when_only_the_ledger_changes_then_by_what_is_noted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
