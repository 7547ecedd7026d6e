/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside, made harmless for a terminal and for JSON that is shown on one. */
#ifndef CX_REPORT_ESCAPE_H
#define CX_REPORT_ESCAPE_H

#include "base/buf.h"

/*
 * Whether a code point may steer a terminal or deceive a reader: C0 and C1 controls, DEL, line and
 * paragraph separators, everything that changes the direction of text (Trojan Source, CVE-2021-42574), and
 * invisible ones: U+200B, U+2060 to U+2064, U+FEFF, interlinear annotations, tags. Joiners (U+200C, U+200D)
 * belong to scripts and emoji, and stay.
 */
bool cx_escape_needed(uint32_t code_point);

/*
 * Whether what begins at that byte is what CI runners take for a command in a log: "::error::" at the begin
 * of a line (GitHub), or "##[group]", "##vso[task.complete]" anywhere in one (GitHub, Azure). Where a line
 * will begin is not known here, so that every word may begin one.
 */
bool cx_escape_is_command(const char *text, size_t len, size_t at);

/*
 * One line for a terminal: what needs it becomes \n, \t, \r, \xHH (below U+0080 and bytes that are no UTF-8)
 * or \u{HEX}. So does what a CI runner that reads the log would obey: the first character of "::error::"
 * where a word begins, and of "##[group]". A backslash stays as it is: this is for reading, not for parsing.
 */
void cx_escape_terminal(const char *text, size_t len, struct cx_buf *out);
void cx_escape_terminal_s(const char *text, struct cx_buf *out);
/* The text of one code point as cx_escape_terminal writes it. */
void cx_escape_code_point(uint32_t code_point, struct cx_buf *out);

/*
 * JSON text (already serialised, so that everything outside strings is ASCII) with the same code points as
 * \uXXXX: the same value, harmless when shown. LF between tokens stays. Bytes that are no UTF-8 become
 * U+FFFD.
 */
void cx_escape_json(const char *text, size_t len, struct cx_buf *out);

/* Columns that a code point takes on a terminal: 0 (combining), 1 or 2 (East Asian wide, emoji). */
unsigned cx_escape_width(uint32_t code_point);
/* Columns of the text as cx_escape_terminal writes it. */
size_t cx_escape_columns(const char *text, size_t len);
/* Bytes of the longest start of text that was escaped already which takes at most so many columns. */
size_t cx_escape_fit(const char *shown, size_t len, size_t columns);

#endif
