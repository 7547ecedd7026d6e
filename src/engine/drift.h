/* SPDX-License-Identifier: Apache-2.0 */
/* Drift: what the tenant holds differently from what the ledger says was applied last (DESIGN.md 9). Pure. */
#ifndef CX_ENGINE_DRIFT_H
#define CX_ENGINE_DRIFT_H

#include "engine/live.h"
#include "engine/plan.h"

struct cx_drift_item {
	const char *address, *kind, *name, *id;
	bool deleted;             /* it is gone from the tenant */
	struct cx_fields fields;  /* before: as applied; after: as the tenant has it now */
	const char *changed_at;   /* the tenant's updated_at, or NULL */
	const char *changed_by;   /* whom the tenant names, or NULL */
	const char *after, *seen; /* times of the last check that found it as applied, or NULL, and the first
				     that did not */
};
struct cx_drift_kind {
	const char *kind;
	size_t unmanaged;
};
struct cx_drift {
	const char *tenant;
	struct cx_drift_item *items; /* by address; in the arena */
	size_t count, cap;
	size_t checked; /* resources of the ledger that were compared */
	size_t unseen;  /* resources of the ledger whose kind the tenant cannot show */
	size_t ignored; /* fields that differ and that a rule of the project leaves alone */
	size_t requests;
	bool has_unmanaged;          /* what neither git nor the ledger knows was counted */
	size_t unmanaged;            /* in all */
	struct cx_drift_kind *kinds; /* those that the tenant lists; in the arena */
	size_t kind_count;
	const char *checked_at, *clean_at; /* this check, and the last that found none; or NULL */
};
struct cx_drift_input {
	const struct cx_ledger *ledger;
	const struct cx_kinds *kinds;
	const struct cx_profile *profile;
	const struct cx_project *project; /* ignore rules */
	const struct cx_live *live;
};
/* Compares every resource of the ledger with live. A kind that is unknown here is a warning. */
void cx_drift_find(struct cx_arena *arena, const struct cx_drift_input *input, struct cx_drift *ret_drift,
		   struct cx_diags *diags);
/* Counts what live holds and neither definitions nor the ledger know: live must hold the lists of every kind.
 */
void cx_drift_count_unmanaged(struct cx_arena *arena, const struct cx_drift_input *input,
			      const struct cx_definitions *definitions, struct cx_drift *drift);

#endif
