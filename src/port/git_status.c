/* SPDX-License-Identifier: Apache-2.0 */
/* Tells what differs between HEAD and the working tree. */
/*
 * The view is git's own (attributes and autocrlf are respected), with two exceptions, because a user's ignore
 * rules and index flags must not hide a definition: ignored files that would be read count, and so do files
 * flagged assume-unchanged or skip-worktree.
 */
#include "port/git.h"

#include "base/map.h"
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
	size_t n = strlen(path);
	for (size_t i = 0; i < CX_COUNT(ends); i++) {
		size_t m = strlen(ends[i]);
		if (n >= m && strcmp(path + n - m, ends[i]) == 0)
			return true;
	}
	return false;
}

static void status_collect(git_status_list *list, const char *const *paths, size_t count, struct dirty *dirty)
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
		if (entry->status == GIT_STATUS_IGNORED && !would_be_read(path))
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

static int hidden_collect(struct cx_repo *repo, const char *const *paths, size_t count, struct dirty *dirty)
{
	CX_AUTO(git_index) git_index *index = NULL;
	int code = git_repository_index(&index, repo->git);
	for (size_t i = 0; code == 0 && i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		bool hidden = (entry->flags & GIT_INDEX_ENTRY_VALID) ||
			      (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
		if (!hidden || !is_wanted(entry->path, paths, count))
			continue;
		git_oid now;
		int hashed = git_repository_hashfile(&now, repo->git, entry->path, GIT_OBJECT_BLOB, NULL);
		bool sparse =
			hashed == GIT_ENOTFOUND && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
		if (!sparse && (hashed < 0 || !git_oid_equal(&now, &entry->id)))
			dirty_add(dirty, entry->path);
	}
	return code;
}

enum cx_status cx_repo_dirty(struct cx_repo *repo, const char *const *paths, size_t path_count,
			     struct cx_arena *arena, const char ***ret_paths, struct cx_diags *diags)
{
	CX_AUTO(git_status_list) git_status_list *list = NULL;
	struct dirty dirty = {.arena = arena};
	int code = 0;
	if (repo->work_dir && path_count) {
		code = status_open(repo, paths, path_count, &list);
		if (code == 0)
			status_collect(list, paths, path_count, &dirty);
		if (code == 0)
			code = hidden_collect(repo, paths, path_count, &dirty);
	}
	cx_map_release(&dirty.seen);
	if (code < 0) {
		cx_git_error(diags, "git.status", "cannot compare the working tree with HEAD");
		return CX_STATUS_FAILED;
	}
	CX_ARENA_GROW(arena, dirty.paths, dirty.count, dirty.cap);
	dirty.paths[dirty.count] = NULL;
	*ret_paths = dirty.paths;
	return CX_STATUS_OK;
}
