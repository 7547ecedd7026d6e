/* SPDX-License-Identifier: Apache-2.0 */
/* The reader can send GET alone: nothing here could write. */
#include "cli/online.h"

#include "remote/attributes.h"

enum cx_status cx_online_check(struct cx_context *context, struct cx_online *ret_online)
{
	if (!context->tenant) {
		struct cx_diag *d =
			cx_diag_error(context->diags, "online.tenant",
				      "--online needs a tenant, and there is no %s here", CX_PROJECT_FILE);
		cx_diag_hint(context->diags, d, "go into the repository, or name it with --project");
		return CX_STATUS_INVALID;
	}
	struct cx_attributes attributes = {0};
	enum cx_status status = cx_context_remote(context);
	if (!status)
		status = cx_attributes_read(cx_remote_reader(context->remote), context->arena,
					    &context->profile, &attributes, context->diags);
	if (status)
		return status;
	size_t before = context->diags->errors;
	cx_attributes_check(&attributes, &context->definitions, context->diags);
	*ret_online = (struct cx_online){
		.tenant = context->tenant->name,
		.attributes = attributes.count,
		.requests = cx_remote_counts(context->remote).requests,
	};
	cx_attributes_release(&attributes);
	return context->diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
