/* SPDX-License-Identifier: Apache-2.0 */
/* URIs (RFC 3986): grammar, and references against a base. */
#ifndef CX_SCHEMA_URI_H
#define CX_SCHEMA_URI_H

#include "base/buf.h"

/* A URI with a scheme; not a relative reference, not an IRI. */
bool cx_uri_valid(const char *text, size_t len);
/* RFC 3986 5.2: the target of reference against base, fragment included. base may be "" or relative itself.
 */
void cx_uri_resolve(const char *base, const char *reference, struct cx_buf *out);
/* Decodes %XX; false if a triplet is broken. */
bool cx_uri_decode(const char *text, size_t len, struct cx_buf *out);

#endif
