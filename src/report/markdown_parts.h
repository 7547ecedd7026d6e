/* SPDX-License-Identifier: Apache-2.0 */
/* What the Markdown of plan, apply and drift have in common. */
#ifndef CX_REPORT_MARKDOWN_PARTS_H
#define CX_REPORT_MARKDOWN_PARTS_H

#include "engine/plan.h"
#include "report/links.h"

struct cx_markdown_view {
	size_t limit;        /* bytes that the page has at most */
	bool verbose;        /* all lines of every detail */
	const char *options; /* what the next command repeats: "--tenant prod"; or NULL */
	struct cx_links links;
};

/*
 * "<!-- cxctl:plan:prod sub/dir -->", "." for the root of the repository: the same for every run of the
 * command on this tenant of this project, so that a comment can be found again.
 */
void cx_markdown_marker(const char *command, const char *tenant, const struct cx_links *links,
			struct cx_buf *out);
/* "[`audiences/vip.yaml:3`](URL)"; a NULL commit is that of the links. */
void cx_markdown_link(const struct cx_links *links, const char *file, int64_t line, const char *commit,
		      struct cx_buf *out);
/* The commit that was planned, short, with a link to its files where the site is known. */
void cx_markdown_commit(const struct cx_links *links, const char *commit, struct cx_buf *out);

struct cx_markdown_fields {
	const struct cx_fields *fields;
	enum cx_class class; /* what needs not be said of a field */
	enum cx_cause cause; /* the same, where causes were asked for */
	bool all;            /* every line; else CX_PLAN_TEXT_LINES */
};
/* Fields as a diff in a fence; nothing where there are none. */
void cx_markdown_fields_add(const struct cx_markdown_fields *view, struct cx_buf *out);

#endif
