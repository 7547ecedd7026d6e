/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside inside Markdown (CommonMark and GitHub's additions), with no meaning of its own. */
#ifndef CX_REPORT_MARKDOWN_H
#define CX_REPORT_MARKDOWN_H

#include "base/buf.h"

/*
 * Sites that show Markdown make links, mentions, references and pictures of words even where CommonMark sees
 * none: @name, #12, www.example.com, :tada:. What stands in code is left alone by all of them, and
 * backslashes do not help against them, as they look at the page that was made. So whatever comes from
 * outside stands in code. Controls and what changes the direction of text are shown as cx_escape_terminal
 * shows them.
 */

/* Shown columns after which a name is cut in headings and lists; and where room is short. */
#define CX_MARKDOWN_NAME       100
#define CX_MARKDOWN_NAME_SHORT 24

/* One code span; longer than columns it has "..." in its middle. 0: never. Nothing for an empty text. */
void cx_markdown_code(const char *text, size_t columns, struct cx_buf *out);
/*
 * A sentence of ours with words from outside in it, as diagnostics have them: words that are plain stay text,
 * everything else becomes code; what stands in double quotes is one piece. After about 1,000 bytes it is cut.
 */
void cx_markdown_prose(const char *text, struct cx_buf *out);
/* A block of lines, each ending in a newline, between fences longer than any run of backticks in it. */
void cx_markdown_fence(const char *language, const struct cx_buf *lines, struct cx_buf *out);
/* Ends the paragraph: with an empty line, unless there is one. */
void cx_markdown_gap(struct cx_buf *out);
/* Ends the page: with one newline. */
void cx_markdown_end(struct cx_buf *out);

#endif
