/* SPDX-License-Identifier: Apache-2.0 */
/* Runs whose lock is gone, and whose journal is here: told by their records. */
#include "base/file.h"
#include "base/limits.h"
#include "doc/json.h"
#include "ledger/run_private.h"

struct orphans {
	const struct cx_ledger *ledger;
	const char *project;
	struct cx_arena *arena;
	const struct cx_oid *tip; /* NULL: no ledger */
	const char *run, *path;   /* the oldest, or NULL */
};

/*
 * Its first record names another project, and so another ledger; or a take-over began it, and died before it
 * had announced the steps: it says nothing, and settled nothing.
 */
static bool is_of_no_use(const struct orphans *orphans, const char *path)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_chain_reader reader;
	struct cx_line_problem problem;
	struct cx_node *record = NULL;
	bool foreign = false, anew = false, recovered = false;
	if (!cx_file_read(path, CX_MAX_BUF_BYTES, &text, &ignored)) {
		cx_chain_reader_init(&reader, text.data, text.len);
		if (cx_chain_next(&reader, &arena, &record, &problem) == CX_LINE_GOOD) {
			foreign = !cx_node_is_text(cx_node_get(record, "project"), orphans->project);
			anew = cx_node_get_bool(record, "taken_over", false);
		}
		while (anew && !recovered &&
		       cx_chain_next(&reader, &arena, &record, &problem) == CX_LINE_GOOD)
			recovered = cx_node_is_text(cx_node_get(record, "type"), "recovered");
	}
	cx_arena_release(&arena);
	return foreign || (anew && !recovered);
}

static void orphan_each(void *data, const struct cx_journal_left *journal)
{
	struct orphans *orphans = data;
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	if (journal->alive || journal->empty || (orphans->run && strcmp(journal->run, orphans->run) > 0))
		return;
	if (orphans->tip && cx_run_sealed_in(orphans->ledger->repo, orphans->tip, journal->run, &ignored))
		return;
	if (is_of_no_use(orphans, journal->path))
		return;
	orphans->run = cx_arena_strdup(orphans->arena, journal->run);
	orphans->path = cx_arena_strdup(orphans->arena, journal->path);
}

static void copy_member(struct cx_node *to, const struct cx_node *from, const char *key,
			struct cx_arena *arena)
{
	const struct cx_node *member = cx_node_get(from, key);
	if (member)
		cx_node_set(to, key, cx_node_copy(arena, member));
}

/* Of an intent or an outcome, or of what a take-over announced, what run.json says of its step. */
static void step_add(struct cx_node *steps, struct cx_map *known, const struct cx_node *record,
		     struct cx_arena *arena)
{
	static const char *const keys[] = {"address", "action", "body",    "idempotency_key", "step",
					   "protect", "left",   "secrets", "reconcile"};
	const char *address = cx_node_get_text(record, "address");
	const char *type = cx_node_get_text(record, "type");
	bool tells = type && (strcmp(type, "announced") == 0 || strcmp(type, "intent") == 0 ||
			      strcmp(type, "outcome") == 0);
	if (!tells || !address || cx_map_get(known, address))
		return;
	struct cx_node *step = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < CX_COUNT(keys); i++)
		copy_member(step, record, keys[i], arena);
	cx_node_push(steps, step);
	(void)cx_map_put(known, address, step);
}

static struct cx_node *document_from(const struct orphans *orphans, const struct cx_buf *text,
				     const char **ret_commit)
{
	CX_AUTO(cx_map) struct cx_map known = CX_MAP_INIT;
	struct cx_arena *arena = orphans->arena;
	struct cx_node *document = cx_node_new(arena, CX_NODE_OBJECT), *record = NULL;
	struct cx_node *steps = cx_node_new(arena, CX_NODE_ARRAY);
	struct cx_chain_reader reader;
	struct cx_line_problem problem;
	cx_chain_reader_init(&reader, text->data, text->len);
	cx_node_add(document, "run", cx_node_string(arena, orphans->run));
	while (cx_chain_next(&reader, arena, &record, &problem) == CX_LINE_GOOD) {
		if (reader.chain.seq == 1) {
			*ret_commit = cx_node_get_text(record, "commit");
			copy_member(document, record, "actor", arena);
			copy_member(document, record, "host", arena);
			copy_member(document, record, "fingerprint", arena);
			copy_member(document, record, "approved", arena);
			copy_member(document, record, "project", arena);
			copy_member(document, record, "project_commit", arena);
			cx_node_set(document, "started", cx_node_copy(arena, cx_node_get(record, "time")));
		}
		cx_node_set(document, "expires", cx_node_copy(arena, cx_node_get(record, "time")));
		step_add(steps, &known, record, arena);
	}
	cx_node_add(document, "steps", steps);
	return document;
}

static enum cx_status orphan_read(const struct orphans *orphans, struct cx_open_run *ret_run,
				  struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *commit = NULL;
	enum cx_status status = cx_file_read(orphans->path, CX_MAX_BUF_BYTES, &text, diags);
	if (status)
		return status;
	struct cx_open_run run = {.commit = CX_OID_ZERO, .expired = true, .here = true, .dead_here = true};
	run.document = document_from(orphans, &text, &commit);
	run.run = orphans->run;
	run.actor = cx_node_get_text(run.document, "actor");
	run.host = cx_node_get_text(run.document, "host");
	run.started = cx_node_get_text(run.document, "started");
	run.expires = cx_node_get_text(run.document, "expires");
	if (!commit || strlen(commit) != CX_OID_LEN || !run.actor || !run.host || !run.started) {
		struct cx_diag *d =
			cx_diag_error(diags, "journal.altered", "the journal %s does not begin as a run does",
				      orphans->path);
		cx_diag_hint(diags, d,
			     "keep a copy of it elsewhere, remove it, and check the tenant by hand");
		return CX_STATUS_DAMAGED;
	}
	(void)snprintf(run.applied.hex, sizeof run.applied.hex, "%s", commit);
	*ret_run = run;
	return CX_STATUS_OK;
}

enum cx_status cx_ledger_orphan_run(const struct cx_ledger *ledger, const char *project,
				    struct cx_arena *arena, struct cx_open_run *ret_run,
				    struct cx_diags *diags)
{
	struct orphans orphans = {.ledger = ledger,
				  .project = project,
				  .arena = arena,
				  .tip = ledger->exists ? &ledger->tip : NULL};
	cx_journal_each(ledger, orphan_each, &orphans);
	return orphans.run ? orphan_read(&orphans, ret_run, diags) : CX_STATUS_ABSENT;
}
