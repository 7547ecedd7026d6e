/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts on criteria against a table of all customers, for every way in which tenants differ. */
#include "model/criteria_verdict.h"

#include "unit/model/expression.h"

/*
 * The table is made without the code that gives verdicts: a customer for every combination of three
 * attributes, and a tree means the set of those for whom it holds. n is a number, -0.5 to 3.5 in halves,
 * where conditions name 0 to 3; t a text of at most three letters out of a, A and b, where conditions name
 * some; d a date before, at, between and after those that are named. Each may be missing (index 0).
 */
enum {
	NUMBERS = 10,
	TEXTS = 1 + 1 + 3 + 9 + 27,
	DATES = 8,
	CUSTOMERS = NUMBERS * TEXTS * DATES,
	WORDS = (CUSTOMERS + 63) / 64,
	MOST = NUMBERS > TEXTS ? NUMBERS : TEXTS,
};
static const char *const dates[DATES] = {NULL,         "2023-12-31", "2024-01-01", "2024-02-15",
					 "2024-03-01", "2024-10-01", "2024-10-02", "2025-01-01"};
static char texts[TEXTS][4];

struct crowd {
	uint64_t words[WORDS];
};
static struct crowd by_value[3][MOST], everybody;
static const char fields[] = "ntd";

/* What tenants do differently. */
enum {
	MODE_UNEQUAL = 1,   /* a missing attribute is unequal to every value */
	MODE_SQL_NULL = 2,  /* nothing equals null, and nothing is out of a list with null in it */
	MODE_FOLD = 4,      /* case does not count */
	MODE_EMPTY_ALL = 8, /* a group without conditions holds */
	MODE_UNKNOWN = 16,  /* the unknown operator means something else */
	MODES = 32,
	MODE_SANDBOX = 0,
};

static int index_of(int customer, int field)
{
	return field == 0   ? customer % NUMBERS
	       : field == 1 ? customer / NUMBERS % TEXTS
			    : customer / (NUMBERS * TEXTS);
}

static void table_make(void)
{
	int count = 2; /* missing, and "" */
	for (int len = 1; len <= 3; len++)
		for (int i = 0; i < (len == 1 ? 3 : len == 2 ? 9 : 27); i++, count++)
			for (int at = 0, rest = i; at < len; at++, rest /= 3)
				texts[count][at] = "aAb"[rest % 3];
	assert_int_equal(count, TEXTS);
	for (int i = 0; i < CUSTOMERS; i++) {
		everybody.words[i / 64] |= UINT64_C(1) << (i % 64);
		for (int f = 0; f < 3; f++)
			by_value[f][index_of(i, f)].words[i / 64] |= UINT64_C(1) << (i % 64);
	}
}

static bool is_negative(const char *operation)
{
	return strncmp(operation, "not_", 4) == 0;
}

/* ---- what one condition means ---- */

static void text_of(char out[8], const char *text, int mode)
{
	size_t i = 0;
	for (; text[i] && i < 7; i++)
		out[i] = (mode & MODE_FOLD) && text[i] == 'A' ? 'a' : text[i];
	out[i] = '\0';
}

/* Below, equal or above. */
static int compare_to(int field, int index, const struct cx_node *value, int mode)
{
	char x[16] = "", y[16] = "";
	int64_t number = 0;
	if (field == 0) {
		assert_true(cx_node_int64(value, &number));
		return index - 2 < 2 * number ? -1 : index - 2 > 2 * number;
	}
	if (field == 2)
		return strcmp(dates[index], value->text);
	text_of(x, texts[index], mode);
	text_of(y, value->text, mode);
	return strcmp(x, y);
}

static bool in_list(int field, int index, const struct cx_node *list, int mode)
{
	for (const struct cx_node *item = list->first; item; item = item->next)
		if (item->type != CX_NODE_NULL && compare_to(field, index, item, mode) == 0)
			return true;
	return false;
}

static bool has_null(const struct cx_node *value)
{
	for (const struct cx_node *item = value->first; item; item = item->next)
		if (item->type == CX_NODE_NULL)
			return true;
	return value->type == CX_NODE_NULL;
}

static bool text_fits(const char *operation, int index, const struct cx_node *value, int mode)
{
	char x[16], y[16];
	text_of(x, texts[index], mode);
	text_of(y, value->text, mode);
	size_t len = strlen(x), part = strlen(y);
	if (strcmp(operation, "starts_with") == 0)
		return strncmp(x, y, part) == 0;
	if (strcmp(operation, "ends_with") == 0)
		return part <= len && strcmp(x + len - part, y) == 0;
	return (strstr(x, y) != NULL) != is_negative(operation);
}

static bool order_holds(const char *operation, int order)
{
	bool greater = strncmp(operation, "greater", 7) == 0;
	return (strstr(operation, "or_equal") && order == 0) || (greater ? order > 0 : order < 0);
}

static bool condition_holds(const struct cx_node *condition, int field, int index, int mode)
{
	const char *operation = cx_node_get_text(condition, "operator");
	const struct cx_node *value = cx_node_get(condition, "value");
	if (strcmp(operation, "sounds_like") == 0)
		return mode & MODE_UNKNOWN ? index % 3 == 0 : index % 2 == 0;
	if (strcmp(operation, "is_null") == 0 || strcmp(operation, "is_not_null") == 0)
		return (index == 0) == (strcmp(operation, "is_null") == 0);
	if ((mode & MODE_SQL_NULL) && has_null(value) &&
	    (value->type == CX_NODE_NULL || is_negative(operation)))
		return false;
	if (value->type == CX_NODE_NULL)
		return strcmp(operation, "equals") == 0       ? index == 0
		       : strcmp(operation, "not_equals") == 0 ? index != 0
							      : false;
	if (index == 0)
		return is_negative(operation) && (mode & MODE_UNEQUAL);
	if (strcmp(operation, "in") == 0 || strcmp(operation, "not_in") == 0)
		return in_list(field, index, value, mode) != is_negative(operation);
	if (strstr(operation, "contains") || strstr(operation, "_with"))
		return text_fits(operation, index, value, mode);
	int order = compare_to(field, index, value, mode);
	if (strstr(operation, "equals"))
		return (order == 0) != is_negative(operation);
	return order_holds(operation, order);
}

/* ---- what a tree means ---- */

static void crowd_join(struct crowd *crowd, const struct crowd *other, bool every)
{
	for (size_t i = 0; i < WORDS; i++)
		crowd->words[i] =
			every ? crowd->words[i] & other->words[i] : crowd->words[i] | other->words[i];
}

static struct crowd crowd_of(const struct cx_node *tree, int mode)
{
	struct crowd crowd = {0};
	const struct cx_node *conditions = cx_node_get(tree, "conditions");
	if (!conditions) {
		int field = (int)(strchr(fields, *cx_node_get_text(tree, "field")) - fields);
		int values = field == 0 ? NUMBERS : field == 1 ? TEXTS : DATES;
		for (int i = 0; i < values; i++)
			if (condition_holds(tree, field, i, mode))
				crowd_join(&crowd, &by_value[field][i], false);
		return crowd;
	}
	bool every = cx_node_is_text(cx_node_get(tree, "operator"), "AND");
	if (conditions->first ? every : mode & MODE_EMPTY_ALL)
		crowd = everybody;
	for (const struct cx_node *child = conditions->first; child; child = child->next) {
		struct crowd other = crowd_of(child, mode);
		crowd_join(&crowd, &other, every);
	}
	return crowd;
}

static bool is_within(const struct crowd *a, const struct crowd *b)
{
	for (size_t i = 0; i < WORDS; i++)
		if (a->words[i] & ~b->words[i])
			return false;
	return true;
}

static struct cx_criteria_verdict table_verdict(const struct cx_node *before, const struct cx_node *after,
						int mode)
{
	static const struct crowd nobody;
	struct crowd had = crowd_of(before, mode), has = crowd_of(after, mode);
	return (struct cx_criteria_verdict){
		.grows = is_within(&had, &has),
		.shrinks = is_within(&has, &had),
		.empty = is_within(&has, &nobody),
		.everyone = is_within(&everybody, &has),
	};
}

/* ---- generated trees ---- */

static struct cx_node *condition_of(struct cx_arena *arena, int field, const char *operation,
				    struct cx_node *value)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "field", cx_node_string_n(arena, &fields[field], 1));
	cx_node_add(node, "operator", cx_node_string(arena, operation));
	cx_node_add(node, "value", value);
	return node;
}

static struct cx_node *random_value(struct dice *dice, struct cx_arena *arena, int field)
{
	static const char *const named[] = {"a", "ab", "b", "A", "ba", "aA"};
	static const char *const days[] = {"2024-01-01", "2024-03-01", "2024-10-02"};
	if (field == 0)
		return cx_node_int(arena, dice_roll(dice, 4));
	return cx_node_string(arena, field == 1 ? named[dice_roll(dice, CX_COUNT(named))]
						: days[dice_roll(dice, 3)]);
}

static struct cx_node *random_condition(struct dice *dice, struct cx_arena *arena)
{
	static const char *const operations[] = {
		"greater_than", "greater_than_or_equal",
		"less_than",    "less_than_or_equal",
		"equals",       "not_equals",
		"in",           "not_in",
		"is_null",      "is_not_null",
		"contains",     "not_contains",
		"starts_with",  "ends_with",
	};
	int field = (int)dice_roll(dice, 3);
	const char *operation = operations[dice_roll(dice, field == 1 ? 14 : 10)];
	if (dice_roll(dice, 40) == 0)
		operation = "sounds_like";
	bool is_list = strcmp(operation, "in") == 0 || strcmp(operation, "not_in") == 0;
	bool may_be_null = strstr(operation, "equals") != NULL || dice_roll(dice, 10) == 0;
	if (!is_list)
		return condition_of(arena, field, operation,
				    may_be_null && dice_roll(dice, 25) == 0
					    ? cx_node_new(arena, CX_NODE_NULL)
					    : random_value(dice, arena, field));
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = dice_roll(dice, 4); n > 0; n--)
		cx_node_push(list, dice_roll(dice, 25) ? random_value(dice, arena, field)
						       : cx_node_new(arena, CX_NODE_NULL));
	return condition_of(arena, field, operation, list);
}

static struct cx_node *group_of(struct dice *dice, struct cx_arena *arena, struct cx_node *children)
{
	struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(group, "operator", cx_node_string(arena, dice_roll(dice, 2) ? "AND" : "OR"));
	cx_node_add(group, "conditions", children);
	return group;
}

static struct cx_node *random_tree(struct dice *dice, struct cx_arena *arena, int depth)
{
	if (depth == 0 || dice_roll(dice, 3) == 0)
		return random_condition(dice, arena);
	struct cx_node *children = cx_node_new(arena, CX_NODE_ARRAY);
	for (uint32_t n = dice_roll(dice, 25) ? 1 + dice_roll(dice, 3) : 0; n > 0; n--)
		cx_node_push(children, random_tree(dice, arena, depth - 1));
	return group_of(dice, arena, children);
}

/* A tree that is near to another: trees made apart have little to do with each other. */
static struct cx_node *random_change(struct dice *dice, struct cx_arena *arena, const struct cx_node *tree)
{
	const struct cx_node *conditions = cx_node_get(tree, "conditions");
	uint32_t what = dice_roll(dice, 5);
	/* A group that would lose its only condition mostly gets another one instead: tenants have few empty
	 * ones. */
	if (conditions && conditions->count == 1 && what == 0 && dice_roll(dice, 8))
		what = 2;
	if (!conditions || what == 4) {
		if (!conditions && what < 2)
			return random_condition(dice, arena);
		struct cx_node *children = cx_node_new(arena, CX_NODE_ARRAY);
		cx_node_push(children, cx_node_copy(arena, tree));
		cx_node_push(children, random_condition(dice, arena));
		return group_of(dice, arena, children);
	}
	struct cx_node *out = cx_node_new(arena, CX_NODE_ARRAY);
	uint32_t at = conditions->count ? dice_roll(dice, (uint32_t)conditions->count) : 0, index = 0;
	for (const struct cx_node *child = conditions->first; child; child = child->next, index++)
		if (index != at || what == 1)
			cx_node_push(out, cx_node_copy(arena, child));
		else if (what >= 2)
			cx_node_push(out, random_change(dice, arena, child));
	if (what == 1)
		cx_node_push(out, random_tree(dice, arena, 1));
	struct cx_node *copy = cx_node_copy(arena, tree);
	cx_node_set(copy, "conditions", out);
	return copy;
}

static struct cx_node *as_root(struct cx_arena *arena, struct cx_node *tree)
{
	if (cx_criteria_is_group(tree))
		return tree;
	struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT),
		       *children = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_push(children, tree);
	cx_node_add(group, "operator", cx_node_string(arena, "AND"));
	cx_node_add(group, "conditions", children);
	return group;
}

/* ---- the law ---- */

static void fail_with(const char *what, uint64_t seed, int mode, const struct cx_node *before,
		      const struct cx_node *after)
{
	CX_AUTO(cx_buf) struct cx_buf x = CX_BUF_INIT, y = CX_BUF_INIT;
	cx_json_line(before, &x);
	cx_json_line(after, &y);
	fail_msg("%s, but not so to a tenant of mode %d, seed %llu:\n  %s\n  %s", what, mode,
		 (unsigned long long)seed, x.data, y.data);
}

static void check_claims(uint64_t seed, int mode, const struct cx_criteria_verdict *claimed,
			 const struct cx_criteria_verdict *table, const struct cx_node *before,
			 const struct cx_node *after)
{
	if (claimed->grows && !table->grows)
		fail_with("said to grow only", seed, mode, before, after);
	if (claimed->shrinks && !table->shrinks)
		fail_with("said to shrink only", seed, mode, before, after);
	if (claimed->empty && !table->empty)
		fail_with("said to become empty", seed, mode, before, after);
	if (claimed->everyone && !table->everyone)
		fail_with("said to become everyone", seed, mode, before, after);
}

struct tally {
	size_t either;        /* nothing was claimed */
	size_t loose, looser; /* though the table of this sandbox, or those of all tenants, say more */
	size_t by_effect[CX_EFFECT_EITHER + 1];
	size_t weaker; /* something was claimed, and the tables of all tenants say more */
};

static void count_claims(struct tally *tally, const struct cx_criteria_verdict *claimed,
			 const struct cx_criteria_verdict *sandbox, const struct cx_criteria_verdict *all)
{
	static const struct cx_criteria_verdict nothing;
	enum cx_effect effect = cx_criteria_verdict_effect(claimed), proved = cx_criteria_verdict_effect(all);
	tally->by_effect[effect]++;
	if (effect != CX_EFFECT_EITHER) {
		tally->weaker += effect != proved;
		return;
	}
	assert_memory_equal(claimed, &nothing, sizeof nothing);
	tally->either++;
	tally->loose += cx_criteria_verdict_effect(sandbox) != CX_EFFECT_EITHER;
	tally->looser += proved != CX_EFFECT_EITHER;
}

static void test_verdict_when_claimed_then_true_in_every_table(void **state)
{
	(void)state;
	uint64_t rounds = getenv("CX_ALL") ? FIXTURE_ROUNDS(150000, 20000) : FIXTURE_ROUNDS(20000, 1200);
	struct tally tally = {0};
	table_make();
	for (uint64_t seed = 1; seed <= rounds; seed++) {
		struct cx_arena arena = CX_ARENA_INIT;
		struct dice dice = dice_of(seed);
		const struct cx_node *before = as_root(&arena, random_tree(&dice, &arena, 3));
		const struct cx_node *after = as_root(&arena, random_change(&dice, &arena, before));
		int64_t steps = CX_CRITERIA_VERDICT_STEPS;
		if (dice_roll(&dice, 2)) {
			const struct cx_node *swap = before;
			before = after;
			after = swap;
		}
		struct cx_criteria_verdict claimed = cx_criteria_verdict_of(before, after, &steps);
		struct cx_criteria_verdict all = {true, true, true, true}, sandbox = {0};
		for (int mode = 0; mode < MODES; mode++) {
			struct cx_criteria_verdict table = table_verdict(before, after, mode);
			check_claims(seed, mode, &claimed, &table, before, after);
			if (mode == MODE_SANDBOX)
				sandbox = table;
			all.grows &= table.grows;
			all.shrinks &= table.shrinks;
			all.empty &= table.empty;
			all.everyone &= table.everyone;
		}
		count_claims(&tally, &claimed, &sandbox, &all);
		cx_arena_release(&arena);
	}
	for (int effect = 0; effect <= CX_EFFECT_EITHER; effect++)
		print_message("%8zu %s\n", tally.by_effect[effect], cx_effect_name(effect));
	print_message(
		"%zu of %zu either way, of which the sandbox's table says more of %zu, and all tables of "
		"%zu; %zu weaker than all tables\n",
		tally.either, (size_t)rounds, tally.loose, tally.looser, tally.weaker);
	/* Each verdict is met, and nearly all that can be said is said. */
	for (int effect = 0; effect <= CX_EFFECT_EITHER; effect++)
		assert_true(tally.by_effect[effect] > 0);
	assert_true((tally.looser + tally.weaker) * 100 < rounds * 3);
	assert_true(tally.loose * 100 < rounds * 4);
}

static struct cx_criteria_verdict verdict_of(const char *before, const char *after)
{
	FIXTURE(f);
	int64_t steps = CX_CRITERIA_VERDICT_STEPS;
	return cx_criteria_verdict_of(expression(&f.arena, before), expression(&f.arena, after), &steps);
}

static void check_effect(const char *before, const char *after, enum cx_effect effect)
{
	struct cx_criteria_verdict verdict = verdict_of(before, after);
	assert_string_equal(cx_effect_name(cx_criteria_verdict_effect(&verdict)), cx_effect_name(effect));
}

static void test_verdict_when_of_one_attribute_then_values_relate(void **state)
{
	(void)state;
	check_effect("spend>500", "spend>=400", CX_EFFECT_GROW);
	check_effect("spend>500", "spend>=500.5", CX_EFFECT_SHRINK);
	check_effect("tier:a,b", "tier=a", CX_EFFECT_SHRINK);
	check_effect("tier:a,b", "tier=a|tier=b", CX_EFFECT_NONE);
	check_effect("tier!:a,b", "tier!=a", CX_EFFECT_GROW);
	check_effect("tier!:a,b", "tier!=a&tier!=b", CX_EFFECT_NONE);
	check_effect("a>1&a<9", "a>=2&a<=8", CX_EFFECT_SHRINK);
	check_effect("d>=2024-01-01", "d>2024-06-30", CX_EFFECT_SHRINK);
	check_effect("d=2024-06-30", "d>2024-01-01&d<2025-01-01", CX_EFFECT_GROW);
	check_effect("t^ab", "t^abc", CX_EFFECT_SHRINK);
	check_effect("t=abc", "t~b", CX_EFFECT_GROW);
	check_effect("a=1", "a=2", CX_EFFECT_EITHER);
}

static void test_verdict_when_nobody_or_everybody_fits_then_said(void **state)
{
	(void)state;
	check_effect("a>1", "a>10&a<5", CX_EFFECT_EMPTY);
	check_effect("a>1", "t=x&t=y", CX_EFFECT_EMPTY);
	check_effect("a>1", "t^ab&t^b", CX_EFFECT_EMPTY);
	check_effect("a>1", "t?0&t=x", CX_EFFECT_EMPTY);
	check_effect("a>1", "b=1&(t=x|t=y)&t!:x,y", CX_EFFECT_EMPTY);
	check_effect("a>10&a<5", "t=x&t=y", CX_EFFECT_NONE);
	check_effect("a>1", "t?0|t?1", CX_EFFECT_EVERYONE);
	check_effect("a>1", "a>=5|a<5|a?0", CX_EFFECT_EVERYONE);
	/* A missing attribute is neither below nor above; and whether it is unequal, tenants do not agree. */
	check_effect("a>1", "a>=5|a<5", CX_EFFECT_GROW);
	check_effect("t=x", "t=x|t!=x", CX_EFFECT_GROW);
}

/* What tenants do in different ways is not relied on. */
static void test_verdict_when_tenants_differ_then_nothing_is_claimed(void **state)
{
	(void)state;
	check_effect("t=gold", "t=gold&t=Gold", CX_EFFECT_SHRINK);
	check_effect("t=gold", "t=gold|t= Gold", CX_EFFECT_GROW);
	check_effect("t=gold", "t=silver&t=Gold", CX_EFFECT_EMPTY);
	check_effect("t!=x", "t?1", CX_EFFECT_EITHER);
	check_effect("a=null", "a?0", CX_EFFECT_GROW);
	check_effect("t>a", "t>b", CX_EFFECT_EITHER);
	/* Of two types, one is never met, or everything is: nobody knows. */
	check_effect("a>1&a=x", "a>0&a=x", CX_EFFECT_EITHER);
	check_effect("b=1", "b=1&a>1&a=x", CX_EFFECT_SHRINK);
}

static void check_rest(const char *before, const char *after, const char *expected)
{
	FIXTURE(f);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	int64_t steps = CX_CRITERIA_VERDICT_STEPS;
	struct cx_criteria_rest rest = cx_criteria_rest_of(&f.arena, expression(&f.arena, before),
							   expression(&f.arena, after), &steps);
	for (size_t i = 0; i < rest.count; i++) {
		const char *field = cx_node_get_text(rest.items[i], "field");
		cx_buf_addf(&text, "%s%s", i ? " " : "", field ? field : "group");
	}
	assert_string_equal(text.data, expected);
}

static void test_rest_when_items_follow_then_left_out(void **state)
{
	(void)state;
	check_rest("a>1&b=1", "b=1&a>1", "");
	check_rest("a>1&b=1", "a>2&b:1,2&c=1", "a c");
	check_rest("a>1", "(b=1&c=2)&a>0", "b c");
	check_rest("a>1", "a>1&(b=1|c=2)", "group");
	check_rest("a>1", "b=1|c=2", "group");
}

static void check_yaml(const char *before, const char *after, enum cx_effect effect)
{
	FIXTURE(f);
	int64_t steps = CX_CRITERIA_VERDICT_STEPS;
	struct cx_criteria_verdict verdict =
		cx_criteria_verdict_of(fixture_yaml(&f, before), fixture_yaml(&f, after), &steps);
	assert_string_equal(cx_effect_name(cx_criteria_verdict_effect(&verdict)), cx_effect_name(effect));
}

/* As only a tenant can have them. */
static void test_verdict_when_criteria_are_strange_then_nothing_is_claimed(void **state)
{
	(void)state;
	const char *one = "{operator: AND, conditions: [{field: a, operator: equals, value: 1}]}";
	check_yaml("{operator: NOT, conditions: [{field: a, operator: equals, value: 1}]}", one,
		   CX_EFFECT_EITHER);
	check_yaml("{field: a, operator: equals, value: 1}", one, CX_EFFECT_NONE);
	check_yaml("{field: a, operator: equals, value: 1, unit: k}", one, CX_EFFECT_EITHER);
	check_yaml("{operator: AND, conditions: [5, null, {operator: OR, conditions: []}]}", one,
		   CX_EFFECT_EITHER);
	check_yaml("7", one, CX_EFFECT_EITHER);
}

/* ---- size ---- */

static struct cx_node *wide(struct cx_arena *arena, const char *joint, int from, int to)
{
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY), *group = cx_node_new(arena, CX_NODE_OBJECT);
	for (int i = from; i < to; i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "(a=%d|b=%d|c%d=1)", i, 9000 - i, i);
		cx_node_push(list, expression(arena, text.data));
	}
	cx_node_add(group, "operator", cx_node_string(arena, joint));
	cx_node_add(group, "conditions", list);
	return group;
}

static void test_verdict_when_thousands_of_conditions_then_still_said(void **state)
{
	(void)state;
	enum { LONG = 3000 };
	struct cx_arena arena = CX_ARENA_INIT;
	const struct cx_node *few = wide(&arena, "AND", 0, LONG), *more = wide(&arena, "AND", 0, LONG + 1);
	int64_t steps = CX_CRITERIA_VERDICT_STEPS;
	struct cx_criteria_verdict verdict = cx_criteria_verdict_of(few, more, &steps);
	assert_int_equal(cx_criteria_verdict_effect(&verdict), CX_EFFECT_SHRINK);
	cx_arena_release(&arena);
}

/* Pigeons and holes: no shortcut is known, so the search ends by its budget, and says nothing. */
static void test_verdict_when_tree_is_hostile_then_gives_up_in_time(void **state)
{
	(void)state;
	enum { HOLES = 12 };
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	for (int pigeon = 0; pigeon <= HOLES; pigeon++) {
		cx_buf_addf(&text, "%s(", pigeon ? "&" : "");
		for (int hole = 0; hole < HOLES; hole++)
			cx_buf_addf(&text, "%sx%dy%d=1", hole ? "|" : "", pigeon, hole);
		cx_buf_adds(&text, ")");
	}
	for (int hole = 0; hole < HOLES; hole++)
		for (int a = 0; a <= HOLES; a++)
			for (int b = 0; b < a; b++)
				cx_buf_addf(&text, "&(x%dy%d=0|x%dy%d=0)", a, hole, b, hole);
	int64_t steps = CX_CRITERIA_VERDICT_STEPS / 10;
	struct cx_criteria_verdict verdict =
		cx_criteria_verdict_of(expression(&arena, "z=1"), expression(&arena, text.data), &steps);
	assert_int_equal(cx_criteria_verdict_effect(&verdict), CX_EFFECT_EITHER);
	cx_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdict_when_of_one_attribute_then_values_relate),
		cmocka_unit_test(test_verdict_when_nobody_or_everybody_fits_then_said),
		cmocka_unit_test(test_verdict_when_tenants_differ_then_nothing_is_claimed),
		cmocka_unit_test(test_rest_when_items_follow_then_left_out),
		cmocka_unit_test(test_verdict_when_criteria_are_strange_then_nothing_is_claimed),
		cmocka_unit_test(test_verdict_when_thousands_of_conditions_then_still_said),
		cmocka_unit_test(test_verdict_when_tree_is_hostile_then_gives_up_in_time),
		cmocka_unit_test(test_verdict_when_claimed_then_true_in_every_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
