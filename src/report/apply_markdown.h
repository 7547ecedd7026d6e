/* SPDX-License-Identifier: Apache-2.0 */
/* What an apply did, as a comment on what was merged. */
#ifndef CX_REPORT_APPLY_MARKDOWN_H
#define CX_REPORT_APPLY_MARKDOWN_H

#include "report/apply_text.h"
#include "report/markdown_parts.h"

/*
 * Counts; what did not go well, which is never left out; what was applied, with members before and after; the
 * run and where it is recorded. apply is NULL where nothing was to do. False where it is longer than the
 * limit.
 */
bool cx_apply_markdown(const struct cx_apply *apply, const struct cx_apply_view *report,
		       const struct cx_markdown_view *view, struct cx_buf *out);

#endif
