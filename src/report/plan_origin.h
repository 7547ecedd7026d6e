/* SPDX-License-Identifier: Apache-2.0 */
/* Causes and origins of a plan's changes, as text. */
#ifndef CX_REPORT_PLAN_ORIGIN_H
#define CX_REPORT_PLAN_ORIGIN_H

#include "report/plan_text.h"

/* "pending already", ...: what a field says whose cause is another than its change's. */
const char *cx_plan_text_cause(enum cx_cause cause);
/* The line below a change that says who wrote its value, where, and in which commit; none without a cause. */
void cx_plan_text_origin(const struct cx_change *change, const struct cx_plan_view *view, struct cx_buf *out);
/* What only the other revision would change; nothing where there is none. */
void cx_plan_text_undone(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out);

#endif
