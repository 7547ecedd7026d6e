/* SPDX-License-Identifier: Apache-2.0 */
/* What a new tenant holds: the journeys and interactions that docs and tests can name. */
#ifndef CX_SANDBOX_DEFAULTS_H
#define CX_SANDBOX_DEFAULTS_H

#include "sandbox/sandbox.h"

/* Fills a store that is new; one that was filled before stays as it is. False leaves the reason in the
 * database. */
bool cx_defaults_fill(struct cx_sandbox *sandbox);

#endif
