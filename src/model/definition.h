/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions: the checked set of what the files say (desired). */
#ifndef CX_MODEL_DEFINITION_H
#define CX_MODEL_DEFINITION_H

#include "base/map.h"
#include "model/criteria.h"
#include "model/definition_file.h"
#include "model/kind.h"
#include "model/overlay.h"
#include "model/project.h"
#include "model/vars.h"

struct cx_definition {
	const struct cx_kind *kind;
	const char *name;
	const char *address; /* "Audience/high-value-enterprise" */
	const char *id;      /* metadata.id, a UUID in lower case; or NULL */
	bool protect;
	struct cx_node *document;
	struct cx_node *spec; /* complete form: defaults filled, references resolved to ids, author's order */
	const char *file;     /* relative to the project */
	uint32_t line;
	const struct cx_node *origin; /* of one that was made from the ledger, which it keeps; else NULL */
	const struct cx_definition **depends; /* what it refers to by name */
	size_t depend_count, depend_cap;
	size_t rank;        /* 0: refers to nothing; else above all that it refers to */
	unsigned char mark; /* of the search for cycles */
};

struct cx_definitions {
	struct cx_definition *items; /* in order of files and places; in the arena */
	size_t count, cap;
	struct cx_map by_address; /* -> struct cx_definition * */
	size_t files;
	struct cx_definition *seen; /* all that have a name, also the broken ones: for what must be unique */
	size_t seen_count, seen_cap;
	struct cx_map broken;       /* addresses of documents that are left out, because they are wrong */
	struct cx_map torn_names;   /* that may be defined in files that are no YAML, behind their mistake */
	bool torn;                  /* a file could not be read to its end, or a name is missing */
	bool unnamed;               /* something may be defined whose name could not be read */
	struct cx_map suppressions; /* by file -> struct cx_suppressions *; of those that have any */
	size_t suppressed;          /* warnings that they have silenced */
	int64_t now_ms;             /* as in the source */
};
void cx_definitions_release(struct cx_definitions *set);
const struct cx_definition *cx_definitions_find(const struct cx_definitions *set, const char *address);

struct cx_definitions_source {
	struct cx_definition_paths from;
	struct cx_vars vars;
	const struct cx_kinds *kinds;
	struct cx_overlays *overlays; /* of the tenant; NULL: none */
	bool partial; /* not the whole project: a reference to a name that is not there is no error */
	bool shared;  /* the files' documents are used again: they are copied, not changed */
	struct cx_criteria_rules criteria; /* of the tenant's profile */
	int64_t now_ms;                    /* since 1970 UTC: suppressions expire */
};
/*
 * Reads, patches, substitutes, checks, resolves. Reports everything in one run: the set is complete only if
 * the status is OK. Warnings that a comment suppresses are left out. Nothing is looked up in the environment:
 * secrets stay references.
 */
enum cx_status cx_definitions_load(struct cx_arena *arena, const struct cx_definitions_source *source,
				   struct cx_definitions *ret_set, struct cx_diags *diags);
/* The same for files that were read before; source's paths are not looked at. */
enum cx_status cx_definitions_check(struct cx_arena *arena, const struct cx_definitions_source *source,
				    const struct cx_definition_files *files, struct cx_definitions *ret_set,
				    struct cx_diags *diags);

/* The rules that a schema cannot say, in definition_check.c and references.c; called by cx_definitions_load.
 */
void cx_definition_check(const struct cx_definition *definition, const struct cx_criteria_rules *rules,
			 struct cx_diags *diags);
/* What is named twice once references are ids: {ref: a} and the UUID of a are the same. */
void cx_definition_check_twice(const struct cx_definition *definition, struct cx_diags *diags);
void cx_definitions_check_unique(const struct cx_definitions *set, struct cx_diags *diags);
void cx_definitions_resolve(struct cx_arena *arena, struct cx_definitions *set,
			    const struct cx_definitions_source *source, struct cx_diags *diags);

#endif
