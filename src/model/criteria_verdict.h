/* SPDX-License-Identifier: Apache-2.0 */
/* What is proved of two criteria: who is in the one is in the other, nobody, everybody. */
#ifndef CX_MODEL_CRITERIA_VERDICT_H
#define CX_MODEL_CRITERIA_VERDICT_H

#include "model/criteria.h"

/* Each is proved for every customer base, and for what tenants differ in (model/criteria_cells.h); false
 * says nothing. */
struct cx_criteria_verdict {
	bool grows;    /* whoever fitted before fits after */
	bool shrinks;  /* whoever fits after fitted before */
	bool empty;    /* nobody fits after */
	bool everyone; /* everybody fits after */
};

/* What one verdict may cost: about a twentieth of a second. */
#define CX_CRITERIA_VERDICT_STEPS 50000000

/*
 * before and after are groups. *steps is what may be spent, as of all the verdicts of a plan; each takes
 * what it needs. Where it is used up, less is proved, and never anything wrong. Equal input gives equal
 * output on every machine.
 */
struct cx_criteria_verdict cx_criteria_verdict_of(const struct cx_node *before, const struct cx_node *after,
						  int64_t *steps);

/*
 * What after asks for that before does not: items of after, which is joined by AND, without those that follow
 * from before. Where after shrinks before, it is before and all of these. In the arena.
 */
struct cx_criteria_rest {
	const struct cx_node **items;
	size_t count;
};
struct cx_criteria_rest cx_criteria_rest_of(struct cx_arena *arena, const struct cx_node *before,
					    const struct cx_node *after, int64_t *steps);

/* The one word for it. */
enum cx_effect cx_criteria_verdict_effect(const struct cx_criteria_verdict *verdict);

#endif
