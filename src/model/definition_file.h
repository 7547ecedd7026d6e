/* SPDX-License-Identifier: Apache-2.0 */
/* The files that definitions stand in: which there are, read and parsed. */
#ifndef CX_MODEL_DEFINITION_FILE_H
#define CX_MODEL_DEFINITION_FILE_H

#include "doc/doc.h"
#include "model/suppress.h"
#include "model/tree.h"

/*
 * One file, read and parsed: what depends on its bytes alone, and on no tenant. What a tenant makes of it
 * (overlays, variables, checks) is done by model/definition.h.
 */
struct cx_definition_file {
	const struct cx_source *source; /* its name is relative to the project */
	struct cx_docs docs;
	struct cx_suppressions *suppressions; /* NULL: none, or it is torn */
	bool torn;                            /* it could not be read to its end: documents may be missing */
};

/* Which files of a tree. */
struct cx_definition_paths {
	const struct cx_tree *tree;
	const char *root;         /* the project's folder in the tree, "" for its root */
	const char *const *paths; /* files or folders, relative to root */
	size_t path_count;
	unsigned workers; /* threads that read and check the files; 0: as fit (base/work.h) */
	bool all_needed;  /* a path that is not there is an error; else a warning, unless none is there */
};

struct cx_definition_files {
	struct cx_definition_file *items; /* in the arena, in the order of their paths */
	size_t count;
	const struct cx_definition_paths *unread; /* where they are still to be read; NULL: they are parsed */
	const char *const *paths;                 /* of the items, in the tree */
	bool torn;                                /* there may be more, which could not be listed */
};

/*
 * Finds every file at or below the paths, each once: the order of paths changes nothing. paths must live on
 * until each is parsed.
 */
struct cx_definition_files cx_definition_files_find(struct cx_arena *arena,
						    const struct cx_definition_paths *paths,
						    struct cx_diags *diags);
/* Reads and parses one that was found; several threads may, each another item. */
void cx_definition_files_parse(const struct cx_definition_files *files, size_t item, struct cx_arena *arena,
			       struct cx_diags *diags);

/*
 * Finds and parses them all. What is wrong goes into diags (definition.path, and what the tree and YAML's
 * reader say).
 */
struct cx_definition_files cx_definition_files_read(struct cx_arena *arena,
						    const struct cx_definition_paths *paths,
						    struct cx_diags *diags);

/* The documents anew from the text that was read, without a word about what was wrong with it. */
void cx_definition_file_parse_again(struct cx_arena *arena, struct cx_definition_file *file);

/* One file; path is relative to the tree, and begins with root. */
struct cx_definition_file cx_definition_file_read(struct cx_arena *arena, const struct cx_tree *tree,
						  const char *root, const char *path, struct cx_diags *diags);

#endif
