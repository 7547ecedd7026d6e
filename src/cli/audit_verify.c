/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit verify: whether the record is intact. */
#include "cli/audit.h"

#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "ledger/verify_log.h"
#include "report/audit_json.h"
#include "report/audit_text.h"

struct verify_product {
	struct cx_invocation *inv;
	const struct cx_verify_result *result;
	enum cx_exit exit;
};

static void render_verify(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct verify_product *p = data;
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
	const char *log = cx_invocation_text(inv, "log"), *head = cx_invocation_text(inv, "head");
	cx_context_init(&context, inv);
	enum cx_status status = log ? CX_STATUS_OK : cx_audit_load(&context);
	if (!status)
		status = log ? cx_log_verify(log, head, inv->arena, &result, inv->diags)
			     : cx_ledger_verify(&context.ledger, head, inv->arena, &result, inv->diags);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		struct verify_product p = {
			.inv = inv, .result = &result, .exit = exit_of_verdict(result.verdict)};
		exit = p.exit;
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render_verify, &p);
	}
	cx_context_release(&context);
	return exit;
}

static const struct cx_option verify_options[] = {
	{.name = "log",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "verify this file of records, and no ledger; needs no project",
	 .offer = CX_OFFER_FILES},
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
