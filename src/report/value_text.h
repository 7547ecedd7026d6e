/* SPDX-License-Identifier: Apache-2.0 */
/* Values of a document as text within a width: whole where they fit, laid out or cut where not. */
#ifndef CX_REPORT_VALUE_TEXT_H
#define CX_REPORT_VALUE_TEXT_H

#include "base/buf.h"
#include "doc/doc.h"

/* What stands for a node that is marked as secret: in no output may its value be shown. */
#define CX_VALUE_SECRET "(secret)"

/*
 * On one line, escaped for a terminal: JSON, but keys of letters, digits and _ stand without quotes. Secrets
 * are replaced. NULL is "(none)".
 */
void cx_value_line(const struct cx_node *node, struct cx_buf *out);

/*
 * The value from the current column on: on one line where it fits into width columns, else objects and arrays
 * are laid out with one member a line, each again on one line where it fits; scalars that do not fit are cut
 * and end in
 * "...". Lines after the first begin with indent spaces. No newline at the end.
 */
void cx_value_layout(const struct cx_node *node, size_t column, size_t indent, size_t width,
		     struct cx_buf *out);

/* A shown text cut to columns: "..." stands in its middle where something is missing. */
void cx_value_cut_middle(const struct cx_buf *text, size_t columns, struct cx_buf *out);

/*
 * Two texts that differ, each cut to columns: where the difference would be lost at the end, the common start
 * is what is cut ("...").
 */
void cx_value_cut_pair(const struct cx_buf *before, const struct cx_buf *after, size_t columns,
		       struct cx_buf *ret_before, struct cx_buf *ret_after);

#endif
