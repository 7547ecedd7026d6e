/* SPDX-License-Identifier: Apache-2.0 */
/* The values and the patterns of text that conditions on one attribute name. */
#ifndef CX_MODEL_CRITERIA_VALUES_H
#define CX_MODEL_CRITERIA_VALUES_H

#include "model/criteria_question.h"

struct cx_criteria_values {
	enum cx_node_type type;       /* of all of them; NULL where there are none, or several types */
	const struct cx_node **items; /* sorted, no two of them equal */
	size_t count;
	bool is_mixed;   /* of several types: no question about values can be answered */
	bool is_ordered; /* numbers; or dates of one form, where their order is asked for */
	bool is_closed;  /* there are no others: true and false */
	size_t *classes; /* of texts: equal where they differ in case, or in spaces around them; or NULL */
};
struct cx_criteria_values cx_criteria_values_of(struct cx_arena *arena,
						const struct cx_criteria_question *questions, size_t count);
/* Whether a question can be answered with these values. */
bool cx_criteria_values_allow(const struct cx_criteria_values *values,
			      const struct cx_criteria_question *question);
/* The index of a value that is one of them. */
size_t cx_criteria_values_find(const struct cx_criteria_values *values, const struct cx_node *value);

/*
 * What may be asked of a text other than whether it is a certain one: how it begins and ends, what it holds,
 * and whether it comes before or after another. Tenants order texts each in their own way, so that only a
 * question about one and the same text is related to another of that sort.
 */
#define CX_CRITERIA_MAX_PATTERNS 6

struct cx_criteria_patterns {
	struct cx_criteria_question items[CX_CRITERIA_MAX_PATTERNS];
	size_t count;
};
/* Of a question that values allow. */
bool cx_criteria_is_pattern(const struct cx_criteria_values *values,
			    const struct cx_criteria_question *question);
/* False where there are too many. */
bool cx_criteria_patterns_add(struct cx_criteria_patterns *patterns,
			      const struct cx_criteria_question *question);
/* The index of one that was added. */
size_t cx_criteria_patterns_find(const struct cx_criteria_patterns *patterns,
				 const struct cx_criteria_question *question);
/*
 * Whether a text may fit those of a set, a bit each, and no others. text NULL: one that no condition names.
 * folds: where case does not count.
 */
bool cx_criteria_patterns_agree(const struct cx_criteria_patterns *patterns, uint32_t set,
				const struct cx_node *text, bool folds);

#endif
