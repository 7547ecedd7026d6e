/* SPDX-License-Identifier: Apache-2.0 */
/* Hiding what looks like a secret in a line of source that is shown. */
#ifndef CX_REPORT_MASK_H
#define CX_REPORT_MASK_H

#include "base/buf.h"

/*
 * Appends the line with every code point of a value blanked by "*" whose key sounds like a secret's: secret,
 * token, password, authorization and the like, also misspelt, but none that ends with url. A value that is a
 * reference, `{env: NAME}`, stays. It goes by the looks alone, because a line is shown most of all where it
 * could not be read: an excerpt of any diagnostic may hold a secret that another one is about.
 */
void cx_mask_line(const char *line, size_t len, struct cx_buf *out);

#endif
