/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as an expression that reads like a sentence. */
#ifndef CX_REPORT_CRITERIA_TEXT_H
#define CX_REPORT_CRITERIA_TEXT_H

#include "base/buf.h"
#include "engine/plan.h"
#include "model/criteria_diff.h"

/*
 * All of these append one line that is harmless for a terminal: what could steer one or deceive a reader is
 * escaped as report/escape.h does. Markdown and HTML escape for themselves on top.
 *
 * A text stands bare where it is one plain word, else in double quotes, with \" and \\ inside: "500" is a
 * text, 500 a number. Operators that we do not know stand as they are.
 */

/* `region in (emea, apac) and (spend >= 500 or tier = gold)`: without parentheses that mean nothing. */
void cx_criteria_sentence(const struct cx_node *criteria, struct cx_buf *out);
/* Of one condition `spend >= 500`; of a group "all of" or "any of", for a tree whose items follow. */
void cx_criteria_label(const struct cx_node *node, struct cx_buf *out);
/* Why there is no number of members: "country in (DE, FR) is no filter that ...". */
void cx_impact_why(const struct cx_impact *impact, struct cx_buf *out);

/*
 * The sentence from the current column on, in lines of at most width columns where its words allow that;
 * lines after the first begin with indent spaces. Lines are broken between words, but not inside quotes; a
 * value that is longer than a line is cut and ends in "...". Ends with a newline.
 */
void cx_criteria_paragraph(const struct cx_node *criteria, size_t column, size_t indent, size_t width,
			   struct cx_buf *out);

#endif
