/* SPDX-License-Identifier: Apache-2.0 */
/* The project's ignore rules held against the calendar and the kinds (DESIGN.md 6.5). */
#ifndef CX_MODEL_IGNORE_H
#define CX_MODEL_IGNORE_H

#include "model/kind.h"
#include "model/project.h"

/*
 * INVALID where a rule has expired (ignore.expired: it holds to the end of its day in UTC), names a kind that
 * there is not (ignore.kind), or a place that cannot be left (ignore.path): one that no schema has, that lies
 * inside a list or criteria, that the tenant does not show, or that is never compared. All at once, each at
 * its line and column.
 */
enum cx_status cx_ignore_check(struct cx_arena *arena, const struct cx_project *project,
			       const struct cx_kinds *kinds, int64_t now_ms, struct cx_diags *diags);

#endif
