/* SPDX-License-Identifier: Apache-2.0 */
/* Ctrl-C: the first one asks to end well, the second ends at once. */
#ifndef CX_CLI_INTERRUPT_H
#define CX_CLI_INTERRUPT_H

#include "base/base.h"

#include <signal.h>

/*
 * From here on the first SIGINT, SIGTERM or SIGHUP only sets the flag that is returned; the second, whichever
 * it is, ends the process as it does by default. Sleeps and polls are interrupted, not restarted. May be
 * called again.
 */
const volatile sig_atomic_t *cx_interrupt_catch(void);

/* What the first signal means from now on, said on standard error when it comes: static text; NULL: nothing.
 */
void cx_interrupt_means(const char *text);

/*
 * From here on SIGHUP does not ask to end: it sets the flag that is returned, which the caller sets back.
 */
volatile sig_atomic_t *cx_interrupt_catch_hangup(void);
/* Sleeps; any of these signals ends it, one that came shortly before it began, too. */
void cx_interrupt_wait(int64_t us);
/* The same; something to read from fd ends it, too, and makes it true. */
bool cx_interrupt_wait_for(int fd, int64_t us);

#endif
