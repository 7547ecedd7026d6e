/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as text for people: place, problem, the line of the source with carets, note, hint. */
#ifndef CX_REPORT_DIAG_TEXT_H
#define CX_REPORT_DIAG_TEXT_H

#include "base/buf.h"
#include "base/diag.h"

/* How much of it is shown. */
struct cx_diag_style {
	bool colour;
	bool quiet; /* errors only, without notes and hints */
};

/*
 * "error", "warning", "note".
 */
const char *cx_severity_name(enum cx_severity severity);

/*
 * One diagnostic:
 *
 *   file:line:column: error: message [code]
 *      14 |   operator: OR
 *         |   ^^^^^^^^
 *   file:line:column: note: first defined here
 *      ...
 *     note: ...
 *     hint: ...
 *
 * Tabs are shown as spaces up to the next multiple of 8, wide and combining characters keep the carets in
 * place, long lines are cut around the carets, and everything from outside is escaped. Columns are code
 * points.
 */
void cx_diag_text(const struct cx_diag *diag, const struct cx_diag_style *style, struct cx_buf *out);

/*
 * "3 errors, 1 warning", with the number of those that were not kept; a line, or nothing where there are
 * fewer than two to count.
 */
void cx_diag_text_summary(const struct cx_diags *diags, const struct cx_diag_style *style,
			  struct cx_buf *out);

#endif
