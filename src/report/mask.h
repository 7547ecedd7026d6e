/* SPDX-License-Identifier: Apache-2.0 */
/* Hiding what looks like a secret in a line of source that is shown. */
#ifndef CX_REPORT_MASK_H
#define CX_REPORT_MASK_H

#include "base/buf.h"

/*
 * Appends text[from..to), a part of one line, with every code point of a value blanked by "*" whose key
 * sounds like a secret's: secret, token, password, authorization and the like, also misspelt, but none that
 * ends with url. The lines around are looked at too: a secret's text may go on over many lines, as block, in
 * quotes or in brackets, and an anchor holds a secret where a secret's key repeats it by an alias.
 * References, `{env: NAME}`, stay. It goes by the looks alone, because a line is shown most of all where it
 * could not be read: an excerpt of any diagnostic may hold a secret that another one is about.
 */
void cx_mask_text(const char *text, size_t len, size_t from, size_t to, struct cx_buf *out);

#endif
