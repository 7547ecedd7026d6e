/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit: who applied what, when, from which commit, and whether the record is intact. */
#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "ledger/verify.h"
#include "report/audit_json.h"
#include "report/audit_text.h"

static enum cx_status load(struct cx_context *context)
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
	const struct cx_verify_result *result;
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
			      bool (*each)(void *data, const struct cx_run_entry *run))
{
	p->runs = cx_node_new(p->inv->arena, CX_NODE_ARRAY);
	p->text[0] = p->text[1] = (struct cx_buf)CX_BUF_INIT;
	enum cx_status status = cx_ledger_log(&context->ledger, each, p, p->inv->diags);
	if (!status && p->wanted && !p->found) {
		struct cx_diag *d = cx_diag_error(p->inv->diags, "audit.run", "the ledger %s has no run %s",
						  context->ledger.ref, p->wanted);
		cx_diag_hint(p->inv->diags, d, "cxctl audit log lists them");
		status = CX_STATUS_INVALID;
	}
	if (!status && !p->wanted && !p->runs->count)
		for (int colour = 0; colour < 2; colour++)
			cx_buf_addf(&p->text[colour], "The ledger %s holds no runs yet.\n",
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
	enum cx_status status = load(&context);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		cx_context_report_run(&context);
		exit = read_runs(&context, &p, log_each);
	}
	cx_context_release(&context);
	return exit;
}

static enum cx_exit show_run(struct cx_invocation *inv)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	struct audit_product p = {.inv = inv, .wanted = inv->args[0]};
	enum cx_status status = load(&context);
	enum cx_exit exit = status ? cx_exit_from_status(status) : read_runs(&context, &p, show_each);
	cx_context_release(&context);
	return exit;
}

static void render_verify(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct audit_product *p = data;
	struct cx_arena *arena = p->inv->arena;
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_audit_json_document(arena, "verify", cx_audit_json_verify(arena, p->result),
						      p->inv->diags, p->exit),
			       out);
	else
		cx_audit_text_verify(p->result, colour, out);
}

static enum cx_exit exit_of_verdict(enum cx_verdict verdict)
{
	if (verdict == CX_VERDICT_INTACT || verdict == CX_VERDICT_EMPTY)
		return CX_EXIT_OK;
	return verdict == CX_VERDICT_IN_DOUBT || verdict == CX_VERDICT_TORN ? CX_EXIT_PARTIAL
									    : CX_EXIT_DAMAGED;
}

static enum cx_exit verify_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_verify_result result;
	cx_context_init(&context, inv);
	enum cx_status status = load(&context);
	if (!status)
		status = cx_ledger_verify(&context.ledger, cx_invocation_text(inv, "head"), inv->arena,
					  &result, inv->diags);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		struct audit_product p = {
			.inv = inv, .result = &result, .exit = exit_of_verdict(result.verdict)};
		exit = p.exit;
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render_verify, &p);
	}
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

static const struct cx_option verify_options[] = {
	{.name = "head",
	 .type = CX_OPTION_TEXT,
	 .metavar = "HASH",
	 .help = "the head that an earlier verify printed: it must still be in the chain"},
	{0},
};

static const struct cx_example verify_examples[] = {
	{"cxctl audit verify", "recompute every hash of the record"},
	{"cxctl audit verify --head HASH", "and prove that nothing was cut off since"},
	{0},
};

const struct cx_command cx_command_audit_verify = {
	.name = "audit verify",
	.summary = "prove that the record is intact",
	.description = "Reads every run from the first to the last and recomputes its chain of hashes. Keep "
		       "the head that "
		       "it prints outside of the repository: with it, a later verify also sees a record that "
		       "was cut off "
		       "or written anew as a whole.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = verify_options,
	.examples = verify_examples,
	.run = verify_run,
};
