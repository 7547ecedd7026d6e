/* SPDX-License-Identifier: Apache-2.0 */
/* Tells what differs between HEAD and the working tree. */
/*
 * The view is git's own (attributes and autocrlf are respected), with two exceptions, because a user's ignore
 * rules and index flags must not hide a definition: ignored files that would be read count, and so do files
 * flagged assume-unchanged or skip-worktree.
 */
#include "port/git.h"

#include "base/map.h"
#include "base/suffix.h"
#include "port/git_private.h"

struct dirty {
	struct cx_arena *arena;
	struct cx_map seen;
	const char **paths;
	size_t count, cap;
};

static void dirty_add(struct dirty *dirty, const char *path)
{
	if (cx_map_get(&dirty->seen, path))
		return;
	char *copy = cx_arena_strdup(dirty->arena, path);
	(void)cx_map_put(&dirty->seen, copy, copy);
	CX_ARENA_GROW(dirty->arena, dirty->paths, dirty->count, dirty->cap);
	dirty->paths[dirty->count++] = copy;
}

static bool is_below(const char *path, const char *folder)
{
	size_t n = strcmp(folder, ".") == 0 ? 0 : strlen(folder);
	while (n && folder[n - 1] == '/')
		n--;
	return !n || (strncmp(path, folder, n) == 0 && (path[n] == '/' || !path[n]));
}

static bool is_wanted(const char *path, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_below(path, paths[i]))
			return true;
	return false;
}

/* Names that the loader of definitions, schemas and profiles would read; and folders, which may hold them. */
static bool would_be_read(const char *path)
{
	static const char *const ends[] = {".yaml", ".yml", ".json", "/"};
	for (size_t i = 0; i < CX_COUNT(ends); i++)
		if (cx_suffix_is(path, ends[i]))
			return true;
	return false;
}

/* A file that a sparse checkout leaves out is not deleted; libgit2 1.5 says it is. */
static bool is_sparse(git_index *index, const git_status_entry *entry, const char *path)
{
	const git_index_entry *indexed = git_index_get_bypath(index, path, 0);
	return entry->status == GIT_STATUS_WT_DELETED && indexed &&
	       (indexed->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
}

static void status_collect(git_status_list *list, git_index *index, const char *const *paths, size_t count,
			   struct dirty *dirty)
{
	for (size_t i = 0; i < git_status_list_entrycount(list); i++) {
		const git_status_entry *entry = git_status_byindex(list, i);
		const git_diff_delta *delta =
			entry->index_to_workdir ? entry->index_to_workdir : entry->head_to_index;
		if (!delta || entry->status == GIT_STATUS_CURRENT)
			continue;
		const char *path = delta->new_file.path ? delta->new_file.path : delta->old_file.path;
		if (!is_wanted(path, paths, count))
			continue;
		if (is_sparse(index, entry, path) ||
		    (entry->status == GIT_STATUS_IGNORED && !would_be_read(path)))
			continue;
		dirty_add(dirty, path);
	}
}

static int status_open(struct cx_repo *repo, const char *const *paths, size_t count,
		       git_status_list **ret_list)
{
	git_status_options options;
	(void)git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
	options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
	options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
			GIT_STATUS_OPT_INCLUDE_IGNORED | GIT_STATUS_OPT_RECURSE_IGNORED_DIRS |
			GIT_STATUS_OPT_INCLUDE_UNREADABLE | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH |
			GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	if (!is_wanted("", paths, count)) {
		options.pathspec.strings = (char **)(uintptr_t)paths;
		options.pathspec.count = count;
	}
	return git_status_list_new(ret_list, repo->git, &options);
}

static void hidden_collect(struct cx_repo *repo, git_index *index, const char *const *paths, size_t count,
			   struct dirty *dirty)
{
	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		bool sparse = entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
		if ((!sparse && !(entry->flags & GIT_INDEX_ENTRY_VALID)) ||
		    !is_wanted(entry->path, paths, count))
			continue;
		git_oid now;
		int code = git_repository_hashfile(&now, repo->git, entry->path, GIT_OBJECT_BLOB, NULL);
		if (code == GIT_ENOTFOUND && sparse)
			continue;
		if (code < 0 || !git_oid_equal(&now, &entry->id))
			dirty_add(dirty, entry->path);
	}
}

static enum cx_status dirty_collect(struct cx_repo *repo, const char *const *paths, size_t count,
				    struct dirty *dirty, struct cx_diags *diags)
{
	CX_AUTO(git_status_list) git_status_list *list = NULL;
	CX_AUTO(git_index) git_index *index = NULL;
	if (git_repository_index(&index, repo->git) < 0 || status_open(repo, paths, count, &list) < 0) {
		cx_git_error(diags, "git.status", "cannot compare the working tree with HEAD");
		return CX_STATUS_FAILED;
	}
	status_collect(list, index, paths, count, dirty);
	hidden_collect(repo, index, paths, count, dirty);
	return CX_STATUS_OK;
}

enum cx_status cx_repo_dirty(struct cx_repo *repo, const char *const *paths, size_t path_count,
			     struct cx_arena *arena, const char ***ret_paths, struct cx_diags *diags)
{
	struct dirty dirty = {.arena = arena};
	enum cx_status status = CX_STATUS_OK;
	if (repo->work_dir && path_count)
		status = dirty_collect(repo, paths, path_count, &dirty, diags);
	cx_map_release(&dirty.seen);
	if (status)
		return status;
	CX_ARENA_GROW(arena, dirty.paths, dirty.count, dirty.cap);
	dirty.paths[dirty.count] = NULL;
	*ret_paths = dirty.paths;
	return CX_STATUS_OK;
}

bool cx_repo_tracks(struct cx_repo *repo, const char *path)
{
	CX_AUTO(git_index) git_index *index = NULL;
	char *real = repo->work_dir ? realpath(path, NULL) : NULL;
	char *top = real ? realpath(repo->work_dir, NULL) : NULL;
	size_t n = top ? strlen(top) : 0;
	bool tracked = top && strncmp(real, top, n) == 0 && real[n] == '/' &&
		       git_repository_index(&index, repo->git) == 0 &&
		       git_index_get_bypath(index, real + n + 1, 0);
	cx_free(real);
	cx_free(top);
	return tracked;
}
