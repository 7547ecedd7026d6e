/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of files: a commit's, through git's objects, or the working folder's. */
#ifndef CX_MODEL_TREE_H
#define CX_MODEL_TREE_H

#include "port/git.h"

/*
 * Where a project's files come from. Paths are relative to the repository's root (to folder where there is no
 * repository). Symlinks are refused in both, so that a definition cannot name a file outside.
 */
struct cx_tree {
	struct cx_repo *repo; /* with commit: read from git's objects */
	struct cx_oid commit; /* zero: the working folder */
	const char *folder;   /* absolute path of the working folder */
};

/* Appends the file's bytes; ABSENT if it is not there. */
enum cx_status cx_tree_read(const struct cx_tree *tree, const char *path, size_t max, struct cx_buf *out,
			    struct cx_diags *diags);

/*
 * The files at or below path whose names end in .yaml, .yml or .json, sorted; hidden files and folders
 * (".name") are left out. ABSENT if path is not there. Where a part of them cannot be listed, as what a link
 * leads to, that is said, the status is not OK, and ret_paths holds the rest, for those who check it in the
 * same run.
 */
struct cx_tree_paths {
	const char **items; /* in the arena */
	size_t count, cap;
};
enum cx_status cx_tree_list(const struct cx_tree *tree, const char *path, struct cx_arena *arena,
			    struct cx_tree_paths *ret_paths, struct cx_diags *diags);

#endif
