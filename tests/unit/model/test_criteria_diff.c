/* SPDX-License-Identifier: Apache-2.0 */
/* Differences of criteria: what a person would say of them, and laws over generated trees. */
#include "model/criteria_diff.h"

#include "unit/model/expression.h"

static void add_name(const struct cx_node *node, struct cx_buf *out)
{
	if (cx_criteria_is_group(node)) {
		cx_buf_adds(out, cx_node_get_text(node, "operator"));
		return;
	}
	cx_buf_addf(out, "%s %s ", cx_node_get_text(node, "field"), cx_node_get_text(node, "operator"));
	cx_json_line(cx_node_get(node, "value"), out);
}

/* A line an entry: mark, indent, what it is; "<" and what it was; "@" and the index of what it stood in. */
static void print_diff(const struct cx_criteria_diff *diff, struct cx_buf *out)
{
	static const char marks[] = {[CX_CRITERIA_SAME] = ' ',
				     [CX_CRITERIA_ADDED] = '+',
				     [CX_CRITERIA_REMOVED] = '-',
				     [CX_CRITERIA_CHANGED] = '~',
				     [CX_CRITERIA_MOVED] = '>'};
	for (size_t i = 0; i < diff->count; i++) {
		const struct cx_criteria_entry *entry = &diff->items[i];
		cx_buf_addc(out, marks[entry->mark]);
		cx_buf_fill(out, ' ', 1 + entry->depth * 2);
		add_name(entry->after ? entry->after : entry->before, out);
		if (entry->mark == CX_CRITERIA_CHANGED) {
			cx_buf_adds(out, " < ");
			add_name(entry->before, out);
		}
		if (entry->mark == CX_CRITERIA_MOVED && entry->from != CX_CRITERIA_NOWHERE)
			cx_buf_addf(out, " @%zu", entry->from);
		if (entry->is_group && entry->is_whole)
			cx_buf_adds(out, " whole");
		cx_buf_addc(out, '\n');
	}
}

static void check(const char *before, const char *after, const char *expected)
{
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_criteria_diff diff =
		cx_criteria_diff_of(&f.arena, before ? expression(&f.arena, before) : NULL,
				    after ? expression(&f.arena, after) : NULL);
	print_diff(&diff, &out);
	assert_string_equal(out.data, expected);
}

static void test_diff_when_only_order_differs_then_all_is_the_same(void **state)
{
	(void)state;
	check("a=1&(b=2|c=3)", "(c=3|b=2|b=2)&((a=1))",
	      "  AND whole\n"
	      "    OR whole\n"
	      "      c equals 3\n"
	      "      b equals 2\n"
	      "    a equals 1\n");
}

static void test_diff_when_value_differs_then_changed(void **state)
{
	(void)state;
	check("a=1&b>2", "b>3&a=1",
	      "  AND\n"
	      "~   b greater_than 3 < b greater_than 2\n"
	      "    a equals 1\n");
	check("a>1", "a>=1",
	      "  AND\n"
	      "~   a greater_than_or_equal 1 < a greater_than 1\n");
	/* The same operator first, then the same attribute. */
	check("a>1&a<9", "a<=5&a>2",
	      "  AND\n"
	      "~   a less_than_or_equal 5 < a less_than 9\n"
	      "~   a greater_than 2 < a greater_than 1\n");
}

static void test_diff_when_added_or_removed_then_in_its_place(void **state)
{
	(void)state;
	check("a=1&b=2&c=3", "a=1&c=3&d=4",
	      "  AND\n"
	      "    a equals 1\n"
	      "-   b equals 2\n"
	      "    c equals 3\n"
	      "+   d equals 4\n");
	check("a=1", "a=1&(b=2|c=3)",
	      "  AND\n"
	      "    a equals 1\n"
	      "+   OR\n"
	      "+     b equals 2\n"
	      "+     c equals 3\n");
	check("a=1&(b=2|c=3)", "a=1",
	      "  AND\n"
	      "    a equals 1\n"
	      "-   OR\n"
	      "-     b equals 2\n"
	      "-     c equals 3\n");
	check(NULL, "a=1|b=2", "+ OR\n+   a equals 1\n+   b equals 2\n");
	check("a=1|b=2", NULL, "- OR\n-   a equals 1\n-   b equals 2\n");
}

static void test_diff_when_moved_then_neither_added_nor_removed(void **state)
{
	(void)state;
	check("a=1&b=2&(c=3|d=4)", "a=1&(b=2|c=3|d=4)",
	      "  AND\n"
	      "    a equals 1\n"
	      "    OR\n"
	      ">     b equals 2 @0\n"
	      "      c equals 3\n"
	      "      d equals 4\n");
	check("(a=1|b=2)&(c=3|d=4)", "a=1&c=3",
	      "  AND\n"
	      ">   a equals 1 @3\n"
	      ">   c equals 3 @5\n"
	      "-   OR\n"
	      "-     b equals 2\n"
	      "-   OR\n"
	      "-     d equals 4\n");
	/* A branch as a whole. */
	check("x=1&(a=1|b=2)&(y=1|z=1)", "x=1&(y=1|z=1|(w=1&(a=1|b=2)))",
	      "  AND\n"
	      "    x equals 1\n"
	      "    OR\n"
	      "      y equals 1\n"
	      "      z equals 1\n"
	      "+     AND\n"
	      "+       w equals 1\n"
	      ">       OR @0 whole\n"
	      "          a equals 1\n"
	      "          b equals 2\n");
	/* A branch that was moved and changed is still that branch. */
	check("x=1&(a=1|b=2|c=3)", "x=1&(y=1|(w=1&(a=1|b=2|c=4)))",
	      "  AND\n"
	      "    x equals 1\n"
	      "+   OR\n"
	      "+     y equals 1\n"
	      "+     AND\n"
	      "+       w equals 1\n"
	      ">       OR @0\n"
	      "          a equals 1\n"
	      "          b equals 2\n"
	      "~         c equals 4 < c equals 3\n");
}

static void test_diff_when_operator_of_group_differs_then_the_group_changed(void **state)
{
	(void)state;
	check("a=1&b=2", "a=1|b=2",
	      "~ OR < AND\n"
	      "    a equals 1\n"
	      "    b equals 2\n");
	check("x=1&(a=1|(b=2&c=3))", "x=1&(a=1|(b=2|c=3))",
	      "  AND\n"
	      "    x equals 1\n"
	      "    OR\n"
	      "      a equals 1\n"
	      ">     b equals 2 @6\n"
	      ">     c equals 3 @6\n"
	      "-     AND\n");
	/* One condition is joined by neither. */
	check("a=1", "a=1|b=2",
	      "  OR\n"
	      "    a equals 1\n"
	      "+   b equals 2\n");
}

static void test_diff_when_root_is_wrapped_then_the_old_one_moved(void **state)
{
	(void)state;
	check("a=1&b=2", "(a=1&b=2)|c=3",
	      "+ OR\n"
	      ">   AND whole\n"
	      "      a equals 1\n"
	      "      b equals 2\n"
	      "+   c equals 3\n");
	check("(a=1&b=2)|c=3", "a=1&b=4",
	      "> AND @3\n"
	      "    a equals 1\n"
	      "~   b equals 4 < b equals 2\n"
	      "- OR\n"
	      "-   c equals 3\n");
}

/* ---- laws ---- */

static struct cx_node *random_tree(struct dice *dice, struct cx_arena *arena, int depth)
{
	if (depth == 0 || dice_roll(dice, 3) == 0) {
		struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
		const char *fields[] = {"a", "b", "c", "d"}, *operations[] = {"equals", "less_than"};
		cx_node_add(node, "field", cx_node_string(arena, fields[dice_roll(dice, 4)]));
		cx_node_add(node, "operator", cx_node_string(arena, operations[dice_roll(dice, 2)]));
		cx_node_add(node, "value", cx_node_int(arena, dice_roll(dice, 3)));
		return node;
	}
	struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT),
		       *children = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = dice_roll(dice, 5); n > 0; n--)
		cx_node_push(children, random_tree(dice, arena, depth - 1));
	cx_node_add(group, "operator", cx_node_string(arena, dice_roll(dice, 2) ? "AND" : "OR"));
	cx_node_add(group, "conditions", children);
	return group;
}

static struct cx_node *random_root(struct dice *dice, struct cx_arena *arena)
{
	struct cx_node *tree = random_tree(dice, arena, 4);
	while (!cx_criteria_is_group(tree))
		tree = random_tree(dice, arena, 4);
	return tree;
}

/* Builds one side anew from the entries: what stood in which group, by parent or by origin. */
static struct cx_node *rebuild(struct cx_arena *arena, const struct cx_criteria_diff *diff, bool is_after)
{
	struct cx_node **nodes = cx_arena_alloc(arena, (diff->count + 1) * sizeof(struct cx_node *));
	struct cx_node *root = NULL;
	for (size_t i = 0; i < diff->count; i++) {
		const struct cx_criteria_entry *entry = &diff->items[i];
		const struct cx_node *node = is_after ? entry->after : entry->before;
		if (!node)
			continue;
		if (!entry->is_group) {
			nodes[i] = cx_node_copy(arena, node);
			continue;
		}
		nodes[i] = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(nodes[i], "operator", cx_node_copy(arena, cx_node_get(node, "operator")));
		cx_node_add(nodes[i], "conditions", cx_node_new(arena, CX_NODE_ARRAY));
	}
	for (size_t i = 0; i < diff->count; i++) {
		const struct cx_criteria_entry *entry = &diff->items[i];
		size_t in = !is_after && entry->mark == CX_CRITERIA_MOVED ? entry->from : entry->parent;
		if (!nodes[i])
			continue;
		if (in != CX_CRITERIA_NOWHERE && nodes[in]) {
			cx_node_push(cx_node_get(nodes[in], "conditions"), nodes[i]);
			continue;
		}
		/* Two roots of one side are one too many. */
		assert_null(root);
		root = nodes[i];
	}
	return root;
}

static void assert_side(struct cx_arena *arena, uint64_t seed, const struct cx_criteria_diff *diff,
			const struct cx_node *tree, bool is_after)
{
	const struct cx_node *built = rebuild(arena, diff, is_after);
	const struct cx_node *a = cx_criteria_normal(arena, tree), *b = cx_criteria_normal(arena, built);
	if (cx_node_equal(a, b))
		return;
	CX_AUTO(cx_buf) struct cx_buf x = CX_BUF_INIT, y = CX_BUF_INIT, lines = CX_BUF_INIT;
	cx_json_line(tree, &x);
	cx_json_line(built, &y);
	print_diff(diff, &lines);
	fail_msg("%s is lost, seed %llu:\n  %s\n  %s\n%s", is_after ? "after" : "before",
		 (unsigned long long)seed, x.data, y.data, lines.data);
}

/* Nothing is lost: both sides can be read off the entries. And equal meaning is all the same. */
static void test_diff_when_generated_then_holds_both_sides(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(20000, 4000) };
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		const struct cx_node *before = random_root(&dice, &arena),
				     *after = random_root(&dice, &arena);
		struct cx_criteria_diff diff = cx_criteria_diff_of(&arena, before, after);
		assert_side(&arena, seed, &diff, before, false);
		assert_side(&arena, seed, &diff, after, true);
		bool equal =
			cx_node_equal(cx_criteria_normal(&arena, before), cx_criteria_normal(&arena, after));
		if (equal != (diff.counts[CX_CRITERIA_SAME] == diff.count))
			fail_msg("seed %llu: equal is %d, %zu of %zu the same", (unsigned long long)seed,
				 equal, diff.counts[CX_CRITERIA_SAME], diff.count);
		cx_arena_release(&arena);
	}
}

static void test_diff_when_thousands_of_conditions_then_quick(void **state)
{
	(void)state;
	enum { LONG = 20000 };
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *sides[2];
	for (int side = 0; side < 2; side++) {
		struct cx_node *list = cx_node_new(&arena, CX_NODE_ARRAY);
		for (int i = 0; i < LONG; i++) {
			CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
			/* Half of the groups hold another number on each side; all share attributes. */
			cx_buf_addf(&text, "(a=%d|b=%d)", i, side && i % 2 ? i + LONG : LONG - i);
			cx_node_push(list, expression(&arena, text.data));
		}
		sides[side] = cx_node_new(&arena, CX_NODE_OBJECT);
		cx_node_add(sides[side], "operator", cx_node_string(&arena, "AND"));
		cx_node_add(sides[side], "conditions", list);
	}
	struct cx_criteria_diff diff = cx_criteria_diff_of(&arena, sides[0], sides[1]);
	assert_int_equal(diff.counts[CX_CRITERIA_CHANGED], LONG / 2);
	assert_int_equal(diff.counts[CX_CRITERIA_ADDED] + diff.counts[CX_CRITERIA_REMOVED] +
				 diff.counts[CX_CRITERIA_MOVED],
			 0);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diff_when_only_order_differs_then_all_is_the_same),
		cmocka_unit_test(test_diff_when_value_differs_then_changed),
		cmocka_unit_test(test_diff_when_added_or_removed_then_in_its_place),
		cmocka_unit_test(test_diff_when_moved_then_neither_added_nor_removed),
		cmocka_unit_test(test_diff_when_operator_of_group_differs_then_the_group_changed),
		cmocka_unit_test(test_diff_when_root_is_wrapped_then_the_old_one_moved),
		cmocka_unit_test(test_diff_when_generated_then_holds_both_sides),
		cmocka_unit_test(test_diff_when_thousands_of_conditions_then_quick),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
