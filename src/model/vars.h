/* SPDX-License-Identifier: Apache-2.0 */
/* Variables: ${var.NAME} in definitions. */
#ifndef CX_MODEL_VARS_H
#define CX_MODEL_VARS_H

#include "model/var_marks.h"

/* One variable in one string. */
struct cx_var_use {
	const char *name;
	const struct cx_node *value; /* in the project file */
	bool of_tenant;              /* the tenant's value; else the project's */
	struct cx_span at;           /* of the string that it was used in */
};
/* All uses, for those who explain them; released by its owner. */
struct cx_var_uses {
	struct cx_var_use *items; /* in the arena */
	size_t count, cap;
	struct cx_map by_place;
};
void cx_var_uses_release(struct cx_var_uses *uses);
/* The variables of the string at that place, in order; NULL and 0 if there are none. */
const struct cx_var_use *cx_var_uses_at(const struct cx_var_uses *uses, const struct cx_span *at,
					size_t *ret_count);

/* The tenant's values win over the project's; either may be NULL. */
struct cx_vars {
	const struct cx_node *project, *tenant;
	atomic_size_t
		*spent; /* bytes that values took so far, over many calls; NULL: each call counts by itself */
	struct cx_var_uses *uses;   /* gets every use, by one thread; NULL: they are not recorded */
	struct cx_var_marks *marks; /* learns which are used at all; or NULL */
};

/*
 * Replaces ${var.NAME} in every string below node, in place. A string that is nothing else takes the
 * variable's type; inside text numbers and booleans become text; $${ stands for ${. Errors (vars.unknown,
 * vars.syntax, vars.type; vars.size where values take more than CX_MAX_VARS_BYTES) have the string's span.
 * Keys are never substituted. True if all went well; what did not is marked (node->bad), so that checks of
 * the rest say nothing of it.
 */
bool cx_vars_apply(struct cx_arena *arena, struct cx_node *node, const struct cx_vars *vars,
		   struct cx_diags *diags);

/* A copy whose strings cx_vars_apply gives back as they are here: "${" is written "$${". */
struct cx_node *cx_vars_escape(struct cx_arena *arena, const struct cx_node *node);

#endif
