/* SPDX-License-Identifier: Apache-2.0 */
/* The files of schemas/ that are embedded in the program, as documents and as compiled schemas. */
#ifndef CX_SCHEMA_EMBEDDED_H
#define CX_SCHEMA_EMBEDDED_H

#include "schema/schema.h"

/* A file by its name relative to schemas/, as a source; NULL if there is none. */
const struct cx_source *cx_embedded_source(struct cx_arena *arena, const char *name);

/* The JSON document of an embedded file; INVALID (schema.embedded) if there is none of that name. */
enum cx_status cx_embedded_read(struct cx_arena *arena, const char *name, struct cx_node **ret_document,
				struct cx_diags *diags);

/* The same, compiled; NULL after a diagnostic. */
const struct cx_schema *cx_embedded_compile(struct cx_arena *arena, const char *name, struct cx_diags *diags);

#endif
