/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of what was applied last: a plan of these puts drift back, and does nothing else. Pure. */
#ifndef CX_ENGINE_RECONCILE_H
#define CX_ENGINE_RECONCILE_H

#include "ledger/ledger.h"
#include "model/definition.h"

/*
 * One of each resource of the ledger whose kind is known; the others are left alone. Each has the ledger's
 * origin, which a seal keeps. cx_definitions_release frees the set.
 */
void cx_reconcile_definitions(struct cx_arena *arena, const struct cx_ledger *ledger,
			      const struct cx_kinds *kinds, struct cx_definitions *ret_set);
/* Whether a run, as run.json tells it, applied such definitions. */
bool cx_reconcile_is(const struct cx_node *run);

#endif
