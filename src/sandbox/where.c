/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as SQL expressions with bound values. */
/*
 * A missing attribute makes a condition NULL, which AND, OR and WHERE treat as false; only
 * below NOT it must be made false by hand. Long groups are split into chunks because SQLite limits the
 * depth of an expression, and a chain of ANDs is as deep as it is long.
 */
#include "sandbox/where.h"

#include "sandbox/customers.h"

#include <ctype.h>

#define CHUNK 100

enum operator_shape {
	SHAPE_COMPARE, /* text is the SQL operator */
	SHAPE_TEXT,    /* text is an expression with %1$s for the column; one value, a string */
	SHAPE_LIST,    /* text is IN or NOT IN */
	SHAPE_NULL,    /* text is IS NULL or IS NOT NULL; the value does not matter */
};

struct operator
{
	const char *name;
	enum operator_shape shape;
	const char *text;
};

/* Parallel to cx_where_operators; a unit test compares them. */
static const struct operator operators[] = {
	{"equals", SHAPE_COMPARE, "="},
	{"not_equals", SHAPE_COMPARE, "<>"},
	{"greater_than", SHAPE_COMPARE, ">"},
	{"greater_than_or_equal", SHAPE_COMPARE, ">="},
	{"less_than", SHAPE_COMPARE, "<"},
	{"less_than_or_equal", SHAPE_COMPARE, "<="},
	{"contains", SHAPE_TEXT, "instr(%s, ?) > 0"},
	{"not_contains", SHAPE_TEXT, "instr(%s, ?) = 0"},
	{"starts_with", SHAPE_TEXT, "instr(char(1) || %s, char(1) || ?) = 1"},
	{"ends_with", SHAPE_TEXT, "instr(%s || char(1), ? || char(1)) > 0"},
	{"in", SHAPE_LIST, "IN"},
	{"not_in", SHAPE_LIST, "NOT IN"},
	{"is_null", SHAPE_NULL, "IS NULL"},
	{"is_not_null", SHAPE_NULL, "IS NOT NULL"},
};

const char *const cx_where_operators[] = {
	"equals",      "not_equals",         "greater_than", "greater_than_or_equal",
	"less_than",   "less_than_or_equal", "contains",     "not_contains",
	"starts_with", "ends_with",          "in",           "not_in",
	"is_null",     "is_not_null",        NULL,
};

static const struct operator* operator_find(const char *name)
{
	for (size_t i = 0; name && i < CX_COUNT(operators); i++)
		if (strcmp(operators[i].name, name) == 0)
			return &operators[i];
	return NULL;
}

static bool type_matches(enum cx_customer_type type, const struct cx_node *value)
{
	static const enum cx_node_type wanted[] = {
		[CX_CUSTOMER_NUMBER] = CX_NODE_NUMBER,
		[CX_CUSTOMER_STRING] = CX_NODE_STRING,
		[CX_CUSTOMER_BOOLEAN] = CX_NODE_BOOL,
		[CX_CUSTOMER_DATE] = CX_NODE_STRING,
	};
	return value && value->type == wanted[type];
}

static void value_add(struct cx_where *where, const struct cx_node *value)
{
	CX_GROW(where->values, where->count, where->cap);
	where->values[where->count++] = value;
}

/* A number beyond int64 or with a fraction is bound as its text; SQLite reads it. */
static const char *placeholder(const struct cx_node *value)
{
	int64_t ignored;
	return value->type == CX_NODE_NUMBER && !cx_node_int64(value, &ignored) ? "CAST(? AS REAL)" : "?";
}

static void compare_add(struct cx_where *where, const struct cx_customer_attribute *attribute,
			const char *sign, const struct cx_node *value)
{
	bool is_null = value && value->type == CX_NODE_NULL;
	if (is_null && strcmp(sign, "=") == 0) {
		cx_buf_addf(&where->sql, "%s IS NULL", attribute->name);
	} else if (is_null && strcmp(sign, "<>") == 0) {
		cx_buf_addf(&where->sql, "%s IS NOT NULL", attribute->name);
	} else if (!type_matches(attribute->type, value)) {
		cx_buf_adds(&where->sql, "0");
	} else {
		cx_buf_addf(&where->sql, "%s %s %s", attribute->name, sign, placeholder(value));
		value_add(where, value);
	}
}

/* Elements of another type cannot equal the attribute, so they are left out. A scalar is a list of one. */
static void list_add(struct cx_where *where, const struct cx_customer_attribute *attribute, const char *word,
		     const struct cx_node *value)
{
	bool is_array = value && value->type == CX_NODE_ARRAY;
	const struct cx_node *item = is_array ? value->first : value;
	const char *comma = "";
	cx_buf_addf(&where->sql, "%s IS NOT NULL AND %s %s (", attribute->name, attribute->name, word);
	for (; item; item = is_array ? item->next : NULL) {
		if (!type_matches(attribute->type, item))
			continue;
		cx_buf_addf(&where->sql, "%s%s", comma, placeholder(item));
		value_add(where, item);
		where->terms++;
		comma = ", ";
	}
	cx_buf_addc(&where->sql, ')');
}

static void text_add(struct cx_where *where, const struct cx_customer_attribute *attribute, const char *text,
		     const struct cx_node *value)
{
	bool is_text = attribute->type == CX_CUSTOMER_STRING || attribute->type == CX_CUSTOMER_DATE;
	if (!is_text || !value || value->type != CX_NODE_STRING) {
		cx_buf_adds(&where->sql, "0");
		return;
	}
	const char *column = strstr(text, "%s");
	cx_buf_add(&where->sql, text, (size_t)(column - text));
	cx_buf_adds(&where->sql, attribute->name);
	cx_buf_adds(&where->sql, column + 2);
	value_add(where, value);
}

static void condition_add(struct cx_where *where, const struct cx_node *condition)
{
	const struct cx_node *field = cx_node_get(condition, "field");
	const struct cx_node *value = cx_node_get(condition, "value");
	const struct cx_customer_attribute *attribute =
		field && field->type == CX_NODE_STRING ? cx_customers_attribute(field->text, field->len)
						       : NULL;
	const struct operator* op = operator_find(cx_node_get_text(condition, "operator"));
	where->terms++;
	cx_buf_addc(&where->sql, '(');
	if (!attribute || !op)
		cx_buf_adds(&where->sql, "0");
	else if (op->shape == SHAPE_COMPARE)
		compare_add(where, attribute, op->text, value);
	else if (op->shape == SHAPE_TEXT)
		text_add(where, attribute, op->text, value);
	else if (op->shape == SHAPE_LIST)
		list_add(where, attribute, op->text, value);
	else
		cx_buf_addf(&where->sql, "%s %s", attribute->name, op->text);
	cx_buf_addc(&where->sql, ')');
}

static void group_add(struct cx_where *where, const struct cx_node *group, const struct cx_node *conditions)
{
	const char *word = cx_node_is_text(cx_node_get(group, "operator"), "OR") ? " OR " : " AND ";
	size_t n = 0;
	cx_buf_adds(&where->sql, "((");
	for (const struct cx_node *child = conditions->first; child; child = child->next, n++) {
		if (n && n % CHUNK == 0)
			cx_buf_addf(&where->sql, ")%s(", word);
		else if (n)
			cx_buf_adds(&where->sql, word);
		cx_where_add_criteria(where, child);
	}
	cx_buf_adds(&where->sql, n ? "))" : "0))");
}

void cx_where_add_criteria(struct cx_where *where, const struct cx_node *criteria)
{
	if (where->terms >= CX_WHERE_MAX_TERMS) {
		where->too_big = true;
		cx_buf_adds(&where->sql, "0");
		return;
	}
	const struct cx_node *conditions = cx_node_get(criteria, "conditions");
	if (conditions && conditions->type == CX_NODE_ARRAY)
		group_add(where, criteria, conditions);
	else
		condition_add(where, criteria);
}

void cx_where_add_ids(struct cx_where *where, const struct cx_node *ids)
{
	const char *before = "id IN (";
	for (const struct cx_node *id = ids->first; id; id = id->next, before = ", ") {
		cx_buf_addf(&where->sql, "%s?", before);
		value_add(where, id);
	}
	cx_buf_addc(&where->sql, ')');
}

/* The audiences that are being excluded from one another, innermost first. */
struct circle {
	const struct cx_node *audience;
	const struct circle *outer;
	size_t depth;
};

static bool circle_closes(const struct circle *circle, const struct cx_node *audience)
{
	const char *id = cx_node_get_text(audience, "id");
	for (; id && circle; circle = circle->outer) {
		const char *other = cx_node_get_text(circle->audience, "id");
		if (other && strcmp(other, id) == 0)
			return true;
	}
	return false;
}

static void audience_add(struct cx_where *where, const struct circle *circle, cx_where_lookup_fn *lookup,
			 void *data)
{
	const struct cx_node *exclusions = cx_node_get(circle->audience, "exclusions");
	cx_buf_addc(&where->sql, '(');
	cx_where_add_criteria(where, cx_node_get(circle->audience, "criteria"));
	for (const struct cx_node *item = exclusions ? exclusions->first : NULL; item; item = item->next) {
		char id[64];
		if (item->type != CX_NODE_STRING || item->len >= sizeof id)
			continue;
		for (size_t i = 0; i <= item->len; i++)
			id[i] = (char)tolower((unsigned char)item->text[i]);
		const struct cx_node *excluded = lookup(data, id);
		if (!excluded || circle_closes(circle, excluded) || where->too_big)
			continue;
		if (circle->depth == CX_WHERE_MAX_EXCLUSION_DEPTH) {
			where->too_big = true;
			continue;
		}
		struct circle inner = {.audience = excluded, .outer = circle, .depth = circle->depth + 1};
		cx_buf_adds(&where->sql, " AND NOT coalesce(");
		audience_add(where, &inner, lookup, data);
		cx_buf_adds(&where->sql, ", 0)");
	}
	cx_buf_addc(&where->sql, ')');
}

void cx_where_add_audience(struct cx_where *where, const struct cx_node *audience, cx_where_lookup_fn *lookup,
			   void *data)
{
	struct circle circle = {.audience = audience};
	audience_add(where, &circle, lookup, data);
}

static int value_bind(sqlite3_stmt *statement, int index, const struct cx_node *value)
{
	int64_t number;
	if (value->type == CX_NODE_BOOL)
		return sqlite3_bind_int(statement, index, value->boolean);
	if (value->type == CX_NODE_NUMBER && cx_node_int64(value, &number))
		return sqlite3_bind_int64(statement, index, number);
	return sqlite3_bind_text(statement, index, value->text, (int)value->len, SQLITE_STATIC);
}

bool cx_where_bind(const struct cx_where *where, sqlite3_stmt *statement)
{
	for (size_t i = 0; i < where->count; i++)
		if (value_bind(statement, (int)i + 1, where->values[i]) != SQLITE_OK)
			return false;
	return true;
}

int64_t cx_where_count(const struct cx_where *where, sqlite3 *db)
{
	CX_AUTO(cx_buf) struct cx_buf sql = CX_BUF_INIT;
	sqlite3_stmt *query = NULL;
	int64_t count = -1;
	cx_buf_addf(&sql, "SELECT count(*) FROM customers WHERE %s", where->sql.data);
	if (!where->too_big && sqlite3_prepare_v2(db, sql.data, (int)sql.len, &query, NULL) == SQLITE_OK &&
	    cx_where_bind(where, query) && sqlite3_step(query) == SQLITE_ROW)
		count = sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	return count;
}

void cx_where_release(struct cx_where *where)
{
	cx_buf_release(&where->sql);
	cx_free(where->values);
	*where = (struct cx_where)CX_WHERE_INIT;
}
