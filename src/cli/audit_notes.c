/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit notes: the ledgers of all tenants as git notes. */
#include "cli/audit.h"
#include "cli/output.h"
#include "doc/json.h"
#include "ledger/notes.h"
#include "report/audit_json.h"

struct notes_product {
	struct cx_invocation *inv;
	struct cx_notes_counts counts;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	(void)colour;
	const struct notes_product *p = data;
	struct cx_arena *arena = p->inv->arena;
	if (format != CX_FORMAT_JSON) {
		cx_buf_addf(out, "%s: %lld %s at %lld %s%s\n", CX_NOTES_REF, (long long)p->counts.runs,
			    p->counts.runs == 1 ? "run" : "runs", (long long)p->counts.commits,
			    p->counts.commits == 1 ? "commit" : "commits",
			    p->counts.changed ? "" : ", as before");
		return;
	}
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "ref", cx_node_string(arena, CX_NOTES_REF));
	cx_node_add(object, "runs", cx_node_int(arena, p->counts.runs));
	cx_node_add(object, "commits", cx_node_int(arena, p->counts.commits));
	cx_node_add(object, "changed", cx_node_bool(arena, p->counts.changed));
	cx_json_pretty(cx_audit_json_document(arena, "notes", object, p->inv->diags, CX_EXIT_OK), out);
}

/* The ledger of each tenant; one after the other is the context's. */
static enum cx_status ledgers_read(struct cx_context *context, struct cx_ledger *ledgers, size_t *ret_count)
{
	enum cx_status status = CX_STATUS_OK;
	*ret_count = 0;
	for (size_t i = 0; !status && i < context->project.tenant_count; i++) {
		status = cx_context_tenant_named(context, context->project.tenants[i].name);
		if (!status)
			status = cx_context_ledger(context);
		if (!status)
			ledgers[(*ret_count)++] = context->ledger;
		context->ledger = (struct cx_ledger){0};
	}
	return status;
}

static enum cx_exit notes_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct notes_product p = {.inv = inv};
	struct cx_ledger *ledgers = NULL;
	size_t count = 0;
	cx_context_init(&context, inv);
	enum cx_status status = cx_context_project(&context, CX_CONTEXT_WORKING_TREE);
	if (!status) {
		ledgers = cx_arena_alloc(inv->arena, (context.project.tenant_count + 1) * sizeof *ledgers);
		status = ledgers_read(&context, ledgers, &count);
	}
	if (!status)
		status = cx_notes_write(ledgers, count, &p.counts, inv->diags);
	for (size_t i = 0; i < count; i++)
		cx_ledger_release(&ledgers[i]);
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render, &p);
	cx_context_release(&context);
	return cx_exit_from_status(status);
}

static const struct cx_option options[] = {{0}};

static const struct cx_example examples[] = {
	{"cxctl audit notes && git log --notes=cxctl", "what was applied where, beside each commit"},
	{0},
};

const struct cx_command cx_command_audit_notes = {
	.name = "audit notes",
	.summary = "show in git log what was applied where",
	.description =
		"Writes refs/notes/cxctl anew from the ledgers of all tenants: a line for each run at the "
		"commit that it applied. The notes are for people; nothing reads them back, and they prove "
		"nothing.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = options,
	.examples = examples,
	.run = notes_run,
};
