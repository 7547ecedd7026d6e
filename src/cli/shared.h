/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger that clones share: what ledger.remote of the project names, fetched before it is read. */
#ifndef CX_CLI_SHARED_H
#define CX_CLI_SHARED_H

#include "cli/context.h"
#include "ledger/refs.h"

/* The names of the tenant's ledger and its remote, if the project has one; nothing is read or fetched. */
enum cx_status cx_shared_names(struct cx_context *context, struct cx_ledger *ret_names);
/* Fetches, if there is a remote, so that the refs here are as it has them. ret_remote: NULL without one. */
enum cx_status cx_shared_fetch(struct cx_context *context, struct cx_refs_remote **ret_remote);

#endif
