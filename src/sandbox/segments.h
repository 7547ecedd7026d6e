/* SPDX-License-Identifier: Apache-2.0 */
/* The OData filter of contacts: which segments, that is audiences, they must be in. */
#ifndef CX_SANDBOX_SEGMENTS_H
#define CX_SANDBOX_SEGMENTS_H

#include "sandbox/exchange.h"
#include "sandbox/where.h"

#define CX_SEGMENTS_MAX 100

/*
 * Appends " AND (…)": in one of the segments that filter names, as segmentIds/any(s: s eq 'ID') joined by or,
 * or as segmentIds contains 'ID,ID'. A segment that there is not holds nobody. False with a 400 or a 409.
 */
bool cx_segments_read(struct cx_exchange *exchange, const char *filter, struct cx_where *where);

#endif
