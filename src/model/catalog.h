/* SPDX-License-Identifier: Apache-2.0 */
/* All schemas that a user may ask for: of kinds, and of the other files that cxctl reads and writes. */
#ifndef CX_MODEL_CATALOG_H
#define CX_MODEL_CATALOG_H

#include "model/kind.h"

struct cx_catalog_entry {
	const char *name;   /* "Audience", "Project", "plan" */
	const char *file;   /* "audience.schema.json": what an export calls it; each its own */
	const char *origin; /* path in the project; NULL: built in */
	bool is_kind;
	const struct cx_node *document;
};
struct cx_catalog {
	struct cx_catalog_entry *items; /* kinds first */
	size_t count, cap;
	struct cx_node *definition; /* one schema of all kinds, by their names in kind */
};

/* Gathers the kinds given and the schemas of the program. All of it lives in the arena. */
enum cx_status cx_catalog_load(struct cx_arena *arena, const struct cx_kinds *kinds,
			       struct cx_catalog *ret_catalog, struct cx_diags *diags);
/* As cx_kind_name_is matches names; NULL if there is none. */
const struct cx_catalog_entry *cx_catalog_find(const struct cx_catalog *catalog, const char *name);
/* Their names, NULL-terminated. */
const char **cx_catalog_names(struct cx_arena *arena, const struct cx_catalog *catalog);

#endif
