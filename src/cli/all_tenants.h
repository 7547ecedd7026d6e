/* SPDX-License-Identifier: Apache-2.0 */
/* The same check for every tenant of a project, each problem said once. */
#ifndef CX_CLI_ALL_TENANTS_H
#define CX_CLI_ALL_TENANTS_H

#include "cli/context.h"

/* What came out for one tenant. */
struct cx_tenant_result {
	const char *name;
	size_t definitions, files;
	size_t errors, warnings; /* that concern it, also those that others have too */
	enum cx_status status;
};
struct cx_tenant_results {
	struct cx_tenant_result *items; /* in the order of the project file; in the arena */
	size_t count;
	const char *const *files; /* that were checked, in the tree */
	size_t file_count;
};

/*
 * Checks what a context holds for its tenant, which was just set; diagnostics go into the context's. What it
 * opens for the tenant but definitions and overlays it closes.
 */
typedef enum cx_status cx_tenant_check(void *data, struct cx_context *context);

/*
 * Runs check for every tenant of the context's project, which is loaded, as if it were the only one; the
 * definitions' files are read once. The context's diagnostics get every problem once, with the tenants that
 * have it; problems are the same where code, place, pointer, message and second place are. REFUSED if check
 * was refused for one of them, INVALID if it failed for one.
 */
enum cx_status cx_all_tenants_check(struct cx_context *context, cx_tenant_check *check, void *data,
				    struct cx_tenant_results *ret_results);

#endif
