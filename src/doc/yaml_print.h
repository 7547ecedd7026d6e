/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes into YAML, as a person would write it. */
#ifndef CX_DOC_YAML_PRINT_H
#define CX_DOC_YAML_PRINT_H

#include "base/buf.h"
#include "doc/doc.h"

/*
 * Members in their order, two spaces an indent, texts without quotes where no reader of YAML 1.1 or 1.2 could
 * take them for something else, text of many lines as a block where nothing in it needs an escape. Numbers
 * keep their value as exact decimals: an exponent is written so that YAML 1.1 sees a number, too. What has no
 * shape or turns the writing direction is escaped. cx_yaml_parse reads an equal tree; cx_layout_print would
 * write it the same. Text must be valid UTF-8 without U+0000, which that reader refuses.
 */
struct cx_yaml_style {
	bool spread; /* one value a line; else small collections of scalars stand on one line */
	/*
	 * What is said of a value in a comment: lines without "# ", separated by line feeds, harmless on a
	 * terminal; NULL: nothing. Asked of scalars and of empty collections, in their order, with spread
	 * alone. One line that fits into 80 columns stands behind the value, others above it. May be NULL.
	 */
	const char *(*note)(void *data, const struct cx_node *node);
	void *data;
};

/* A document: the value at column 1, and a line feed at its end. style NULL: not spread, no notes. */
void cx_yaml_print(const struct cx_node *node, const struct cx_yaml_style *style, struct cx_buf *out);
/*
 * What stands behind "key:" at the end of out, whose key begins `indent` spaces into its line: " 5\n", or a
 * line feed and the members below it. Not spread.
 */
void cx_yaml_print_value(const struct cx_node *node, size_t indent, struct cx_buf *out);
/* A whole entry at column 1, "key: 5\n"; without a key the value as a document. Not spread. */
void cx_yaml_print_entry(const char *key, const struct cx_node *value, struct cx_buf *out);
/* A text on one line: plain, or in double quotes. Keys are such texts. */
void cx_yaml_print_text(const char *text, size_t len, struct cx_buf *out);

#endif
