/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of an adoption, read off the plan of the project with its files. */
#include "engine/adopt.h"

void cx_adopt_prove(struct cx_arena *arena, const struct cx_adopt *adopt, const struct cx_plan *plan,
		    struct cx_adopt_proof *ret_proof)
{
	CX_AUTO(cx_map) struct cx_map ours = CX_MAP_INIT;
	struct cx_adopt_proof proof = {.made = true};
	for (size_t i = 0; i < adopt->count; i++)
		if (adopt->items[i].fate == CX_ADOPT_NEW)
			(void)cx_map_put(&ours, adopt->items[i].address, &proof);
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		bool writes = change->action != CX_ACTION_RECORD;
		if (!cx_map_get(&ours, change->address)) {
			proof.others += writes;
			continue;
		}
		proof.records += !writes;
		if (!writes)
			continue;
		CX_ARENA_GROW(arena, proof.differing, proof.differing_count, proof.differing_cap);
		proof.differing[proof.differing_count++] = change;
	}
	*ret_proof = proof;
}
