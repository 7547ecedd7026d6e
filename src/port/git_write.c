/* SPDX-License-Identifier: Apache-2.0 */
/* Writes commits: blobs, trees, the commit; no ref moves. */
/*
 * Trees are built from sorted changes, so each folder is read and written once. git_tree_create_updated()
 * leaves empty folders behind, which git never does.
 */
#include "port/git.h"

#include "base/file.h"
#include "base/mem.h"
#include "port/git_bulk.h"

#include <git2/sys/commit.h>

enum {
	BULK_CHANGES = 64 /* from here on one pack is cheaper than single files */
};

struct tree_edit {
	struct cx_repo *repo;
	git_repository *git;                  /* where objects are written: the repository's, or bulk's */
	struct cx_git_bulk *bulk;             /* or NULL */
	const struct cx_tree_change *changes; /* sorted by path */
	struct cx_diags *diags;
};

/* Every object that is written passes here. */
static int edit_keep(struct tree_edit *edit, const git_oid *id)
{
	return edit->bulk ? cx_git_bulk_add(edit->bulk, id) : 0;
}

static enum cx_status edit_failed(struct tree_edit *edit, const char *what, const char *path)
{
	struct cx_diag *d =
		cx_git_error(edit->diags, "git.write", "cannot write %s%s%s", what, *path ? " " : "", path);
	cx_git_hint_room(edit->repo, d, edit->diags);
	return CX_STATUS_FAILED;
}

/* The changes from first on that lie in the folder whose name ends at slash. */
static size_t folder_count(const struct cx_tree_change *first, size_t n, const char *slash)
{
	size_t len = (size_t)(slash - first->path) + 1, count = 1;
	while (count < n && strncmp(first[count].path, first->path, len) == 0)
		count++;
	return count;
}

static enum cx_status edit_leaf(struct tree_edit *edit, git_treebuilder *builder, const char *name,
				const struct cx_tree_change *change)
{
	git_oid id;
	if (!change->bytes) {
		if (git_treebuilder_get(builder, name) && git_treebuilder_remove(builder, name) < 0)
			return edit_failed(edit, "the removal of", change->path);
		return CX_STATUS_OK;
	}
	if (git_blob_create_from_buffer(&id, edit->git, change->bytes, change->len) < 0 ||
	    edit_keep(edit, &id) < 0 ||
	    git_treebuilder_insert(NULL, builder, name, &id, GIT_FILEMODE_BLOB) < 0)
		return edit_failed(edit, "the file", change->path);
	return CX_STATUS_OK;
}

/* base may be NULL. ret_empty: the folder has nothing left in it and must not be linked. */
static enum cx_status edit_folder(struct tree_edit *edit, const git_oid *base, size_t stem, size_t from,
				  size_t to, git_oid *ret_id, bool *ret_empty)
{
	CX_AUTO(git_tree) git_tree *tree = NULL;
	CX_AUTO(git_treebuilder) git_treebuilder *builder = NULL;
	int code = base ? git_tree_lookup(&tree, edit->git, base) : 0;
	if (code < 0)
		return cx_git_no_object(edit->repo, code, "a folder that is to be changed", base,
					edit->diags);
	if (git_treebuilder_new(&builder, edit->git, tree) < 0)
		return edit_failed(edit, "a tree", "");
	for (size_t i = from; i < to;) {
		const struct cx_tree_change *change = &edit->changes[i];
		const char *rest = change->path + stem, *slash = strchr(rest, '/');
		CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
		cx_buf_add(&name, rest, slash ? (size_t)(slash - rest) : strlen(rest));
		enum cx_status status;
		if (!slash) {
			status = edit_leaf(edit, builder, name.data, change);
			if (status)
				return status;
			i++;
			continue;
		}
		size_t n = folder_count(change, to - i, slash);
		const git_tree_entry *old = git_treebuilder_get(builder, name.data);
		bool is_folder = old && git_tree_entry_type(old) == GIT_OBJECT_TREE, empty = false;
		git_oid id, old_id;
		if (is_folder)
			git_oid_cpy(&old_id, git_tree_entry_id(old));
		status = edit_folder(edit, is_folder ? &old_id : NULL, (size_t)(slash - change->path) + 1, i,
				     i + n, &id, &empty);
		if (status)
			return status;
		code = 0;
		if (!empty)
			code = git_treebuilder_insert(NULL, builder, name.data, &id, GIT_FILEMODE_TREE);
		else if (is_folder)
			code = git_treebuilder_remove(builder, name.data);
		if (code < 0)
			return edit_failed(edit, "the folder", name.data);
		i += n;
	}
	*ret_empty = git_treebuilder_entrycount(builder) == 0;
	if (git_treebuilder_write(ret_id, builder) < 0 || edit_keep(edit, ret_id) < 0)
		return edit_failed(edit, "a tree", "");
	return CX_STATUS_OK;
}

static int change_compare(const void *left, const void *right)
{
	const struct cx_tree_change *a = left, *b = right;
	return strcmp(a->path, b->path);
}

static enum cx_status tree_write(struct tree_edit *edit, const struct cx_commit_new *commit,
				 git_oid *ret_tree)
{
	CX_AUTO(git_tree) git_tree *base = NULL;
	enum cx_status status =
		commit->base ? cx_git_tree(edit->repo, commit->base, &base, edit->diags) : CX_STATUS_OK;
	if (status)
		return status;
	for (size_t i = 0; i < commit->change_count; i++)
		if (!cx_path_is_inside(commit->changes[i].path)) {
			cx_diag_error(edit->diags, "git.write", "%s is no path inside a commit",
				      commit->changes[i].path);
			return CX_STATUS_INVALID;
		}
	struct cx_tree_change *sorted = cx_alloc((commit->change_count + 1) * sizeof *sorted);
	if (commit->change_count) {
		memcpy(sorted, commit->changes, commit->change_count * sizeof *sorted);
		qsort(sorted, commit->change_count, sizeof *sorted, change_compare);
	}
	edit->changes = sorted;
	bool empty = false;
	status = edit_folder(edit, base ? git_tree_id(base) : NULL, 0, 0, commit->change_count, ret_tree,
			     &empty);
	edit->changes = NULL;
	cx_free(sorted);
	return status;
}

/* What git keeps out of names itself: angle brackets, control characters, blanks around. */
static void person_add(const char *text, struct cx_buf *out)
{
	for (; *text; text++)
		if ((unsigned char)*text >= ' ' && *text != '<' && *text != '>' && *text != 0x7f)
			cx_buf_addc(out, *text);
	while (out->len && out->data[out->len - 1] == ' ')
		cx_buf_cut(out, out->len - 1);
	if (!out->len)
		cx_buf_adds(out, "cxctl");
}

static int signature_make(const struct cx_commit_new *commit, git_signature **ret_signature)
{
	CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf email = CX_BUF_INIT;
	person_add(commit->author_name, &name);
	person_add(commit->author_email, &email);
	return git_signature_new(ret_signature, name.data, email.data, commit->time_s,
				 commit->offset_minutes);
}

static enum cx_status parents_parse(const struct cx_commit_new *commit, git_oid *parents, size_t max,
				    struct cx_diags *diags)
{
	enum cx_status status = CX_STATUS_OK;
	if (commit->parent_count > max) {
		cx_diag_error(diags, "git.write", "a commit cannot have %zu parents", commit->parent_count);
		return CX_STATUS_INVALID;
	}
	for (size_t i = 0; !status && i < commit->parent_count; i++)
		status = cx_git_oid_parse(&commit->parents[i], &parents[i], diags);
	return status;
}

/* libgit2 1.5 says that a commit was made even where it could not be written: so it is looked for. */
static bool is_written(const struct tree_edit *edit, const git_oid *id)
{
	CX_AUTO(git_odb) git_odb *odb = NULL;
	CX_AUTO(cx_buf) struct cx_buf why = CX_BUF_INIT;
	const git_error *last = git_error_last();
	cx_buf_adds(&why, last && last->message ? last->message : "");
	bool written = git_repository_odb(&odb, edit->git) == 0 &&
		       git_odb_exists_ext(odb, id, GIT_ODB_LOOKUP_NO_REFRESH);
	if (!written && why.len) /* what was not found is not why it could not be written */
		(void)git_error_set_str(GIT_ERROR_ODB, why.data);
	return written;
}

static enum cx_status commit_write(struct tree_edit *edit, const struct cx_commit_new *commit,
				   git_oid *ret_id)
{
	CX_AUTO(git_signature) git_signature *who = NULL;
	git_oid parents[4], tree;
	const git_oid *parent_list[CX_COUNT(parents)];
	enum cx_status status = parents_parse(commit, parents, CX_COUNT(parents), edit->diags);
	if (!status)
		status = tree_write(edit, commit, &tree);
	if (status)
		return status;
	for (size_t i = 0; i < CX_COUNT(parents); i++)
		parent_list[i] = &parents[i];
	if (signature_make(commit, &who) < 0 ||
	    git_commit_create_from_ids(ret_id, edit->git, NULL, who, who, NULL, commit->message, &tree,
				       commit->parent_count, parent_list) < 0 ||
	    !is_written(edit, ret_id) || edit_keep(edit, ret_id) < 0)
		return edit_failed(edit, "a commit", "");
	return CX_STATUS_OK;
}

enum cx_status cx_repo_commit_write(struct cx_repo *repo, const struct cx_commit_new *commit,
				    struct cx_oid *ret_commit, struct cx_diags *diags)
{
	struct tree_edit edit = {.repo = repo, .git = repo->git, .diags = diags};
	struct cx_git_bulk bulk = {0};
	git_oid id;
	enum cx_status status = CX_STATUS_OK;
	if (commit->change_count >= BULK_CHANGES) {
		edit.bulk = &bulk;
		if (cx_git_bulk_init(&bulk, repo) < 0)
			status = edit_failed(&edit, "a pack", "");
		edit.git = bulk.git;
	}
	if (!status)
		status = commit_write(&edit, commit, &id);
	if (!status && edit.bulk && cx_git_bulk_finish(&bulk, repo) < 0)
		status = edit_failed(&edit, "a pack", "");
	cx_git_bulk_release(&bulk);
	if (!status)
		cx_git_oid_text(&id, ret_commit);
	return status;
}
