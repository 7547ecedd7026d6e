/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a check of what came in. */
#ifndef CX_QUERY_INBOUND_PARTS_H
#define CX_QUERY_INBOUND_PARTS_H

#include "query/inbound.h"

/*
 * Whether a JSON value is an event of CXone's shape; if not, what is wrong with it, all at once, without its
 * values. The latency is set where it is.
 */
bool cx_inbound_shape(const struct cx_node *event, struct cx_buf *ret_wrong, int64_t *ret_callback_ms);

#endif
