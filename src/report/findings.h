/* SPDX-License-Identifier: Apache-2.0 */
/* What validate found, in the formats of others: SARIF 2.1.0 for code scanning, JUnit XML for test reports.
 */
#ifndef CX_REPORT_FINDINGS_H
#define CX_REPORT_FINDINGS_H

#include "base/buf.h"
#include "base/diag.h"

struct cx_findings {
	const struct cx_diags *diags; /* sorted by place */
	const char *root;             /* of the project in the repository: "" or "sub/dir" */
	const char *project; /* the file of the project, relative to root: where what has no place is shown;
				or NULL */
	const char **files;  /* all that were checked, relative to root, each at least once */
	size_t file_count;
	bool strict; /* warnings are failures */
	int exit_code;
};

/*
 * One run: a rule for each code that was reported, with the words of lint where it is one of its rules;
 * places as paths from the root of the repository, columns in code points. The fingerprint of a result does
 * not hold its line, so that a finding that has moved is the same one.
 */
void cx_findings_sarif(const struct cx_findings *findings, struct cx_buf *out);

/*
 * One test case a file; a file with errors fails with their messages, and warnings are its output, or
 * failures too with strict. What has no place is a case of its own, "cxctl.yaml".
 */
void cx_findings_junit(const struct cx_findings *findings, struct cx_buf *out);

#endif
