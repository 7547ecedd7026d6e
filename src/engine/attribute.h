/* SPDX-License-Identifier: Apache-2.0 */
/* What a branch causes of a plan, and what is there without it (DESIGN.md 6.7). Pure. */
#ifndef CX_ENGINE_ATTRIBUTE_H
#define CX_ENGINE_ATTRIBUTE_H

#include "engine/plan.h"

/*
 * Fills the cause of every change and field of plan: without is the plan that another revision would have of
 * the same tenant and ledger. Drift is drift; what that plan has too is pending; all else the branch causes.
 * A change has the cause of those of its fields that comes first in that order: branch, pending, drift. What
 * only the other plan has goes into plan->undone.
 */
void cx_attribute(struct cx_arena *arena, struct cx_plan *plan, const struct cx_plan *without);

#endif
