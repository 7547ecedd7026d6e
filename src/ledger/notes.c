/* SPDX-License-Identifier: Apache-2.0 */
/* One note a commit, whatever tenants it was applied to. */
#include "ledger/notes.h"

#include "ledger/verify.h"

struct notes {
	struct cx_arena arena;
	struct cx_map texts; /* commit -> struct cx_buf */
	const char *tenant;
	int64_t runs;
};

static void add_count(struct cx_buf *out, int64_t count, const char *word)
{
	if (count)
		cx_buf_addf(out, ", %lld %s", (long long)count, word);
}

/* "prod 2026-11-21T09:30:00.123Z by Ana Ops: 3 applied, 1 not applied (run …)" */
static bool run_note(void *data, const struct cx_run_entry *run)
{
	struct notes *notes = data;
	struct cx_buf *text = cx_map_get(&notes->texts, run->applied.hex);
	if (!text) {
		text = cx_arena_alloc(&notes->arena, sizeof *text);
		*text = (struct cx_buf)CX_BUF_INIT;
		(void)cx_map_put(&notes->texts, cx_arena_strdup(&notes->arena, run->applied.hex), text);
	}
	cx_buf_addf(text, "%s %s by %s: %lld applied", notes->tenant, run->started ? run->started : "?",
		    run->actor ? run->actor : "?", (long long)run->applied_count);
	add_count(text, run->recorded_count, "noted");
	add_count(text, run->failed_count, "not applied");
	add_count(text, run->unknown_count, "in doubt");
	cx_buf_addf(text, " (run %s)\n", run->run);
	notes->runs++;
	return true;
}

/* As git writes them for many: two digits of the commit, a slash, the rest. */
static struct cx_tree_change *changes_make(struct notes *notes)
{
	struct cx_tree_change *changes =
		cx_arena_alloc(&notes->arena, (notes->texts.count + 1) * sizeof *changes);
	for (size_t i = 0; i < notes->texts.count; i++) {
		const struct cx_buf *text = notes->texts.entries[i].value;
		const char *commit = notes->texts.entries[i].key;
		const char *path = cx_arena_printf(&notes->arena, "%.2s/%s", commit, commit + 2);
		changes[i] = (struct cx_tree_change){path, text->data, text->len};
	}
	return changes;
}

static enum cx_status notes_commit(struct notes *notes, struct cx_repo *repo, bool *ret_changed,
				   struct cx_diags *diags)
{
	struct cx_oid before = CX_OID_ZERO, commit;
	struct cx_commit_info old = {0}, made = {0};
	enum cx_status status = cx_repo_ref_read(repo, CX_NOTES_REF, &before, diags);
	bool first = status == CX_STATUS_ABSENT;
	if (first)
		before = CX_OID_ZERO;
	else if (status)
		return status;
	struct cx_clock *clock = cx_clock_system();
	const struct cx_commit_new new = {.changes = changes_make(notes),
					  .change_count = notes->texts.count,
					  .parents = &before,
					  .parent_count = first ? 0 : 1,
					  .author_name = "cxctl",
					  .author_email = "cxctl@localhost",
					  .time_s = clock->realtime_ms(clock) / 1000,
					  .message = "cxctl: notes from the ledger\n"};
	status = cx_repo_commit_write(repo, &new, &commit, diags);
	if (!status)
		status = cx_repo_commit_info(repo, &commit, &notes->arena, &made, diags);
	if (!status && !first)
		status = cx_repo_commit_info(repo, &before, &notes->arena, &old, diags);
	*ret_changed = !status && (first || !cx_oid_equal(&old.tree, &made.tree));
	if (status || !*ret_changed)
		return status;
	status = cx_repo_ref_move(repo, CX_NOTES_REF, &before, &commit, new.message, diags);
	if (status == CX_STATUS_CONFLICT)
		(void)cx_diag_error(diags, "audit.notes", "somebody else moves %s at the same time",
				    CX_NOTES_REF);
	return status;
}

enum cx_status cx_notes_write(const struct cx_ledger *ledgers, size_t count,
			      struct cx_notes_counts *ret_counts, struct cx_diags *diags)
{
	static const struct cx_run_query oldest_first = {.oldest_first = true};
	struct notes notes = {.arena = CX_ARENA_INIT};
	enum cx_status status = CX_STATUS_OK;
	*ret_counts = (struct cx_notes_counts){0};
	for (size_t i = 0; !status && i < count; i++) {
		notes.tenant = ledgers[i].tenant;
		status = cx_ledger_log(&ledgers[i], &oldest_first, run_note, &notes, diags);
	}
	if (!status && notes.runs)
		status = notes_commit(&notes, ledgers[0].repo, &ret_counts->changed, diags);
	ret_counts->runs = notes.runs;
	ret_counts->commits = (int64_t)notes.texts.count;
	for (size_t i = 0; i < notes.texts.count; i++)
		cx_buf_release(notes.texts.entries[i].value);
	cx_map_release(&notes.texts);
	cx_arena_release(&notes.arena);
	return status;
}
