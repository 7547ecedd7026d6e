/* SPDX-License-Identifier: Apache-2.0 */
/* Implication against all customers of a small world: it may claim less than holds, never more. */
#include "model/criteria.h"

#include "unit/model/fixture.h"

/*
 * Customers have three attributes: n and m are numbers, t is a text; each may be missing (index 0). Limits of
 * conditions are 0 to 3, numbers -0.5 to 3.5 in halves, so that every order of limits and values occurs.
 * There is a customer for each combination, and a tree means the set of those for whom it holds.
 */
enum {
	NUMBERS = 10,
	TEXTS = 4,
	CUSTOMERS = NUMBERS * NUMBERS * TEXTS,
	WORDS = (CUSTOMERS + 63) / 64,
};
static const int halves[NUMBERS] = {0, -1, 0, 1, 2, 3, 4, 5, 6, 7}; /* the first is missing */
static const char *const texts[] = {"a", "b", "c"};

struct crowd {
	uint64_t words[WORDS];
};

static struct cx_node *condition_of(struct cx_arena *arena, const char *field, const char *operation,
				    struct cx_node *value)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "field", cx_node_string(arena, field));
	cx_node_add(node, "operator", cx_node_string(arena, operation));
	cx_node_add(node, "value", value);
	return node;
}

static struct cx_node *random_scalar(struct dice *dice, struct cx_arena *arena, bool text)
{
	if (dice_roll(dice, 12) == 0)
		return cx_node_new(arena, CX_NODE_NULL);
	return text ? cx_node_string(arena, texts[dice_roll(dice, 3)])
		    : cx_node_int(arena, dice_roll(dice, 4));
}

static struct cx_node *random_condition(struct dice *dice, struct cx_arena *arena)
{
	static const char *const operations[] = {
		"greater_than", "greater_than_or_equal",
		"less_than",    "less_than_or_equal",
		"equals",       "in",
		"not_equals",   "not_in",
		"is_null",
	};
	static const char *const fields[] = {"n", "m", "t"};
	uint32_t field = dice_roll(dice, 3);
	uint32_t at = field == 2 ? 4 + dice_roll(dice, 5) : dice_roll(dice, CX_COUNT(operations));
	bool is_list = strstr(operations[at], "in") && strncmp(operations[at], "is", 2) != 0;
	if (!is_list)
		return condition_of(arena, fields[field], operations[at],
				    random_scalar(dice, arena, field == 2));
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = dice_roll(dice, 4); n > 0; n--)
		cx_node_push(list, random_scalar(dice, arena, field == 2));
	return condition_of(arena, fields[field], operations[at], list);
}

static struct cx_node *random_tree(struct dice *dice, struct cx_arena *arena, int depth)
{
	if (depth == 0 || dice_roll(dice, 3) == 0)
		return random_condition(dice, arena);
	struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT),
		       *children = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = dice_roll(dice, 12) ? 1 + dice_roll(dice, 3) : 0; n > 0; n--)
		cx_node_push(children, random_tree(dice, arena, depth - 1));
	cx_node_add(group, "operator", cx_node_string(arena, dice_roll(dice, 2) ? "AND" : "OR"));
	cx_node_add(group, "conditions", children);
	return group;
}

/* A tree that is near to another: implication between trees made apart is rare. */
static struct cx_node *random_change(struct dice *dice, struct cx_arena *arena, const struct cx_node *tree)
{
	struct cx_node *copy = cx_node_copy(arena, tree);
	struct cx_node *conditions = cx_node_get(copy, "conditions");
	uint32_t what = dice_roll(dice, 4);
	if (!conditions || what == 3) {
		if (what == 0)
			return random_condition(dice, arena);
		if (!conditions && what != 3 && cx_node_get(copy, "value")->type != CX_NODE_ARRAY) {
			cx_node_set(
				copy, "value",
				random_scalar(dice, arena, cx_node_is_text(cx_node_get(copy, "field"), "t")));
			return copy;
		}
		struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT),
			       *children = cx_node_new(arena, CX_NODE_ARRAY);
		cx_node_push(children, copy);
		cx_node_push(children, random_condition(dice, arena));
		cx_node_add(group, "operator", cx_node_string(arena, dice_roll(dice, 2) ? "AND" : "OR"));
		cx_node_add(group, "conditions", children);
		return group;
	}
	struct cx_node *out = cx_node_new(arena, CX_NODE_ARRAY);
	uint32_t at = conditions->count ? dice_roll(dice, (uint32_t)conditions->count) : 0, index = 0;
	for (const struct cx_node *child = conditions->first; child; child = child->next, index++)
		if (index != at || what == 1)
			cx_node_push(out, cx_node_copy(arena, child));
		else if (what == 2)
			cx_node_push(out, random_change(dice, arena, child));
	if (what == 1)
		cx_node_push(out, random_tree(dice, arena, 1));
	cx_node_set(copy, "conditions", out);
	return copy;
}

/* ---- what a tree means ---- */

/* The customers whose attribute has the value of that index. */
static struct crowd crowd_of(char field, int index)
{
	struct crowd crowd = {0};
	for (int i = 0; i < CUSTOMERS; i++) {
		int n = i % NUMBERS, m = i / NUMBERS % NUMBERS, t = i / (NUMBERS * NUMBERS);
		if ((field == 'n' ? n : field == 'm' ? m : t) == index)
			crowd.words[i / 64] |= UINT64_C(1) << (i % 64);
	}
	return crowd;
}

static bool is_value(char field, int index, const struct cx_node *value)
{
	int64_t number;
	if (field == 't')
		return cx_node_is_text(value, texts[index - 1]);
	return cx_node_int64(value, &number) && halves[index] == 2 * number;
}

static bool in_list(char field, int index, const struct cx_node *list)
{
	for (const struct cx_node *item = list->first; item; item = item->next)
		if (is_value(field, index, item))
			return true;
	return false;
}

/* As a tenant in SQL has it: nothing but is_null, and equals null, holds for a missing attribute. */
static bool condition_holds(const struct cx_node *condition, char field, int index)
{
	const char *operation = cx_node_get_text(condition, "operator");
	const struct cx_node *value = cx_node_get(condition, "value");
	int64_t limit = 0;
	bool null_asked = value->type == CX_NODE_NULL;
	if (strcmp(operation, "is_null") == 0 || (null_asked && strcmp(operation, "equals") == 0))
		return index == 0;
	if (index == 0)
		return false;
	if (strcmp(operation, "equals") == 0)
		return is_value(field, index, value);
	if (strcmp(operation, "not_equals") == 0)
		return null_asked || !is_value(field, index, value);
	if (strcmp(operation, "in") == 0)
		return in_list(field, index, value);
	if (strcmp(operation, "not_in") == 0)
		return !in_list(field, index, value);
	if (!cx_node_int64(value, &limit))
		return false;
	if (strcmp(operation, "greater_than") == 0)
		return halves[index] > 2 * limit;
	if (strcmp(operation, "greater_than_or_equal") == 0)
		return halves[index] >= 2 * limit;
	return strcmp(operation, "less_than") == 0 ? halves[index] < 2 * limit : halves[index] <= 2 * limit;
}

static void crowd_join(struct crowd *crowd, const struct crowd *other, bool every)
{
	for (size_t i = 0; i < WORDS; i++)
		crowd->words[i] =
			every ? crowd->words[i] & other->words[i] : crowd->words[i] | other->words[i];
}

static struct crowd condition_crowd(const struct cx_node *condition)
{
	static struct crowd by_value[3][NUMBERS];
	static bool made;
	static const char fields[] = "nmt";
	for (int f = 0; f < 3 && !made; f++)
		for (int i = 0; i < NUMBERS; i++)
			by_value[f][i] = crowd_of(fields[f], i);
	made = true;
	char field = cx_node_get_text(condition, "field")[0];
	struct crowd crowd = {0};
	for (int i = 0; i < (field == 't' ? TEXTS : NUMBERS); i++)
		if (condition_holds(condition, field, i))
			crowd_join(&crowd, &by_value[strchr(fields, field) - fields][i], false);
	return crowd;
}

/* empty is what a group without conditions means: tenants differ. */
static struct crowd tree_crowd(const struct cx_node *tree, bool empty)
{
	struct crowd crowd;
	if (!cx_criteria_is_group(tree))
		return condition_crowd(tree);
	const struct cx_node *first = cx_node_get(tree, "conditions")->first;
	bool every = cx_node_is_text(cx_node_get(tree, "operator"), "AND");
	memset(&crowd, (first ? every : empty) ? 0xff : 0, sizeof crowd);
	for (const struct cx_node *child = first; child; child = child->next) {
		struct crowd other = tree_crowd(child, empty);
		crowd_join(&crowd, &other, every);
	}
	for (int i = CUSTOMERS; i < WORDS * 64; i++)
		crowd.words[i / 64] &= ~(UINT64_C(1) << (i % 64));
	return crowd;
}

/* Whether everybody in a is in b, whatever the empty group means. */
static bool is_within(const struct cx_node *a, const struct cx_node *b)
{
	for (int empty = 0; empty < 2; empty++) {
		struct crowd x = tree_crowd(a, empty), y = tree_crowd(b, empty);
		for (size_t i = 0; i < WORDS; i++)
			if (x.words[i] & ~y.words[i])
				return false;
	}
	return true;
}

static void fail_with(const char *what, uint64_t seed, const struct cx_node *a, const struct cx_node *b)
{
	CX_AUTO(cx_buf) struct cx_buf x = CX_BUF_INIT, y = CX_BUF_INIT;
	cx_json_line(a, &x);
	cx_json_line(b, &y);
	fail_msg("%s, seed %llu:\n  %s\n  %s", what, (unsigned long long)seed, x.data, y.data);
}

static void test_implies_when_claimed_then_true_of_every_customer(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(120000, 12000) };
	size_t proved = 0, holding = 0;
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		const struct cx_node *a = random_tree(&dice, &arena, 3);
		const struct cx_node *b = random_change(&dice, &arena, a);
		if (dice_roll(&dice, 2)) {
			const struct cx_node *swap = a;
			a = b;
			b = swap;
		}
		bool claimed = cx_criteria_implies(a, b), holds = is_within(a, b);
		if (claimed && !holds)
			fail_with("claimed, but it does not hold", seed, a, b);
		proved += claimed;
		holding += holds;
		cx_arena_release(&arena);
	}
	print_message("%zu of %d pairs imply, %zu of them proved\n", holding, ROUNDS, proved);
	/* The law is met from both sides, and most of what holds is found. */
	assert_true(holding > ROUNDS / 4 && holding < ROUNDS - ROUNDS / 4);
	assert_true(proved * 4 > holding * 3);
}

static void test_normal_when_taken_then_means_the_same(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(20000, 3000) };
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		const struct cx_node *tree = random_tree(&dice, &arena, 4);
		const struct cx_node *normal = cx_criteria_normal(&arena, tree);
		if (!is_within(tree, normal) || !is_within(normal, tree))
			fail_with("the normal form means something else", seed, tree, normal);
		if (!cx_node_equal(cx_criteria_normal(&arena, normal), normal))
			fail_with("the normal form has a normal form of its own", seed, tree, normal);
		cx_arena_release(&arena);
	}
}

/* Members and conditions in another order; the order in a list of values is the author's. */
static void shuffle(struct dice *dice, struct cx_node *node)
{
	struct cx_node *items[64];
	uint32_t count = 0;
	if (node->key && strcmp(node->key, "value") == 0)
		return;
	for (struct cx_node *child = node->first; child; child = child->next) {
		shuffle(dice, child);
		items[count++] = child;
	}
	node->first = node->last = NULL;
	node->count = 0;
	for (; count > 0; count--) {
		uint32_t at = dice_roll(dice, count);
		cx_node_push(node, items[at]);
		items[at] = items[count - 1];
	}
}

static void test_normal_when_order_differs_then_the_same(void **state)
{
	(void)state;
	enum { ROUNDS = FIXTURE_ROUNDS(20000, 3000) };
	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		const struct cx_node *tree = random_tree(&dice, &arena, 4);
		struct cx_node *other = cx_node_copy(&arena, tree);
		shuffle(&dice, other);
		const struct cx_node *a = cx_criteria_normal(&arena, tree);
		const struct cx_node *b = cx_criteria_normal(&arena, other);
		char x[CX_DIGEST_LEN + 1], y[CX_DIGEST_LEN + 1];
		cx_json_digest(a, x);
		cx_json_digest(b, y);
		if (strcmp(x, y) != 0)
			fail_with("order changes the normal form", seed, tree, other);
		if (!cx_criteria_implies(a, b))
			fail_with("equal, but not proved", seed, a, b);
		cx_arena_release(&arena);
	}
}

static void assert_implies(const char *a, const char *b, bool expected)
{
	FIXTURE(f);
	if (cx_criteria_implies(fixture_yaml(&f, a), fixture_yaml(&f, b)) != expected)
		fail_msg("%s %s %s", a, expected ? "does not imply" : "implies", b);
}

static void test_implies_when_member_is_unknown_then_only_by_its_equal(void **state)
{
	(void)state;
	assert_implies("{field: spend, operator: equals, value: 1, unit: k}",
		       "{field: spend, operator: equals, value: 1, unit: k}", true);
	assert_implies("{field: spend, operator: equals, value: 1, unit: k}",
		       "{field: spend, operator: in, value: [1, 2], unit: k}", false);
	assert_implies("{operator: AND, label: x, conditions: [{field: spend, operator: equals, value: 1}]}",
		       "{field: spend, operator: equals, value: 1}", false);
	assert_implies("{operator: AND, label: x, conditions: [{field: spend, operator: equals, value: 1}]}",
		       "{operator: AND, label: x, conditions: [{field: spend, operator: equals, value: 1}]}",
		       true);
}

static void test_implies_when_group_is_empty_then_nothing_is_claimed(void **state)
{
	(void)state;
	assert_implies("{field: spend, operator: equals, value: 1}", "{operator: AND, conditions: []}",
		       false);
	assert_implies("{operator: OR, conditions: []}", "{field: spend, operator: equals, value: 1}", false);
}

static void test_implies_when_values_are_texts_then_no_bounds(void **state)
{
	(void)state;
	assert_implies("{field: d, operator: less_than, value: '2024-01-01'}",
		       "{field: d, operator: less_than, value: '2025-01-01'}", false);
	assert_implies("{field: d, operator: equals, value: null}",
		       "{field: d, operator: in, value: [null, a]}", false);
	assert_implies("{field: spend, operator: equals, value: 1e400}",
		       "{field: spend, operator: greater_than, value: 9007199254740993}", true);
}

/* A list of values that only its size makes hard: neither seconds nor a wrong answer. */
static void test_implies_when_lists_are_long_then_quick(void **state)
{
	(void)state;
	enum { LONG = 20000 };
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *small = cx_node_new(&arena, CX_NODE_ARRAY),
		       *large = cx_node_new(&arena, CX_NODE_ARRAY);
	for (int i = 0; i < LONG; i++) {
		cx_node_push(small, cx_node_int(&arena, i));
		cx_node_push(large, cx_node_int(&arena, LONG - i));
	}
	cx_node_push(large, cx_node_int(&arena, 0));
	const struct cx_node *a = condition_of(&arena, "n", "in", small);
	const struct cx_node *b = condition_of(&arena, "n", "in", large);
	assert_true(cx_criteria_implies(a, b));
	assert_false(cx_criteria_implies(b, a));
	cx_arena_release(&arena);
}

/* Pairs of pairs of pairs: without a bound on the steps this would not end. */
static void test_implies_when_tree_is_hostile_then_gives_up(void **state)
{
	(void)state;
	struct cx_arena arena = CX_ARENA_INIT;
	const struct cx_node *trees[2];
	for (int side = 0; side < 2; side++) {
		struct cx_node *tree = condition_of(&arena, "n", "equals", cx_node_int(&arena, side));
		for (int level = 0; level < 14; level++) {
			struct cx_node *group = cx_node_new(&arena, CX_NODE_OBJECT),
				       *children = cx_node_new(&arena, CX_NODE_ARRAY);
			cx_node_push(children, cx_node_copy(&arena, tree));
			cx_node_push(children, tree);
			cx_node_add(group, "operator",
				    cx_node_string(&arena, (level + side) % 2 ? "OR" : "AND"));
			cx_node_add(group, "conditions", children);
			tree = group;
		}
		trees[side] = tree;
	}
	assert_false(cx_criteria_implies(trees[0], trees[1]));
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_implies_when_claimed_then_true_of_every_customer),
		cmocka_unit_test(test_normal_when_taken_then_means_the_same),
		cmocka_unit_test(test_normal_when_order_differs_then_the_same),
		cmocka_unit_test(test_implies_when_member_is_unknown_then_only_by_its_equal),
		cmocka_unit_test(test_implies_when_group_is_empty_then_nothing_is_claimed),
		cmocka_unit_test(test_implies_when_values_are_texts_then_no_bounds),
		cmocka_unit_test(test_implies_when_lists_are_long_then_quick),
		cmocka_unit_test(test_implies_when_tree_is_hostile_then_gives_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
