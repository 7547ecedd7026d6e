/* SPDX-License-Identifier: Apache-2.0 */
/* Why a run has no product, as a web page. */
#include "report/failure_html.h"

#include "report/html.h"

static void add_error(const struct cx_diag *diag, struct cx_buf *out)
{
	cx_buf_adds(out, "<li>");
	if (diag->span.source) {
		cx_buf_adds(out, "<code>");
		cx_html_text(diag->span.source->name, out);
		if (diag->span.line)
			cx_buf_addf(out, ":%u:%u", diag->span.line, diag->span.column);
		cx_buf_adds(out, "</code> ");
	}
	cx_html_text(diag->message, out);
	cx_buf_addf(out, " <code>%s</code>", diag->code);
	if (diag->hint) {
		cx_buf_adds(out, "<br><small>");
		cx_html_text(diag->hint, out);
		cx_buf_adds(out, "</small>");
	}
	cx_buf_addc(out, '\n');
}

void cx_failure_html(const char *command, int exit_code, const struct cx_diags *diags, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf title = CX_BUF_INIT;
	cx_buf_addf(&title, "cxctl %s failed", command);
	cx_html_begin(title.data, out);
	cx_buf_addf(
		out,
		"<header>\n<p class=\"eyebrow\">cxctl %s</p>\n<h1>Failed</h1>\n<p class=\"where\">Exit code "
		"%d</p>\n</header>\n<main>\n<section class=\"alert\" aria-labelledby=\"errors\">\n"
		"<h2 id=\"errors\">What is wrong</h2>\n<ul>\n",
		command, exit_code);
	for (size_t i = 0; i < diags->count; i++)
		if (diags->items[i]->severity == CX_SEVERITY_ERROR)
			add_error(diags->items[i], out);
	cx_buf_adds(out,
		    "</ul>\n</section>\n</main>\n<footer><p>Made by cxctl. This page loads nothing and sends "
		    "nothing.</footer>\n");
	cx_html_end(out);
}
