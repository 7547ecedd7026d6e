/* SPDX-License-Identifier: Apache-2.0 */
/* Tells which files differ between two commits; equal folders are not walked. */
#include "port/git.h"

#include "base/limits.h"
#include "port/git_private.h"

static void side_set(const git_diff_file *file, bool there, struct cx_oid *ret_oid)
{
	*ret_oid = CX_OID_ZERO;
	if (there)
		cx_git_oid_text(&file->id, ret_oid);
}

static bool changes_collect(const git_diff *diff, struct cx_arena *arena, struct cx_repo_changes *changes)
{
	size_t count = git_diff_num_deltas(diff);
	if (count > 2 * CX_MAX_FILES)
		return false;
	for (size_t i = 0; i < count; i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);
		bool added = delta->status == GIT_DELTA_ADDED, deleted = delta->status == GIT_DELTA_DELETED;
		CX_ARENA_GROW(arena, changes->items, changes->count, changes->cap);
		struct cx_repo_change *change = &changes->items[changes->count++];
		change->path = cx_arena_strdup(arena, deleted ? delta->old_file.path : delta->new_file.path);
		side_set(&delta->old_file, !added, &change->before);
		side_set(&delta->new_file, !deleted, &change->after);
		change->plain = delta->new_file.mode == GIT_FILEMODE_BLOB;
	}
	return true;
}

enum cx_status cx_repo_diff(struct cx_repo *repo, const struct cx_oid *before, const struct cx_oid *after,
			    struct cx_arena *arena, struct cx_repo_changes *ret_changes,
			    struct cx_diags *diags)
{
	CX_AUTO(git_tree) git_tree *old = NULL;
	CX_AUTO(git_tree) git_tree *new = NULL;
	CX_AUTO(git_diff) git_diff *diff = NULL;
	git_diff_options options;
	enum cx_status status = cx_git_tree(repo, before, &old, diags);
	if (!status)
		status = cx_git_tree(repo, after, &new, diags);
	if (status)
		return status;
	(void)git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	struct cx_repo_changes changes = {0};
	if (git_diff_tree_to_tree(&diff, repo->git, old, new, &options) < 0) {
		cx_git_error(diags, "git.object", "cannot compare the commits %s and %s", before->hex,
			     after->hex);
		return CX_STATUS_FAILED;
	}
	if (!changes_collect(diff, arena, &changes)) {
		cx_diag_error(diags, "git.limit", "more than %u files differ between two commits",
			      CX_MAX_FILES);
		return CX_STATUS_FAILED;
	}
	*ret_changes = changes;
	return CX_STATUS_OK;
}
