/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes into YAML, as a person would write it. */
#ifndef CX_DOC_YAML_PRINT_H
#define CX_DOC_YAML_PRINT_H

#include "base/buf.h"
#include "doc/doc.h"

/*
 * Members in their order, two spaces an indent, texts without quotes where no reader of YAML 1.1 or 1.2 could
 * take them for something else, text of many lines as a block, small objects of scalars inside lists on one
 * line. Reading it again gives an equal tree. Text must be valid UTF-8.
 */

/* A document: the value at column 1, and a newline at its end. */
void cx_yaml_print(const struct cx_node *node, struct cx_buf *out);
/*
 * What stands behind "key:", whose key begins `indent` spaces into its line: " 5\n", or a newline and the
 * members below it.
 */
void cx_yaml_print_value(const struct cx_node *node, size_t indent, struct cx_buf *out);
/* A scalar or a collection on one line, without a newline: {a: 1, b: [x]}. */
void cx_yaml_print_flow(const struct cx_node *node, struct cx_buf *out);
/* A text on one line: plain, or in double quotes. Keys are such texts. */
void cx_yaml_print_text(const char *text, size_t len, struct cx_buf *out);

#endif
