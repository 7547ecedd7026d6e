/* SPDX-License-Identifier: Apache-2.0 */
/* Causes and origins of a plan's changes, as text. */
#include "report/plan_origin.h"

#include "report/escape.h"
#include "report/text.h"

#define COLUMNS      80
#define INDENT       6
#define SHORT_COMMIT 12

const char *cx_plan_text_cause(enum cx_cause cause)
{
	static const char *const texts[] = {
		[CX_CAUSE_NONE] = NULL,
		[CX_CAUSE_BRANCH] = "caused by this revision",
		[CX_CAUSE_PENDING] = "pending already",
		[CX_CAUSE_DRIFT] = "changed by hand",
	};
	return texts[cause];
}

void cx_plan_text_origin(const struct cx_change *change, const struct cx_plan_view *view, struct cx_buf *out)
{
	const struct cx_value_origin *origin = change->origin;
	if (!change->cause || !origin)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_escape_terminal_s(origin->file, &line);
	cx_buf_addf(&line, ":%u, ", origin->line);
	if (origin->commit)
		cx_buf_addf(&line, "commit %.*s", SHORT_COMMIT, origin->commit);
	else
		cx_buf_adds(&line, "not committed");
	if (origin->author) {
		cx_buf_adds(&line, " of ");
		cx_escape_terminal_s(origin->author, &line);
	}
	cx_buf_fill(out, ' ', INDENT);
	cx_text_ink_begin(out, view->colour, CX_INK_DIM);
	cx_text_wrap(out, line.data, INDENT, INDENT + 2, COLUMNS);
	cx_buf_cut(out, out->len - 1);
	cx_text_ink_end(out, view->colour, CX_INK_DIM);
	cx_buf_addc(out, '\n');
}

void cx_plan_text_undone(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	if (!plan->undone_count)
		return;
	CX_AUTO(cx_buf) struct cx_buf heading = CX_BUF_INIT;
	cx_buf_adds(&heading, "Pending in ");
	cx_escape_terminal_s(plan->other_rev, &heading);
	cx_buf_adds(&heading, ", and not done by this revision:");
	cx_buf_addc(out, '\n');
	cx_text_ink(out, view->colour, CX_INK_BOLD, heading.data);
	cx_buf_addc(out, '\n');
	for (size_t i = 0; i < plan->undone_count; i++) {
		cx_buf_adds(out, "  . ");
		cx_escape_terminal_s(plan->undone[i], out);
		cx_buf_addc(out, '\n');
	}
}
