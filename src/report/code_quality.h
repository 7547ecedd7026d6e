/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as GitLab's code quality report. */
#ifndef CX_REPORT_CODE_QUALITY_H
#define CX_REPORT_CODE_QUALITY_H

#include "base/buf.h"
#include "base/diag.h"
#include "doc/doc.h"

/*
 * An array with {"description", "check_name", "fingerprint", "severity", "location"} for each diagnostic that
 * has a place in a file; empty where there is none. Fingerprints do not hold lines, so that what only moved
 * is no new finding; the second of two equal ones is told apart by its number. root as in report/github.h.
 */
struct cx_node *cx_code_quality(struct cx_arena *arena, const struct cx_diags *diags, const char *root);

#endif
