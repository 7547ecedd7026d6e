/* SPDX-License-Identifier: Apache-2.0 */
/* The run ref as a lock: claims it, renews it, gives it back. */
#include "base/fault.h"
#include "ledger/audit.h"
#include "ledger/refs.h"
#include "ledger/run_private.h"

#include <unistd.h>

enum {
	EXPIRY_MS = 15 * 60 * 1000,
	RENEWAL_MS = 5 * 60 * 1000,
	RETRY_MS = 60 * 1000,     /* after a renewal that failed */
	STOP_MS = 10 * 60 * 1000, /* without a renewal; what is in flight then has until the expiry to end */
};

static void set_text(struct cx_run *run, const char *key, const char *text)
{
	struct cx_node *node = text ? cx_node_string(&run->arena, cx_arena_strdup(&run->arena, text))
				    : cx_node_new(&run->arena, CX_NODE_NULL);
	cx_node_set(run->document, key, node);
}

static void set_time(struct cx_run *run, const char *key, int64_t realtime_ms)
{
	char text[CX_TIME_LEN + 1];
	cx_time_format(realtime_ms, text);
	set_text(run, key, text);
}

/* Who holds the run from now on; a new nonce makes the commit differ from any other. */
void cx_run_own(struct cx_run *run, const struct cx_run_new *options)
{
	char boot[CX_BOOT_LEN + 1], nonce[CX_UUID_LEN + 1], clone[CX_CLONE_LEN + 1];
	cx_host_boot(boot);
	cx_host_clone(cx_repo_common_dir(run->ledger.repo), clone);
	cx_uuid_new(nonce);
	set_text(run, "nonce", nonce);
	set_text(run, "actor", options->actor);
	set_text(run, "host", options->host);
	set_text(run, "boot", boot);
	set_text(run, "clone", clone);
	cx_node_set(run->document, "pid", cx_node_int(&run->arena, getpid()));
}

void cx_run_describe(struct cx_run *run, const struct cx_run_new *options)
{
	run->document = cx_node_new(&run->arena, CX_NODE_OBJECT);
	set_text(run, "run", run->id);
	set_time(run, "started", run->clock->realtime_ms(run->clock));
	set_text(run, "fingerprint", options->fingerprint);
	if (options->approved)
		set_text(run, "approved", options->approved);
	set_text(run, "project", options->project_path);
	if (options->project_commit)
		set_text(run, "project_commit", options->project_commit);
	cx_node_set(run->document, "steps",
		    options->steps ? cx_node_copy(&run->arena, options->steps)
				   : cx_node_new(&run->arena, CX_NODE_ARRAY));
	cx_run_own(run, options);
}

enum cx_status cx_run_claim(struct cx_run *run, const struct cx_oid *from, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	int64_t now = run->clock->realtime_ms(run->clock);
	set_time(run, "expires", now + EXPIRY_MS);
	cx_record_json(run->document, &text);
	char *message = cx_arena_printf(&run->arena, "cxctl: run %s is open\n", run->id);
	const struct cx_tree_change change = {"run.json", text.data, text.len};
	const struct cx_commit_new commit = {.changes = &change,
					     .change_count = 1,
					     .parents = &run->applied,
					     .parent_count = 1,
					     .author_name = "cxctl",
					     .author_email = "cxctl@localhost",
					     .time_s = now / 1000,
					     .message = message};
	struct cx_oid oid;
	enum cx_status status = cx_repo_commit_write(run->ledger.repo, &commit, &oid, diags);
	if (status)
		return status;
	const struct cx_ref_move move = {run->ledger.run_ref, *from, oid};
	status = cx_refs_move(&run->ledger, &move, 1, message, diags);
	run->maybe = status == CX_STATUS_IN_DOUBT ? oid : CX_OID_ZERO;
	if (status)
		return status;
	run->commit = oid;
	run->renewed_us = run->clock->monotonic_us(run->clock);
	run->renewed_ms = now;
	run->renew_after_ms = 0;
	return CX_STATUS_OK;
}

/* Of the one that made the ledger's tip: its run and who ran it; false if none did since the plan. */
static bool last_run_find(const struct cx_run *run, struct cx_arena *arena, char ret_run[CX_RUN_ID_LEN + 1],
			  const char **ret_actor)
{
	CX_AUTO(cx_diags) struct cx_diags ignored = CX_DIAGS_INIT;
	struct cx_oid tip;
	struct cx_commit_info info;
	struct cx_seal_files files;
	struct cx_repo *repo = run->ledger.repo;
	if (cx_repo_ref_read(repo, run->ledger.ref, &tip, &ignored) || cx_oid_equal(&tip, &run->ledger.tip) ||
	    cx_repo_commit_info(repo, &tip, arena, &info, &ignored) || !info.parent_count ||
	    cx_seal_files_read(repo, &info.parents[0], &tip, arena, &files, &ignored) || !files.audit)
		return false;
	(void)snprintf(ret_run, CX_RUN_ID_LEN + 1, "%s", files.run);
	*ret_actor = info.author;
	return true;
}

enum cx_status cx_run_explain_moved(const struct cx_run *run, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	char last[CX_RUN_ID_LEN + 1];
	const char *actor;
	struct cx_diag *d;
	if (last_run_find(run, &arena, last, &actor))
		d = cx_diag_error(diags, "run.moved", "another run of %s has just ended: %s by %.*s",
				  run->ledger.tenant, last, (int)strcspn(actor, "<") - 1, actor);
	else
		d = cx_diag_error(diags, "run.moved", "another run of %s has just ended", run->ledger.tenant);
	cx_diag_hint(diags, d, "plan again");
	cx_arena_release(&arena);
	return CX_STATUS_CONFLICT;
}

enum cx_status cx_run_explain_open(const struct cx_run *run, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_open_run open;
	struct cx_refs_state state;
	enum cx_status status = cx_refs_follow(&run->ledger, &state, diags);
	if (!status)
		status = cx_ledger_open_run(&run->ledger, run->clock, &arena, &open, diags);
	if (status == CX_STATUS_OK) {
		status = cx_ledger_explain_open(&run->ledger, &open, diags);
	} else if (status == CX_STATUS_ABSENT) {
		status = cx_run_explain_moved(run, diags);
	}
	cx_arena_release(&arena);
	return status;
}

enum cx_status cx_run_lost(struct cx_run *run, struct cx_diags *diags)
{
	run->stopped = true;
	run->dead = true;
	if (run->lost)
		return CX_STATUS_CONFLICT;
	struct cx_diag *d =
		cx_diag_error(diags, "run.lost", "run %s was taken over by somebody else", run->id);
	cx_diag_hint(diags, d, "it had expired; see who has it with: cxctl ledger status");
	run->lost = true;
	return CX_STATUS_CONFLICT;
}

/* Not the end of its records: what is in flight is still to be written down. */
static enum cx_status renewal_lost(struct cx_run *run, struct cx_diags *diags)
{
	(void)cx_run_lost(run, diags);
	run->dead = false;
	return CX_STATUS_CONFLICT;
}

/* A renewal of unknown end that was done after all. */
static void maybe_settle(struct cx_run *run, const struct cx_oid *at)
{
	if (!cx_oid_is_zero(&run->maybe) && cx_oid_equal(at, &run->maybe))
		run->commit = run->maybe;
	run->maybe = CX_OID_ZERO;
}

enum cx_status cx_run_holds(struct cx_run *run, struct cx_diags *diags)
{
	struct cx_oid at;
	enum cx_status status = cx_repo_ref_read(run->ledger.repo, run->ledger.run_ref, &at, diags);
	if (status)
		return status;
	maybe_settle(run, &at);
	return cx_oid_equal(&at, &run->commit) ? CX_STATUS_OK : CX_STATUS_CONFLICT;
}

static enum cx_status renew_once(struct cx_run *run, struct cx_diags *diags)
{
	struct cx_refs_state state;
	if (cx_oid_is_zero(&run->maybe))
		return cx_run_claim(run, &run->commit, diags);
	enum cx_status status = cx_refs_follow(&run->ledger, &state, diags);
	if (!status)
		status = cx_run_holds(run, diags);
	if (status)
		return status == CX_STATUS_ABSENT ? CX_STATUS_CONFLICT : status;
	return cx_run_claim(run, &run->commit, diags);
}

/* Until half of what is left has passed, the remote may come back: a run of hours outlives its outage. */
static enum cx_status renewal_failed(struct cx_run *run, int64_t age_ms, const struct cx_diags *why,
				     struct cx_diags *diags)
{
	const char *message = why->count ? why->items[0]->message : "unknown error";
	struct cx_diag *d;
	run->renew_after_ms = age_ms + RETRY_MS;
	if (age_ms < STOP_MS) {
		d = cx_diag_add(diags, CX_SEVERITY_WARNING, "run.renew", CX_SPAN_NONE,
				"run %s could not be renewed: %s", run->id, message);
		cx_diag_hint(diags, d, "it is tried again in %d s", RETRY_MS / 1000);
		return CX_STATUS_OK;
	}
	d = cx_diag_error(diags, "run.renew", "run %s could not be renewed for %lld minutes: %s", run->id,
			  (long long)age_ms / 60000, message);
	cx_diag_hint(diags, d, "nothing more is sent, for others may take it over when it expires");
	run->stopped = true;
	return CX_STATUS_FAILED;
}

enum cx_status cx_run_renew(struct cx_run *run, struct cx_diags *diags)
{
	if (run->dead)
		return cx_run_dead(run, diags);
	if (run->stopped)
		return CX_STATUS_FAILED;
	/* the monotonic clock stands still while the machine sleeps, the other one may be set back */
	int64_t steady = (run->clock->monotonic_us(run->clock) - run->renewed_us) / 1000;
	int64_t real = run->clock->realtime_ms(run->clock) - run->renewed_ms;
	int64_t age = steady > real ? steady : real;
	if (age < RENEWAL_MS || age < run->renew_after_ms)
		return CX_STATUS_OK;
	CX_AUTO(cx_diags) struct cx_diags why = CX_DIAGS_INIT;
	enum cx_status status = renew_once(run, &why);
	run->renew_after_ms = 0;
	if (status == CX_STATUS_CONFLICT)
		return renewal_lost(run, diags);
	return status ? renewal_failed(run, age, &why, diags) : CX_STATUS_OK;
}

enum cx_status cx_run_close(struct cx_run *run, struct cx_diags *diags)
{
	const struct cx_ref_move removal = {run->ledger.run_ref, run->commit, CX_OID_ZERO};
	enum cx_status status = CX_STATUS_OK;
	if (!run->released)
		status = cx_refs_move(&run->ledger, &removal, 1, "cxctl: end the run", diags);
	(void)cx_fault(CX_FAULT_KILL);
	run->dead = true;
	if (status && status != CX_STATUS_CONFLICT)
		return status == CX_STATUS_IN_DOUBT ? CX_STATUS_FAILED : status;
	return cx_journal_remove(run->journal, diags);
}

enum cx_status cx_run_abandon(struct cx_run *run, struct cx_diags *diags)
{
	enum cx_status status = cx_run_holds(run, diags);
	if (status == CX_STATUS_ABSENT || status == CX_STATUS_CONFLICT)
		return cx_run_lost(run, diags);
	return status ? status : cx_run_close(run, diags);
}

enum cx_status cx_run_unlock(const struct cx_ledger *ledger, const struct cx_open_run *open,
			     struct cx_diags *diags)
{
	const struct cx_ref_move removal = {ledger->run_ref, open->commit, CX_OID_ZERO};
	enum cx_status status = cx_refs_move(ledger, &removal, 1, "cxctl: unlock", diags);
	if (status == CX_STATUS_IN_DOUBT)
		return CX_STATUS_FAILED;
	if (status != CX_STATUS_CONFLICT)
		return status;
	struct cx_diag *d =
		cx_diag_error(diags, "run.moved", "run %s was renewed or ended meanwhile", open->run);
	cx_diag_hint(diags, d, "it lives: look again with cxctl ledger status");
	return status;
}
