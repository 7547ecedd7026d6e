/* SPDX-License-Identifier: Apache-2.0 */
/* Policies of the project that a command works on. */
#include "cli/context.h"
#include "model/policy.h"

enum cx_status cx_context_policies(struct cx_context *context, bool partial)
{
	if (!context->tenant)
		return CX_STATUS_OK;
	struct cx_policies_source source = {
		.tree = &context->rules, .project = &context->project, .kinds = &context->kinds};
	struct cx_policies policies;
	enum cx_status loaded = cx_policies_load(context->arena, &source, &policies, context->diags);
	enum cx_status checked = cx_policies_check(&policies, &context->definitions, context->tenant->name,
						   partial, context->diags);
	return checked ? checked : loaded;
}
