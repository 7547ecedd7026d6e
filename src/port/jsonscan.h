/* SPDX-License-Identifier: Apache-2.0 */
/* The strict scan in front of cJSON: what passes it is JSON, and safe for cJSON to take apart. */
#ifndef CX_PORT_JSONSCAN_H
#define CX_PORT_JSONSCAN_H

#include "base/buf.h"
#include "base/diag.h"
#include "port/json.h"

/*
 * Two bytes that no UTF-8 text holds carry what cJSON would lose. A number is handed over as a string that
 * begins with CX_JSONSCAN_NUMBER, so its text is never rounded; an escaped U+0000 as CX_JSONSCAN_NUL, so
 * that it does not end the string.
 */
#define CX_JSONSCAN_NUMBER '\xfe'
#define CX_JSONSCAN_NUL    '\xff'

/*
 * Checks the source against RFC 8259 (grammar, UTF-8, surrogate pairs), and against our limits: size, depth,
 * number of values; and, as keys says, no key twice in an object. Appends the text for cJSON to out. The
 * first problem ends the scan with one diagnostic json.* at its byte; false then. ret_has_nul tells whether
 * CX_JSONSCAN_NUL occurs.
 */
bool cx_jsonscan_rewrite(const struct cx_source *source, enum cx_json_keys keys, struct cx_buf *out,
			 bool *ret_has_nul, struct cx_diags *diags);

#endif
