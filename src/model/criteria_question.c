/* SPDX-License-Identifier: Apache-2.0 */
/* A condition as a question about the value of one attribute. */
#include "model/criteria_question.h"

struct operator
{
	const char *name;
	struct cx_criteria_question question;
	bool is_list;
};

static const struct operator operators[] = {
	{.name = "is_null", .question = {.ask = CX_CRITERIA_ASK_NULL}},
	{.name = "is_not_null", .question = {.ask = CX_CRITERIA_ASK_NULL, .negated = true}},
	{.name = "equals", .question = {.ask = CX_CRITERIA_ASK_VALUES}},
	{.name = "not_equals", .question = {.ask = CX_CRITERIA_ASK_VALUES, .negated = true}},
	{.name = "in", .question = {.ask = CX_CRITERIA_ASK_VALUES}, .is_list = true},
	{.name = "not_in", .question = {.ask = CX_CRITERIA_ASK_VALUES, .negated = true}, .is_list = true},
	{.name = "greater_than", .question = {.ask = CX_CRITERIA_ASK_ORDER, .lower = true, .strict = true}},
	{.name = "greater_than_or_equal", .question = {.ask = CX_CRITERIA_ASK_ORDER, .lower = true}},
	{.name = "less_than", .question = {.ask = CX_CRITERIA_ASK_ORDER, .strict = true}},
	{.name = "less_than_or_equal", .question = {.ask = CX_CRITERIA_ASK_ORDER}},
	{.name = "contains", .question = {.ask = CX_CRITERIA_ASK_CONTAINS}},
	{.name = "not_contains", .question = {.ask = CX_CRITERIA_ASK_CONTAINS, .negated = true}},
	{.name = "starts_with", .question = {.ask = CX_CRITERIA_ASK_STARTS}},
	{.name = "ends_with", .question = {.ask = CX_CRITERIA_ASK_ENDS}},
};

static const struct operator* operator_of(const struct cx_node *node)
{
	for (size_t i = 0; node && i < CX_COUNT(operators); i++)
		if (cx_node_is_text(node, operators[i].name))
			return &operators[i];
	return NULL;
}

/* Numbers, texts and booleans; false where one is none of these, or they are of different types. */
static bool take_values(struct cx_criteria_ids *ids, const struct cx_node *value, bool is_list,
			struct cx_criteria_question *question)
{
	size_t count = is_list ? value->count : 1;
	question->values = cx_arena_alloc(ids->arena, (count + 1) * sizeof *question->values);
	for (const struct cx_node *item = is_list ? value->first : value; item;
	     item = is_list ? item->next : NULL) {
		bool is_value = item->type == CX_NODE_NUMBER || item->type == CX_NODE_STRING ||
				item->type == CX_NODE_BOOL;
		if (!is_value || item->secret || (question->count && item->type != question->type))
			return false;
		question->type = item->type;
		question->values[question->count++] = item;
	}
	return true;
}

static bool is_understood(const struct cx_criteria_question *question)
{
	switch (question->ask) {
	case CX_CRITERIA_ASK_ORDER:
		return question->type != CX_NODE_BOOL;
	case CX_CRITERIA_ASK_CONTAINS:
	case CX_CRITERIA_ASK_STARTS:
	case CX_CRITERIA_ASK_ENDS:
		return question->type == CX_NODE_STRING && question->values[0]->len;
	case CX_CRITERIA_ASK_NULL:
	case CX_CRITERIA_ASK_EQUALS_NULL:
	case CX_CRITERIA_ASK_VALUES:
		break;
	}
	return true;
}

bool cx_criteria_question_of(struct cx_criteria_ids *ids, const struct cx_criteria_part *condition,
			     struct cx_criteria_question *ret_question)
{
	const struct cx_node *node = condition->node;
	const struct operator* operator= operator_of(cx_node_get(node, "operator"));
	const struct cx_node *field = cx_node_get(node, "field"), *value = cx_node_get(node, "value");
	if (!operator|| !field || field->type != CX_NODE_STRING || node->count != 2 +(value != NULL))
		return false;
	struct cx_criteria_question question = operator->question;
	question.id = condition->id;
	if (question.ask != CX_CRITERIA_ASK_NULL) {
		bool is_equals = question.ask == CX_CRITERIA_ASK_VALUES && !operator->is_list;
		if (!value || operator->is_list !=(value->type == CX_NODE_ARRAY))
			return false;
		if (value->type == CX_NODE_NULL && is_equals && !question.negated)
			question.ask = CX_CRITERIA_ASK_EQUALS_NULL;
		else if (!take_values(ids, value, operator->is_list, &question) || !is_understood(&question))
			return false;
	}
	*ret_question = question;
	return true;
}
