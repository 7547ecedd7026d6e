/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl ledger log: the deployments, as git's first parents tell them. */
#include "cli/ledger.h"
#include "report/ledger_json.h"
#include "report/ledger_text.h"

struct log {
	struct cx_ledger_product product;
	int64_t limit, seen;
};

static bool log_each(void *data, const struct cx_deployment *deployment)
{
	struct log *log = data;
	for (int colour = 0; colour < 2; colour++)
		cx_ledger_text_deployment(deployment, colour, &log->product.text[colour]);
	cx_node_push(log->product.value, cx_ledger_json_deployment(log->product.inv->arena, deployment));
	return ++log->seen < log->limit;
}

static enum cx_status read_log(struct cx_context *context, struct log *log)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	if (!status)
		status = cx_context_ledger(context);
	if (status)
		return status;
	log->product.value = cx_node_new(context->arena, CX_NODE_ARRAY);
	if (context->ledger.exists)
		status = cx_deployments_each(context->repo, &context->ledger.tip, log_each, log,
					     context->diags);
	for (int colour = 0; !status && !log->seen && colour < 2; colour++)
		cx_buf_addf(&log->product.text[colour], "The ledger %s holds no runs yet.\n",
			    context->ledger.ref);
	return status;
}

static enum cx_exit log_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct log log = {
		.product = {.inv = inv, .key = "deployments", .text = {CX_BUF_INIT, CX_BUF_INIT}},
		.limit = cx_invocation_int(inv, "limit", INT64_MAX),
	};
	cx_context_init(&context, inv);
	log.product.exit = cx_exit_from_status(read_log(&context, &log));
	return cx_ledger_command_end(&context, &log.product);
}

static const struct cx_option log_options[] = {
	{.name = "limit",
	 .letter = 'n',
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "show the newest N only",
	 .min = 1,
	 .max = 1000000},
	{0},
};

const struct cx_command cx_command_ledger_log = {
	.name = "ledger log",
	.summary = "list the deployments, newest first, by their commits on the ledger",
	.description =
		"What git log --first-parent shows of the ledger: one commit a run, with what it did as "
		"its subject. audit log reads what each run recorded, and can choose among them.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = log_options,
	.run = log_run,
};
