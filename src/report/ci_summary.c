/* SPDX-License-Identifier: Apache-2.0 */
/* Why a step of a CI job failed, as Markdown for its summary. */
#include "report/ci_summary.h"

#include "report/markdown.h"

static void add_place(const struct cx_span *span, struct cx_buf *out)
{
	if (!span->source)
		return;
	CX_AUTO(cx_buf) struct cx_buf place = CX_BUF_INIT;
	cx_buf_adds(&place, span->source->name);
	if (span->line)
		cx_buf_addf(&place, ":%u:%u", span->line, span->column);
	cx_markdown_code(place.data, 0, out);
	cx_buf_adds(out, " ");
}

void cx_ci_summary_failure(const char *command, int exit_code, const struct cx_diags *diags,
			   struct cx_buf *out)
{
	cx_buf_addf(out, "### cxctl %s failed, exit code %d\n\n", command, exit_code);
	for (size_t i = 0; i < diags->count; i++) {
		const struct cx_diag *diag = diags->items[i];
		if (diag->severity != CX_SEVERITY_ERROR)
			continue;
		cx_buf_adds(out, "* ");
		add_place(&diag->span, out);
		cx_markdown_prose(diag->message, out);
		if (diag->hint) {
			cx_buf_adds(out, " (");
			cx_markdown_prose(diag->hint, out);
			cx_buf_addc(out, ')');
		}
		cx_buf_addc(out, '\n');
	}
}
