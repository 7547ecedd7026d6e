/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl ledger: how the ledger stands between clones, and what to do where it is stuck. */
#include "cli/ledger.h"

#include "cli/output.h"
#include "cli/shared.h"
#include "doc/json.h"
#include "report/audit_json.h"

enum cx_status cx_ledger_command_load(struct cx_context *context, struct cx_ledger *ret_names)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	if (!status)
		status = cx_context_need_repo(context);
	return status ? status : cx_shared_names(context, ret_names);
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct cx_ledger_product *p = data;
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(
			cx_audit_json_document(p->inv->arena, p->key, p->value, p->inv->diags, p->exit), out);
	else
		cx_buf_add(out, p->text[colour].data, p->text[colour].len);
}

enum cx_exit cx_ledger_command_end(struct cx_context *context, struct cx_ledger_product *product)
{
	cx_output_diags(product->inv->output);
	if (product->value)
		cx_output_product(product->inv->output, render, product);
	cx_buf_release(&product->text[0]);
	cx_buf_release(&product->text[1]);
	cx_context_release(context);
	return product->exit;
}

const struct cx_command cx_command_ledger = {
	.name = "ledger",
	.summary = "see how the ledger stands, fetch it, remove a lock that was left",
};
