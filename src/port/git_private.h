/* SPDX-License-Identifier: Apache-2.0 */
/* What git.c, git_tree.c, git_ref.c and git_status.c share; nobody else includes it. */
#ifndef CX_PORT_GIT_PRIVATE_H
#define CX_PORT_GIT_PRIVATE_H

#include "port/git.h"

#include <git2.h>

struct cx_repo {
	git_repository *git;
	char *common_dir, *work_dir;
	size_t read;    /* bytes, see cx_repo_done_with */
	char *identity; /* NULL until asked for, or if there is none */
};

/* Releases for CX_AUTO on libgit2's own objects. */
#define CX_GIT_RELEASE(type)                                    \
	static inline void git_##type##_release(git_##type **p) \
	{                                                       \
		git_##type##_free(*p);                          \
	}
CX_GIT_RELEASE(blob)
CX_GIT_RELEASE(commit)
CX_GIT_RELEASE(config)
CX_GIT_RELEASE(config_iterator)
CX_GIT_RELEASE(diff)
CX_GIT_RELEASE(index)
CX_GIT_RELEASE(object)
CX_GIT_RELEASE(odb)
CX_GIT_RELEASE(reference)
CX_GIT_RELEASE(signature)
CX_GIT_RELEASE(status_list)
CX_GIT_RELEASE(tree)
CX_GIT_RELEASE(tree_entry)
CX_GIT_RELEASE(treebuilder)

/* An error whose message ends with what libgit2 said about the call that just failed. */
struct cx_diag *cx_git_error(struct cx_diags *diags, const char *code, const char *fmt, ...) CX_PRINTF(3, 4);
/* The hint of an error of writing: room, and the right to write. */
void cx_git_hint_room(const struct cx_repo *repo, struct cx_diag *diag, struct cx_diags *diags);
/*
 * An object that could not be read, with the code that libgit2 gave: git.shallow or git.partial with the
 * command that fetches it where it is absent, else git.object. what names it: "the tree of audiences".
 * FAILED.
 */
enum cx_status cx_git_no_object(struct cx_repo *repo, int code, const char *what, const git_oid *oid,
				struct cx_diags *diags);
/* Our text form of an object id, and back; INVALID with git.oid if it is none. */
void cx_git_oid_text(const git_oid *oid, struct cx_oid *ret_oid);
enum cx_status cx_git_oid_parse(const struct cx_oid *oid, git_oid *ret_oid, struct cx_diags *diags);
enum cx_status cx_git_commit(struct cx_repo *repo, const struct cx_oid *oid, git_commit **ret_commit,
			     struct cx_diags *diags);
/* The tree of a commit. */
enum cx_status cx_git_tree(struct cx_repo *repo, const struct cx_oid *commit, git_tree **ret_tree,
			   struct cx_diags *diags);
/* The entry of a path that is not ""; ABSENT if it is not there. Symlinks and submodules: git.symlink. */
enum cx_status cx_git_entry(struct cx_repo *repo, const git_tree *root, const char *path,
			    git_tree_entry **ret_entry, struct cx_diags *diags);

#endif
