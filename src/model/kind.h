/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds: a schema, and the shape of its spec. Data, not code (DESIGN.md 5). */
#ifndef CX_MODEL_KIND_H
#define CX_MODEL_KIND_H

#include "model/shape.h"
#include "model/tree.h"
#include "schema/schema.h"

#define CX_API_VERSION "cxctl/v1"
/* The folder of a project that holds schemas of its own. */
#define CX_KINDS_FOLDER "schemas"

struct cx_kind {
	const char *name;               /* "Audience" */
	const char *file;               /* "kinds/audience.schema.json", "schemas/field.schema.json" */
	bool builtin;                   /* of the program, not of the repository */
	const struct cx_node *document; /* the schema; of the repository: cx_kind_whole of it */
	const struct cx_schema *schema; /* of a whole definition */
	const struct cx_schema
		*envelope; /* what holds for all kinds; NULL for a built-in, which says it itself */
	const struct cx_shape *metadata; /* shape of metadata */
	const struct cx_shape *spec;     /* shape of spec; never NULL */
	bool id_required;                /* metadata requires id: the client gives it */
};

struct cx_kinds {
	struct cx_kind *items; /* in the arena; the built-in ones first */
	size_t count;
	bool torn; /* a schema of the repository is wrong: a kind that is missing here may be its */
};

/* Where a project's own schemas are read: beside cxctl.yaml, from the same commit or folder. */
struct cx_kinds_source {
	const struct cx_tree *tree;
	const char *root; /* the project's folder in the tree, "" for its root */
};

/*
 * Compiles every kind of the program, and those of the project: the files schemas/NAME.schema.json (or .yaml,
 * .yml) at or below root. source may be NULL: only the built-in ones then. Reports every schema that is
 * wrong, with its place, and returns INVALID; ret_kinds holds the others all the same. Codes: schema.* and
 * yaml.* and json.* for what does not compile, kind.name, kind.spec, kind.reserved, kind.twice, kind.builtin,
 * kind.limit; a file that is not read for its name is a warning, kind.file. A copy of a built-in kind's
 * schema that differs in nothing, as an export for editors leaves it, is passed over.
 */
enum cx_status cx_kinds_load(struct cx_arena *arena, const struct cx_kinds_source *source,
			     struct cx_kinds *ret_kinds, struct cx_diags *diags);
/* NULL if there is none. */
const struct cx_kind *cx_kinds_find(const struct cx_kinds *kinds, const char *name);
/* Their names, NULL-terminated, for "did you mean". */
const char **cx_kinds_names(struct cx_arena *arena, const struct cx_kinds *kinds);

/*
 * Whether a document is a definition of its kind: cx_schema_check, after what a schema of the repository
 * cannot be trusted with (a name that is safe in paths, a spec that is an object).
 */
bool cx_kind_check(const struct cx_kind *kind, const struct cx_node *document, struct cx_diags *diags);

#endif
