/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl explain for the rules of lint. */
#ifndef CX_CLI_EXPLAIN_LINT_H
#define CX_CLI_EXPLAIN_LINT_H

#include "cli/cli.h"

/* Whether a text names lint or one of its rules: "lint", "lint.single", "audience.depth". */
bool cx_explain_lint_means(const char *text);
/* Prints all rules for "lint", else the one; says so where there is none. */
enum cx_exit cx_explain_lint_run(struct cx_invocation *inv, const char *text);

#endif
