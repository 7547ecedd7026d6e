/* SPDX-License-Identifier: Apache-2.0 */
/* What has changed between two plans of the same: why an approval does not hold any more. */
#ifndef CX_REPORT_PLAN_SINCE_H
#define CX_REPORT_PLAN_SINCE_H

#include "base/diag.h"
#include "doc/doc.h"

/* Differences that are told one by one; the rest is counted. */
#define CX_PLAN_SINCE_MAX 20

/*
 * Both are documents as cx_plan_json makes them; then may come from anywhere. Adds a note (apply.stale) a
 * difference, in the order of now's changes, with those that are gone behind; where no change differs, a note
 * that says where else it must be.
 */
void cx_plan_since(struct cx_arena *arena, const struct cx_node *then, const struct cx_node *now,
		   struct cx_diags *diags);

#endif
