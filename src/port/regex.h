/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions in ECMA-262's dialect, as JSON Schema wants them, with limits on time and memory. */
#ifndef CX_PORT_REGEX_H
#define CX_PORT_REGEX_H

#include "base/mem.h"

struct cx_regex; /* immutable; lives in the arena it was compiled into */

/*
 * Compiles a pattern of ECMA-262 (flag u, as JSON Schema 2020-12 6.4 recommends): it is not anchored, `.`
 * stops at the four line terminators, `\d` and `\w` are ASCII, `$` is the very end. NULL if it is no such
 * pattern; *ret_error then says why (in the arena, lower case).
 */
struct cx_regex *cx_regex_compile(struct cx_arena *arena, const char *pattern, size_t len,
				  const char **ret_error);

enum cx_regex_result {
	CX_REGEX_RESULT_NO_MATCH,
	CX_REGEX_RESULT_MATCH,
	CX_REGEX_RESULT_LIMIT, /* gave up: too many steps, or too much memory */
};
/* Whether the pattern matches anywhere in text, which must be UTF-8 (anything else does not match). */
enum cx_regex_result cx_regex_match(const struct cx_regex *regex, const char *text, size_t len);

#endif
