/* SPDX-License-Identifier: Apache-2.0 */
/* What a tenant made of what was sent to it, so that this is no drift the next time. Pure. */
#ifndef CX_ENGINE_SHOWN_H
#define CX_ENGINE_SHOWN_H

#include "engine/leave.h"
#include "model/shape.h"

/*
 * Some tenants store text trimmed or numbers rounded: a PUT is accepted, and the object then shows other
 * values. Compared as they are, these would be put again by every apply. So the ledger's resource keeps, next
 * to the spec as applied, "shown": [{"member": NAME, "value": what the tenant showed instead}], without value
 * where it showed nothing. As long as the tenant shows the same, it holds what was applied; anything else is
 * drift as ever.
 */

/*
 * The members of a spec that the tenant shows otherwise than sent, as the ledger keeps them; NULL: none.
 * Secrets stand as references; a member that may show another one is left out.
 */
struct cx_node *cx_shown_note(struct cx_arena *arena, const struct cx_shape *shape,
			      const struct cx_node *sent, const struct cx_node *live);

/* The notes without those of members that were left as the tenant had them: nothing was sent there. */
const struct cx_node *cx_shown_without(struct cx_arena *arena, const struct cx_node *notes,
				       struct cx_leave_units left);

/*
 * live with the members put back as base's spec has them, where the tenant still shows what it made of them;
 * live itself where there are none. base is the ledger's resource, or NULL. A member that shows what desired
 * (or NULL) asks for stays as it is: git has followed the tenant.
 */
const struct cx_node *cx_shown_undo(struct cx_arena *arena, const struct cx_shape *shape,
				    const struct cx_node *base, const struct cx_node *desired,
				    const struct cx_node *live);

#endif
