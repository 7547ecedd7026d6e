/* SPDX-License-Identifier: Apache-2.0 */
/* What GitHub Actions reads from a job's log and from its files: workflow commands and outputs. */
#ifndef CX_REPORT_GITHUB_H
#define CX_REPORT_GITHUB_H

#include "base/buf.h"
#include "base/diag.h"

/*
 * A runner takes for a command each line that begins with "::", whatever white space stands before it, and in
 * its old syntax each line with "##[" anywhere. Lines of ours show text from outside, so they are parted
 * there:
 * ": :" and "## [". Runners read standard output and standard error at the same time, so that the way that
 * the service offers, ::stop-commands:: around the text, would not hold across the two.
 */
void cx_github_guard(const char *text, size_t len, struct cx_buf *out);
/* The same for JSON, whose value stays what it was: "##[" can only stand in a string. */
void cx_github_guard_json(const char *text, size_t len, struct cx_buf *out);

/*
 * "::error file=…,line=…,col=…,title=CODE::message" and a newline for each diagnostic that has a place in a
 * file, errors first: a service shows the first ten. root is the project's folder in the repository, "" or
 * "sub/dir".
 */
void cx_github_annotations(const struct cx_diags *diags, const char *root, struct cx_buf *out);

/*
 * One output for $GITHUB_OUTPUT, of any number of lines: NAME<<DELIMITER, the value, DELIMITER. The delimiter
 * is new and random each time, and no line of the value.
 */
void cx_github_output(const char *name, const char *value, struct cx_buf *out);

#endif
