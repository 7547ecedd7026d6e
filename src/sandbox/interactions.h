/* SPDX-License-Identifier: Apache-2.0 */
/* Interactions: their attributes, read and changed all or nothing. */
#ifndef CX_SANDBOX_INTERACTIONS_H
#define CX_SANDBOX_INTERACTIONS_H

#include "sandbox/exchange.h"

/* Attributes in one POST (API.md, Limits and shapes). */
#define CX_INTERACTIONS_MAX_CHANGES 50

/* Handlers of the route table. */
void cx_interactions_get(struct cx_exchange *exchange);
void cx_interactions_post(struct cx_exchange *exchange);

/*
 * Writes an interaction as it is: {"interactionId" or "id", "attributes": [{"key", "value"}]}, keys that the
 * API keeps for itself included. False if it has no usable id or attributes.
 */
bool cx_interactions_seed(struct cx_exchange *exchange, const struct cx_node *interaction);

#endif
