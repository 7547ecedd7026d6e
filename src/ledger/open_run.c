/* SPDX-License-Identifier: Apache-2.0 */
/* Tells whose run is open, and whether its owner lives. */
#include "doc/json.h"
#include "ledger/host.h"
#include "ledger/journal.h"
#include "ledger/refs.h"

#include "base/limits.h"

static enum cx_status not_a_run(const struct cx_ledger *ledger, const char *problem, struct cx_diags *diags)
{
	struct cx_diag *d =
		cx_diag_error(diags, "ledger.run", "%s holds no run of ours: %s", ledger->run_ref, problem);
	if (ledger->remote)
		cx_diag_hint(diags, d,
			     "look at it with: git show %s:run.json; if nobody applies: git push %s :%s",
			     ledger->run_ref, ledger->remote->name, ledger->run_ref);
	else
		cx_diag_hint(diags, d,
			     "look at it with: git show %s:run.json; if nobody applies: git update-ref -d %s",
			     ledger->run_ref, ledger->run_ref);
	return CX_STATUS_DAMAGED;
}

static enum cx_status document_read(const struct cx_ledger *ledger, const struct cx_oid *commit,
				    struct cx_arena *arena, struct cx_node **ret_node, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_diags ours = CX_DIAGS_INIT;
	enum cx_status status =
		cx_repo_read(ledger->repo, commit, "run.json", CX_MAX_BODY_BYTES, &text, diags);
	if (status)
		return status == CX_STATUS_FAILED ? status : not_a_run(ledger, "run.json is missing", diags);
	struct cx_source source = {.name = "run.json", .text = text.data, .len = text.len};
	status = cx_json_parse(arena, &source, ret_node, &ours);
	if (status)
		status = not_a_run(ledger, ours.count ? ours.items[0]->message : "no JSON", diags);
	cx_diags_release(&ours);
	return status;
}

/*
 * Locks of another machine may not be seen on a shared file system: there the expiry alone counts. And a
 * clone may have a journal of another clone's run: it tried to take it over and came too late.
 */
static bool is_ours(const struct cx_ledger *ledger, const struct cx_node *document)
{
	char boot[CX_BOOT_LEN + 1], host[CX_HOST_LEN + 1], clone[CX_CLONE_LEN + 1];
	const char *their_clone = cx_node_get_text(document, "clone");
	cx_host_clone(cx_repo_common_dir(ledger->repo), clone);
	if (their_clone && strcmp(their_clone, clone) != 0)
		return false;
	const char *their_boot = cx_node_get_text(document, "boot");
	cx_host_boot(boot);
	cx_host_name(host);
	return (*boot && their_boot && strcmp(their_boot, boot) == 0) ||
	       cx_node_is_text(cx_node_get(document, "host"), host);
}

enum cx_status cx_ledger_open_run(const struct cx_ledger *ledger, struct cx_clock *clock,
				  struct cx_arena *arena, struct cx_open_run *ret_run, struct cx_diags *diags)
{
	struct cx_oid commit;
	enum cx_status status = cx_repo_ref_read(ledger->repo, ledger->run_ref, &commit, diags);
	return status ? status : cx_ledger_open_run_at(ledger, &commit, clock, arena, ret_run, diags);
}

enum cx_status cx_ledger_open_run_at(const struct cx_ledger *ledger, const struct cx_oid *commit,
				     struct cx_clock *clock, struct cx_arena *arena,
				     struct cx_open_run *ret_run, struct cx_diags *diags)
{
	struct cx_open_run run = {.commit = *commit};
	struct cx_commit_info info;
	struct cx_node *document = NULL;
	enum cx_status status = cx_repo_commit_info(ledger->repo, &run.commit, arena, &info, diags);
	if (!status)
		status = document_read(ledger, &run.commit, arena, &document, diags);
	if (status)
		return status;
	int64_t expires;
	run.document = document;
	run.run = cx_node_get_text(document, "run");
	run.actor = cx_node_get_text(document, "actor");
	run.host = cx_node_get_text(document, "host");
	run.started = cx_node_get_text(document, "started");
	run.expires = cx_node_get_text(document, "expires");
	if (info.parent_count != 1 || !run.run || !cx_run_id_valid(run.run))
		return not_a_run(ledger, "its id or its parent is missing", diags);
	if (!run.actor || !run.host || !run.started || !run.expires || !cx_time_parse(run.expires, &expires))
		return not_a_run(ledger, "actor, host, started or expires is missing", diags);
	run.applied = info.parents[0];
	run.expired = clock->realtime_ms(clock) >= expires;
	cx_journal_probe(ledger, run.run, &run.here, &run.alive);
	run.dead_here = run.here && !run.alive && is_ours(ledger, document);
	*ret_run = run;
	return CX_STATUS_OK;
}

enum cx_status cx_ledger_explain_open(const struct cx_ledger *ledger, const struct cx_open_run *run,
				      struct cx_diags *diags)
{
	int64_t pid = 0;
	(void)cx_node_get_int64(run->document, "pid", &pid);
	struct cx_diag *d =
		cx_diag_error(diags, "run.open", "a run of %s is open: %s by %s on %s (process %lld)",
			      ledger->tenant, run->run, run->actor, run->host, (long long)pid);
	cx_diag_note(diags, d, "it began at %s and holds %s until %s", run->started, ledger->run_ref,
		     run->expires);
	if (run->dead_here)
		cx_diag_hint(diags, d, "it died on this machine: cxctl apply settles it first");
	else if (run->expired && !run->alive)
		cx_diag_hint(diags, d, "it has expired: cxctl apply takes it over");
	else if (run->alive)
		cx_diag_hint(diags, d, "wait for it to end");
	else
		cx_diag_hint(diags, d, "wait for it to end; after %s cxctl apply may take it over",
			     run->expires);
	return CX_STATUS_CONFLICT;
}
