/* SPDX-License-Identifier: Apache-2.0 */
/* Overlays: what one tenant has differently, as merge patches of definitions (DESIGN.md 4). */
#ifndef CX_MODEL_OVERLAY_H
#define CX_MODEL_OVERLAY_H

#include "base/map.h"
#include "model/kind.h"
#include "model/project.h"
#include "model/suppress.h"
#include "model/tree.h"

#include <stdatomic.h>

#define CX_OVERLAY_FOLDER "overlays"

/* One document of overlays/TENANT/. */
struct cx_overlay {
	const char *address; /* "Webhook/analytics-sync", of what it patches */
	const struct cx_kind *kind;
	const char *name;
	const struct cx_node *document, *patch;
	atomic_bool used; /* its target was there */
};

struct cx_overlays {
	struct cx_overlay **items; /* in order of files and places; in the arena */
	size_t count, cap;
	struct cx_map by_address;   /* -> struct cx_overlay * */
	struct cx_map sources;      /* their files, by name */
	struct cx_map suppressions; /* by file -> struct cx_suppressions *; of those that have any */
};
void cx_overlays_release(struct cx_overlays *overlays);

struct cx_overlays_source {
	const struct cx_tree *tree;
	const struct cx_project *project;
	const char *tenant;
	const struct cx_kinds *kinds;
};
/*
 * Reads the overlays of one tenant; none is no error. INVALID with overlay.*, yaml.* and schema.* diagnostics
 * about the overlays themselves; what is right is returned all the same. Folders of overlays/ that belong to
 * no tenant are warnings (overlay.tenant, overlay.place).
 */
enum cx_status cx_overlays_load(struct cx_arena *arena, const struct cx_overlays_source *source,
				struct cx_overlays *ret_overlays, struct cx_diags *diags);

/* The overlay of a document as it is written, or NULL. overlays may be NULL. */
struct cx_overlay *cx_overlays_find(const struct cx_overlays *overlays, const struct cx_kind *kind,
				    const struct cx_node *document);
/* Whether a place is in a file of the overlays. */
bool cx_overlays_hold(const struct cx_overlays *overlays, const struct cx_span *span);

/*
 * The document patched, as a new tree; values from the patch keep their places in the overlay's file. A patch
 * that changes apiVersion, kind or metadata.name is an error (overlay.identity) and is left out; one that
 * changes nothing is a warning (overlay.nothing), so is a null that removes nothing (overlay.null).
 */
struct cx_node *cx_overlay_apply(struct cx_arena *arena, struct cx_overlay *overlay, struct cx_node *document,
				 struct cx_diags *diags);

#endif
