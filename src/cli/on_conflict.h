/* SPDX-License-Identifier: Apache-2.0 */
/* --on-conflict: what becomes of units that git and the tenant have both changed. */
#ifndef CX_CLI_ON_CONFLICT_H
#define CX_CLI_ON_CONFLICT_H

#include "cli/context.h"

extern const char *const cx_on_conflict_words[];

/* The row for the tables of plan and apply. */
#define CX_OPTION_ON_CONFLICT                                                                             \
	{                                                                                                 \
		.name = "on-conflict", .type = CX_OPTION_TEXT, .metavar = "WHAT",                         \
		.help = "where git and the tenant have both changed something that was applied: refuse, " \
			"overwrite what the tenant holds, or keep it",                                    \
		.otherwise = "safety.on_conflict of cxctl.yaml, or refuse", .words = cx_on_conflict_words \
	}

/* Where the option was given it replaces the project's; returns its name, or NULL. */
const char *cx_on_conflict_choose(struct cx_context *context);

#endif
