/* SPDX-License-Identifier: Apache-2.0 */
/* When drift came about, as far as earlier checks on this machine tell. Pure. */
#ifndef CX_ENGINE_DRIFT_CHECK_H
#define CX_ENGINE_DRIFT_CHECK_H

#include "engine/drift.h"

/*
 * Fills the bracket of each item: a resource that the last check found as applied changed since then. before
 * is what the last check left (cx_drift_check's result), or NULL; whatever is not as written there counts as
 * not said. now as cx_time_format has it. Returns what is to be kept for the next check:
 * {checked_at, clean_at, drifted: {ADDRESS: {after, seen}}}.
 */
struct cx_node *cx_drift_check(struct cx_arena *arena, const struct cx_node *before, const char *now,
			       struct cx_drift *drift);

#endif
