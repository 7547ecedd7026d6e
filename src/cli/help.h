/* SPDX-License-Identifier: Apache-2.0 */
/* Help and version texts, from the tables. */
#ifndef CX_CLI_HELP_H
#define CX_CLI_HELP_H

#include "base/buf.h"
#include "cli/cli.h"

#define CX_HELP_COLUMNS 80

/* The help of a command, of a group (a row without run), or of the program (NULL). */
void cx_help_text(const struct cx_command *command, struct cx_buf *out);
enum cx_exit cx_help_print(struct cx_invocation *inv, const struct cx_command *command);
enum cx_exit cx_version_print(struct cx_invocation *inv);

/* "-o, --output FORMAT[=FILE]" */
void cx_help_option_form(const struct cx_option *option, struct cx_buf *out);
/* The help of an option with its words, range and default: what help, man pages and reference say of it. */
void cx_help_option_text(const struct cx_option *option, struct cx_buf *out);
/* "cxctl plan [OPTION...] [PATH...]" */
void cx_help_usage(const struct cx_command *command, struct cx_buf *out);
/* "a project, a tenant"; false and nothing where the command needs nothing. */
bool cx_help_needs(const struct cx_command *command, struct cx_buf *out);

#endif
