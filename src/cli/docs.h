/* SPDX-License-Identifier: Apache-2.0 */
/* Man pages and reference pages from the tables. */
#ifndef CX_CLI_DOCS_H
#define CX_CLI_DOCS_H

#include "base/buf.h"
#include "cli/cli.h"

/* "cxctl-audit-log": the name of a command's page; of the program's for NULL. */
void cx_docs_page_name(const struct cx_command *command, struct cx_buf *out);
/* The man page of a command or group, or of the program (NULL), in man(7). */
void cx_docs_man(const struct cx_command *command, struct cx_buf *out);

/* Text as Markdown takes it; what stands between backticks stays as it is. */
void cx_docs_text(const char *text, struct cx_buf *out);
/* The pages of docs/reference in Markdown. */
void cx_docs_commands(struct cx_buf *out);
void cx_docs_exit_codes(struct cx_buf *out);
void cx_docs_environment(struct cx_buf *out);
/* Kinds and other files that users write; false, with diagnostics, if a schema does not compile. */
bool cx_docs_definitions(struct cx_buf *out, struct cx_diags *diags);

#endif
