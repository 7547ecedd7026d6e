/* SPDX-License-Identifier: Apache-2.0 */
/* One watch of a project and a tenant in a repository. */
#ifndef CX_CLI_WATCH_LOCK_H
#define CX_CLI_WATCH_LOCK_H

#include "cli/cli.h"

struct cx_watch_lock;
/*
 * Finds project and tenant, and locks cxctl/TENANT/watch-PROJECT.lock in git's common dir, PROJECT a digest
 * of the project's path; the lock ends with the process, whatever becomes of it. CONFLICT with watch.open
 * where another process holds it. ret_tenant lives in inv's arena.
 */
enum cx_status cx_watch_lock_take(struct cx_invocation *inv, struct cx_watch_lock **ret_lock,
				  const char **ret_tenant);
void cx_watch_lock_free(struct cx_watch_lock *lock);
CX_DEFINE_FREEP(cx_watch_lock)

#endif
