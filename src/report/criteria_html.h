/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria on a web page: sentences before and after, and the tree with what differs marked. */
#ifndef CX_REPORT_CRITERIA_HTML_H
#define CX_REPORT_CRITERIA_HTML_H

#include "base/buf.h"
#include "doc/doc.h"

/* Either may be NULL: a new or a deleted audience. */
void cx_criteria_html(const struct cx_node *before, const struct cx_node *after, struct cx_buf *out);

#endif
