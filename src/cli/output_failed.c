/* SPDX-License-Identifier: Apache-2.0 */
/* Documents and pages of runs that have no product. */
#include "cli/output.h"

#include "report/ci_summary.h"
#include "report/diag_json.h"
#include "report/failure_html.h"

void cx_output_failed(const struct cx_output *output, const struct cx_invocation *inv, enum cx_exit exit,
		      enum cx_format format, struct cx_buf *out)
{
	const char *command = inv->command ? inv->command->name : NULL;
	if (format == CX_FORMAT_JSON)
		cx_diag_json_document(inv->arena, command, output->diags, exit, out);
	if (!command || !exit)
		return;
	if (format == CX_FORMAT_MARKDOWN) {
		cx_buf_adds(out, output->marker ? output->marker : "");
		cx_ci_summary_failure(command, exit, output->diags, out);
	} else if (format == CX_FORMAT_HTML) {
		cx_failure_html(command, exit, output->diags, out);
	}
}
