/* SPDX-License-Identifier: Apache-2.0 */
/* Collections in brackets: taken apart, and put together in another order. */
#ifndef CX_DOC_LAYOUT_FLOW_H
#define CX_DOC_LAYOUT_FLOW_H

#include "doc/layout_scan.h"

/* The event is the collection's first and its marks are kept; reads to behind its closing bracket. */
bool cx_layout_flow_read(struct cx_layout_scan *scan, struct cx_layout_node *node);
/*
 * Lines stay lines. Within one: nothing inside the brackets at their ends, a blank behind colons and commas
 * and none before. Comments keep their distance.
 */
void cx_layout_flow_print(const struct cx_layout_node *node, struct cx_buf *out);

#endif
