/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the runs of a ledger, in either order, and picks those that are asked for. */
#include "base/clock.h"
#include "base/glob.h"
#include "base/limits.h"
#include "ledger/audit.h"
#include "ledger/verify.h"

struct log_walk {
	const struct cx_ledger *ledger;
	const struct cx_run_query *query;
	struct cx_oid *seals; /* oldest first: the walk turned around */
	size_t seal_count, seal_cap;
	bool (*each)(void *data, const struct cx_run_entry *run);
	void *data;
	enum cx_status status;
	struct cx_diags *diags;
};

static bool is_of_step(const struct cx_node *record)
{
	const char *type = cx_node_get_text(record, "type");
	return cx_node_get_text(record, "address") &&
	       (strcmp(type, "intent") == 0 || strcmp(type, "outcome") == 0 || strcmp(type, "resolved") == 0);
}

/* What was taken back counts as that alone; where that failed, what was written stands. */
static void step_count(const struct cx_node *last, const struct cx_node *rollback, struct cx_run_entry *entry)
{
	const struct cx_node *back = cx_node_get(rollback, "result");
	bool stands = !rollback || cx_node_is_text(back, "not_applied");
	const struct cx_node *result = stands ? cx_node_get(last, "result") : back;
	bool applied = cx_node_is_text(result, "applied");
	entry->rolled_back_count += applied && !stands;
	bool noted = cx_node_is_text(cx_node_get(last, "action"), "record");
	entry->applied_count += applied && stands && !noted;
	entry->recorded_count += applied && stands && noted;
	entry->failed_count += cx_node_is_text(result, "not_applied");
	entry->unknown_count += !applied && !cx_node_is_text(result, "not_applied");
}

/* A step counts by what was last said about it; one that nothing was said about is unknown. */
static void steps_count(const struct cx_audit *audit, struct cx_run_entry *entry)
{
	struct cx_map last = CX_MAP_INIT, rollbacks = CX_MAP_INIT;
	for (size_t i = 0; i < audit->count; i++) {
		struct cx_node *record = (struct cx_node *)(uintptr_t)audit->records[i];
		if (is_of_step(record))
			(void)cx_map_put(cx_node_get_bool(record, "rollback", false) ? &rollbacks : &last,
					 cx_node_get_text(record, "address"), record);
	}
	for (size_t i = 0; i < last.count; i++)
		step_count(last.entries[i].value,
			   cx_map_get_n(&rollbacks, last.entries[i].key, last.entries[i].len), entry);
	cx_map_release(&last);
	cx_map_release(&rollbacks);
}

static void entry_fill(const struct cx_audit *audit, struct cx_run_entry *entry)
{
	const struct cx_node *start = audit->records[0], *end = audit->records[audit->count - 1];
	entry->started = cx_node_get_text(start, "time");
	entry->ended = cx_node_get_text(end, "time");
	entry->actor = cx_node_get_text(start, "actor");
	entry->host = cx_node_get_text(start, "host");
	entry->commit = cx_node_get_text(start, "commit");
	entry->fingerprint = cx_node_get_text(start, "fingerprint");
	entry->records = audit->records;
	entry->record_count = audit->count;
	entry->last_hash = audit->end.chain.prev;
	steps_count(audit, entry);
}

static bool is_about(const struct cx_run_entry *entry, const char *resource)
{
	for (size_t i = 0; i < entry->record_count; i++) {
		const char *address = cx_node_get_text(entry->records[i], "address");
		if (address && cx_glob_fits(resource, address))
			return true;
	}
	return false;
}

static bool is_since(const struct cx_run_entry *entry, int64_t since_ms)
{
	int64_t started;
	return entry->started && cx_time_parse(entry->started, &started) && started >= since_ms;
}

static bool is_meant(const struct cx_run_entry *entry, const struct cx_run_query *query)
{
	return (!query->commit || cx_oid_equal(query->commit, &entry->applied)) &&
	       (!query->actor || (entry->actor && strcasestr(entry->actor, query->actor))) &&
	       (!query->since_ms || is_since(entry, query->since_ms)) &&
	       (!query->resource || is_about(entry, query->resource));
}

static enum cx_status altered(struct log_walk *walk, const struct cx_oid *commit, const char *run,
			      const char *problem)
{
	struct cx_diag *d =
		cx_diag_error(walk->diags, "audit.altered", "%s%s%.12s: %s", run ? run : "",
			      run ? ", sealed by " : "the ledger's commit ", commit->hex, problem);
	cx_diag_hint(walk->diags, d, "see what is wrong with: cxctl audit verify");
	return CX_STATUS_DAMAGED;
}

static enum cx_status entry_read(struct log_walk *walk, const struct cx_oid *seal, struct cx_arena *arena,
				 bool *ret_more)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_commit_info info;
	struct cx_seal_files files;
	struct cx_repo *repo = walk->ledger->repo;
	enum cx_status status = cx_repo_commit_info(repo, seal, arena, &info, walk->diags);
	if (status)
		return status;
	if (info.parent_count != 2)
		return altered(walk, seal, NULL, "it has not the two parents of a seal");
	status = cx_seal_files_read(repo, &info.parents[0], seal, arena, &files, walk->diags);
	if (!status && (files.problem || !files.audit))
		return altered(walk, seal, NULL, files.problem ? files.problem : "it adds no audit file");
	if (!status)
		status = cx_repo_read_blob(repo, &files.audit->after, CX_MAX_BUF_BYTES, &text, walk->diags);
	if (status)
		return status;
	struct cx_audit audit;
	cx_audit_read(files.run, text.data, text.len, arena, &audit);
	if (audit.end.state != CX_LINE_END || !audit.count)
		return altered(walk, seal, files.run,
			       audit.end.problem.text ? audit.end.problem.text : "the audit file is empty");
	struct cx_run_entry entry = {.run = files.run, .seal = *seal, .applied = info.parents[1]};
	entry_fill(&audit, &entry);
	*ret_more = !is_meant(&entry, walk->query) || walk->each(walk->data, &entry);
	cx_repo_done_with(repo, text.len);
	return CX_STATUS_OK;
}

static bool seal_visit(struct log_walk *walk, const struct cx_oid *seal)
{
	struct cx_arena arena = CX_ARENA_INIT;
	bool more = false;
	walk->status = entry_read(walk, seal, &arena, &more);
	cx_arena_release(&arena);
	return more && !walk->status;
}

static bool commit_visit(void *data, const struct cx_oid *commit)
{
	struct log_walk *walk = data;
	if (cx_oid_equal(commit, &cx_ledger_genesis))
		return false;
	if (!walk->query->oldest_first)
		return seal_visit(walk, commit);
	CX_GROW(walk->seals, walk->seal_count, walk->seal_cap);
	walk->seals[walk->seal_count++] = *commit;
	return true;
}

enum cx_status cx_ledger_log(const struct cx_ledger *ledger, const struct cx_run_query *query,
			     bool (*each)(void *data, const struct cx_run_entry *run), void *data,
			     struct cx_diags *diags)
{
	static const struct cx_run_query every = {0};
	struct log_walk walk = {.ledger = ledger,
				.query = query ? query : &every,
				.each = each,
				.data = data,
				.diags = diags};
	if (!ledger->exists)
		return CX_STATUS_OK;
	enum cx_status status = cx_repo_walk(ledger->repo, &ledger->tip, commit_visit, &walk, diags);
	for (size_t i = walk.seal_count; !status && i-- && seal_visit(&walk, &walk.seals[i]);)
		;
	cx_free(walk.seals);
	return walk.status ? walk.status : status;
}
