/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as text for people, within 80 columns. */
#ifndef CX_REPORT_PLAN_TEXT_H
#define CX_REPORT_PLAN_TEXT_H

#include "base/buf.h"
#include "engine/plan.h"

struct cx_plan_view {
	bool colour;
	bool verbose;        /* all fields of every change; else the first CX_PLAN_TEXT_LINES lines */
	bool is_apply;       /* apply shows it: refusals are its errors, and it is the next command itself */
	const char *options; /* what the next command repeats: "--tenant prod"; or NULL */
	const char *file;    /* the plan file that it names, or NULL: the fingerprint */
	enum cx_cause cause; /* of the change whose fields are shown next: those of another one say so */
	const struct cx_change *change; /* that one, or NULL: its criteria are shown as sentences */
	bool is_new;                    /* the fields shown next are those of a new resource: no marks */
};
/* Lines of fields of one change that are shown without verbose. */
#define CX_PLAN_TEXT_LINES 40

/*
 * What apply would do, in order: what git intends, what was changed by hand and will be put back, conflicts
 * that apply stops at, what only the ledger will note; the counts; why apply would refuse; the next command.
 * A field that has another class than its change says so. Every change has its line, however long the plan
 * is.
 */
void cx_plan_text(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out);

/* "Plan: 1 to create, 2 to update, 0 to delete, 9997 unchanged", and a second line where there is more to
 * say. */
void cx_plan_text_summary(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out);

/* The fields of one change or of drift, indented, one or more lines each. class is what needs not be said. */
void cx_plan_text_fields(const struct cx_fields *fields, enum cx_class class, const struct cx_plan_view *view,
			 struct cx_buf *out);
/* Where a field comes from ("changed by hand"), if it is not what its change says already; or NULL. */
const char *cx_plan_text_remark(const struct cx_field *field, enum cx_class class, enum cx_cause cause);

#endif
