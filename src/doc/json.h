/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: strict reading (RFC 8259), canonical and readable writing. */
#ifndef CX_DOC_JSON_H
#define CX_DOC_JSON_H

#include "base/buf.h"
#include "doc/doc.h"
#include "port/json.h"

/*
 * Reads one JSON text: valid UTF-8, no duplicate keys, at most CX_MAX_DOC_DEPTH deep, numbers kept as text.
 * Nodes have no spans (doc/json_place.h gives them some). An error is a diagnostic json.* with
 * the source's name and the line and column of the byte; the status is INVALID. The codes: json.syntax,
 * json.utf8 (lone surrogates too), json.duplicate, json.depth, json.size (bytes or values, base/limits.h),
 * json.number (an exponent beyond what base/num.h takes).
 */
enum cx_status cx_json_parse(struct cx_arena *arena, const struct cx_source *source,
			     struct cx_node **ret_node, struct cx_diags *diags);
/* The same, and says what becomes of keys that stand twice; where the last is meant, the object has both. */
enum cx_status cx_json_parse_keys(struct cx_arena *arena, const struct cx_source *source,
				  enum cx_json_keys keys, struct cx_node **ret_node, struct cx_diags *diags);

/*
 * RFC 8785: members sorted by UTF-16 code units, no white space, shortest escapes; numbers in the one
 * text of cx_dec_print. Equal values, equal bytes.
 */
void cx_json_canonical(const struct cx_node *node, struct cx_buf *out);
/* Members in their order, two spaces an indent, no newline at the end; numbers as in the source. */
void cx_json_pretty(const struct cx_node *node, struct cx_buf *out);
/* Members in their order on one line; numbers as in the source. */
void cx_json_line(const struct cx_node *node, struct cx_buf *out);
/* A JSON string with its quotes. */
void cx_json_string(const char *text, size_t len, struct cx_buf *out);
/* Lower-case hex SHA-256 of the canonical form. */
#define CX_DIGEST_LEN 64
void cx_json_digest(const struct cx_node *node, char ret_hex[CX_DIGEST_LEN + 1]);

#endif
