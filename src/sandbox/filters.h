/* SPDX-License-Identifier: Apache-2.0 */
/* Filters of members: the query parameters filter=, as strict as API.md's Limits and shapes. */
#ifndef CX_SANDBOX_FILTERS_H
#define CX_SANDBOX_FILTERS_H

#include "sandbox/exchange.h"
#include "sandbox/where.h"

#define CX_FILTERS_MAX            50
#define CX_FILTERS_MAX_COMPLEXITY 100

/*
 * Appends " AND (…)" for each filter to an expression that is not empty. False, with a 400 that tells all
 * that is wrong, where one cannot be used; where is then of no use.
 */
bool cx_filters_read(struct cx_exchange *exchange, struct cx_where *where);

#endif
