/* SPDX-License-Identifier: Apache-2.0 */
/* What later runs touched, between the ledger as a run found it and as it is when the run is sealed. */
/*
 * Of two runs that lost their locks the later one may be sealed first, or last: each clone settles its own.
 * So the order of seals is not the order of runs; what the ledger was when a run began is in its first
 * record.
 */
#include "base/limits.h"
#include "ledger/audit.h"
#include "ledger/run_private.h"

struct between {
	const struct cx_run *run;
	struct cx_arena *arena;
	struct cx_oid *commits; /* from the tip back; the one where the run began is the last */
	size_t count, cap;
	struct cx_map heads; /* of those commits; "": before the first run */
	struct cx_map *moved;
	struct cx_diags *diags;
};

static bool between_collect(void *data, const struct cx_oid *commit)
{
	struct between *between = data;
	CX_GROW(between->commits, between->count, between->cap);
	between->commits[between->count++] = *commit;
	return !cx_oid_equal(commit, &between->run->ledger.tip);
}

static enum cx_status heads_read(struct between *between)
{
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; !status && i < between->count; i++) {
		struct cx_ledger_head head;
		status = cx_ledger_head_read(between->run->ledger.repo, &between->commits[i], between->arena,
					     &head, between->diags);
		if (!status)
			(void)cx_map_put(&between->heads, head.hash ? head.hash : "", between);
	}
	return status;
}

/* Began before: where it did is not among the commits. Who cannot be told, or began on the same, is later. */
static bool is_later(struct between *between, const struct cx_oid *commit, const struct cx_seal_files *files)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	struct cx_chain_reader reader;
	struct cx_line_problem problem;
	struct cx_node *start = NULL;
	if (!files->audit || cx_repo_read(between->run->ledger.repo, commit, files->audit->path,
					  CX_MAX_BUF_BYTES, &text, &ignored))
		return true;
	cx_chain_reader_init(&reader, text.data, text.len);
	if (cx_chain_next(&reader, between->arena, &start, &problem) != CX_LINE_GOOD ||
	    !cx_node_get(start, "head"))
		return true;
	const char *head = cx_node_get_text(start, "head");
	return cx_map_get(&between->heads, head ? head : "") != NULL;
}

static enum cx_status seal_add(struct between *between, const struct cx_oid *before,
			       const struct cx_oid *commit)
{
	struct cx_repo *repo = between->run->ledger.repo;
	struct cx_repo_changes changes;
	struct cx_seal_files files;
	enum cx_status status = cx_repo_diff(repo, before, commit, between->arena, &changes, between->diags);
	if (!status)
		status = cx_seal_files_read(repo, before, commit, between->arena, &files, between->diags);
	if (status)
		return status;
	bool later = is_later(between, commit, &files);
	for (size_t i = 0; i < changes.count; i++)
		if (later)
			(void)cx_map_put(between->moved, changes.items[i].path, between->moved);
	return CX_STATUS_OK;
}

enum cx_status cx_run_moved(const struct cx_run *run, const struct cx_oid *tip, struct cx_arena *arena,
			    struct cx_map *moved, struct cx_diags *diags)
{
	struct between between = {.run = run, .arena = arena, .moved = moved, .diags = diags};
	if (cx_oid_equal(tip, &run->ledger.tip))
		return CX_STATUS_OK;
	enum cx_status status = cx_repo_walk(run->ledger.repo, tip, between_collect, &between, diags);
	if (!status)
		status = heads_read(&between);
	for (size_t i = 0; !status && i + 1 < between.count; i++)
		status = seal_add(&between, &between.commits[i + 1], &between.commits[i]);
	cx_map_release(&between.heads);
	cx_free(between.commits);
	return status;
}
