/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as SQL, held against an evaluator that walks the tree for each customer. */
#include "sandbox/where.h"

#include "base/num.h"
#include "doc/json.h"
#include "sandbox/customers.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CUSTOMERS  150
#define TREES      1500
#define FIXED_SEED 20261121u

static sqlite3 *open_customers(int64_t seed, int64_t count)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_true(cx_customers_fill(db, seed, count));
	return db;
}

/* A customer: texts of all attributes, NULL where there is none. */
struct row {
	char *texts[16];
};
struct world {
	sqlite3 *db;
	struct cx_arena arena;
	struct row rows[CUSTOMERS];
	uint64_t random;
};

static uint64_t draw(struct world *world, uint64_t bound)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return (world->random >> 33) % bound;
}

static void world_open(struct world *world)
{
	sqlite3_stmt *query;
	world->db = open_customers(7, CUSTOMERS);
	sqlite3_prepare_v2(world->db, "SELECT * FROM customers", -1, &query, NULL);
	for (size_t i = 0; i < CUSTOMERS; i++) {
		assert_int_equal(sqlite3_step(query), SQLITE_ROW);
		for (int a = 0; cx_customer_attributes[a].name; a++) {
			const unsigned char *text = sqlite3_column_text(query, a + 1);
			world->rows[i].texts[a] =
				text ? cx_arena_strdup(&world->arena, (const char *)text) : NULL;
		}
	}
	sqlite3_finalize(query);
}

static void world_close(struct world *world)
{
	sqlite3_close(world->db);
	cx_arena_release(&world->arena);
}

static int compare_numbers(const char *a, const char *b)
{
	CX_AUTO(cx_buf) struct cx_buf left_digits = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf right_digits = CX_BUF_INIT;
	struct cx_dec left, right;
	assert_true(cx_dec_parse(a, strlen(a), &left_digits, &left));
	assert_true(cx_dec_parse(b, strlen(b), &right_digits, &right));
	return cx_dec_compare(&left, &right);
}

static bool same_type(enum cx_customer_type type, const struct cx_node *value)
{
	if (type == CX_CUSTOMER_NUMBER)
		return value->type == CX_NODE_NUMBER;
	if (type == CX_CUSTOMER_BOOLEAN)
		return value->type == CX_NODE_BOOL;
	return value->type == CX_NODE_STRING;
}

static int compare_value(enum cx_customer_type type, const char *text, const struct cx_node *value)
{
	if (type == CX_CUSTOMER_NUMBER)
		return compare_numbers(text, value->text);
	if (type == CX_CUSTOMER_BOOLEAN)
		return (*text == '1') - (int)value->boolean;
	return strcmp(text, value->text);
}

static bool is_in(enum cx_customer_type type, const char *text, const struct cx_node *list)
{
	if (list->type != CX_NODE_ARRAY)
		return same_type(type, list) && compare_value(type, text, list) == 0;
	for (const struct cx_node *item = list->first; item; item = item->next)
		if (same_type(type, item) && compare_value(type, text, item) == 0)
			return true;
	return false;
}

static bool text_holds(const char *op, const char *text, const char *part)
{
	size_t text_len = strlen(text), len = strlen(part);
	if (strcmp(op, "contains") == 0)
		return strstr(text, part) != NULL;
	if (strcmp(op, "not_contains") == 0)
		return strstr(text, part) == NULL;
	if (strcmp(op, "starts_with") == 0)
		return strncmp(text, part, len) == 0;
	return len <= text_len && strcmp(text + text_len - len, part) == 0;
}

static bool order_holds(const char *op, int order)
{
	if (strcmp(op, "equals") == 0)
		return order == 0;
	if (strcmp(op, "not_equals") == 0)
		return order != 0;
	if (strcmp(op, "greater_than") == 0)
		return order > 0;
	if (strcmp(op, "greater_than_or_equal") == 0)
		return order >= 0;
	return strcmp(op, "less_than") == 0 ? order < 0 : order <= 0;
}

static bool condition_holds(const struct row *row, const struct cx_node *condition)
{
	const char *field = cx_node_get_text(condition, "field"),
		   *op = cx_node_get_text(condition, "operator");
	const struct cx_node *value = cx_node_get(condition, "value");
	size_t a = 0;
	while (strcmp(cx_customer_attributes[a].name, field) != 0)
		a++;
	enum cx_customer_type type = cx_customer_attributes[a].type;
	const char *text = row->texts[a];
	bool is_null = value->type == CX_NODE_NULL;
	if (strcmp(op, "is_null") == 0 || (is_null && strcmp(op, "equals") == 0))
		return !text;
	if (strcmp(op, "is_not_null") == 0 || (is_null && strcmp(op, "not_equals") == 0))
		return text;
	if (!text)
		return false;
	if (strcmp(op, "in") == 0)
		return is_in(type, text, value);
	if (strcmp(op, "not_in") == 0)
		return !is_in(type, text, value);
	if (!same_type(type, value))
		return false;
	if (strstr(op, "contains") || strstr(op, "_with"))
		return value->type == CX_NODE_STRING && text_holds(op, text, value->text);
	return order_holds(op, compare_value(type, text, value));
}

static bool holds(const struct row *row, const struct cx_node *node)
{
	const struct cx_node *conditions = cx_node_get(node, "conditions");
	if (!conditions)
		return condition_holds(row, node);
	bool is_or = cx_node_is_text(cx_node_get(node, "operator"), "OR");
	for (const struct cx_node *child = conditions->first; child; child = child->next)
		if (holds(row, child) == is_or)
			return is_or;
	return !is_or;
}

static struct cx_node *make_scalar(struct world *world, size_t attribute)
{
	struct cx_arena *arena = &world->arena;
	const char *text = world->rows[draw(world, CUSTOMERS)].texts[attribute];
	enum cx_customer_type type = cx_customer_attributes[attribute].type;
	uint64_t dice = draw(world, 30);
	if (dice == 0)
		return cx_node_new(arena, CX_NODE_NULL);
	if (dice == 1)
		return cx_node_bool(arena, draw(world, 2));
	if (dice == 2)
		return cx_node_number(arena, "12.5", 4);
	if (dice == 3 || !text)
		return cx_node_string(arena, draw(world, 2) ? "" : "e");
	if (type == CX_CUSTOMER_NUMBER)
		return cx_node_number(arena, text, strlen(text));
	if (type == CX_CUSTOMER_BOOLEAN)
		return cx_node_bool(arena, *text == '1');
	size_t len = strlen(text), start = dice < 24 ? 0 : draw(world, len), end = dice % 2 ? len : start + 1;
	return cx_node_string_n(arena, text + start, end - start);
}

static struct cx_node *make_condition(struct world *world)
{
	struct cx_arena *arena = &world->arena;
	struct cx_node *condition = cx_node_new(arena, CX_NODE_OBJECT), *value;
	size_t attribute = draw(world, 14);
	const char *op = cx_where_operators[draw(world, 14)];
	cx_node_add(condition, "field", cx_node_string(arena, cx_customer_attributes[attribute].name));
	cx_node_add(condition, "operator", cx_node_string(arena, op));
	if (strstr(op, "in") == op + strlen(op) - 2 && draw(world, 8)) {
		value = cx_node_new(arena, CX_NODE_ARRAY);
		for (uint64_t i = draw(world, 4); i > 0; i--)
			cx_node_push(value, make_scalar(world, attribute));
	} else {
		value = make_scalar(world, attribute);
	}
	cx_node_add(condition, "value", value);
	return condition;
}

static struct cx_node *make_group(struct world *world, unsigned depth)
{
	struct cx_arena *arena = &world->arena;
	struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *conditions = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(group, "operator", cx_node_string(arena, draw(world, 2) ? "AND" : "OR"));
	cx_node_add(group, "conditions", conditions);
	for (uint64_t i = 1 + draw(world, 4); i > 0; i--)
		cx_node_push(conditions, depth && draw(world, 3) == 0 ? make_group(world, depth - 1)
								      : make_condition(world));
	return group;
}

static void show(const struct cx_node *node, const struct cx_where *where, uint64_t seed)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_pretty(node, &text);
	print_error("seed %llu\n%s\n%s\n", (unsigned long long)seed, text.data, where->sql.data);
}

static void test_where_when_trees_are_generated_then_counts_as_the_evaluator(void **state)
{
	struct world world = {.random = FIXED_SEED};
	size_t some = 0;
	(void)state;
	world_open(&world);
	for (size_t i = 0; i < TREES; i++) {
		uint64_t seed = world.random;
		const struct cx_node *tree = make_group(&world, 4);
		int64_t expected = 0;
		CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
		for (size_t r = 0; r < CUSTOMERS; r++)
			expected += holds(&world.rows[r], tree);
		cx_where_add_criteria(&where, tree);
		int64_t counted = cx_where_count(&where, world.db);
		if (counted != expected)
			show(tree, &where, seed);
		assert_int_equal(counted, expected);
		some += expected > 0 && expected < CUSTOMERS;
	}
	world_close(&world);
	/* A generator whose trees all say yes or no would prove nothing. */
	assert_in_range(some, TREES / 3, TREES);
}

static struct cx_node *parse(struct cx_arena *arena, const char *text)
{
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {.name = "test", .text = text, .len = strlen(text)};
	struct cx_node *node = NULL;
	assert_int_equal(cx_json_parse(arena, &source, &node, &diags), CX_STATUS_OK);
	return node;
}

#define LEAF(field, op, value) "{\"field\":\"" field "\",\"operator\":\"" op "\",\"value\":" value "}"
#define AUDIENCE(id, leaf, excluded)                                                        \
	"{\"id\":\"" id "\",\"criteria\":{\"operator\":\"AND\",\"conditions\":[" leaf "]}," \
	"\"exclusions\":[" excluded "]}"

static const struct cx_node *lookup(void *data, const char *id)
{
	for (const struct cx_node *item = ((const struct cx_node *)data)->first; item; item = item->next)
		if (cx_node_is_text(cx_node_get(item, "id"), id))
			return item;
	return NULL;
}

static int64_t count_audience(sqlite3 *db, struct cx_node *all, size_t index)
{
	CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
	cx_where_add_audience(&where, cx_node_at(all, index), lookup, all);
	return cx_where_count(&where, db);
}

static int64_t count_sql(sqlite3 *db, const char *condition)
{
	char sql[400];
	int64_t count = -1;
	sqlite3_stmt *query;
	snprintf(sql, sizeof sql, "SELECT count(*) FROM customers WHERE %s", condition);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
	if (sqlite3_step(query) == SQLITE_ROW)
		count = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return count;
}

static void test_audience_when_it_excludes_then_members_of_the_others_are_out(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	sqlite3 *db = open_customers(1, 500);
	(void)state;
	struct cx_node *all = parse(
		&arena,
		"[" AUDIENCE("a", LEAF("tier", "equals", "\"gold\""), "\"B\",\"nobody\"") "," AUDIENCE(
			"b", LEAF("region", "equals", "\"emea\""),
			"\"c\"") "," AUDIENCE("c", LEAF("last_purchase_date", "greater_than", "\"2024\""),
					      "") "," AUDIENCE("d", LEAF("tier", "equals", "\"gold\""),
							       "\"e\"") "," AUDIENCE("e",
										     LEAF("region", "equals",
											  "\"emea\""),
										     "\"d\"") "]");
	int64_t members = count_sql(db, "tier = 'gold' AND NOT (region = 'emea' AND NOT "
					"coalesce(last_purchase_date > '2024', 0))");
	assert_int_equal(count_audience(db, all, 0), members);
	assert_true(members > count_sql(db, "tier = 'gold' AND region <> 'emea'"));
	/* d excludes e, e excludes d: the circle is cut at the second d. */
	assert_int_equal(count_audience(db, all, 3), count_sql(db, "tier = 'gold' AND region <> 'emea'"));
	sqlite3_close(db);
	cx_arena_release(&arena);
}

static void test_where_when_a_group_is_long_then_it_is_counted(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
	sqlite3 *db = open_customers(1, 50);
	(void)state;
	cx_buf_adds(&text, "{\"operator\":\"OR\",\"conditions\":[" LEAF("tier", "is_not_null", "1"));
	for (int i = 1; i < CX_WHERE_MAX_TERMS; i++)
		cx_buf_adds(&text, "," LEAF("spend", "less_than", "-1"));
	cx_buf_adds(&text, "]}");
	cx_where_add_criteria(&where, parse(&arena, text.data));
	assert_int_equal(cx_where_count(&where, db), 50);
	cx_where_add_criteria(&where, parse(&arena, LEAF("tier", "is_null", "1")));
	assert_true(where.too_big);
	assert_int_equal(cx_where_count(&where, db), -1);
	sqlite3_close(db);
	cx_arena_release(&arena);
}

static void test_where_when_input_is_hostile_then_it_is_only_data(void **state)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_where) struct cx_where where = CX_WHERE_INIT;
	sqlite3 *db = open_customers(1, 50);
	(void)state;
	cx_where_add_criteria(
		&where,
		parse(&arena,
		      "{\"operator\":\"OR\",\"conditions\":[" LEAF("1=1 OR id", "equals", "\"x\"") "," LEAF(
			      "tier", "=' OR 1=1 --", "\"x\"") "," LEAF("tier", "equals",
									"\"' OR 1=1 --\"") "]}"));
	assert_int_equal(cx_where_count(&where, db), 0);
	assert_null(strstr(where.sql.data, "1=1"));
	sqlite3_close(db);
	cx_arena_release(&arena);
}

static void test_customers_when_seed_is_equal_then_people_are(void **state)
{
	sqlite3 *db = open_customers(5, 100);
	char *first, *again, *other;
	(void)state;
	const char *sql = "SELECT group_concat(id || email || coalesce(phone, '') || spend) FROM customers";
	sqlite3_stmt *query;
	char **const texts[] = {&first, &again, &other};
	const int64_t seeds[] = {5, 5, 6};
	for (size_t i = 0; i < 3; i++) {
		if (i > 0) {
			sqlite3_close(db);
			db = open_customers(seeds[i], 100);
		}
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(query), SQLITE_ROW);
		*texts[i] = cx_strdup((const char *)sqlite3_column_text(query, 0));
		sqlite3_finalize(query);
	}
	assert_string_equal(first, again);
	assert_string_not_equal(first, other);
	assert_true(cx_customers_fill(db, 6, 10));
	assert_int_equal(count_sql(db, "1"), 10);
	for (size_t i = 0; i < 3; i++)
		cx_free(*texts[i]);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where_when_trees_are_generated_then_counts_as_the_evaluator),
		cmocka_unit_test(test_audience_when_it_excludes_then_members_of_the_others_are_out),
		cmocka_unit_test(test_where_when_a_group_is_long_then_it_is_counted),
		cmocka_unit_test(test_where_when_input_is_hostile_then_it_is_only_data),
		cmocka_unit_test(test_customers_when_seed_is_equal_then_people_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
