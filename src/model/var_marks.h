/* SPDX-License-Identifier: Apache-2.0 */
/* Which variables the definitions use, and which nobody does. */
#ifndef CX_MODEL_VAR_MARKS_H
#define CX_MODEL_VAR_MARKS_H

#include "base/map.h"
#include "doc/doc.h"

#include <stdatomic.h>

/* One name, of the project, of the tenant or of both. */
struct cx_var_mark {
	const struct cx_node *value; /* in the project file: the project's, if it has one */
	atomic_bool used;
};
struct cx_var_marks {
	struct cx_var_mark *items; /* in the order of the project file; in the arena */
	size_t count;
	struct cx_map by_name;
};
/* Both are objects or NULL. To be released. */
void cx_var_marks_init(struct cx_arena *arena, struct cx_var_marks *marks, const struct cx_node *project,
		       const struct cx_node *tenant);
void cx_var_marks_release(struct cx_var_marks *marks);

/* A variable's value was taken; several threads may say so. */
void cx_var_marks_use(struct cx_var_marks *marks, const struct cx_node *value);

/* A note vars.unused for each that was not: by one tenant, others may use it. */
void cx_var_marks_report(const struct cx_var_marks *marks, struct cx_diags *diags);

#endif
