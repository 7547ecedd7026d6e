/* SPDX-License-Identifier: Apache-2.0 */
/* Many new objects as one pack: one sync instead of one each. Only git_write.c uses it. */
#ifndef CX_PORT_GIT_BULK_H
#define CX_PORT_GIT_BULK_H

#include "port/git_private.h"

/* Objects written to git stay in memory until finish; without finish they are gone. */
struct cx_git_bulk {
	git_repository *git; /* write here, and name each object with add */
	git_packbuilder *pack;
};
/* libgit2's codes: 0 or negative. */
int cx_git_bulk_init(struct cx_git_bulk *bulk, struct cx_repo *repo);
int cx_git_bulk_add(struct cx_git_bulk *bulk, const git_oid *oid);
/* Writes the pack and its index, synced. */
int cx_git_bulk_finish(struct cx_git_bulk *bulk, struct cx_repo *repo);
void cx_git_bulk_release(struct cx_git_bulk *bulk);

#endif
