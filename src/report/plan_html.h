/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as one web page that stands alone. */
#ifndef CX_REPORT_PLAN_HTML_H
#define CX_REPORT_PLAN_HTML_H

#include "report/links.h"
#include "report/plan_groups.h"

struct cx_html_view {
	const char *options; /* what the next command repeats; or NULL */
	struct cx_links links;
};

/*
 * Everything is in the page as HTML, so that it can be read without its script, which only filters, folds and
 * copies. Nothing is left out, however long the plan is.
 */
void cx_plan_html(const struct cx_plan *plan, const struct cx_html_view *view, struct cx_buf *out);

/* One item of the list, in <li>. */
void cx_plan_html_entry(const struct cx_html_view *view, const struct cx_plan_entry *entry,
			struct cx_buf *out);

#endif
