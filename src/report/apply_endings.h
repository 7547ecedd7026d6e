/* SPDX-License-Identifier: Apache-2.0 */
/* What did not go well in an apply: steps that ended in the same way for the same reason are said once. */
#ifndef CX_REPORT_APPLY_ENDINGS_H
#define CX_REPORT_APPLY_ENDINGS_H

#include "base/map.h"
#include "engine/apply.h"

struct cx_ending {
	const struct cx_step *first;
	const char *addresses; /* "Audience/a", "Audience/a and Audience/b", "A, B, C and 57 more" */
};
struct cx_endings {
	struct cx_ending *items; /* in the order of their first steps */
	size_t count;
	struct cx_arena arena;
};
/*
 * The steps that have a problem or were not applied. Reasons are equal where result, code, hint and problem
 * are, but for the correlation id that each request has its own of.
 */
void cx_endings_init(struct cx_endings *endings, const struct cx_step *const *steps, size_t count);
void cx_endings_release(struct cx_endings *endings);

#endif
