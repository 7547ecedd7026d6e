/* SPDX-License-Identifier: Apache-2.0 */
/* What reports say is to be typed next, so that it works where the user stands. */
#ifndef CX_CLI_NEXT_H
#define CX_CLI_NEXT_H

#include "cli/context.h"

/*
 * The options of this command that the next one has to repeat to mean the same, "--tenant prod --rev v1", as
 * a shell takes them; NULL where there are none. In the arena of inv.
 */
const char *cx_next_options(struct cx_invocation *inv);
/*
 * git for paths that are relative to the project: "git", and where the user stands in another folder "git -C
 * DIR", as a shell takes it. In the arena of context.
 */
const char *cx_next_git(struct cx_context *context);

#endif
