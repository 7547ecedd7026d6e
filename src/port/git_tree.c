/* SPDX-License-Identifier: Apache-2.0 */
/* Reads files and folders of commits. */
/*
 * Paths are walked entry by entry: libgit2's bypath calls answer "not found" alike for a path that is not
 * there and for a tree that a partial clone lacks.
 */
#include "port/git.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "port/git_private.h"

enum { MAX_FOLDER_DEPTH = 64 };

enum cx_status cx_git_tree(struct cx_repo *repo, const struct cx_oid *oid, git_tree **ret_tree,
			   struct cx_diags *diags)
{
	CX_AUTO(git_commit) git_commit *commit = NULL;
	enum cx_status status = cx_git_commit(repo, oid, &commit, diags);
	if (status)
		return status;
	int code = git_commit_tree(ret_tree, commit);
	return code < 0 ? cx_git_no_object(repo, code, "the tree of a commit", git_commit_tree_id(commit),
					   diags)
			: CX_STATUS_OK;
}

/* Symlinks could point anywhere and submodules are other repositories: neither is read. */
static enum cx_status mode_check(git_filemode_t mode, const char *path, struct cx_diags *diags)
{
	if (mode != GIT_FILEMODE_LINK && mode != GIT_FILEMODE_COMMIT)
		return CX_STATUS_OK;
	bool link = mode == GIT_FILEMODE_LINK;
	struct cx_diag *d =
		cx_diag_error(diags, "git.symlink", "%s is a %s", path, link ? "symbolic link" : "submodule");
	cx_diag_file(diags, d, path);
	cx_diag_hint(diags, d, "commit the %s itself", link ? "file or folder" : "files");
	return CX_STATUS_INVALID;
}

enum cx_status cx_git_entry(struct cx_repo *repo, const git_tree *root, const char *path,
			    git_tree_entry **ret_entry, struct cx_diags *diags)
{
	if (!cx_path_is_inside(path))
		return CX_STATUS_ABSENT;
	CX_AUTO(git_tree) git_tree *below = NULL;
	const git_tree *tree = root;
	for (const char *part = path;;) {
		const char *slash = strchr(part, '/');
		CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
		cx_buf_add(&name, part, slash ? (size_t)(slash - part) : strlen(part));
		const git_tree_entry *entry = git_tree_entry_byname(tree, name.data);
		if (!entry)
			return CX_STATUS_ABSENT;
		enum cx_status status = mode_check(git_tree_entry_filemode(entry), path, diags);
		if (status)
			return status;
		if (!slash || !slash[1])
			return git_tree_entry_dup(ret_entry, entry) < 0 ? CX_STATUS_FAILED : CX_STATUS_OK;
		if (git_tree_entry_type(entry) != GIT_OBJECT_TREE)
			return CX_STATUS_ABSENT;
		git_tree *next = NULL;
		int code = git_tree_lookup(&next, repo->git, git_tree_entry_id(entry));
		if (code < 0)
			return cx_git_no_object(repo, code, path, git_tree_entry_id(entry), diags);
		git_tree_free(below);
		tree = below = next;
		part = slash + 1;
	}
}

static enum cx_status blob_read(struct cx_repo *repo, const git_oid *id, const char *name, size_t max,
				struct cx_buf *out, struct cx_diags *diags)
{
	CX_AUTO(git_odb) git_odb *odb = NULL;
	CX_AUTO(git_blob) git_blob *blob = NULL;
	size_t size = 0;
	git_object_t type;
	int code = git_repository_odb(&odb, repo->git);
	if (code == 0)
		code = git_odb_read_header(&size, &type, odb, id);
	if (code == 0 && size > max) {
		struct cx_diag *d =
			cx_diag_error(diags, "file.size", "%s is larger than %zu bytes", name, max);
		cx_diag_hint(diags, d, "split it into several files");
		return CX_STATUS_FAILED;
	}
	if (code == 0)
		code = git_blob_lookup(&blob, repo->git, id);
	if (code < 0)
		return cx_git_no_object(repo, code, name, id, diags);
	cx_buf_add(out, git_blob_rawcontent(blob), size);
	return CX_STATUS_OK;
}

enum cx_status cx_repo_read(struct cx_repo *repo, const struct cx_oid *commit, const char *path, size_t max,
			    struct cx_buf *out, struct cx_diags *diags)
{
	CX_AUTO(git_tree) git_tree *tree = NULL;
	CX_AUTO(git_tree_entry) git_tree_entry *entry = NULL;
	enum cx_status status = cx_git_tree(repo, commit, &tree, diags);
	if (!status)
		status = cx_git_entry(repo, tree, path, &entry, diags);
	if (status)
		return status;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return CX_STATUS_ABSENT;
	return blob_read(repo, git_tree_entry_id(entry), path, max, out, diags);
}

enum cx_status cx_repo_read_blob(struct cx_repo *repo, const struct cx_oid *blob, size_t max,
				 struct cx_buf *out, struct cx_diags *diags)
{
	git_oid id;
	enum cx_status status = cx_git_oid_parse(blob, &id, diags);
	return status ? status : blob_read(repo, &id, "a file", max, out, diags);
}

struct listing {
	struct cx_repo *repo;
	struct cx_arena *arena;
	struct cx_repo_files files;
	struct cx_buf path;
	size_t trees;
	struct cx_diags *diags;
};

static void listing_add(struct listing *list, const git_oid *id)
{
	CX_ARENA_GROW(list->arena, list->files.items, list->files.count, list->files.cap);
	struct cx_repo_file *file = &list->files.items[list->files.count++];
	file->path = cx_arena_strndup(list->arena, list->path.data, list->path.len);
	cx_git_oid_text(id, &file->blob);
}

static enum cx_status listing_full(struct listing *list, const char *what, unsigned max)
{
	cx_diag_error(list->diags, "git.limit", "%s holds more than %u %s",
		      list->path.len ? list->path.data : "the tree", max, what);
	return CX_STATUS_FAILED;
}

/* Equal trees nested in each other can be exponentially many: folders are counted as files are. */
static enum cx_status listing_walk(struct listing *list, const git_oid *id, unsigned depth)
{
	if (depth > MAX_FOLDER_DEPTH)
		return listing_full(list, "levels of folders", MAX_FOLDER_DEPTH);
	if (++list->trees > CX_MAX_FILES)
		return listing_full(list, "folders", CX_MAX_FILES);
	CX_AUTO(git_tree) git_tree *tree = NULL;
	int code = git_tree_lookup(&tree, list->repo->git, id);
	if (code < 0)
		return cx_git_no_object(list->repo, code,
					list->path.len ? list->path.data : "the root folder", id,
					list->diags);
	enum cx_status worst = CX_STATUS_OK;
	size_t stem = list->path.len;
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		cx_buf_addf(&list->path, "%s%s", stem ? "/" : "", git_tree_entry_name(entry));
		enum cx_status status =
			mode_check(git_tree_entry_filemode(entry), list->path.data, list->diags);
		if (!status && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			status = listing_walk(list, git_tree_entry_id(entry), depth + 1);
		else if (!status && list->files.count >= CX_MAX_FILES)
			status = listing_full(list, "files", CX_MAX_FILES);
		else if (!status)
			listing_add(list, git_tree_entry_id(entry));
		cx_buf_cut(&list->path, stem);
		if (status == CX_STATUS_FAILED)
			return status;
		if (status)
			worst = status;
	}
	return worst;
}

static int file_compare(const void *left, const void *right)
{
	const struct cx_repo_file *a = left, *b = right;
	return strcmp(a->path, b->path);
}

static enum cx_status listing_start(struct listing *list, const git_tree *root, const char *path)
{
	if (!path[0])
		return listing_walk(list, git_tree_id(root), 0);
	CX_AUTO(git_tree_entry) git_tree_entry *entry = NULL;
	enum cx_status status = cx_git_entry(list->repo, root, path, &entry, list->diags);
	if (status)
		return status;
	cx_buf_adds(&list->path, path);
	if (list->path.data[list->path.len - 1] == '/')
		cx_buf_cut(&list->path, list->path.len - 1);
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return listing_walk(list, git_tree_entry_id(entry), 0);
	listing_add(list, git_tree_entry_id(entry));
	return CX_STATUS_OK;
}

enum cx_status cx_repo_list(struct cx_repo *repo, const struct cx_oid *commit, const char *path,
			    struct cx_arena *arena, struct cx_repo_files *ret_files, struct cx_diags *diags)
{
	CX_AUTO(git_tree) git_tree *tree = NULL;
	enum cx_status status = cx_git_tree(repo, commit, &tree, diags);
	if (status)
		return status;
	struct listing list = {.repo = repo, .arena = arena, .path = CX_BUF_INIT, .diags = diags};
	status = listing_start(&list, tree, path);
	cx_buf_release(&list.path);
	if (status)
		return status;
	if (list.files.count)
		qsort(list.files.items, list.files.count, sizeof *list.files.items, file_compare);
	*ret_files = list.files;
	return CX_STATUS_OK;
}
