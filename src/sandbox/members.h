/* SPDX-License-Identifier: Apache-2.0 */
/* Who is in an audience: the routes below /api/v2/audiences/{id}/members. */
#ifndef CX_SANDBOX_MEMBERS_H
#define CX_SANDBOX_MEMBERS_H

#include "sandbox/exchange.h"

/* Handlers of the route table. */
void cx_members_list(struct cx_exchange *exchange);
void cx_members_count(struct cx_exchange *exchange);

#endif
