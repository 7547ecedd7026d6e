/* SPDX-License-Identifier: Apache-2.0 */
/* validate -o sarif and -o junit. */
#include "cli/findings.h"

#include "report/findings.h"

/* The files of the definitions; with --all-tenants these are gone, and the list of files stands for them. */
static const char **files_of(const struct cx_context *context, const struct cx_tenant_results *tenants,
			     size_t *ret_count)
{
	const struct cx_definitions *set = &context->definitions;
	size_t listed = tenants ? tenants->file_count : 0, n = 0;
	const char **files = cx_alloc((set->count + listed + 1) * sizeof *files);
	for (size_t i = 0; i < set->count; i++)
		if (!n || strcmp(files[n - 1], set->items[i].file) != 0)
			files[n++] = set->items[i].file;
	for (size_t i = 0; i < listed; i++)
		files[n++] = tenants->files[i];
	*ret_count = n;
	return files;
}

void cx_findings_render(const struct cx_context *context, const struct cx_tenant_results *tenants,
			bool strict, enum cx_exit exit, enum cx_format format, struct cx_buf *out)
{
	struct cx_findings findings = {
		.diags = context->diags,
		.root = context->project.root,
		.project = context->project.path ? "cxctl.yaml" : NULL,
		.strict = strict,
		.exit_code = exit,
	};
	findings.files = files_of(context, tenants, &findings.file_count);
	if (format == CX_FORMAT_SARIF)
		cx_findings_sarif(&findings, out);
	else
		cx_findings_junit(&findings, out);
	cx_free(findings.files);
}
