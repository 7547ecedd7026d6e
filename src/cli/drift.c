/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl drift: what was changed in the tenant behind git's back. */
#include "engine/drift.h"
#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "engine/live.h"
#include "report/drift_json.h"
#include "report/drift_text.h"

struct drift_product {
	struct cx_arena *arena;
	const struct cx_drift *drift;
	const struct cx_diags *diags;
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct drift_product *product = data;
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_drift_json(product->arena, product->drift, product->diags, product->exit),
			       out);
	else
		cx_drift_text(product->drift, colour, out);
}

static enum cx_status load(struct cx_context *context)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	if (!status)
		status = cx_context_kinds(context);
	if (!status)
		status = cx_context_ignore(context);
	if (!status)
		status = cx_context_ledger(context);
	if (!status)
		status = cx_context_remote(context);
	return status;
}

static enum cx_status find(struct cx_context *context, struct cx_drift *drift)
{
	struct cx_live live;
	cx_context_report_run(context);
	enum cx_status status =
		cx_live_read(cx_remote_reader(context->remote), context->arena, &context->profile,
			     &context->definitions, &context->ledger, &live, context->diags);
	if (status)
		return status;
	if (!context->ledger.exists)
		cx_diag_add(context->diags, CX_SEVERITY_NOTE, "drift.ledger", CX_SPAN_NONE,
			    "there is no ledger %s yet: nothing was applied, so nothing can have drifted",
			    context->ledger.ref);
	struct cx_drift_input input = {&context->ledger, &context->kinds, &context->profile,
				       &context->project, &live};
	cx_drift_find(context->arena, &input, drift, context->diags);
	return CX_STATUS_OK;
}

static enum cx_exit drift_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_drift drift;
	cx_context_init(&context, inv);
	enum cx_status status = load(&context);
	if (!status)
		status = find(&context, &drift);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		struct drift_product product = {.arena = inv->arena,
						.drift = &drift,
						.diags = inv->diags,
						.exit = drift.count ? CX_EXIT_DRIFT : CX_EXIT_OK};
		exit = product.exit;
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render, &product);
	}
	cx_context_release(&context);
	return exit;
}

static const struct cx_option drift_options[] = {{0}};

static const struct cx_example drift_examples[] = {
	{"cxctl drift --tenant prod", "exit with 6 if somebody changed the tenant by hand"},
	{"cxctl drift -o json", "the same for a machine"},
	{0},
};

const struct cx_command cx_command_drift = {
	.name = "drift",
	.summary = "show what was changed in the tenant behind git's back",
	.description =
		"Compares what the tenant holds with what the ledger says was applied last, field by field. "
		"Nothing is written; the next apply puts drift back.\n\n"
		"In JSON, a change's action is what was done in the tenant: update, or delete.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DRIFT) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = drift_options,
	.examples = drift_examples,
	.run = drift_run,
};
