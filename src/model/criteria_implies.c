/* SPDX-License-Identifier: Apache-2.0 */
/* Implication between criteria, read off their structure. */
#include "model/criteria.h"

/*
 * Sound, not complete: a truth-table test proves that it never claims what does not hold. Search over all
 * models was rejected: it is exponential in hostile trees.
 */

/* Steps that one question may take; beyond it the answer is "not proved". */
#define MAX_STEPS 20000

const char *cx_effect_name(enum cx_effect effect)
{
	static const char *const names[] = {
		[CX_EFFECT_NONE] = "no effect",
		[CX_EFFECT_GROW] = "can only grow",
		[CX_EFFECT_SHRINK] = "can only shrink",
		[CX_EFFECT_EITHER] = "either way",
	};
	return names[effect];
}

/* An order condition as a bound: x > v, x >= v, x < v, x <= v. */
struct bound {
	bool lower, strict;
};

static bool bound_of(const char *operator, struct bound * ret_bound)
{
	static const struct {
		const char *operator;
		struct bound bound;
	} table[] = {
		{"greater_than", {.lower = true, .strict = true}},
		{"greater_than_or_equal", {.lower = true, .strict = false}},
		{"less_than", {.lower = false, .strict = true}},
		{"less_than_or_equal", {.lower = false, .strict = false}},
	};
	for (size_t i = 0; i < CX_COUNT(table); i++)
		if (strcmp(table[i].operator, operator) == 0) {
			*ret_bound = table[i].bound;
			return true;
		}
	return false;
}

static bool is_number(const struct cx_node *node)
{
	return node && node->type == CX_NODE_NUMBER;
}

/* Whether x = value satisfies the bound. */
static bool bound_holds(struct bound bound, const struct cx_node *value, const struct cx_node *limit)
{
	int order = cx_node_compare(value, limit);
	if (bound.lower)
		return bound.strict ? order > 0 : order >= 0;
	return bound.strict ? order < 0 : order <= 0;
}

static bool list_holds(const struct cx_node *list, const struct cx_node *value)
{
	for (const struct cx_node *item = list->first; item; item = item->next)
		if (cx_node_equal(item, value))
			return true;
	return false;
}

/* a is `in` or `equals`: does each of its values satisfy test? */
static bool values_all(const struct cx_node *a_operator, const struct cx_node *a_value,
		       bool (*test)(const struct cx_node *value, const struct cx_node *b_value,
				    const struct bound *bound),
		       const struct cx_node *b_value, const struct bound *bound)
{
	if (cx_node_is_text(a_operator, "equals"))
		return test(a_value, b_value, bound);
	if (!cx_node_is_text(a_operator, "in") || a_value->type != CX_NODE_ARRAY)
		return false;
	for (const struct cx_node *item = a_value->first; item; item = item->next)
		if (!test(item, b_value, bound))
			return false;
	return true;
}

static bool test_bound(const struct cx_node *value, const struct cx_node *limit, const struct bound *bound)
{
	return is_number(value) && bound_holds(*bound, value, limit);
}

static bool test_in(const struct cx_node *value, const struct cx_node *list, const struct bound *bound)
{
	(void)bound;
	return list_holds(list, value);
}

static bool bounds_imply(struct bound a, const struct cx_node *a_limit, struct bound b,
			 const struct cx_node *b_limit)
{
	if (a.lower != b.lower)
		return false;
	int order = cx_node_compare(a_limit, b_limit);
	if (order == 0)
		return a.strict || !b.strict;
	return a.lower ? order > 0 : order < 0;
}

static bool condition_implies(const struct cx_node *a, const struct cx_node *b)
{
	if (cx_node_equal(a, b))
		return true;
	const struct cx_node *field = cx_node_get(a, "field"), *other = cx_node_get(b, "field");
	const struct cx_node *x = cx_node_get(a, "value"), *y = cx_node_get(b, "value");
	const struct cx_node *op = cx_node_get(a, "operator"), *op_b = cx_node_get(b, "operator");
	/* A condition with members of its own that we do not know is only implied by its equal. */
	if (!field || !other || !x || !y || !op || !op_b || a->count != 3 || b->count != 3 ||
	    op->type != CX_NODE_STRING || op_b->type != CX_NODE_STRING || !cx_node_equal(field, other))
		return false;
	struct bound left, right;
	bool is_right = bound_of(op_b->text, &right) && is_number(y);
	if (is_right && bound_of(op->text, &left) && is_number(x))
		return bounds_imply(left, x, right, y);
	if (is_right)
		return values_all(op, x, test_bound, y, &right);
	if (cx_node_is_text(op_b, "in") && y->type == CX_NODE_ARRAY)
		return values_all(op, x, test_in, y, NULL);
	return false;
}

static bool group_is(const struct cx_node *group, const char *operator)
{
	return cx_node_is_text(cx_node_get(group, "operator"), operator) && group->count == 2;
}

static bool implies(const struct cx_node *a, const struct cx_node *b, int *steps);

/* Whether every (or some) child of a group stands in the relation to other. */
static bool children_imply(const struct cx_node *group, const struct cx_node *other, bool group_is_left,
			   bool every, int *steps)
{
	for (const struct cx_node *child = cx_node_get(group, "conditions")->first; child;
	     child = child->next) {
		bool holds = group_is_left ? implies(child, other, steps) : implies(other, child, steps);
		if (holds != every)
			return holds;
	}
	return every;
}

static bool implies(const struct cx_node *a, const struct cx_node *b, int *steps)
{
	if (++*steps > MAX_STEPS)
		return false;
	bool group_a = cx_criteria_is_group(a), group_b = cx_criteria_is_group(b);
	if (!group_a && !group_b)
		return condition_implies(a, b);
	/* The invertible rules first: nothing is lost by splitting here. */
	if (group_a && group_is(a, "OR"))
		return children_imply(a, b, true, true, steps);
	if (group_b && group_is(b, "AND"))
		return children_imply(b, a, false, true, steps);
	if (group_a && group_is(a, "AND") && children_imply(a, b, true, false, steps))
		return true;
	if (group_b && group_is(b, "OR") && children_imply(b, a, false, false, steps))
		return true;
	return cx_node_equal(a, b);
}

bool cx_criteria_implies(const struct cx_node *a, const struct cx_node *b)
{
	int steps = 0;
	return implies(a, b, &steps);
}
