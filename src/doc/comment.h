/* SPDX-License-Identifier: Apache-2.0 */
/* Comments of a YAML text that speak to a program, and the lines that they speak of. */
#ifndef CX_DOC_COMMENT_H
#define CX_DOC_COMMENT_H

#include "base/diag.h"

/*
 * What is above means all of what comes below it, as in shellcheck: a comment in lines of its own speaks of
 * the entry or item that begins in the next line with something in it, and of all that is inside; before the
 * first key of a document, of the whole document. One behind something in the same line speaks of that line.
 */
struct cx_comment {
	const char *text; /* behind the # and blanks; points into the source */
	size_t len;       /* without blanks at the end */
	struct cx_span span;
	uint32_t first, last; /* lines */
	size_t indent;        /* of the line that it stands above */
	bool whole;           /* of a document */
	bool above;           /* in a line of its own */
};
struct cx_comments {
	struct cx_comment *items; /* in the order of the text; in the arena */
	size_t count, cap;
};

/*
 * The comments that begin with a word, of a text that cx_yaml_parse reads; of another, those before the
 * place where it breaks. At most max: true if there are more. Takes no time worth mentioning where the text
 * does not hold the word at all. A comment between an anchor and its value, or behind the | of a text of
 * several lines, is not found.
 */
bool cx_comments_read(struct cx_arena *arena, const struct cx_source *source, const char *word, size_t max,
		      struct cx_comments *ret_comments);

#endif
