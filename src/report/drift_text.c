/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as text: then on the left, now on the right. */
#include "report/drift_text.h"

#include "report/escape.h"
#include "report/plan_text.h"
#include "report/text.h"

enum { COLUMNS = 80 };

static void add_item(const struct cx_drift_item *item, bool colour, struct cx_buf *out)
{
	struct cx_plan_view view = {.colour = colour};
	cx_buf_adds(out, "  ");
	cx_text_ink(out, colour, item->deleted ? CX_INK_RED : CX_INK_YELLOW, item->deleted ? "- " : "~ ");
	cx_text_ink_begin(out, colour, CX_INK_BOLD);
	cx_escape_terminal_s(item->address, out);
	cx_text_ink_end(out, colour, CX_INK_BOLD);
	if (item->deleted)
		cx_buf_adds(out, "  was deleted");
	if (item->changed_at) {
		cx_buf_adds(out, "  last changed ");
		cx_escape_terminal_s(item->changed_at, out);
	}
	if (item->changed_by) {
		cx_buf_adds(out, " by ");
		cx_escape_terminal_s(item->changed_by, out);
	}
	if (!item->changed_at && item->after)
		cx_buf_addf(out, ", between %s and %s", item->after, item->seen);
	else if (!item->changed_at && item->seen)
		cx_buf_addf(out, ", before %s", item->seen);
	cx_buf_addc(out, '\n');
	cx_plan_text_fields(&item->fields, CX_CLASS_DRIFT, &view, out);
}

static void add_unseen(const struct cx_drift *drift, struct cx_buf *out)
{
	if (drift->ignored)
		cx_buf_addf(out, ", %zu %s ignored as cxctl.yaml says", drift->ignored,
			    drift->ignored == 1 ? "field" : "fields");
	if (drift->unseen)
		cx_buf_addf(out, ", %zu not: the tenant cannot show %s", drift->unseen,
			    drift->unseen == 1 ? "it" : "them");
}

static void add_unmanaged(const struct cx_drift *drift, struct cx_buf *out)
{
	if (!drift->has_unmanaged)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "%zu in the tenant that neither git nor the ledger knows", drift->unmanaged);
	for (size_t i = 0, shown = 0; i < drift->kind_count; i++)
		if (drift->kinds[i].unmanaged)
			cx_buf_addf(&line, "%s%zu %s", shown++ ? ", " : ": ", drift->kinds[i].unmanaged,
				    drift->kinds[i].kind);
	cx_buf_adds(out, "Unmanaged: ");
	cx_text_wrap(out, line.data, 11, 2, COLUMNS);
}

void cx_drift_text(const struct cx_drift *drift, const char *next, bool colour, struct cx_buf *out)
{
	if (!drift->checked && drift->unseen) {
		cx_text_ink(out, colour, CX_INK_YELLOW, "Nothing checked:");
		cx_buf_addc(out, ' ');
		cx_escape_terminal_s(drift->tenant, out);
		cx_buf_adds(out, " cannot show what it holds of ");
		cx_text_count(out, drift->unseen, "resource");
		cx_buf_addc(out, '\n');
		return;
	}
	if (!drift->count) {
		CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
		cx_escape_terminal_s(drift->tenant, &line);
		cx_buf_adds(&line, " holds what was applied (");
		cx_text_count(&line, drift->checked, "resource");
		cx_buf_adds(&line, " checked");
		add_unseen(drift, &line);
		cx_buf_adds(&line, ")");
		cx_text_ink(out, colour, CX_INK_GREEN, "No drift:");
		cx_buf_addc(out, ' ');
		cx_text_wrap(out, line.data, 10, 2, COLUMNS);
		add_unmanaged(drift, out);
		return;
	}
	cx_buf_adds(out, "Changed by hand in ");
	cx_escape_terminal_s(drift->tenant, out);
	cx_buf_adds(out, ", as applied -> as it is now:\n\n");
	for (size_t i = 0; i < drift->count; i++)
		add_item(&drift->items[i], colour, out);
	cx_buf_addc(out, '\n');
	cx_text_ink(out, colour, CX_INK_YELLOW, "Drift:");
	CX_AUTO(cx_buf) struct cx_buf counts = CX_BUF_INIT;
	cx_buf_addf(&counts, "%zu of ", drift->count);
	cx_text_count(&counts, drift->checked, "resource");
	add_unseen(drift, &counts);
	cx_buf_addc(out, ' ');
	cx_text_wrap(out, counts.data, 7, 2, COLUMNS);
	add_unmanaged(drift, out);
	cx_buf_adds(out, "\nNext: ");
	cx_escape_terminal_s(next ? next : "cxctl plan shows what apply would put back", out);
	cx_buf_addc(out, '\n');
}
