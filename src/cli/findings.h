/* SPDX-License-Identifier: Apache-2.0 */
/* validate -o sarif and -o junit. */
#ifndef CX_CLI_FINDINGS_H
#define CX_CLI_FINDINGS_H

#include "cli/all_tenants.h"
#include "cli/output.h"

/* tenants: with --all-tenants, else NULL; strict: warnings are failures. */
void cx_findings_render(const struct cx_context *context, const struct cx_tenant_results *tenants,
			bool strict, enum cx_exit exit, enum cx_format format, struct cx_buf *out);

#endif
