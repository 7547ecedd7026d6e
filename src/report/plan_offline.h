/* SPDX-License-Identifier: Apache-2.0 */
/* What every report of a plan says that was made without the tenant. */
#ifndef CX_REPORT_PLAN_OFFLINE_H
#define CX_REPORT_PLAN_OFFLINE_H

#include "base/buf.h"
#include "engine/plan.h"

/* One paragraph of plain text: what was compared with what, and what cannot be seen. Nothing from outside. */
void cx_plan_offline(const struct cx_plan *plan, struct cx_buf *out);
/* "the tenant is as git says", as far as that was seen: of a plan without changes. */
const char *cx_plan_unchanged(const struct cx_plan *plan);

#endif
