/* SPDX-License-Identifier: Apache-2.0 */
/* Why a step of a CI job failed, as Markdown for its summary. */
#ifndef CX_REPORT_CI_SUMMARY_H
#define CX_REPORT_CI_SUMMARY_H

#include "base/buf.h"
#include "base/diag.h"

/* A heading with the command and its exit code, and a line for each error with its place and its hint. */
void cx_ci_summary_failure(const char *command, int exit_code, const struct cx_diags *diags,
			   struct cx_buf *out);

#endif
