/* SPDX-License-Identifier: Apache-2.0 */
/* Ends a run in one commit of the ledger. */
#include "base/fault.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "doc/json.h"
#include "ledger/audit.h"
#include "ledger/pending.h"
#include "ledger/refs.h"
#include "ledger/run_private.h"

enum { SEAL_TRIES = 20 };

bool cx_run_sealed_in(struct cx_repo *repo, const struct cx_oid *tip, const char *id, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_repo_files files;
	bool sealed =
		cx_repo_list(repo, tip, cx_audit_path(id, &arena), &arena, &files, diags) == CX_STATUS_OK;
	cx_arena_release(&arena);
	return sealed;
}

/* One try at a seal on one tip. */
struct attempt {
	struct cx_run *run;
	const struct cx_seal *seal;
	const struct cx_buf *journal;
	struct cx_arena *arena;
	struct cx_oid tip;
	struct cx_tree_change *changes;
	size_t count;
	struct cx_map moved; /* paths that later runs touched: they keep the later base */
	struct cx_diags *diags;
};

/* A path of a definition may be no UTF-8: what is sealed must be readable all the same. */
static void change_add(struct attempt *attempt, const char *path, const void *bytes, size_t len)
{
	if (bytes && cx_utf8_check(bytes, len) < len) {
		CX_AUTO(cx_buf) struct cx_buf mended = CX_BUF_INIT;
		cx_record_mend(bytes, len, &mended);
		len = mended.len;
		bytes = cx_arena_strndup(attempt->arena, mended.data, len);
	}
	attempt->changes[attempt->count++] = (struct cx_tree_change){path, bytes, len};
}

/* What others left pending since this run read it stays. */
static enum cx_status pending_add(struct attempt *attempt)
{
	const struct cx_run *run = attempt->run;
	const struct cx_node *pending = attempt->seal->pending;
	struct cx_node *found = NULL, *theirs = NULL;
	enum cx_status status = CX_STATUS_OK;
	if (!cx_oid_equal(&run->read_at, &attempt->tip)) {
		status = cx_pending_read(run->ledger.repo, &run->read_at, attempt->arena, &found,
					 attempt->diags);
		if (!status)
			status = cx_pending_read(run->ledger.repo, &attempt->tip, attempt->arena, &theirs,
						 attempt->diags);
		pending = cx_pending_merge(attempt->arena, found, pending, theirs);
	}
	if (status)
		return status;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (pending)
		cx_json_canonical(pending, &text);
	change_add(attempt, "pending.json",
		   pending ? cx_arena_strndup(attempt->arena, text.data, text.len) : NULL, text.len);
	return CX_STATUS_OK;
}

static enum cx_status changes_make(struct attempt *attempt, struct cx_buf *head_json)
{
	struct cx_run *run = attempt->run;
	const struct cx_seal *seal = attempt->seal;
	struct cx_ledger_head head;
	enum cx_status status =
		cx_ledger_head_read(run->ledger.repo, &attempt->tip, attempt->arena, &head, attempt->diags);
	if (!status)
		status = cx_run_moved(run, &attempt->tip, attempt->arena, &attempt->moved, attempt->diags);
	if (status)
		return status;
	char hash[CX_SHA256_HEX + 1];
	cx_head_hash(head.hash, run->id, run->chain.prev, hash);
	struct cx_node *node = cx_node_new(attempt->arena, CX_NODE_OBJECT);
	cx_node_add(node, "runs", cx_node_int(attempt->arena, head.runs + 1));
	cx_node_add(node, "hash", cx_node_string(attempt->arena, cx_arena_strdup(attempt->arena, hash)));
	cx_node_add(node, "project", cx_node_string(attempt->arena, run->ledger.project));
	cx_record_json(node, head_json);
	attempt->changes =
		cx_arena_alloc(attempt->arena, (seal->change_count + 3) * sizeof *attempt->changes);
	for (size_t i = 0; i < seal->change_count; i++)
		if (!cx_map_get(&attempt->moved, seal->changes[i].path))
			change_add(attempt, seal->changes[i].path, seal->changes[i].bytes,
				   seal->changes[i].len);
	change_add(attempt, cx_audit_path(run->id, attempt->arena), attempt->journal->data,
		   attempt->journal->len);
	change_add(attempt, "head.json", head_json->data, head_json->len);
	return pending_add(attempt);
}

static enum cx_status attempt_commit(struct attempt *attempt, struct cx_oid *ret_commit)
{
	CX_AUTO(cx_buf) struct cx_buf head_json = CX_BUF_INIT;
	struct cx_run *run = attempt->run;
	enum cx_status status = changes_make(attempt, &head_json);
	if (status)
		return status;
	const struct cx_oid parents[] = {attempt->tip, run->applied};
	const struct cx_commit_new commit = {.base = &attempt->tip,
					     .changes = attempt->changes,
					     .change_count = attempt->count,
					     .parents = parents,
					     .parent_count = CX_COUNT(parents),
					     .author_name = attempt->seal->author_name,
					     .author_email = attempt->seal->author_email,
					     .time_s = run->clock->realtime_ms(run->clock) / 1000,
					     .message = attempt->seal->message};
	return cx_repo_commit_write(run->ledger.repo, &commit, ret_commit, attempt->diags);
}

struct search {
	const struct cx_oid *wanted;
	bool found;
};

static bool search_each(void *data, const struct cx_oid *commit)
{
	struct search *search = data;
	search->found = cx_oid_equal(commit, search->wanted);
	return !search->found;
}

/* A push of unknown end may have gone in, and others after it. */
static bool went_in(const struct cx_run *run, const struct cx_oid *tip)
{
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	struct search search = {.wanted = &run->pushed};
	if (!cx_oid_is_zero(&run->pushed))
		(void)cx_repo_walk(run->ledger.repo, tip, search_each, &search, &ignored);
	return search.found;
}

/*
 * A lock that somebody removed by hand is made anew, if nobody took it: what was done is to be recorded, but
 * never behind the back of a run that has begun meanwhile.
 */
static enum cx_status lock_hold(struct cx_run *run, struct cx_diags *diags)
{
	struct cx_oid none = CX_OID_ZERO;
	enum cx_status status = cx_run_holds(run, diags);
	if (status == CX_STATUS_ABSENT)
		status = cx_run_claim(run, &none, diags);
	if (status == CX_STATUS_CONFLICT)
		return cx_run_lost(run, diags);
	return status == CX_STATUS_IN_DOUBT ? CX_STATUS_FAILED : status;
}

/* The ledger moves and the lock goes: at a remote at once, here one after the other. */
static enum cx_status seal_move(struct cx_run *run, const struct cx_oid *tip, const struct cx_oid *commit,
				struct cx_diags *diags)
{
	const struct cx_ref_move moves[] = {{run->ledger.ref, *tip, *commit},
					    {run->ledger.run_ref, run->commit, CX_OID_ZERO}};
	size_t count = run->ledger.remote ? CX_COUNT(moves) : 1;
	run->pushed = *commit;
	enum cx_status status = cx_refs_move(&run->ledger, moves, count, "cxctl: seal", diags);
	struct cx_refs_state state;
	run->released = !status && run->ledger.remote;
	if (status != CX_STATUS_CONFLICT || !run->ledger.remote)
		return status;
	status = cx_refs_follow(&run->ledger, &state, diags);
	return status ? status : CX_STATUS_CONFLICT;
}

/* Somebody else did it; a lock that was made anew for it goes. */
static enum cx_status sealed_by_another(struct cx_run *run, struct cx_diags *diags)
{
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	const struct cx_ref_move removal = {run->ledger.run_ref, run->commit, CX_OID_ZERO};
	if (cx_run_holds(run, &ignored) == CX_STATUS_OK)
		(void)cx_refs_move(&run->ledger, &removal, 1, "cxctl: end the run", &ignored);
	return cx_run_lost(run, diags);
}

static enum cx_status seal_at(struct attempt *attempt, struct cx_oid *ret_commit)
{
	struct cx_run *run = attempt->run;
	struct cx_oid commit;
	enum cx_status status =
		cx_repo_ref_read(run->ledger.repo, run->ledger.ref, &attempt->tip, attempt->diags);
	if (!status && went_in(run, &attempt->tip)) {
		*ret_commit = run->pushed;
		return CX_STATUS_OK;
	}
	if (!status && cx_run_sealed_in(run->ledger.repo, &attempt->tip, run->id, attempt->diags))
		return sealed_by_another(run, attempt->diags);
	if (!status)
		status = lock_hold(run, attempt->diags);
	if (!status)
		status = attempt_commit(attempt, &commit);
	(void)cx_fault(CX_FAULT_KILL);
	if (!status)
		status = seal_move(run, &attempt->tip, &commit, attempt->diags);
	(void)cx_fault(CX_FAULT_KILL);
	if (!status)
		*ret_commit = commit;
	return status;
}

/* CONFLICT without a diagnostic, and the run not dead: the ledger moved, try again. */
static enum cx_status seal_once(struct cx_run *run, const struct cx_seal *seal, const struct cx_buf *journal,
				struct cx_oid *ret_commit, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct attempt attempt = {
		.run = run, .seal = seal, .journal = journal, .arena = &arena, .diags = diags};
	enum cx_status status = seal_at(&attempt, ret_commit);
	cx_map_release(&attempt.moved);
	cx_arena_release(&arena);
	return status;
}

static bool changes_fit(const struct cx_run *run, const struct cx_seal *seal, struct cx_diags *diags)
{
	bool fit = run->chain.seq > 0;
	for (size_t i = 0; i < seal->change_count; i++)
		fit = fit && strncmp(seal->changes[i].path, "resources/", 10) == 0;
	if (!fit)
		cx_diag_error(diags, "run.seal", "a seal holds records and changes resources, nothing else");
	return fit;
}

/* What is left over stops nobody: the next run finds the seal and cleans up. */
static void traces_remove(struct cx_run *run, struct cx_diags *diags)
{
	struct cx_diags ours = CX_DIAGS_INIT;
	if (cx_run_close(run, &ours)) {
		struct cx_diag *d = cx_diag_add(
			diags, CX_SEVERITY_WARNING, "run.leftover", CX_SPAN_NONE, "run %s is sealed, but: %s",
			run->id, ours.count ? ours.items[0]->message : "it cannot be cleaned up");
		cx_diag_hint(diags, d, "the next apply cleans up");
	}
	cx_diags_release(&ours);
}

enum cx_status cx_run_seal(struct cx_run *run, const struct cx_seal *seal, struct cx_oid *ret_commit,
			   struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf journal = CX_BUF_INIT;
	if (!changes_fit(run, seal, diags))
		return CX_STATUS_INVALID;
	enum cx_status status = cx_run_sync(run, diags);
	if (!status)
		status = cx_journal_read(run->journal, &journal, diags);
	if (status)
		return status;
	(void)cx_fault(CX_FAULT_KILL);
	struct cx_oid commit;
	status = CX_STATUS_CONFLICT;
	for (int i = 0; status == CX_STATUS_CONFLICT && !run->dead && i < SEAL_TRIES; i++)
		status = seal_once(run, seal, &journal, &commit, diags);
	if (status == CX_STATUS_CONFLICT && !run->dead) {
		cx_diag_error(diags, "run.seal", "%s moves faster than run %s can be sealed", run->ledger.ref,
			      run->id);
		return CX_STATUS_FAILED;
	}
	if (status)
		return status;
	traces_remove(run, diags);
	*ret_commit = commit;
	return CX_STATUS_OK;
}
