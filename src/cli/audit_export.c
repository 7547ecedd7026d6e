/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl audit export: the records for other systems, a run at a time. */
#include "report/audit_export.h"

#include "cli/audit.h"
#include "cli/output.h"
#include "doc/json.h"
#include "report/audit_json.h"

struct export
{
	struct cx_invocation *inv;
	enum cx_export_format format;
	struct cx_export_place place;
	int64_t runs, lines;
	enum cx_exit exit;
};

static bool run_export(void *data, const struct cx_run_entry *run)
{
	struct export *e = data;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	e->lines += cx_audit_export_run(e->format, &e->place, run, &text);
	e->runs++;
	return cx_output_chunk(e->inv->output, &text);
}

/* -o json: what was exported, not the export. */
static void render_document(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	(void)format, (void)colour; /* text went out by chunks */
	const struct export *e = data;
	struct cx_arena *arena = e->inv->arena;
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "format", cx_node_string(arena, cx_export_words[e->format]));
	cx_node_add(object, "runs", cx_node_int(arena, e->runs));
	cx_node_add(object, "lines", cx_node_int(arena, e->lines));
	cx_json_pretty(cx_audit_json_document(arena, "export", object, e->inv->diags, e->exit), out);
}

static enum cx_export_format format_of(const struct cx_invocation *inv)
{
	const char *word = cx_invocation_text(inv, "format");
	for (int i = 0; word && cx_export_words[i]; i++)
		if (strcmp(cx_export_words[i], word) == 0)
			return (enum cx_export_format)i;
	return CX_EXPORT_JSONL;
}

static enum cx_exit export_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_run_query query;
	struct export e = {.inv = inv, .format = format_of(inv)};
	CX_AUTO(cx_buf) struct cx_buf head = CX_BUF_INIT;
	cx_context_init(&context, inv);
	enum cx_status status = cx_audit_load(&context);
	if (!status)
		status = cx_audit_query(&context, &query);
	if (!status) {
		query.oldest_first = true;
		e.place =
			(struct cx_export_place){.tenant = context.ledger.tenant, .ref = context.ledger.ref};
		cx_audit_export_begin(e.format, &head);
		(void)cx_output_chunk(inv->output, &head);
		status = cx_ledger_log(&context.ledger, &query, run_export, &e, inv->diags);
	}
	e.exit = cx_exit_from_status(status);
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render_document, &e);
	cx_context_release(&context);
	return e.exit;
}

static const struct cx_option options[] = {
	{.name = "format",
	 .letter = 'f',
	 .type = CX_OPTION_TEXT,
	 .metavar = "FORMAT",
	 .words = cx_export_words,
	 .help = "jsonl: each record as it stands in the ledger; csv: a row for each; ocsf: events of the "
		 "Open "
		 "Cybersecurity Schema Framework 1.1.0",
	 .otherwise = "jsonl"},
	CX_AUDIT_QUERY_OPTIONS,
	{0},
};

static const struct cx_example examples[] = {
	{"cxctl audit export --format ocsf --since 1d -o text=yesterday.jsonl", "a day's events for a SIEM"},
	{"cxctl audit export --format csv > audit.csv", "everything, for a spreadsheet"},
	{0},
};

const struct cx_command cx_command_audit_export = {
	.name = "audit export",
	.summary = "write the records for a SIEM or a spreadsheet",
	.description =
		"Oldest first, so that what comes later can be appended. Nothing is asked of the tenant. "
		"The export goes where text goes; -o json=FILE says besides how much it was.\n\n"
		"With ocsf an intent is no event of its own: what became of it is one. The other formats "
		"have every record. A record is only passed on: cxctl audit verify proves that it is "
		"intact.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = options,
	.examples = examples,
	.run = export_run,
};
