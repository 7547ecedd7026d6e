/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs of references, without files: circles, and which definition comes before which. */
#include "model/definition.h"

#include "unit/model/fixture.h"

static void graph(struct fixture *f, struct cx_definitions *set, size_t count)
{
	struct cx_arena *arena = &f->arena;
	*set = (struct cx_definitions){.items = cx_arena_alloc(arena, count * sizeof *set->items),
				       .count = count};
	for (size_t i = 0; i < count; i++) {
		struct cx_node *document = cx_node_new(arena, CX_NODE_OBJECT),
			       *spec = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(spec, "exclusions", cx_node_new(arena, CX_NODE_ARRAY));
		cx_node_add(document, "spec", spec);
		set->items[i] = (struct cx_definition){
			.kind = fixture_kind(f, "Audience"),
			.name = cx_arena_printf(arena, "a%zu", i),
			.address = cx_arena_printf(arena, "Audience/a%zu", i),
			.id = cx_arena_printf(arena, "00000000-0000-4000-8000-%012zu", i),
			.document = document,
			.spec = spec,
		};
		(void)cx_map_put(&set->by_address, set->items[i].address, &set->items[i]);
	}
}

static void refer(struct fixture *f, struct cx_definitions *set, size_t from, size_t to)
{
	struct cx_node *ref = cx_node_new(&f->arena, CX_NODE_OBJECT);
	cx_node_add(ref, "ref", cx_node_string(&f->arena, set->items[to].name));
	cx_node_push(cx_node_get(set->items[from].spec, "exclusions"), ref);
}

static void assert_circle(size_t count, size_t length, const char *message)
{
	FIXTURE(f);
	CX_AUTO(cx_definitions) struct cx_definitions set;
	graph(&f, &set, count);
	for (size_t i = 0; i + 1 < count; i++)
		refer(&f, &set, i, i + 1);
	refer(&f, &set, count - 1, count - length);
	cx_definitions_resolve(&f.arena, &set, &(struct cx_definitions_source){0}, &f.diags);
	assert_int_equal(f.diags.errors, 1);
	assert_string_equal(f.diags.items[0]->code, "ref.cycle");
	assert_string_equal(f.diags.items[0]->message, message);
}

static void test_cycle_when_two_or_more_then_the_circle_is_shown(void **state)
{
	(void)state;
	assert_circle(2, 2, "references go round in a circle: a0 -> a1 -> a0");
	assert_circle(3, 3, "references go round in a circle: a0 -> a1 -> a2 -> a0");
	assert_circle(5, 2, "references go round in a circle: a3 -> a4 -> a3");
}

/* The way back to the last but one is not the way back to the first. */
static void test_cycle_when_there_are_two_then_each_is_shown(void **state)
{
	(void)state;
	FIXTURE(f);
	CX_AUTO(cx_definitions) struct cx_definitions set;
	graph(&f, &set, 3);
	refer(&f, &set, 0, 1);
	refer(&f, &set, 1, 2);
	refer(&f, &set, 2, 0);
	refer(&f, &set, 2, 1);
	cx_definitions_resolve(&f.arena, &set, &(struct cx_definitions_source){0}, &f.diags);
	assert_string_equal(
		fixture_lines(&f),
		"0:0 ref.cycle references go round in a circle: a0 -> a1 -> a2 -> a0 [break the circle "
		"at one of them]\n"
		"0:0 ref.cycle references go round in a circle: a1 -> a2 -> a1 [break the circle at "
		"one of them]\n");
}

static void test_cycle_when_huge_then_shown_in_part(void **state)
{
	(void)state;
	enum { LENGTH = 10000 };
	FIXTURE(f);
	CX_AUTO(cx_definitions) struct cx_definitions set;
	graph(&f, &set, LENGTH);
	for (size_t i = 0; i < LENGTH; i++)
		refer(&f, &set, i, (i + 1) % LENGTH);
	cx_definitions_resolve(&f.arena, &set, &(struct cx_definitions_source){0}, &f.diags);
	assert_int_equal(f.diags.errors, 1);
	const char *message = f.diags.items[0]->message;
	assert_true(strlen(message) < 2200);
	assert_string_equal(message + strlen(message) - strlen(" -> ... -> a0"), " -> ... -> a0");
}

static void test_rank_when_chain_is_long_then_counted(void **state)
{
	(void)state;
	enum { LENGTH = 10000 };
	FIXTURE(f);
	CX_AUTO(cx_definitions) struct cx_definitions set;
	graph(&f, &set, LENGTH);
	for (size_t i = 0; i + 1 < LENGTH; i++)
		refer(&f, &set, i, i + 1);
	cx_definitions_resolve(&f.arena, &set, &(struct cx_definitions_source){0}, &f.diags);
	assert_string_equal(fixture_lines(&f), "");
	for (size_t i = 0; i < LENGTH; i++)
		assert_int_equal(set.items[i].rank, LENGTH - 1 - i);
}

static void test_rank_when_one_refers_to_all_then_above_them(void **state)
{
	(void)state;
	enum { COUNT = 10000 };
	FIXTURE(f);
	CX_AUTO(cx_definitions) struct cx_definitions set;
	graph(&f, &set, COUNT);
	for (size_t i = 1; i < COUNT; i++)
		refer(&f, &set, 0, i);
	refer(&f, &set, 1, 2);
	cx_definitions_resolve(&f.arena, &set, &(struct cx_definitions_source){0}, &f.diags);
	assert_string_equal(fixture_lines(&f), "");
	assert_int_equal(set.items[0].rank, 2);
	assert_int_equal(set.items[0].depend_count, COUNT - 1);
	assert_int_equal(set.items[1].rank, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cycle_when_two_or_more_then_the_circle_is_shown),
		cmocka_unit_test(test_cycle_when_there_are_two_then_each_is_shown),
		cmocka_unit_test(test_cycle_when_huge_then_shown_in_part),
		cmocka_unit_test(test_rank_when_chain_is_long_then_counted),
		cmocka_unit_test(test_rank_when_one_refers_to_all_then_above_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
