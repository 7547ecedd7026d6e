/* SPDX-License-Identifier: Apache-2.0 */
/* Where the lines of a text begin. */
#ifndef CX_DOC_LINES_H
#define CX_DOC_LINES_H

#include "port/yaml.h"

struct cx_lines {
	const char *text;
	size_t len;
	size_t *starts;            /* offset of each line's first byte */
	size_t count;              /* at least 1 */
	struct cx_yaml_place last; /* what was looked up last, and its offset */
	size_t last_at;
};
/* Lines end in "\n"; the starts live in the arena. */
struct cx_lines cx_lines_of(struct cx_arena *arena, const char *text, size_t len);
/*
 * The offset of a place, whose columns count code points; the text's end for one that lies beyond it. Places
 * that come in the order of the text cost its length once, however long its lines are.
 */
size_t cx_lines_offset(struct cx_lines *lines, struct cx_yaml_place place);
/* The way back; an offset behind the text is its end. */
struct cx_yaml_place cx_lines_place(const struct cx_lines *lines, size_t at);

#endif
