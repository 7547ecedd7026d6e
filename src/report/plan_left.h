/* SPDX-License-Identifier: Apache-2.0 */
/* What a plan leaves as the tenant has it, as text. */
#ifndef CX_REPORT_PLAN_LEFT_H
#define CX_REPORT_PLAN_LEFT_H

#include "report/plan_text.h"

/*
 * Sections of cx_plan_text: conflicts that are kept, each with both values, then every ignore rule of the
 * project, with the count of fields that it left; the fields themselves with verbose. Nothing where nothing
 * is left and there are no rules.
 */
void cx_plan_text_left(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out);

#endif
