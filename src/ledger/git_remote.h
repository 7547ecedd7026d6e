/* SPDX-License-Identifier: Apache-2.0 */
/* A remote repository reached with the git program: its credential helpers, SSH keys and CI tokens work. */
#ifndef CX_LEDGER_GIT_REMOTE_H
#define CX_LEDGER_GIT_REMOTE_H

#include "ledger/refs.h"

/*
 * name is ledger.remote of the project, at span: a remote of the repository's configuration, a URL or a
 * path. INVALID with ledger.remote where it is none of them, looks like an option, holds a password (which
 * would be seen in the list of processes) or asks for a helper program of its own (the project file is only
 * data). Starts nothing. It lives in the arena; repo and clock are borrowed.
 *
 * Its calls run git without a terminal, with the refs named one by one, and for a bounded time; what git
 * says on failure is in the note of ledger.remote, with passwords of URLs taken out.
 */
enum cx_status cx_git_remote_make(struct cx_arena *arena, struct cx_repo *repo, struct cx_clock *clock,
				  const char *name, struct cx_span span, struct cx_refs_remote **ret_remote,
				  struct cx_diags *diags);

#endif
