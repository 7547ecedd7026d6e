/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote a line of a file last, and in which commit (libgit2's blame). */
#ifndef CX_PORT_GIT_BLAME_H
#define CX_PORT_GIT_BLAME_H

#include "port/git.h"

struct cx_blame_line {
	uint32_t line;        /* asked for, from 1 */
	struct cx_oid commit; /* told; CX_OID_ZERO where the line is not committed, or it cannot be told */
	const char *author;   /* the name without address, in the arena; NULL as with commit */
	int64_t time_s;       /* of the author, since 1970 */
};
struct cx_blame_file {
	const char *path; /* in the tree */
	const char *text; /* as it is in the working tree; NULL: as the commit has it */
	size_t len;
};
/*
 * Fills what is told of each line, in the history of commit; a line beyond the end of the file is told
 * nothing of. False where git cannot tell of the file at all: it is not in the commit, or history is missing.
 * Costs a walk through the history until each line is found.
 */
bool cx_repo_blame(struct cx_repo *repo, const struct cx_oid *commit, const struct cx_blame_file *file,
		   struct cx_arena *arena, struct cx_blame_line *lines, size_t count);

#endif
