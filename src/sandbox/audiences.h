/* SPDX-License-Identifier: Apache-2.0 */
/* Audiences: the routes below /api/v1/audiences, and the counting of members. */
#ifndef CX_SANDBOX_AUDIENCES_H
#define CX_SANDBOX_AUDIENCES_H

#include "sandbox/exchange.h"
#include "sandbox/objects.h"
#include "sandbox/where.h"

/* Handlers of the route table. */
void cx_audiences_list(struct cx_exchange *exchange);
void cx_audiences_get(struct cx_exchange *exchange);
void cx_audiences_put(struct cx_exchange *exchange);
void cx_audiences_delete(struct cx_exchange *exchange);
/* GET /api/v2/cdp/attributes: what criteria may ask for. */
void cx_audiences_attributes(struct cx_exchange *exchange);

/*
 * Appends who belongs to a stored audience; what it needs is put into the arena. False where the audience is
 * too big to be evaluated.
 */
bool cx_audiences_where(struct cx_sandbox *sandbox, const struct cx_object *object, struct cx_arena *arena,
			struct cx_where *where);

/*
 * Writes an audience as it is, without the rules of the API; size, evaluation_status and the other server's
 * members are taken from it where it has them. An audience without size is counted later. False if it has no
 * id.
 */
bool cx_audiences_seed(struct cx_exchange *exchange, const struct cx_node *audience);
/*
 * Counts up to limit audiences whose recalculation is due, with the mutex held; returns how many there were.
 * Called between requests, so that a big seed is counted in the background.
 */
size_t cx_audiences_settle(struct cx_sandbox *sandbox, size_t limit);

#endif
