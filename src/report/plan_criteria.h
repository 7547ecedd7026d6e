/* SPDX-License-Identifier: Apache-2.0 */
/* What a change does to criteria, as text. */
#ifndef CX_REPORT_PLAN_CRITERIA_H
#define CX_REPORT_PLAN_CRITERIA_H

#include "report/plan_text.h"

/* Whether a field is one of criteria that cx_plan_text_criteria shows in its own way. */
bool cx_plan_is_criteria(const struct cx_change *change, const struct cx_field *field);

/*
 * The criteria as sentences, before and after, and what was added, removed, changed and moved; of a new or a
 * deleted audience the one sentence there is. note is put behind what comes first, or NULL. Indented, lines
 * of at most 80 columns.
 */
void cx_plan_text_criteria(const struct cx_change *change, const char *note, bool colour, struct cx_buf *out);

#endif
