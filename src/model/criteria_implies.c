/* SPDX-License-Identifier: Apache-2.0 */
/* Implication between criteria, read off their structure. */
#include "model/criteria.h"

/*
 * Sound, not complete: a truth-table test proves that it never claims what does not hold. Search over all
 * models was rejected: it is exponential in hostile trees.
 */

/* Pairs of nodes and list elements that one question may look at; beyond it the answer is "not proved". */
#define MAX_STEPS 100000

const char *cx_effect_name(enum cx_effect effect)
{
	static const char *const names[] = {
		[CX_EFFECT_NONE] = "no effect",
		[CX_EFFECT_GROW] = "can only grow",
		[CX_EFFECT_SHRINK] = "can only shrink",
		[CX_EFFECT_EMPTY] = "becomes empty",
		[CX_EFFECT_EVERYONE] = "becomes everyone",
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

/* The values that a condition of `equals` or `in` names, sorted. */
struct values {
	const struct cx_node **items;
	size_t count;
};

static int compare_values(const void *left, const void *right)
{
	return cx_node_compare(*(const struct cx_node *const *)left, *(const struct cx_node *const *)right);
}

/* False where the condition is neither. Tenants compare null, lists and objects each in a way of their own
 * (null is in no list of SQL's), so they are no values here. */
static bool values_of(const struct cx_node *operation, const struct cx_node *value, struct values *ret_values)
{
	bool is_list = cx_node_is_text(operation, "in") && value->type == CX_NODE_ARRAY;
	if (!is_list && !cx_node_is_text(operation, "equals"))
		return false;
	struct values values = {.items = cx_alloc((value->count + 1) * sizeof *values.items)};
	for (const struct cx_node *item = is_list ? value->first : value; item;
	     item = is_list ? item->next : NULL) {
		if (item->type == CX_NODE_NULL || item->type == CX_NODE_ARRAY ||
		    item->type == CX_NODE_OBJECT) {
			cx_free(values.items);
			return false;
		}
		values.items[values.count++] = item;
	}
	if (values.count)
		qsort(values.items, values.count, sizeof *values.items, compare_values);
	*ret_values = values;
	return true;
}

static bool values_within(const struct values *a, const struct values *b)
{
	size_t at = 0;
	for (size_t i = 0; i < a->count; i++) {
		while (at < b->count && cx_node_compare(b->items[at], a->items[i]) < 0)
			at++;
		if (at == b->count || cx_node_compare(b->items[at], a->items[i]) != 0)
			return false;
	}
	return true;
}

static bool values_satisfy(const struct values *a, struct bound bound, const struct cx_node *limit)
{
	for (size_t i = 0; i < a->count; i++)
		if (!is_number(a->items[i]) || !bound_holds(bound, a->items[i], limit))
			return false;
	return true;
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

static bool condition_implies(const struct cx_node *a, const struct cx_node *b, int *steps)
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
	struct values mine, others;
	*steps += (int)(x->count + y->count);
	if (*steps > MAX_STEPS || !values_of(op, x, &mine))
		return false;
	bool holds = is_right && values_satisfy(&mine, right, y);
	if (!is_right && values_of(op_b, y, &others)) {
		holds = values_within(&mine, &others);
		cx_free(others.items);
	}
	cx_free(mine.items);
	return holds;
}

/* An empty group is neither: it holds everybody to some tenants, and nobody to others. */
static bool group_is(const struct cx_node *group, const char *operator)
{
	return cx_node_is_text(cx_node_get(group, "operator"), operator) && group->count == 2 &&
	       cx_node_get(group, "conditions")->first;
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
		return condition_implies(a, b, steps);
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
