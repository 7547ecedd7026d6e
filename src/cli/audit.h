/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands below audit share. */
#ifndef CX_CLI_AUDIT_H
#define CX_CLI_AUDIT_H

#include "cli/context.h"
#include "ledger/verify.h"

/* Project, tenant and ledger: no audit asks the tenant. */
enum cx_status cx_audit_load(struct cx_context *context);

/* Rows for a table of options, and what they ask for. INVALID with usage.* and git.* diagnostics. */
#define CX_AUDIT_QUERY_OPTIONS                                                                              \
	{.name = "resource",                                                                                \
	 .type = CX_OPTION_TEXT,                                                                            \
	 .metavar = "KIND/NAME",                                                                            \
	 .help = "only runs that did something to this resource; * and ? stand for any characters"},        \
		{.name = "commit",                                                                          \
		 .type = CX_OPTION_TEXT,                                                                    \
		 .metavar = "REV",                                                                          \
		 .help = "only runs that applied this revision"},                                           \
		{.name = "actor",                                                                           \
		 .type = CX_OPTION_TEXT,                                                                    \
		 .metavar = "TEXT",                                                                         \
		 .help = "only runs of actors with this in their name, in whatever case"},                  \
	{                                                                                                   \
		.name = "since", .type = CX_OPTION_TEXT, .metavar = "WHEN",                                 \
		.help = "only runs that began then or later: 2026-11-21, 2026-11-21T09:30:00Z, or an age: " \
			"12h, 30d"                                                                          \
	}
enum cx_status cx_audit_query(struct cx_context *context, struct cx_run_query *ret_query);

#endif
