/* SPDX-License-Identifier: Apache-2.0 */
/* What was approved, for apply: a plan file, or a fingerprint. */
#ifndef CX_CLI_APPROVAL_H
#define CX_CLI_APPROVAL_H

#include "cli/context.h"

/*
 * A plan file is only compared with: what is sent is the plan that is made now. It may come from anywhere, so
 * it is bounded and checked like any other input.
 */
struct cx_approval {
	const char *fingerprint;        /* NULL: nothing was asked for */
	const char *file;               /* the plan file as named, or NULL */
	const struct cx_node *document; /* what is in it */
};

/*
 * Reads --fingerprint and the plan file, before anything else is looked at. INVALID with approval.* where
 * they cannot be applied: no fingerprint, no plan, a plan of another version, of a dirty working tree, or
 * made offline. The file's commit becomes the context's revision, unless --rev names one.
 */
enum cx_status cx_approval_read(struct cx_context *context, struct cx_approval *ret_approval);
/* Once the tenant is known: INVALID (approval.tenant) where the file is about another one. */
enum cx_status cx_approval_check_tenant(const struct cx_context *context, const struct cx_approval *approval);
/*
 * OK where nothing was asked for, or the plan is what was; else CONFLICT (apply.stale), with what has changed
 * since as notes. A plan is also what was approved if it is what runs of that fingerprint have left of it.
 */
enum cx_status cx_approval_check_plan(const struct cx_context *context, const struct cx_approval *approval,
				      const struct cx_plan *plan);

#endif
