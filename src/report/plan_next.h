/* SPDX-License-Identifier: Apache-2.0 */
/* The command that follows a plan. */
#ifndef CX_REPORT_PLAN_NEXT_H
#define CX_REPORT_PLAN_NEXT_H

#include "base/buf.h"
#include "engine/plan.h"

/*
 * "cxctl apply --tenant prod --fingerprint sha256:… --allow-delete 1": what applies this plan or nothing,
 * with deletes confirmed; escaped for a terminal. options is what it repeats of the command before, or NULL;
 * file the plan file that stands for the fingerprint, or NULL. False, and nothing is written, where apply
 * would refuse it for more than unconfirmed deletes, there is nothing that it could do, or it was made
 * offline.
 */
bool cx_plan_next(const struct cx_plan *plan, const char *options, const char *file, struct cx_buf *out);
/* A word as a shell takes it, in quotes where that is needed; not escaped. */
void cx_plan_next_word(const char *word, struct cx_buf *out);
/* Changes that are refused one by one: conflicts, and safety rules of a resource. */
size_t cx_plan_refused(const struct cx_plan *plan);
/* How conflicts are decided: the hint of a plan that has some; quote stands around what is typed. */
#define CX_PLAN_DECIDE(quote)                                                           \
	"to decide a conflict, take the tenant's values into git, or apply with " quote \
	"--on-conflict overwrite" quote " or " quote "--on-conflict keep-live" quote
/* Conflicts among them that apply stops at; and those that are decided, or first contacts. */
size_t cx_plan_conflicts(const struct cx_plan *plan);
size_t cx_plan_taken_over(const struct cx_plan *plan);

#endif
