/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria for tests, written short: `a=1&(b>2|c=x)`. */
#ifndef CX_TESTS_MODEL_EXPRESSION_H
#define CX_TESTS_MODEL_EXPRESSION_H

#include "unit/model/fixture.h"

/*
 * FIELD OPERATOR VALUE, joined by & or | in parentheses; no mixing without them. Operators: = != > >= < <=
 * ~ (contains) !~ ^ (starts_with) $ (ends_with) : (in, values by commas) !: (not_in) ?0 (is_null) ?1
 * (is_not_null). A value of digits is a number, `null` is null, all else is a text.
 */
static inline struct cx_node *expression_value(struct cx_arena *arena, const char *text, size_t len)
{
	if (len == 4 && strncmp(text, "null", 4) == 0)
		return cx_node_new(arena, CX_NODE_NULL);
	if (len && strspn(text, "0123456789.") >= len)
		return cx_node_number(arena, cx_arena_strndup(arena, text, len), len);
	return cx_node_string_n(arena, cx_arena_strndup(arena, text, len), len);
}

static inline struct cx_node *expression_condition(struct cx_arena *arena, const char **at)
{
	static const struct {
		const char *sign, *operation;
	} signs[] = {
		{"!=", "not_equals"},
		{">=", "greater_than_or_equal"},
		{"<=", "less_than_or_equal"},
		{"!~", "not_contains"},
		{"!:", "not_in"},
		{"?0", "is_null"},
		{"?1", "is_not_null"},
		{"=", "equals"},
		{">", "greater_than"},
		{"<", "less_than"},
		{"~", "contains"},
		{"^", "starts_with"},
		{"$", "ends_with"},
		{":", "in"},
	};
	size_t len = strcspn(*at, "=!<>~^$:?"), sign = 0;
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "field", cx_node_string_n(arena, cx_arena_strndup(arena, *at, len), len));
	*at += len;
	while (strncmp(*at, signs[sign].sign, strlen(signs[sign].sign)) != 0)
		assert_true(++sign < CX_COUNT(signs));
	*at += strlen(signs[sign].sign);
	cx_node_add(node, "operator", cx_node_string(arena, signs[sign].operation));
	bool list = strchr(signs[sign].sign, ':') != NULL;
	struct cx_node *value = list ? cx_node_new(arena, CX_NODE_ARRAY) : NULL;
	for (;;) {
		len = strcspn(*at, list ? ",&|)" : "&|)");
		struct cx_node *item = expression_value(arena, *at, len);
		*at += len;
		if (list && len)
			cx_node_push(value, item);
		else if (!list)
			value = item;
		if (!list || **at != ',')
			break;
		++*at;
	}
	if (strchr(signs[sign].sign, '?'))
		value = cx_node_new(arena, CX_NODE_NULL);
	cx_node_add(node, "value", value);
	return node;
}

static inline struct cx_node *expression_group(struct cx_arena *arena, const char **at)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT),
		       *conditions = cx_node_new(arena, CX_NODE_ARRAY);
	char joint = '&';
	for (;;) {
		if (**at == '(') {
			++*at;
			cx_node_push(conditions, expression_group(arena, at));
			assert_int_equal(*(*at)++, ')');
		} else {
			cx_node_push(conditions, expression_condition(arena, at));
		}
		if (**at != '&' && **at != '|')
			break;
		joint = *(*at)++;
	}
	cx_node_add(node, "operator", cx_node_string(arena, joint == '|' ? "OR" : "AND"));
	cx_node_add(node, "conditions", conditions);
	return node;
}

/* A group always. */
static inline struct cx_node *expression(struct cx_arena *arena, const char *text)
{
	const char *at = text;
	struct cx_node *node = expression_group(arena, &at);
	assert_string_equal(at, "");
	return node;
}

#endif
