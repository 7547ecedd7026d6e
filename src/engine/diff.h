/* SPDX-License-Identifier: Apache-2.0 */
/* Three-way comparison of specs by merge unit (DESIGN.md 6.5). Pure. */
#ifndef CX_ENGINE_DIFF_H
#define CX_ENGINE_DIFF_H

#include "engine/leave.h"
#include "engine/plan.h"

struct cx_diff_input {
	const struct cx_shape *shape;
	const struct cx_node *desired, *base, *live; /* normal forms; base may be NULL: two ways */
	const struct cx_node *desired_shown; /* complete form, in the author's order: for paths and values */
	const struct cx_node *live_shown;    /* the tenant's object */
};
/*
 * Appends what differs between live and desired, each with its class. Units that are equal but were not so in
 * base are reported by the result alone: the worst class met, CONVERGED included; NONE if all three are
 * equal.
 */
enum cx_class cx_diff(struct cx_arena *arena, const struct cx_diff_input *input, struct cx_fields *fields);

/* What of the tenant's is to be left as it is. */
struct cx_diff_leave {
	bool conflicts;                            /* units in conflict: keep-live; never without base */
	const struct cx_ignore_rule *const *rules; /* those that fit the resource */
	size_t rule_count;
};
/* What was left: fields for display, with their decisions, and the units for cx_leave. */
struct cx_diff_left {
	struct cx_fields fields; /* before: the tenant's, which stays; after: what git says */
	struct cx_leave_unit *units;
	size_t unit_count, unit_cap;
};
/*
 * The same, but for what is left: that goes into left instead of fields, and says nothing of the class. leave
 * may be NULL.
 */
enum cx_class cx_diff_leaving(struct cx_arena *arena, const struct cx_diff_input *input,
			      const struct cx_diff_leave *leave, struct cx_fields *fields,
			      struct cx_diff_left *left);

/* What differs between two values, for display, all of one class. Lists are aligned by likeness. */
void cx_diff_shown(struct cx_arena *arena, const char *path, const struct cx_node *before,
		   const struct cx_node *after, enum cx_class class, struct cx_fields *fields);

/* Makes what was before what is after, and the other way round. */
void cx_diff_swap(struct cx_fields *fields);

/*
 * The tenant's value fit to be seen: what may be a secret is hidden (node->secret) unless known, what git or
 * the ledger has in its place, is text in the open; a known reference stands for it.
 */
const struct cx_node *cx_diff_hide(struct cx_arena *arena, const struct cx_shape *shape,
				   const struct cx_node *live, const struct cx_node *known);

/* The class of one unit; NULL stands for absent. */
enum cx_class cx_diff_classify(const struct cx_node *desired, const struct cx_node *base,
			       const struct cx_node *live, bool has_base);

#endif
