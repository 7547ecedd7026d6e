/* SPDX-License-Identifier: Apache-2.0 */
/* Who applies, from where: for records, locks and commits. */
#ifndef CX_ENGINE_ACTOR_H
#define CX_ENGINE_ACTOR_H

#include "doc/doc.h"
#include "port/git.h"

/* Texts in the arena, cut to 200 bytes, without control characters. */
struct cx_actor {
	const char *name;  /* CXCTL_ACTOR, the CI's user, git's user.name, or the login name */
	const char *email; /* git's user.email, or name@host */
	const char *host;
	const char *ci; /* the URL or id of the CI run, or NULL */
};
void cx_actor_find(struct cx_arena *arena, struct cx_repo *repo, struct cx_actor *ret_actor);

#endif
