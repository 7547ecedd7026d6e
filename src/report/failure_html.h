/* SPDX-License-Identifier: Apache-2.0 */
/* Why a run has no product, as a web page. */
#ifndef CX_REPORT_FAILURE_HTML_H
#define CX_REPORT_FAILURE_HTML_H

#include "base/buf.h"
#include "base/diag.h"

/* The command, its exit code, and each error with its place and hint. */
void cx_failure_html(const char *command, int exit_code, const struct cx_diags *diags, struct cx_buf *out);

#endif
