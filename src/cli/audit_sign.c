/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit sign: an intact ledger gets a signature of its head. */
#include "cli/audit.h"
#include "cli/output.h"
#include "doc/json.h"
#include "ledger/signature.h"
#include "report/audit_json.h"

struct sign_product {
	struct cx_invocation *inv;
	const struct cx_verify_result *result;
	bool new;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	(void)colour;
	const struct sign_product *p = data;
	struct cx_arena *arena = p->inv->arena;
	if (format != CX_FORMAT_JSON) {
		cx_buf_addf(out, "%s: %lld %s, up to the head\n  %s\n", p->new ? "signed" : "signed already",
			    (long long)p->result->runs, p->result->runs == 1 ? "run" : "runs",
			    p->result->head);
		return;
	}
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "head", cx_node_string(arena, p->result->head));
	cx_node_add(object, "runs", cx_node_int(arena, p->result->runs));
	cx_node_add(object, "new", cx_node_bool(arena, p->new));
	cx_json_pretty(cx_audit_json_document(arena, "sign", object, p->inv->diags, CX_EXIT_OK), out);
}

/* Nobody signs what is broken, nor what is not there. */
static enum cx_status verdict_check(struct cx_context *context, const struct cx_verify_result *result)
{
	if (result->verdict == CX_VERDICT_INTACT)
		return CX_STATUS_OK;
	struct cx_diag *d =
		cx_diag_error(context->diags, "audit.sign", "the ledger %s is not signed: it is %s",
			      context->ledger.ref, cx_verdict_name(result->verdict));
	cx_diag_hint(context->diags, d,
		     result->verdict == CX_VERDICT_EMPTY ? "the first cxctl apply begins it"
							 : "see what is the matter with: cxctl audit verify");
	return result->verdict == CX_VERDICT_ALTERED ? CX_STATUS_DAMAGED : CX_STATUS_INVALID;
}

static enum cx_exit sign_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_verify_result result;
	struct sign_product p = {.inv = inv, .result = &result};
	const char *key = cx_invocation_text(inv, "key");
	cx_context_init(&context, inv);
	enum cx_status status = CX_STATUS_OK;
	if (!key) {
		struct cx_diag *d =
			cx_diag_error(inv->diags, "usage.option", "--key is missing: which key signs");
		cx_diag_hint(inv->diags, d, "an SSH key: --key ~/.ssh/id_ed25519");
		status = CX_STATUS_INVALID;
	}
	if (!status)
		status = cx_audit_load(&context);
	if (!status)
		status = cx_ledger_verify(&context.ledger, NULL, NULL, 0, inv->arena, &result, inv->diags);
	if (!status)
		status = verdict_check(&context, &result);
	if (!status)
		status = cx_signature_add(&context.ledger, result.head, key, &p.new, inv->diags);
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render, &p);
	cx_context_release(&context);
	return cx_exit_from_status(status);
}

static const struct cx_option options[] = {
	{.name = "key",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "the SSH key to sign with; a public one, if the agent holds the private one",
	 .offer = CX_OFFER_FILES},
	{0},
};

static const struct cx_example examples[] = {
	{"cxctl audit sign --key ~/.ssh/id_ed25519", "sign what there is now"},
	{"cxctl audit verify --signers allowed_signers", "check it later, or elsewhere"},
	{0},
};

const struct cx_command cx_command_audit_sign = {
	.name = "audit sign",
	.summary = "sign the record with an SSH key",
	.description =
		"Verifies the ledger, then has ssh-keygen sign its head: so the signer vouches for every run "
		"up to it. The signature stands in refs/cxctl-signatures/TENANT, and goes to the remote "
		"where the ledger is shared.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = options,
	.examples = examples,
	.run = sign_run,
};
