/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning and the end of a run in the ledger: run_start, run_end, and the sealing commit. */
#ifndef CX_ENGINE_SEAL_H
#define CX_ENGINE_SEAL_H

#include "engine/actor.h"
#include "engine/apply.h"
#include "engine/notify.h"

struct cx_seal_info {
	const char *tenant, *origin;
	const char *fingerprint;                  /* of the plan; NULL: nothing is applied */
	const char *approved;                     /* the one that was asked for, or NULL */
	const struct cx_definitions *definitions; /* NULL: nothing is applied */
	const struct cx_ledger *ledger;
	struct cx_repo *repo;
	const struct cx_actor *actor;
	const struct cx_oid *commit;
};
/* Adds run_start and syncs it: after this the run may send. */
enum cx_status cx_seal_begin(struct cx_arena *arena, struct cx_run *run, const struct cx_seal_info *info,
			     struct cx_diags *diags);

/* One resource in the seal: what base becomes. */
struct cx_seal_resource {
	const char *address;                    /* "Kind/name" */
	const char *old_address;                /* another place to remove, or NULL */
	const struct cx_definition *definition; /* NULL: removed from the ledger */
	const struct cx_node *spec;             /* base from now on; NULL where there is no definition */
	const char *id;
	const struct cx_node *shown; /* what the tenant made of it (engine/shown.h), or NULL */
	/* The ledger's own resource, which gets that id and stays as it is otherwise; or NULL. */
	const struct cx_node *moved;
};
struct cx_seal_end {
	const char *tenant, *commit;
	struct cx_repo *repo;
	const struct cx_actor *actor;
	const struct cx_seal_resource *resources;
	size_t resource_count;
	size_t created, updated, deleted, recorded, not_applied, unknown, rolled_back;
	size_t requests;
	size_t notified;                              /* of a run that only notifies */
	const struct cx_node *pending_steps;          /* array, or NULL */
	const struct cx_notifications *notifications; /* those not delivered stay due; or NULL */
	bool recovered;                               /* of a run that died */
};
/* Adds run_end, writes the one commit, moves the ledger, removes run ref and journal. */
enum cx_status cx_seal_finish(struct cx_arena *arena, struct cx_run *run, const struct cx_seal_end *end,
			      struct cx_oid *ret_commit, struct cx_diags *diags);

/* Fills end's resources and counts from an apply. pending steps are those of unknown end. */
void cx_seal_from_apply(struct cx_arena *arena, const struct cx_apply *apply, const char *run,
			const char *const *keys, const struct cx_plan *plan, struct cx_clock *clock,
			struct cx_seal_end *end);

#endif
