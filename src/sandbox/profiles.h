/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts as the CRM has them: GET /api/v2/crm/contacts, what cxctl profiles asks for. */
#ifndef CX_SANDBOX_PROFILES_H
#define CX_SANDBOX_PROFILES_H

#include "sandbox/exchange.h"

#define CX_PROFILES_MAX_IDS  100
#define CX_PROFILES_MAX_PAGE 50

/* Handler of the route table. */
void cx_profiles_list(struct cx_exchange *exchange);

#endif
