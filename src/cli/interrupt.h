/* SPDX-License-Identifier: Apache-2.0 */
/* Ctrl-C while something is being written: the first one asks to end well, the second ends at once. */
#ifndef CX_CLI_INTERRUPT_H
#define CX_CLI_INTERRUPT_H

#include "base/base.h"

#include <signal.h>

/*
 * From here on the first SIGINT, SIGTERM or SIGHUP only sets the flag that is returned, and says on standard
 * error what that means; the same signal again ends the process as it does by default. Sleeps and polls are
 * interrupted, not restarted.
 */
const volatile sig_atomic_t *cx_interrupt_catch(void);

#endif
