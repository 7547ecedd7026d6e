/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts of journeys: GET /api/v1/contacts/{id}, made from the customer base. */
#ifndef CX_SANDBOX_CONTACTS_H
#define CX_SANDBOX_CONTACTS_H

#include "sandbox/customers.h"
#include "sandbox/exchange.h"

/* Handler of the route table. */
void cx_contacts_get(struct cx_exchange *exchange);

/* "SUBSCRIBED" for those who opted in: they may be contacted; else "UNSUBSCRIBED". */
const char *cx_contacts_suppression(const struct cx_customer *customer);

#endif
