/* SPDX-License-Identifier: Apache-2.0 */
/* Webhooks: the routes below /api/v2/webhooks and /api/v2/crm/webhooks. */
#ifndef CX_SANDBOX_WEBHOOKS_H
#define CX_SANDBOX_WEBHOOKS_H

#include "sandbox/exchange.h"

/*
 * Handlers of the route table; the path says which of the two kinds. A secret is written and never shown: its
 * SHA-256 stands in GET /sandbox/state. Two webhooks may have the same name.
 */
void cx_webhooks_list(struct cx_exchange *exchange);
void cx_webhooks_get(struct cx_exchange *exchange);
void cx_webhooks_post(struct cx_exchange *exchange);
void cx_webhooks_put(struct cx_exchange *exchange);
void cx_webhooks_delete(struct cx_exchange *exchange);

/* Writes a webhook as it is, without the rules of the API, under its id or a new one. */
bool cx_webhooks_seed(struct cx_exchange *exchange, bool is_crm, const struct cx_node *webhook);

#endif
