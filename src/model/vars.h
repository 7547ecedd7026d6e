/* SPDX-License-Identifier: Apache-2.0 */
/* Variables: ${var.NAME} in definitions. */
#ifndef CX_MODEL_VARS_H
#define CX_MODEL_VARS_H

#include "doc/doc.h"

#include <stdatomic.h>

/* The tenant's values win over the project's; either may be NULL. */
struct cx_vars {
	const struct cx_node *project, *tenant;
	atomic_size_t
		*spent; /* bytes that values took so far, over many calls; NULL: each call counts by itself */
};

/*
 * Replaces ${var.NAME} in every string below node, in place. A string that is nothing else takes the
 * variable's type; inside text numbers and booleans become text; $${ stands for ${. Errors (vars.unknown,
 * vars.syntax, vars.type; vars.size where values take more than CX_MAX_VARS_BYTES) have the string's span.
 * Keys are never substituted. True if all went well.
 */
bool cx_vars_apply(struct cx_arena *arena, struct cx_node *node, const struct cx_vars *vars,
		   struct cx_diags *diags);

#endif
