/* SPDX-License-Identifier: Apache-2.0 */
/* Filters of members: ATTRIBUTE OP VALUE. */
/* Each becomes a condition as criteria have them, so that filters and criteria mean the same. */
#include "sandbox/filters.h"

#include "base/clock.h"
#include "base/num.h"
#include "base/utf8.h"
#include "sandbox/checks.h"
#include "sandbox/customers.h"

#include <ctype.h>

struct sign {
	const char *text, *operator;
	int complexity;
	bool for_booleans, for_strings_only;
};

/* API.md, Limits and shapes. Longer signs stand before those that they begin with. */
static const struct sign signs[] = {
	{.text = "!=", .operator= "not_equals", .complexity = 1, .for_booleans = true},
	{.text = "=", .operator= "equals", .complexity = 1, .for_booleans = true},
	{.text = ">", .operator= "greater_than", .complexity = 2},
	{.text = "<", .operator= "less_than", .complexity = 2},
	{.text = "~", .operator= "contains", .complexity = 5, .for_strings_only = true},
};

struct filter {
	const char *field; /* of an error: "filter[2]" */
	const struct cx_customer_attribute *attribute;
	const struct sign *sign;
	const char *value;
	size_t value_len;
};

static const struct sign *sign_find(const char *text)
{
	for (size_t i = 0; i < CX_COUNT(signs); i++)
		if (strncmp(text, signs[i].text, strlen(signs[i].text)) == 0)
			return &signs[i];
	return NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the text apart; false with an error. */
static bool filter_split(struct cx_checks *checks, const char *text, struct filter *filter)
{
	const char *at = text + strspn(text, " \t"), *name = at;
	while (isalnum((unsigned char)*at) || *at == '_')
		at++;
	size_t name_len = (size_t)(at - name);
	at += strspn(at, " \t");
	filter->sign = sign_find(at);
	if (!name_len || !filter->sign) {
		cx_checks_error(checks, filter->field, "MALFORMED",
				"a filter is ATTRIBUTE OP VALUE with OP one of =, !=, >, <, ~");
		return false;
	}
	filter->attribute = cx_customers_attribute(name, name_len);
	if (!filter->attribute) {
		cx_checks_error(checks, filter->field, "UNKNOWN_ATTRIBUTE",
				"the CDP has no attribute \"%.*s\"", (int)(name_len < 100 ? name_len : 100),
				name);
		return false;
	}
	at += strlen(filter->sign->text);
	if (*at && strchr("=<>", *at)) {
		cx_checks_error(checks, filter->field, "UNKNOWN_OPERATOR", "unknown operator \"%s%c\"",
				filter->sign->text, *at);
		return false;
	}
	at += strspn(at, " \t");
	filter->value = at;
	filter->value_len = strlen(at);
	while (filter->value_len && is_blank(at[filter->value_len - 1]))
		filter->value_len--;
	if (!filter->value_len)
		cx_checks_error(checks, filter->field, "REQUIRED", "a filter needs a value");
	return filter->value_len > 0;
}

static bool is_date(const char *text, size_t len)
{
	int64_t year, month, day;
	return len == 10 && text[4] == '-' && text[7] == '-' && cx_int_parse_n(text, 4, &year) &&
	       cx_int_parse_n(text + 5, 2, &month) && cx_int_parse_n(text + 8, 2, &day) &&
	       cx_date_valid((int)year, (int)month, (int)day);
}

static bool is_number(const char *text, size_t len)
{
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT;
	struct cx_dec dec;
	return cx_dec_parse(text, len, &scratch, &dec);
}

static bool is_word(const struct filter *filter, const char *word)
{
	return strlen(word) == filter->value_len && memcmp(filter->value, word, filter->value_len) == 0;
}

/* NULL where the value does not fit the attribute's type. */
static struct cx_node *filter_value(struct cx_arena *arena, const struct filter *filter)
{
	switch (filter->attribute->type) {
	case CX_CUSTOMER_NUMBER:
		return is_number(filter->value, filter->value_len)
			       ? cx_node_number(arena, filter->value, filter->value_len)
			       : NULL;
	case CX_CUSTOMER_BOOLEAN:
		return is_word(filter, "true") || is_word(filter, "false")
			       ? cx_node_bool(arena, filter->value[0] == 't')
			       : NULL;
	case CX_CUSTOMER_DATE:
		return is_date(filter->value, filter->value_len)
			       ? cx_node_string_n(arena, filter->value, filter->value_len)
			       : NULL;
	case CX_CUSTOMER_STRING:
		break;
	}
	return cx_node_string_n(arena, filter->value, filter->value_len);
}

static bool sign_fits(const struct filter *filter)
{
	if (filter->attribute->type == CX_CUSTOMER_BOOLEAN)
		return filter->sign->for_booleans;
	return !filter->sign->for_strings_only || filter->attribute->type == CX_CUSTOMER_STRING;
}

/* Returns the complexity, 0 with an error. */
static int filter_add(struct cx_checks *checks, const char *text, const char *field, struct cx_where *where)
{
	struct filter filter = {.field = field};
	if (cx_utf8_check(text, strlen(text)) < strlen(text)) {
		cx_checks_error(checks, field, "MALFORMED", "a filter is UTF-8");
		return 0;
	}
	if (!filter_split(checks, text, &filter))
		return 0;
	const char *type = cx_customers_type_name(filter.attribute->type);
	if (!sign_fits(&filter)) {
		cx_checks_error(checks, field, "INVALID_OPERATOR", "%s is a %s, for which there is no %s",
				filter.attribute->name, type, filter.sign->text);
		return 0;
	}
	struct cx_node *value = filter_value(checks->arena, &filter);
	if (!value) {
		cx_checks_error(checks, field, "INVALID_VALUE", "%s is a %s, which the value is not",
				filter.attribute->name, type);
		return 0;
	}
	struct cx_node *condition = cx_node_new(checks->arena, CX_NODE_OBJECT);
	cx_node_add(condition, "field", cx_node_string(checks->arena, filter.attribute->name));
	cx_node_add(condition, "operator", cx_node_string(checks->arena, filter.sign->operator));
	cx_node_add(condition, "value", value);
	cx_buf_adds(&where->sql, " AND ");
	cx_where_add_criteria(where, condition);
	return filter.sign->complexity;
}

/* What stands unencoded in the request line cannot be told from the query's own syntax. */
static void encoding_check(struct cx_checks *checks, const struct cx_exchange *x)
{
	const char *query = strchr(x->url, '?');
	size_t number = 0;
	for (const char *at = query ? query + 1 : ""; *at; at += *at == '&') {
		size_t len = strcspn(at, "&");
		if (len >= 7 && memcmp(at, "filter=", 7) == 0) {
			const char *value = cx_arena_strndup(checks->arena, at + 7, len - 7);
			if (strpbrk(value, "=<>") || strstr(value, "%00"))
				cx_checks_error(checks, cx_arena_printf(checks->arena, "filter[%zu]", number),
						"NOT_ENCODED",
						"a filter is percent-encoded as a whole, without NUL");
			number++;
		}
		at += len;
	}
}

static size_t filters_count(const struct cx_exchange *x)
{
	size_t count = 0;
	for (size_t i = 0; i < x->query.count; i++)
		count += strcmp(x->query.items[i].name, "filter") == 0;
	return count;
}

/* Returns the complexity of all. */
static int filters_add(struct cx_checks *checks, const struct cx_exchange *x, struct cx_where *where)
{
	size_t number = 0;
	int complexity = 0;
	for (size_t i = 0; i < x->query.count; i++)
		if (strcmp(x->query.items[i].name, "filter") == 0)
			complexity +=
				filter_add(checks, x->query.items[i].value,
					   cx_arena_printf(checks->arena, "filter[%zu]", number++), where);
	return complexity;
}

bool cx_filters_read(struct cx_exchange *x, struct cx_where *where)
{
	struct cx_checks checks;
	size_t count = filters_count(x);
	int complexity = 0;
	cx_checks_init(&checks, &x->arena);
	encoding_check(&checks, x);
	if (count > CX_FILTERS_MAX)
		cx_checks_error(&checks, "filter", "TOO_MANY", "%zu filters, at most %d are allowed", count,
				CX_FILTERS_MAX);
	if (!checks.errors->count)
		complexity = filters_add(&checks, x, where);
	if (complexity > CX_FILTERS_MAX_COMPLEXITY)
		cx_checks_error(&checks, "filter", "TOO_COMPLEX",
				"the filters have complexity %d, at most %d is allowed", complexity,
				CX_FILTERS_MAX_COMPLEXITY);
	if (checks.errors->count)
		cx_exchange_errors(x, checks.errors);
	return checks.errors->count == 0;
}
