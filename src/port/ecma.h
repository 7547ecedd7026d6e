/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of ECMA-262 in PCRE2's spelling. */
#ifndef CX_PORT_ECMA_H
#define CX_PORT_ECMA_H

#include "base/buf.h"

/*
 * Writes to out a PCRE2 pattern (options UTF and DOLLAR_ENDONLY, not UCP) that means what the pattern means
 * in ECMA-262 with flag u. Escapes of punctuation that flag u forbids are let through; what only PCRE2 knows
 * (possessive quantifiers, verbs, inline options, \A, \Z) is refused. False leaves the reason in error.
 */
bool cx_ecma_translate(const char *pattern, size_t len, struct cx_buf *out, struct cx_buf *error);

#endif
