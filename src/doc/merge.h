/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Merge Patch (RFC 7396) on nodes. */
#ifndef CX_DOC_MERGE_H
#define CX_DOC_MERGE_H

#include "doc/doc.h"

/*
 * The target changed by the patch, as a new tree in the arena: a patch that is no object takes the target's
 * place; members of an object patch are merged one by one, and null removes a member. Members keep the
 * target's order, new ones follow in the patch's. Each value keeps the span of where it was written. target
 * may be NULL: nothing yet. Texts and keys are shared: the arenas of both must live on.
 */
struct cx_node *cx_merge_patch(struct cx_arena *arena, const struct cx_node *target,
			       const struct cx_node *patch);

#endif
