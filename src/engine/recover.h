/* SPDX-License-Identifier: Apache-2.0 */
/* Recovery: a run that died is settled by reading live, and sealed (DESIGN.md 8, an open run). */
#ifndef CX_ENGINE_RECOVER_H
#define CX_ENGINE_RECOVER_H

#include "engine/live.h"
#include "engine/seal.h"

struct cx_recover_options {
	struct cx_run *run; /* taken over */
	const struct cx_ledger *ledger;
	const struct cx_open_run *open;
	const struct cx_definitions *definitions; /* of the commit that it applied */
	const struct cx_profile *profile;
	struct cx_reader *reader;
	struct cx_repo *repo;
	const struct cx_actor *actor; /* who recovers */
	struct cx_clock *clock;
};
/* A step that had been sent, and whose end was not known. */
struct cx_recovered_step {
	const char *address, *action;
	const char *result; /* applied, not_applied, unknown */
	bool rollback;      /* in doubt is not the step, which was done, but whether it was taken back */
};
struct cx_recovered {
	size_t planned;     /* steps that the run wanted */
	size_t finished;    /* steps whose outcome was in the journal */
	size_t failed;      /* of these, the ones that were not applied */
	size_t rolled_back; /* of these, the ones that were applied and taken back */
	size_t applied;     /* open steps that turned out to have happened */
	size_t not_applied; /* open steps that turned out not to have happened */
	size_t unknown;     /* still in doubt: kept in pending.json, or changed by somebody since */
	struct cx_recovered_step *doubted; /* applied + not_applied + unknown, in the plan's order */
	size_t doubted_count;
	struct cx_oid seal;
};
/*
 * Reads live, adds "recovered" and one "resolved" per open step, seals. Sends GET alone. A run without
 * records is one whose journal is on another machine: all its steps are open, and its record begins with what
 * the run ref says.
 */
enum cx_status cx_recover_run(struct cx_arena *arena, const struct cx_recover_options *options,
			      struct cx_recovered *ret_recovered, struct cx_diags *diags);

#endif
