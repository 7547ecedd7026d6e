/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as the text of an issue. */
#ifndef CX_REPORT_DRIFT_MARKDOWN_H
#define CX_REPORT_DRIFT_MARKDOWN_H

#include "engine/drift.h"
#include "report/markdown_parts.h"

/*
 * Counts, what was deleted, what was changed with who and when the tenant tells, and what to do next; next
 * as cx_drift_text has it. False where it is longer than the limit: what was deleted alone does not fit.
 */
bool cx_drift_markdown(const struct cx_drift *drift, const char *next, const struct cx_markdown_view *view,
		       struct cx_buf *out);

#endif
