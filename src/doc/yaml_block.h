/* SPDX-License-Identifier: Apache-2.0 */
/* YAML with one value a line, and notes on the values in comments. */
#ifndef CX_DOC_YAML_BLOCK_H
#define CX_DOC_YAML_BLOCK_H

#include "base/buf.h"
#include "doc/doc.h"

/*
 * What is said of a value in a comment: lines without "# ", separated by line feeds, harmless on a terminal;
 * NULL: nothing. Asked of scalars and of empty collections. One line that fits into 80 columns stands behind
 * the value, others above it.
 */
struct cx_yaml_notes {
	const char *(*note)(void *data, const struct cx_node *node);
	void *data;
};

/*
 * Block style all through, two spaces an indent, members in their order, a line feed at the end; texts as
 * cx_yaml_print_text writes them, those of many lines literal where they can be. cx_yaml_parse reads an equal
 * tree (numbers as exact decimals: an exponent is written so that YAML 1.1 sees a number, too). notes may be
 * NULL.
 */
void cx_yaml_block(const struct cx_node *node, const struct cx_yaml_notes *notes, struct cx_buf *out);

#endif
