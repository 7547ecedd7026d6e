/* SPDX-License-Identifier: Apache-2.0 */
/* Absorb: drift goes back into the files that hold the values (DESIGN.md 9). Pure: texts in, texts out. */
#ifndef CX_ENGINE_ABSORB_H
#define CX_ENGINE_ABSORB_H

#include "engine/drift.h"
#include "remote/secrets.h"

/* A file of definitions and what becomes of it. */
struct cx_absorb_file {
	const struct cx_definition_file *file; /* as it is */
	struct cx_buf text;                    /* as it would be */
	bool changed;
	struct cx_layout *layout; /* NULL until it is needed */
	struct cx_edits *edits;
};
struct cx_absorb_item {
	const struct cx_drift_item *drift;
	const struct cx_definition *definition; /* NULL: there is none */
	struct cx_absorb_file *file;
	const struct cx_node *live;
	size_t edits;         /* values that were placed */
	size_t left;          /* members that could not be, each with a diagnostic */
	bool lost;            /* what was placed did not stand the proof, and is taken back */
	const char **members; /* that drifted and that git does not say yet, of spec; in the arena */
	size_t member_count;
};
struct cx_absorb {
	struct cx_absorb_item *items; /* one a drifted resource, in the order of the drift */
	size_t count;
	struct cx_absorb_file *files; /* one a file of definitions, in the order given */
	size_t file_count;
};
struct cx_absorb_input {
	const struct cx_drift *drift;
	const struct cx_live *live;
	const struct cx_kinds *kinds;
	const struct cx_profile *profile;
	const struct cx_definitions *definitions;
	const struct cx_definition_files *files;
	const struct cx_overlays *overlays;
	const struct cx_ledger *ledger;
	struct cx_vars vars;
	bool plain_ids; /* what is new refers by id, not by name: names may close a circle */
	const struct cx_secrets *secrets; /* that the run knows: none of them goes into a file; or NULL */
};

/*
 * Places what the tenant has now into the documents that say otherwise: only the values that differ, so that
 * comments and all else stay as they are. What cannot be placed safely is a warning with the place where it
 * stands (absorb.place, absorb.conflict, absorb.overlay, absorb.layout, absorb.secret, absorb.deleted,
 * absorb.missing), and is left alone. cx_absorb_release frees the texts.
 */
void cx_absorb_make(struct cx_arena *arena, const struct cx_absorb_input *input, struct cx_absorb *ret_absorb,
		    struct cx_diags *diags);
/*
 * Compares what the definitions say once the changed files are read with the tenant. Where one does not say
 * what the tenant has, or is gone, its file is taken back: warning absorb.proof. definitions: read with the
 * changed texts; NULL: they were wrong, for the reason why, and all is taken back.
 */
void cx_absorb_prove(struct cx_arena *arena, struct cx_absorb *absorb,
		     const struct cx_definitions *definitions, const char *why, struct cx_diags *diags);
void cx_absorb_release(struct cx_absorb *absorb);

#endif
