/* SPDX-License-Identifier: Apache-2.0 */
/* drift --reconcile: an apply of what was applied last. */
#ifndef CX_CLI_RECONCILE_H
#define CX_CLI_RECONCILE_H

#include "cli/session.h"

/*
 * Plans what the ledger says against the live state that was read, asks, and applies it; session's plan and
 * outcome are filled as by an apply. HEAD's own changes are not looked at.
 */
enum cx_exit cx_reconcile(struct cx_session *session);

#endif
