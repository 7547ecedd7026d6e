/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of ECMA-262's patterns in PCRE2's spelling. */
#ifndef CX_PORT_ECMA_PROPERTY_H
#define CX_PORT_ECMA_PROPERTY_H

#include "base/buf.h"

/* What stands in the braces of \p{...}, or of \P{...} if negated: letters, digits, _ and = only. */
void cx_ecma_property_add(const char *name, size_t len, bool negated, bool in_class, struct cx_buf *out);

#endif
