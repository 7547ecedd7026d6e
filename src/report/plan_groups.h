/* SPDX-License-Identifier: Apache-2.0 */
/* A plan in the order in which a reviewer reads it: what cannot be undone first. */
#ifndef CX_REPORT_PLAN_GROUPS_H
#define CX_REPORT_PLAN_GROUPS_H

#include "engine/plan.h"

enum cx_plan_group {
	CX_PLAN_GROUP_DELETE,
	CX_PLAN_GROUP_CONFLICT, /* apply stops at it */
	CX_PLAN_GROUP_UPDATE,
	CX_PLAN_GROUP_CREATE,
	CX_PLAN_GROUP_PENDING, /* with --base: the base would do it, too */
	CX_PLAN_GROUP_DRIFT,   /* changed by hand, and put back */
	CX_PLAN_GROUP_UNABLE,
	CX_PLAN_GROUP_RECORD,
	CX_PLAN_GROUP_LEFT,   /* a struct cx_left */
	CX_PLAN_GROUP_UNDONE, /* an address that only the base would change */
	CX_PLAN_GROUP_COUNT,
};
/* One thing that the plan shows: exactly one of the three is set. */
struct cx_plan_entry {
	enum cx_plan_group group;
	const struct cx_change *change;
	const struct cx_left *left;
	const char *undone;
};
struct cx_plan_entries {
	struct cx_plan_entry *items; /* by group, and within it as the plan has them */
	size_t count;
};
/* What is left by ignore rules alone is among them only where all is asked for. */
void cx_plan_entries_init(struct cx_plan_entries *entries, const struct cx_plan *plan, bool all);
void cx_plan_entries_release(struct cx_plan_entries *entries);

enum cx_plan_group cx_plan_group_of(const struct cx_change *change);

#endif
