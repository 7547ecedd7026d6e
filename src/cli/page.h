/* SPDX-License-Identifier: Apache-2.0 */
/* What reports for web pages need to know besides what they show. */
#ifndef CX_CLI_PAGE_H
#define CX_CLI_PAGE_H

#include "cli/context.h"
#include "report/markdown_parts.h"
#include "report/plan_html.h"

struct cx_page {
	struct cx_markdown_view markdown;
	struct cx_html_view html;
	bool over; /* a Markdown page was longer than its limit */
};

/*
 * From the options (--markdown-limit, -v), the project, and what a CI says of where the repository can be
 * seen. options is what the next command repeats, or NULL.
 */
struct cx_page cx_page_of(const struct cx_context *context, const char *options);
/* Warns (output.limit) of a page that is over. */
void cx_page_check(const struct cx_page *page, struct cx_diags *diags);

#endif
