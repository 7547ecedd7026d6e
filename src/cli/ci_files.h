/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a CI service reads when a step is over. */
#ifndef CX_CLI_CI_FILES_H
#define CX_CLI_CI_FILES_H

#include "cli/ci_env.h"
#include "cli/cli.h"
#include "doc/doc.h"

/* What a run left. */
struct cx_ci_result {
	const char *command;            /* "plan" */
	const struct cx_buf *markdown;  /* empty: the run has no page */
	const struct cx_node *document; /* its JSON, or NULL */
	const char *root;               /* of the project in the repository */
	enum cx_exit exit;
};

/*
 * Writes what the system reads: on GitHub annotations, the step's summary and its outputs; on GitLab a dotenv
 * file and a code quality report. What cannot be written is an error ci.file, what does not fit a warning
 * ci.limit.
 */
void cx_ci_files_write(struct cx_invocation *inv, const struct cx_ci_system *system,
		       const struct cx_ci_result *result);

#endif
