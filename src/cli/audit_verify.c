/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit verify: whether the record is intact. */
#include "cli/audit.h"

#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "ledger/signature.h"
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

/* The head that goes furthest, and what is said of signatures that prove nothing. */
static void signatures_weigh(struct cx_context *context, const struct cx_signatures *signatures,
			     const struct cx_known_head *known, struct cx_verify_result *result)
{
	for (size_t i = 0; i < signatures->count; i++) {
		const struct cx_signature *s = &signatures->items[i];
		if (!s->signer) {
			(void)cx_diag_add(context->diags, CX_SEVERITY_WARNING, "audit.signature",
					  CX_SPAN_NONE, "a signature of the head %s proves nothing: %s",
					  s->head, s->problem);
		} else if (!known[i].runs && result->verdict != CX_VERDICT_ALTERED) {
			result->verdict = CX_VERDICT_TRUNCATED;
			result->change = CX_TAMPER_CUT;
			result->problem = cx_arena_printf(context->arena,
							  "the head %s, which %s signed, is not among its "
							  "runs: it was cut or rewound",
							  s->head, s->signer);
		} else if (known[i].runs > result->signed_runs) {
			result->signed_runs = known[i].runs;
			result->signer = s->signer;
		}
	}
	if (result->signed_runs && !result->anchor)
		result->anchor = CX_ANCHOR_SIGNED;
	if (result->runs && !result->signed_runs && result->verdict == CX_VERDICT_INTACT) {
		struct cx_diag *d =
			cx_diag_error(context->diags, "audit.unsigned",
				      "no head of %s is signed by one of the signers", context->ledger.ref);
		cx_diag_hint(context->diags, d, "sign it with: cxctl audit sign --key FILE");
	}
}

static enum cx_status ledger_verify(struct cx_context *context, struct cx_verify_result *ret_result)
{
	const struct cx_invocation *inv = context->inv;
	const char *signers = cx_invocation_text(inv, "signers"), *head = cx_invocation_text(inv, "head");
	struct cx_signatures signatures = {0};
	enum cx_status status = cx_audit_load(context);
	if (!status && cx_invocation_flag(inv, "remote") && !context->ledger.remote) {
		struct cx_diag *d = cx_diag_error(context->diags, "audit.remote",
						  "the project shares its ledger with no remote");
		cx_diag_hint(context->diags, d, "ledger: {remote: origin} in cxctl.yaml");
		status = CX_STATUS_INVALID;
	}
	if (!status && signers)
		status = cx_signatures_check(&context->ledger, signers, context->arena, &signatures,
					     context->diags);
	if (status)
		return status;
	struct cx_known_head *known = cx_arena_alloc(context->arena, (signatures.count + 1) * sizeof *known);
	for (size_t i = 0; i < signatures.count; i++)
		known[i].head = signatures.items[i].head;
	status = cx_ledger_verify(&context->ledger, head, known, signatures.count, context->arena, ret_result,
				  context->diags);
	if (status)
		return status;
	/* What was fetched is what the remote has; one that is rewound was told before. */
	if (context->ledger.remote && !ret_result->anchor)
		ret_result->anchor = CX_ANCHOR_REMOTE;
	ret_result->signatures = signers;
	if (signers)
		signatures_weigh(context, &signatures, known, ret_result);
	return CX_STATUS_OK;
}

static enum cx_status options_check(struct cx_invocation *inv)
{
	static const char *const others[] = {"remote", "signers"};
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; cx_invocation_has(inv, "log") && i < CX_COUNT(others); i++)
		if (cx_invocation_has(inv, others[i])) {
			(void)cx_diag_error(inv->diags, "usage.option",
					    "--log and --%s cannot be given together: a file has no %s",
					    others[i], others[i]);
			status = CX_STATUS_INVALID;
		}
	return status;
}

static enum cx_exit verify_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_verify_result result;
	const char *log = cx_invocation_text(inv, "log");
	cx_context_init(&context, inv);
	enum cx_status status = options_check(inv);
	if (!status)
		status = log ? cx_log_verify(log, cx_invocation_text(inv, "head"), inv->arena, &result,
					     inv->diags)
			     : ledger_verify(&context, &result);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		struct verify_product p = {
			.inv = inv, .result = &result, .exit = exit_of_verdict(result.verdict)};
		if (result.signatures && result.runs && !result.signed_runs)
			p.exit = CX_EXIT_DAMAGED;
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
	{.name = "remote",
	 .type = CX_OPTION_FLAG,
	 .help = "the remote must hold the ledger, too (ledger.remote)"},
	{.name = "signers",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "one of these must have signed a head with cxctl audit sign; a file of allowed signers, as "
		 "ssh-keygen(1) has it",
	 .offer = CX_OFFER_FILES},
	{0},
};

static const struct cx_example verify_examples[] = {
	{"cxctl audit verify", "recompute every hash of the record"},
	{"cxctl audit verify --head HASH", "and prove that nothing was cut off since"},
	{"cxctl audit verify --signers allowed_signers", "and that somebody signed it"},
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
