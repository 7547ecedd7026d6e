/* SPDX-License-Identifier: Apache-2.0 */
/* A condition as a question about the value of one attribute. */
#ifndef CX_MODEL_CRITERIA_QUESTION_H
#define CX_MODEL_CRITERIA_QUESTION_H

#include "model/criteria_tree.h"

enum cx_criteria_ask {
	CX_CRITERIA_ASK_NULL,        /* is it missing? */
	CX_CRITERIA_ASK_EQUALS_NULL, /* equals null: the same to some tenants, never so to others */
	CX_CRITERIA_ASK_VALUES,      /* is it one of these? */
	CX_CRITERIA_ASK_ORDER,       /* is it beyond this? */
	CX_CRITERIA_ASK_CONTAINS,
	CX_CRITERIA_ASK_STARTS,
	CX_CRITERIA_ASK_ENDS,
};

struct cx_criteria_question {
	uint32_t id; /* of the condition */
	enum cx_criteria_ask ask;
	bool negated;                  /* not_equals, not_in, not_contains, is_not_null */
	bool lower, strict;            /* of ORDER: > and >= are lower bounds, > and < strict */
	enum cx_node_type type;        /* of all values; NULL where there are none */
	const struct cx_node **values; /* in the arena of ids */
	size_t count;
};

/*
 * False where it is not understood: an operator or a member that we do not know, a list where none belongs
 * or none where one does, null or objects among values, values of more than one type, text that is empty.
 */
bool cx_criteria_question_of(struct cx_criteria_ids *ids, const struct cx_criteria_part *condition,
			     struct cx_criteria_question *ret_question);

#endif
