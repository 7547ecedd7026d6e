/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands: one line each; a command's own file says everything about it. */
#include "cli/cli.h"

extern const struct cx_command cx_command_completion;
extern const struct cx_command cx_command_docs;
extern const struct cx_command cx_command_docs_man;
extern const struct cx_command cx_command_docs_reference;
extern const struct cx_command cx_command_help;
extern const struct cx_command cx_command_version;

const struct cx_command *const cx_commands[] = {
	&cx_command_help,
	&cx_command_version,
	&cx_command_completion,
	&cx_command_docs,
	&cx_command_docs_man,
	&cx_command_docs_reference,
	NULL,
};
