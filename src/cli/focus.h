/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of some files alone, where the whole project had to be checked to know it. */
#ifndef CX_CLI_FOCUS_H
#define CX_CLI_FOCUS_H

#include "cli/context.h"

/* Files and folders, relative to the project. */
struct cx_focus {
	const char *const *paths;
	size_t count;
};

/*
 * Of paths relative to the tree, whether one is an overlay or a folder of them: an overlay says nothing
 * without the definition that it patches. ret_tenant: whose overlays all of them are; NULL if that cannot be
 * told.
 */
bool cx_focus_has_overlays(const struct cx_project *project, const char *const *paths, size_t count,
			   const char **ret_tenant);

/* Paths relative to the tree as the project sees them. */
struct cx_focus cx_focus_make(struct cx_arena *arena, const struct cx_project *project,
			      const char *const *paths, size_t count);

/*
 * Moves what concerns the files from one list to another, and drops the rest: a diagnostic concerns a file
 * where its place is, or its second one. INVALID if an error is among them, REFUSED if a policy's.
 */
enum cx_status cx_focus_keep(const struct cx_focus *focus, struct cx_diags *from, struct cx_diags *to);

#endif
