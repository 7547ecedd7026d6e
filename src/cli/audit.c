/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit log, show: who applied what, when, from which commit. */
#include "cli/audit.h"

#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "report/audit_json.h"
#include "report/audit_text.h"

enum cx_status cx_audit_load(struct cx_context *context)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	return status ? status : cx_context_ledger(context);
}

struct audit_product {
	struct cx_invocation *inv;
	struct cx_ledger *ledger;
	struct cx_node *runs;  /* as JSON */
	struct cx_buf text[2]; /* as text: plain, and in colour */
	int64_t limit, seen;
	const char *wanted; /* audit show: a run's id, or the beginning of one */
	bool found;
	enum cx_exit exit;
};

static void render_runs(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct audit_product *p = data;
	const struct cx_buf *text = &p->text[colour];
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_audit_json_document(p->inv->arena, p->wanted ? "run" : "runs",
						      p->wanted ? p->runs->first : p->runs, p->inv->diags,
						      p->exit),
			       out);
	else
		cx_buf_add(out, text->data, text->len);
}

static bool log_each(void *data, const struct cx_run_entry *run)
{
	struct audit_product *p = data;
	for (int colour = 0; colour < 2; colour++)
		cx_audit_text_run(run, colour, &p->text[colour]);
	cx_node_push(p->runs, cx_audit_json_run(p->inv->arena, run, false));
	return ++p->seen < p->limit;
}

static bool show_each(void *data, const struct cx_run_entry *run)
{
	struct audit_product *p = data;
	if (strncmp(run->run, p->wanted, strlen(p->wanted)) != 0)
		return true;
	p->found = true;
	for (int colour = 0; colour < 2; colour++)
		cx_audit_text_show(run, colour, &p->text[colour]);
	cx_node_push(p->runs, cx_audit_json_run(p->inv->arena, run, true));
	return false;
}

static enum cx_exit read_runs(struct cx_context *context, struct audit_product *p,
			      const struct cx_run_query *query,
			      bool (*each)(void *data, const struct cx_run_entry *run))
{
	p->runs = cx_node_new(p->inv->arena, CX_NODE_ARRAY);
	p->text[0] = p->text[1] = (struct cx_buf)CX_BUF_INIT;
	enum cx_status status = cx_ledger_log(&context->ledger, query, each, p, p->inv->diags);
	if (!status && p->wanted && !p->found) {
		struct cx_diag *d = cx_diag_error(p->inv->diags, "audit.run", "the ledger %s has no run %s",
						  context->ledger.ref, p->wanted);
		cx_diag_hint(p->inv->diags, d, "cxctl audit log lists them");
		status = CX_STATUS_INVALID;
	}
	if (!status && !p->wanted && !p->runs->count)
		for (int colour = 0; colour < 2; colour++)
			cx_buf_addf(&p->text[colour],
				    context->ledger.runs ? "The ledger %s holds no such run.\n"
							 : "The ledger %s holds no runs yet.\n",
				    context->ledger.ref);
	p->exit = cx_exit_from_status(status);
	cx_output_diags(p->inv->output);
	if (!status)
		cx_output_product(p->inv->output, render_runs, p);
	cx_buf_release(&p->text[0]);
	cx_buf_release(&p->text[1]);
	return p->exit;
}

static enum cx_exit log_run(struct cx_invocation *inv)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	struct audit_product p = {.inv = inv, .limit = cx_invocation_int(inv, "limit", INT64_MAX)};
	enum cx_status status = cx_audit_load(&context);
	enum cx_exit exit = cx_exit_from_status(status);
	struct cx_run_query query;
	if (!status) {
		cx_context_report_run(&context);
		status = cx_audit_query(&context, &query);
		exit = status ? cx_exit_from_status(status) : read_runs(&context, &p, &query, log_each);
	}
	cx_context_release(&context);
	return exit;
}

static enum cx_exit show_run(struct cx_invocation *inv)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	struct audit_product p = {.inv = inv, .wanted = inv->args[0]};
	enum cx_status status = cx_audit_load(&context);
	enum cx_exit exit = status ? cx_exit_from_status(status) : read_runs(&context, &p, NULL, show_each);
	cx_context_release(&context);
	return exit;
}

const struct cx_command cx_command_audit = {
	.name = "audit",
	.summary = "read and verify the record of what was applied",
};

static const struct cx_option log_options[] = {
	{.name = "limit",
	 .letter = 'n',
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "show the newest N runs only",
	 .min = 1,
	 .max = 1000000},
	CX_AUDIT_QUERY_OPTIONS,
	{0},
};

static const struct cx_example log_examples[] = {
	{"cxctl audit log --resource 'Audience/vip*' --since 30d",
	 "what was done to these audiences in the last thirty days"},
	{"cxctl audit log --commit v1.4 -o json", "the runs that applied a tag"},
	{0},
};

const struct cx_command cx_command_audit_log = {
	.name = "audit log",
	.summary = "list the runs, newest first",
	.description = "Each run that changed the tenant: when, who, from which commit, and what became of "
		       "its steps. "
		       "Nothing is asked of the tenant.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = log_options,
	.examples = log_examples,
	.run = log_run,
};

static const struct cx_option no_options[] = {{0}};

const struct cx_command cx_command_audit_show = {
	.name = "audit show",
	.summary = "show every record of one run",
	.arguments = "RUN",
	.min_args = 1,
	.max_args = 1,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = no_options,
	.run = show_run,
};
