/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as a tree whose parts have numbers: equal numbers, equal normal form. */
#ifndef CX_MODEL_CRITERIA_TREE_H
#define CX_MODEL_CRITERIA_TREE_H

#include "base/map.h"
#include "model/criteria.h"

/*
 * Texts and the numbers that stand for them, from 0. Trees that are compared share one. Keys are copied into
 * the arena.
 */
struct cx_criteria_ids {
	struct cx_arena *arena;
	struct cx_map map;
	uint32_t count;
};
void cx_criteria_ids_release(struct cx_criteria_ids *ids);

/* A condition, or a group in the author's order but without groups that its normal form does not have. */
struct cx_criteria_part {
	const struct cx_node *node; /* as it was given */
	uint32_t id;                /* equal ids, equal normal form */
	uint32_t kin;               /* of a condition: equal for the same field and operator */
	uint32_t field;             /* of a condition: equal for the same field */
	bool is_group;
	bool joins_any; /* a root of one: AND and OR mean the same */
	struct cx_criteria_part *parent;
	struct cx_criteria_part **items; /* no two of one id */
	size_t count;

	/* For who compares trees. */
	struct cx_criteria_part *match;     /* in the other tree */
	struct cx_criteria_part *same_next; /* another one of the same key */
	size_t at;                          /* in its parent's items */
	size_t vote;
	bool is_broken; /* a part below it is matched */
	size_t entry;
};

/* The root is a group always, of one part where the criteria are one condition. */
struct cx_criteria_part *cx_criteria_tree(struct cx_criteria_ids *ids, const struct cx_node *criteria);
/* Whether a part is a group that is joined by AND or OR, and nothing else is said of it. */
bool cx_criteria_part_is_joined(const struct cx_criteria_part *part);
/* "AND", "OR", or what else stands there; "" where nothing does. */
const char *cx_criteria_part_joins(const struct cx_criteria_part *group);

#endif
