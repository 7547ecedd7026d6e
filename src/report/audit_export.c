/* SPDX-License-Identifier: Apache-2.0 */
/* Everything in a record may be anybody's work: JSON is escaped, cells are quoted. */
#include "report/audit_export.h"

#include "base/clock.h"
#include "report/audit_ocsf.h"
#include "report/csv.h"
#include "report/diag_json.h"
#include "report/escape.h"

const char *const cx_export_words[] = {
	[CX_EXPORT_JSONL] = "jsonl", [CX_EXPORT_CSV] = "csv", [CX_EXPORT_OCSF] = "ocsf", NULL};

/* Where a column's value is found. */
enum column_source {
	FROM_RECORD,
	FROM_START, /* the run's first record */
	FROM_PLACE,
};
struct column {
	const char *name;
	enum column_source source;
};
static const struct column columns[] = {
	{"time", FROM_RECORD},    {"tenant", FROM_PLACE},      {"run", FROM_RECORD},
	{"seq", FROM_RECORD},     {"type", FROM_RECORD},       {"actor", FROM_START},
	{"ci", FROM_START},       {"host", FROM_START},        {"commit", FROM_START},
	{"address", FROM_RECORD}, {"action", FROM_RECORD},     {"result", FROM_RECORD},
	{"status", FROM_RECORD},  {"latency_ms", FROM_RECORD}, {"problem", FROM_RECORD},
	{"seal", FROM_PLACE},     {"hash", FROM_PLACE},
};

static const char *hash_of(const struct cx_run_entry *run, size_t i)
{
	return i + 1 < run->record_count ? cx_node_get_text(run->records[i + 1], "prev") : run->last_hash;
}

static void add_member_cell(const struct cx_node *record, const char *name, struct cx_buf *out)
{
	const struct cx_node *member = cx_node_get(record, name);
	if (!member || !member->text)
		return;
	if (member->type == CX_NODE_NUMBER) {
		cx_buf_add(out, member->text, member->len);
		return;
	}
	cx_csv_cell(member->text, member->len, false, out);
}

static void add_place_cell(const struct cx_export_place *place, const struct cx_run_entry *run, size_t i,
			   const char *name, struct cx_buf *out)
{
	const char *text = strcmp(name, "tenant") == 0 ? place->tenant
			   : strcmp(name, "seal") == 0 ? run->seal.hex
						       : hash_of(run, i);
	cx_csv_cell(text, strlen(text), false, out);
}

static void add_row(const struct cx_export_place *place, const struct cx_run_entry *run, size_t i,
		    struct cx_buf *out)
{
	for (size_t c = 0; c < CX_COUNT(columns); c++) {
		const char *name = columns[c].name;
		if (c)
			cx_buf_addc(out, ',');
		if (columns[c].source == FROM_RECORD)
			add_member_cell(run->records[i], name, out);
		else if (columns[c].source == FROM_START)
			add_member_cell(run->records[0], name, out);
		else
			add_place_cell(place, run, i, name, out);
	}
	cx_buf_adds(out, "\r\n");
}

static void add_json(const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_json_line(node, &line);
	cx_escape_json(line.data, line.len, out);
	cx_buf_addc(out, '\n');
}

static void add_record(const struct cx_export_place *place, const struct cx_run_entry *run, size_t i,
		       struct cx_arena *arena, struct cx_buf *out)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "ledger", cx_diag_json_text(arena, place->ref));
	cx_node_add(object, "seal", cx_diag_json_text(arena, run->seal.hex));
	cx_node_add(object, "hash", cx_diag_json_text(arena, hash_of(run, i)));
	cx_node_add(object, "record", cx_node_copy(arena, run->records[i]));
	add_json(object, out);
}

void cx_audit_export_begin(enum cx_export_format format, struct cx_buf *out)
{
	if (format != CX_EXPORT_CSV)
		return;
	for (size_t c = 0; c < CX_COUNT(columns); c++)
		cx_buf_addf(out, "%s%s", c ? "," : "", columns[c].name);
	cx_buf_adds(out, "\r\n");
}

int64_t cx_audit_export_run(enum cx_export_format format, const struct cx_export_place *place,
			    const struct cx_run_entry *run, struct cx_buf *out)
{
	int64_t lines = 0;
	for (size_t i = 0; i < run->record_count; i++) {
		struct cx_arena arena = CX_ARENA_INIT;
		const struct cx_node *event = NULL;
		if (format == CX_EXPORT_OCSF)
			event = cx_audit_ocsf_event(&arena, place->tenant, run, i, hash_of(run, i));
		if (event)
			add_json(event, out);
		else if (format == CX_EXPORT_CSV)
			add_row(place, run, i, out);
		else if (format == CX_EXPORT_JSONL)
			add_record(place, run, i, &arena, out);
		lines += event || format != CX_EXPORT_OCSF;
		cx_arena_release(&arena);
	}
	return lines;
}
