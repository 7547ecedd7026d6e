/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds: a schema, and the shape of its spec. Data, not code (DESIGN.md 5). */
#ifndef CX_MODEL_KIND_H
#define CX_MODEL_KIND_H

#include "model/shape.h"
#include "schema/schema.h"

#define CX_API_VERSION "cxctl/v1"

struct cx_kind {
	const char *name;                /* "Audience" */
	const char *file;                /* "kinds/audience.schema.json" */
	const struct cx_node *document;  /* the schema as read */
	const struct cx_schema *schema;  /* of a whole definition */
	const struct cx_shape *metadata; /* shape of metadata */
	const struct cx_shape *spec;     /* shape of spec; never NULL */
	bool id_required;                /* metadata requires id: the client gives it */
};

struct cx_kinds {
	struct cx_kind *items; /* in the arena */
	size_t count;
};

/* Compiles every kind of schemas/kinds/. It cannot fail but by a defect of the program, which is said. */
enum cx_status cx_kinds_load(struct cx_arena *arena, struct cx_kinds *ret_kinds, struct cx_diags *diags);
/* NULL if there is none. */
const struct cx_kind *cx_kinds_find(const struct cx_kinds *kinds, const char *name);
/* Their names, NULL-terminated, for "did you mean". */
const char **cx_kinds_names(struct cx_arena *arena, const struct cx_kinds *kinds);

#endif
