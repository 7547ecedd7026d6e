/* SPDX-License-Identifier: Apache-2.0 */
/* Journeys: what they are, and starting one for a contact. */
#ifndef CX_SANDBOX_JOURNEYS_H
#define CX_SANDBOX_JOURNEYS_H

#include "sandbox/exchange.h"

/* A trigger on the wire may have so many bytes (API.md, Limits and shapes). */
#define CX_JOURNEYS_MAX_TRIGGER 102400

/* Handlers of the route table. */
void cx_journeys_get(struct cx_exchange *exchange);
/* Starts a journey, once for each Idempotency-Key. */
void cx_journeys_trigger(struct cx_exchange *exchange);

/* Writes a journey as it is; false if it has no usable id. */
bool cx_journeys_seed(struct cx_exchange *exchange, const struct cx_node *journey);

#endif
