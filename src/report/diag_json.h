/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as JSON, for documents and for lines of a log. */
#ifndef CX_REPORT_DIAG_JSON_H
#define CX_REPORT_DIAG_JSON_H

#include "base/buf.h"
#include "base/diag.h"
#include "doc/doc.h"

/* The format_version of every JSON document that cxctl prints. */
#define CX_JSON_FORMAT_VERSION "1.0"

/*
 * {"severity", "code", "file", "line", "column", "pointer", "message", "note", "hint"}, in this order, null
 * where there is nothing. Bytes that are no UTF-8 become U+FFFD. "related" {"file", "line", "column",
 * "message"} is there for a second place, "tenants" where it is said whom the diagnostic concerns.
 */
struct cx_node *cx_diag_json(struct cx_arena *arena, const struct cx_diag *diag);
/* The array of all that were kept, in their order. */
struct cx_node *cx_diags_json(struct cx_arena *arena, const struct cx_diags *diags);

/* One object and a newline, safe for a terminal: --log-format json. */
void cx_diag_json_line(const struct cx_diag *diag, struct cx_buf *out);
/* {"severity": "info", "message": …} without a newline: progress in the same log. */
void cx_diag_json_message(const char *message, struct cx_buf *out);

/* A command's document: what it has to say is added to the object that begins with "format_version" and
 * "command" (or null), and "diagnostics" and "exit_code" end and print it. */
struct cx_node *cx_diag_json_begin(struct cx_arena *arena, const char *command);
void cx_diag_json_end(struct cx_arena *arena, struct cx_node *document, const struct cx_diags *diags,
		      int exit_code, struct cx_buf *out);
/* A document for a run that has no other: format_version, command (or null), diagnostics, exit_code. */
void cx_diag_json_document(struct cx_arena *arena, const char *command, const struct cx_diags *diags,
			   int exit_code, struct cx_buf *out);

/* A string node of text from outside: what is no UTF-8 becomes U+FFFD; NULL becomes null. */
struct cx_node *cx_diag_json_text(struct cx_arena *arena, const char *text);

#endif
