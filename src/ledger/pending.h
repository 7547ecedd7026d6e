/* SPDX-License-Identifier: Apache-2.0 */
/* pending.json: steps of unknown end and notifications still due (DESIGN.md 8). */
#ifndef CX_LEDGER_PENDING_H
#define CX_LEDGER_PENDING_H

#include "ledger/ledger.h"

/* The object at a commit of the ledger, NULL where nothing is pending. DAMAGED as cx_ledger_read. */
enum cx_status cx_pending_read(struct cx_repo *repo, const struct cx_oid *commit, struct cx_arena *arena,
			       struct cx_node **ret_pending, struct cx_diags *diags);
/*
 * Of {steps: [...], notifications: [...]} as a run found it, as it leaves it, and as others left it
 * meanwhile: what others have, without what this run settled, and with what it added. Entries are compared by
 * value. Each may be NULL, and so is the result where nothing is left. It is in the arena, or one of the
 * arguments.
 */
const struct cx_node *cx_pending_merge(struct cx_arena *arena, const struct cx_node *found,
				       const struct cx_node *ours, const struct cx_node *theirs);

#endif
