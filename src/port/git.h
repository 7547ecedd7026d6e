/* SPDX-License-Identifier: Apache-2.0 */
/* git: objects, refs and the state of a repository (libgit2). The only file that knows git2.h is git*.c. */
#ifndef CX_PORT_GIT_H
#define CX_PORT_GIT_H

#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"

#define CX_OID_LEN 40
struct cx_oid {
	char hex[CX_OID_LEN + 1];
};
#define CX_OID_ZERO ((struct cx_oid){"0000000000000000000000000000000000000000"})
bool cx_oid_is_zero(const struct cx_oid *oid);
bool cx_oid_equal(const struct cx_oid *a, const struct cx_oid *b);

struct cx_repo;
/* Finds the repository that holds the folder path (bare ones and linked worktrees too). ABSENT without a
 * diagnostic if there is none. */
enum cx_status cx_repo_open(const char *path, struct cx_repo **ret_repo, struct cx_diags *diags);
void cx_repo_free(struct cx_repo *repo);
CX_DEFINE_FREEP(cx_repo)
/* Shared by all worktrees; ends without a slash. */
const char *cx_repo_common_dir(const struct cx_repo *repo);
/* NULL in a bare repository; absolute, without a slash at its end. */
const char *cx_repo_work_dir(const struct cx_repo *repo);
/* user.name <user.email> of the repository's configuration, or NULL. Borrowed. */
const char *cx_repo_identity(struct cx_repo *repo);

/* Whether the configuration has a remote of that name. */
bool cx_repo_has_remote(struct cx_repo *repo, const char *name);
bool cx_repo_is_shallow(struct cx_repo *repo);
/*
 * So many bytes of a long history were read and are not needed again: now and then what libgit2 keeps of all
 * that was read is dropped, so that memory does not grow with the history. Not from within cx_repo_walk.
 */
void cx_repo_done_with(struct cx_repo *repo, size_t bytes);

/* A revision to the commit it names; INVALID with git.rev (and git fetch --unshallow where that is it). */
enum cx_status cx_repo_resolve(struct cx_repo *repo, const char *rev, struct cx_oid *ret_commit,
			       struct cx_diags *diags);
struct cx_commit_info {
	struct cx_oid tree;
	struct cx_oid parents[2];
	size_t parent_count;
	char *author; /* "name <email>" */
	char *message;
	int64_t time_s;
};
enum cx_status cx_repo_commit_info(struct cx_repo *repo, const struct cx_oid *commit, struct cx_arena *arena,
				   struct cx_commit_info *ret_info, struct cx_diags *diags);

/*
 * A file of a commit's tree; ABSENT if it is not there. Symlinks are refused (git.symlink); what the
 * repository lacks is FAILED with git.partial, git.shallow or git.object.
 */
enum cx_status cx_repo_read(struct cx_repo *repo, const struct cx_oid *commit, const char *path, size_t max,
			    struct cx_buf *out, struct cx_diags *diags);
/* Every file below path ("" is the root; a file is a list of one), sorted by path. ABSENT if there is no such
 * path. Symlinks and submodules on the way are diagnostics
 * git.symlink. */
struct cx_repo_file {
	char *path;
	struct cx_oid blob;
};
struct cx_repo_files {
	struct cx_repo_file *items; /* in the arena */
	size_t count, cap;
};
enum cx_status cx_repo_list(struct cx_repo *repo, const struct cx_oid *commit, const char *path,
			    struct cx_arena *arena, struct cx_repo_files *ret_files, struct cx_diags *diags);
enum cx_status cx_repo_read_blob(struct cx_repo *repo, const struct cx_oid *blob, size_t max,
				 struct cx_buf *out, struct cx_diags *diags);

/* Files that differ between two commits, sorted by path; a file that changed only its mode is one too. */
struct cx_repo_change {
	char *path;
	struct cx_oid before, after; /* CX_OID_ZERO: not there */
	bool plain;                  /* what is there after is a file of the mode 100644 */
};
struct cx_repo_changes {
	struct cx_repo_change *items; /* in the arena */
	size_t count, cap;
};
enum cx_status cx_repo_diff(struct cx_repo *repo, const struct cx_oid *before, const struct cx_oid *after,
			    struct cx_arena *arena, struct cx_repo_changes *ret_changes,
			    struct cx_diags *diags);

/*
 * What differs between HEAD and the working tree (index and untracked files included; ignored ones only below
 * the given paths if they would be read) below any of paths. ret_paths: NULL-terminated, in the arena.
 */
enum cx_status cx_repo_dirty(struct cx_repo *repo, const char *const *paths, size_t path_count,
			     struct cx_arena *arena, const char ***ret_paths, struct cx_diags *diags);

/* Whether the index has a file; path is absolute, symlinks in it are followed. False where it cannot be told.
 */
bool cx_repo_tracks(struct cx_repo *repo, const char *path);

/* The commit that a ref points at; ABSENT if there is no such ref. */
enum cx_status cx_repo_ref_read(struct cx_repo *repo, const char *ref, struct cx_oid *ret_commit,
				struct cx_diags *diags);
/*
 * Before work whose end moves a ref: FAILED with git.lock where a lock file of it stands for longer than a
 * second. One that a process of ours left when it was killed is removed.
 */
enum cx_status cx_repo_ref_await(struct cx_repo *repo, const char *ref, struct cx_diags *diags);
/*
 * Compare and swap (PITFALLS 2): moves ref from `from` (CX_OID_ZERO: it must not exist) to `to` (CX_OID_ZERO:
 * delete it). CONFLICT without a diagnostic if it is elsewhere; FAILED with git.lock (path and age) where a
 * lock file is in the way.
 */
enum cx_status cx_repo_ref_move(struct cx_repo *repo, const char *ref, const struct cx_oid *from,
				const struct cx_oid *to, const char *reason, struct cx_diags *diags);

/* A change of a tree: contents of a path, or removal (bytes NULL). */
struct cx_tree_change {
	const char *path;
	const void *bytes;
	size_t len;
};
struct cx_commit_new {
	const struct cx_oid *base; /* the commit whose tree is changed, or NULL for an empty tree */
	const struct cx_tree_change *changes; /* any order; a path once */
	size_t change_count;
	const struct cx_oid *parents;
	size_t parent_count;
	const char *author_name, *author_email;
	int64_t time_s;
	int offset_minutes;
	const char *message;
};
/* Writes blobs, trees and the commit, synced; moves no ref. Equal input, equal commit. */
enum cx_status cx_repo_commit_write(struct cx_repo *repo, const struct cx_commit_new *commit,
				    struct cx_oid *ret_commit, struct cx_diags *diags);
/* Calls each for first parents from tip backwards until it returns false. Shallow history says so
 * (git.shallow). */
enum cx_status cx_repo_walk(struct cx_repo *repo, const struct cx_oid *tip,
			    bool (*each)(void *data, const struct cx_oid *commit), void *data,
			    struct cx_diags *diags);
/* A commit is its own descendant. */
bool cx_repo_is_descendant(struct cx_repo *repo, const struct cx_oid *commit, const struct cx_oid *ancestor);

#endif
