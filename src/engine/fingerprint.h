/* SPDX-License-Identifier: Apache-2.0 */
/* Fingerprints: equal ones, equal effect (DESIGN.md 6.8). Pure. */
#ifndef CX_ENGINE_FINGERPRINT_H
#define CX_ENGINE_FINGERPRINT_H

#include "base/map.h"
#include "engine/plan.h"

/*
 * The fingerprint of a plan is the digest of tenant, base URL, profile and the digests of its steps, by
 * address. A step's digest is of all that it sends and assumes: address, id, action, class, what decided a
 * conflict, protection, body, live state, and what is left to the tenant; sets and criteria in one order,
 * secrets as references. Time, commit, origin, comments and order are not in it.
 *
 * Being made of the steps' digests, the fingerprint of a plan can still be checked when some of its steps are
 * done: theirs stand in the ledger, those of the rest are made anew.
 */

/* Fills the digests of the steps and the fingerprint of a plan whose changes stand in order. */
void cx_fingerprint_make(struct cx_arena *arena, struct cx_plan *plan);

/* Whether it has the form "sha256:" and 64 lower-case hex digits. */
bool cx_fingerprint_is_valid(const char *text);

/*
 * What a step that is begun leaves in the records of its run, so that the rest of the plan can be told from
 * another one: "step", its digest, and "protect" where its definition says so.
 */
void cx_fingerprint_record(struct cx_arena *arena, const struct cx_change *change, struct cx_node *record);

struct cx_fingerprint_try {
	char step[CX_SHA256_HEX + 1];
	bool protect;
};
/* What a record says of that, in the arena; NULL where it says nothing. */
struct cx_fingerprint_try *cx_fingerprint_read(struct cx_arena *arena, const struct cx_node *record);

/*
 * Whether a plan is what had that fingerprint, or what is left of it: tried maps the addresses of steps that
 * were begun to struct cx_fingerprint_try. A step of the plan that was tried must be the same,
 * or only note in the ledger what the try did; all steps together, tried or not, must make the fingerprint.
 * So a plan that holds does nothing that the fingerprint does not cover, whatever tried says.
 */
bool cx_fingerprint_holds(struct cx_arena *arena, const struct cx_plan *plan, const struct cx_map *tried,
			  const char *fingerprint);

#endif
