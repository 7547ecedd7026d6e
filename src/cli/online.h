/* SPDX-License-Identifier: Apache-2.0 */
/* Checking definitions with the tenant's help, for cxctl validate --online. */
#ifndef CX_CLI_ONLINE_H
#define CX_CLI_ONLINE_H

#include "cli/context.h"

struct cx_online {
	const char *tenant; /* NULL: it was not asked, or could not be */
	size_t attributes, requests;
};
/*
 * Asks the tenant of the context for its attributes, and checks the criteria of the definitions that were
 * loaded; one GET, and the token's request. What fails is a diagnostic, and leaves the tenant NULL.
 */
enum cx_status cx_online_check(struct cx_context *context, struct cx_online *ret_online);

#endif
