/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a YAML file, for those that explain what is wrong with it. */
#ifndef CX_DOC_YAML_LINE_H
#define CX_DOC_YAML_LINE_H

#include "base/diag.h"

struct cx_yaml_line {
	const char *text;
	size_t len; /* without its end, and the blanks before it */
};

/* False beyond the last line. Reads the source from its start: for messages, not for loops. */
bool cx_yaml_line_at(const struct cx_source *source, uint32_t number, struct cx_yaml_line *ret_line);
/* The byte offset of a column, at most the line's length. */
size_t cx_yaml_line_offset(const struct cx_yaml_line *line, uint32_t column);
/* How many blanks it begins with. */
size_t cx_yaml_line_indent(const struct cx_yaml_line *line);

#endif
