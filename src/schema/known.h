/* SPDX-License-Identifier: Apache-2.0 */
/* The member names that a schema knows, for "did you mean". */
#ifndef CX_SCHEMA_KNOWN_H
#define CX_SCHEMA_KNOWN_H

#include "schema/compiled.h"

#define CX_KNOWN_MAX    128
#define CX_KNOWN_LISTED 12

/* The names in properties, those of $ref, allOf, anyOf, oneOf, if, then, else included; NULL behind the last.
 */
size_t cx_known_names(const struct cx_subschema *schema, const char *ret_names[CX_KNOWN_MAX + 1]);

#endif
