/* SPDX-License-Identifier: Apache-2.0 */
/* drift --watch: one check after the other, until it is told to end. */
#ifndef CX_CLI_WATCH_H
#define CX_CLI_WATCH_H

#include "cli/cli.h"
#include "engine/drift.h"
#include "remote/remote.h"

/*
 * A check has an invocation of its own, whose arena and diagnostics end with it: memory stays what one check
 * needs. Between two of them only the token, the counts and what was shown last are kept.
 */
struct cx_watch;

/* Does one check; the exit code is its own. */
typedef enum cx_exit cx_watch_check_fn(struct cx_watch *watch, struct cx_invocation *inv);
/*
 * Watches as --watch, --listen and the other options of inv say. The first check is done at once; where it
 * fails before the tenant was asked, the watch ends with that. Every later failure is told, and makes the
 * time to the next check longer. Another watch of the same project and tenant in this repository is refused.
 *
 * SIGINT and SIGTERM end it, within a check too; the exit code is that of the last check that came to its
 * end. SIGHUP means: check now; at a terminal it ends the watch, as the terminal is gone.
 */
enum cx_exit cx_watch_run(struct cx_invocation *inv, cx_watch_check_fn *check);

/* For the check. The tenant that is watched, whatever becomes of the default. */
const char *cx_watch_tenant(const struct cx_watch *watch);
struct cx_kept_token *cx_watch_token(struct cx_watch *watch);
/* The tenant is about to be asked: what fails from here on is tried again. */
void cx_watch_asks(struct cx_watch *watch);
/*
 * The check could tell: a line says what it found, and metrics are taken. The text of what is printed then is
 * left out where it was shown before, or says no more than the line.
 */
void cx_watch_found(struct cx_watch *watch, const struct cx_drift *drift);

/* Milliseconds to the next check, after so many failures in a row; random is any number. */
int64_t cx_watch_pause_ms(int64_t interval_s, unsigned failures, uint64_t random);

#endif
