/* SPDX-License-Identifier: Apache-2.0 */
/* How many members audiences would have after a plan, where the tenant can count that. */
#ifndef CX_ENGINE_IMPACT_H
#define CX_ENGINE_IMPACT_H

#include "engine/live.h"
#include "engine/plan.h"

/*
 * Sets impact of every change of an audience, and plan->impact_requests.
 *
 * A tenant counts the members that an audience has now and that fit some filters. So it knows the number
 * where a change can only shrink an audience (proved, engine/plan.h), and does so by conditions that are
 * filters: whoever fits them of today's members is who is left. Nobody is left where criteria can be met by
 * nobody, and the same are where nothing changes. Anything else has no number, and why: who would come in is
 * not counted by the tenant, and an estimate would be a guess.
 *
 * One GET an audience; the first goes alone, so that a refusal is met once. What the tenant refuses is a
 * warning (impact.*), and the changes say why they have no number.
 */
void cx_impact_count(struct cx_reader *reader, const struct cx_profile *profile, const struct cx_live *live,
		     struct cx_arena *arena, struct cx_plan *plan, struct cx_diags *diags);

#endif
