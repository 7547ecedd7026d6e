/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the changes a section; a plan is read from the end, so counts and the next command stand
 * there. */
#include "report/plan_text.h"

#include "report/criteria_text.h"
#include "report/escape.h"
#include "report/plan_left.h"
#include "report/plan_next.h"
#include "report/plan_offline.h"
#include "report/plan_origin.h"
#include "report/plan_words.h"
#include "report/text.h"

#include <inttypes.h>

#define COLUMNS      80
#define SHORT_COMMIT 12

enum section {
	SECTION_INTENDED,
	SECTION_PENDING,
	SECTION_DRIFT,
	SECTION_CONFLICT,
	SECTION_UNABLE,
	SECTION_RECORD,
	SECTION_COUNT,
};

static const char *const headings[SECTION_COUNT] = {
	[SECTION_INTENDED] = NULL,
	[SECTION_PENDING] = "Pending without it, too:",
	[SECTION_DRIFT] = "Changed by hand in the tenant, will be put back:",
	[SECTION_CONFLICT] = "Conflicts, which stop apply until they are decided:",
	[SECTION_UNABLE] = "Not done by apply, as the tenant has no call for it:",
	[SECTION_RECORD] = "Only noted in the ledger:",
};

static enum section section_of(const struct cx_change *change)
{
	if (change->action == CX_ACTION_RECORD)
		return SECTION_RECORD;
	if (change->unable)
		return SECTION_UNABLE;
	if (change->blocked)
		return SECTION_CONFLICT;
	static const enum section by_cause[] = {
		[CX_CAUSE_BRANCH] = SECTION_INTENDED,
		[CX_CAUSE_PENDING] = SECTION_PENDING,
		[CX_CAUSE_DRIFT] = SECTION_DRIFT,
	};
	if (change->cause)
		return by_cause[change->cause];
	return change->class == CX_CLASS_DRIFT ? SECTION_DRIFT : SECTION_INTENDED;
}

static void add_head(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_adds(&line, "Tenant ");
	cx_escape_terminal_s(plan->tenant, &line);
	if (plan->origin) {
		cx_buf_adds(&line, " at ");
		cx_escape_terminal_s(plan->origin, &line);
	}
	if (plan->commit)
		cx_buf_addf(&line, ", commit %.*s", SHORT_COMMIT, plan->commit);
	if (plan->dirty)
		cx_buf_adds(&line, plan->commit ? " and changes that are not committed"
						: ", from files that are not committed");
	if (plan->offline)
		cx_buf_adds(&line, " (offline)");
	else
		cx_buf_addf(&line, " (%zu %s", plan->requests, plan->requests == 1 ? "request" : "requests");
	if (plan->impact_requests)
		cx_buf_addf(&line, ", %zu to count members", plan->impact_requests);
	if (!plan->offline)
		cx_buf_addc(&line, ')');
	cx_text_ink_begin(out, view->colour, CX_INK_DIM);
	cx_text_wrap(out, line.data, 0, 2, COLUMNS);
	cx_buf_cut(out, out->len - 1);
	cx_text_ink_end(out, view->colour, CX_INK_DIM);
	cx_buf_addc(out, '\n');
}

static void add_remark(const struct cx_plan_view *view, enum cx_ink ink, const char *text, struct cx_buf *out)
{
	cx_buf_adds(out, "      ");
	cx_text_ink_begin(out, view->colour, ink);
	size_t before = out->len;
	cx_text_wrap(out, text, 6, 8, COLUMNS);
	if (out->len > before)
		cx_buf_cut(out, out->len - 1);
	cx_text_ink_end(out, view->colour, ink);
	cx_buf_addc(out, '\n');
}

/* "can only shrink, 18204 members" */
static void add_effect(const struct cx_change *change, struct cx_buf *out)
{
	bool effect = change->has_effect && change->effect != CX_EFFECT_NONE;
	bool members = change->members >= 0 && (effect || change->action == CX_ACTION_DELETE);
	if (effect)
		cx_buf_addf(out, "  %s", cx_effect_name(change->effect));
	if (members)
		cx_buf_addf(out, "%s%" PRId64 " %s", effect ? ", " : "  ", change->members,
			    change->members == 1 ? "member" : "members");
	if (cx_plan_shows_after(change))
		cx_buf_addf(out, ", %" PRId64 " after", change->impact->after);
}

/* Who asked for a number and gets none is told why. */
static void add_impact(const struct cx_change *change, const struct cx_plan_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, "members after: ");
	if (cx_plan_word_unknown(change, &text))
		add_remark(view, CX_INK_DIM, text.data, out);
}

static void add_change_line(const struct cx_change *change, const struct cx_plan_view *view,
			    struct cx_buf *out)
{
	static const struct {
		const char *mark;
		enum cx_ink ink;
	} signs[] = {
		[CX_ACTION_UNCHANGED] = {" ", CX_INK_PLAIN}, [CX_ACTION_CREATE] = {"+", CX_INK_GREEN},
		[CX_ACTION_UPDATE] = {"~", CX_INK_YELLOW},   [CX_ACTION_DELETE] = {"-", CX_INK_RED},
		[CX_ACTION_RECORD] = {"=", CX_INK_DIM},
	};
	cx_buf_adds(out, "  ");
	cx_text_ink(out, view->colour, signs[change->action].ink, signs[change->action].mark);
	cx_buf_addc(out, ' ');
	cx_text_ink_begin(out, view->colour, CX_INK_BOLD);
	cx_escape_terminal_s(change->address, out);
	cx_text_ink_end(out, view->colour, CX_INK_BOLD);
	add_effect(change, out);
	cx_buf_addc(out, '\n');
}

static void add_change(const struct cx_change *change, const struct cx_plan_view *view, struct cx_buf *out)
{
	add_change_line(change, view, out);
	add_impact(change, view, out);
	const char *was = change->base_address && change->desired ? change->base_address : change->address;
	const char *old = strchr(was, '/') + 1;
	if (strcmp(was, change->address) != 0 && !(change->note && strstr(change->note, old))) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "was %s", was);
		add_remark(view, CX_INK_DIM, text.data, out);
	}
	if (change->note)
		add_remark(view, CX_INK_DIM, change->note, out);
	if (change->refusal) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "%s%s", change->unable ? "" : "refused: ", change->refusal);
		add_remark(view, CX_INK_RED, text.data, out);
	}
	cx_plan_text_origin(change, view, out);
	/* What a deleted resource held is of use only to whoever asks for it. */
	struct cx_plan_view fields = *view;
	fields.cause = change->cause;
	fields.change = change;
	fields.is_new = change->action == CX_ACTION_CREATE;
	if (change->action != CX_ACTION_DELETE || view->verbose)
		cx_plan_text_fields(&change->fields, change->class, &fields, out);
}

static void add_section(const struct cx_plan *plan, enum section section, const struct cx_plan_view *view,
			struct cx_buf *out)
{
	bool headed = false;
	for (size_t i = 0; i < plan->count; i++) {
		if (section_of(&plan->changes[i]) != section)
			continue;
		if (!headed)
			cx_buf_addc(out, '\n');
		const char *heading = section == SECTION_INTENDED && plan->other_rev
					      ? "Caused by this revision:"
					      : headings[section];
		if (!headed && heading) {
			cx_text_ink(out, view->colour, CX_INK_BOLD, heading);
			cx_buf_addc(out, '\n');
		}
		headed = true;
		add_change(&plan->changes[i], view, out);
	}
}

void cx_plan_text_summary(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	const struct cx_plan_counts *counts = &plan->counts;
	size_t blocked = cx_plan_conflicts(plan);
	cx_text_ink(out, view->colour, CX_INK_BOLD, "Plan:");
	cx_buf_addf(out, " %zu to create, %zu to update, %zu to delete, %zu unchanged\n", counts->create,
		    counts->update, counts->delete, counts->unchanged);
	const struct {
		size_t n;
		const char *text;
	} more[] = {
		{counts->drift, "changed by hand"},
		{blocked, blocked == 1 ? "conflict" : "conflicts"},
		{cx_plan_taken_over(plan), "taken over from the tenant"},
		{counts->unable, "of these not done by apply"},
		{counts->record, "only for the ledger"},
		{plan->left_fields, "left as the tenant has it"},
		{plan->unmanaged, "in the tenant that neither git nor the ledger knows"},
	};
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(more); i++)
		if (more[i].n)
			cx_buf_addf(&line, "%s%zu %s", line.len ? ", " : "", more[i].n, more[i].text);
	if (!line.len)
		return;
	cx_buf_adds(out, "      ");
	cx_text_wrap(out, line.data, 6, 6, COLUMNS);
}

/* Of people's time only: what takes no second needs no word. */
static void add_cost(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	if (!plan->apply_requests || (plan->apply_ms < 1000 && !view->verbose))
		return;
	cx_buf_addf(out, "      apply will send about %zu requests, which takes ", plan->apply_requests);
	int64_t seconds = (plan->apply_ms + 999) / 1000;
	if (plan->apply_ms < 1000)
		cx_buf_adds(out, "less than a second\n");
	else if (seconds < 120)
		cx_buf_addf(out, "%" PRId64 " s or more\n", seconds);
	else
		cx_buf_addf(out, "%" PRId64 " min or more\n", (seconds + 59) / 60);
}

/* Who reads closely sees what keeps others' writes safe; a line a kind. */
static void add_guards(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	static const char *const texts[] = {
		[CX_GUARD_ETAG] = "guarded by ETags",
		[CX_GUARD_VERSION] = "guarded by version, and by reading before and after",
		[CX_GUARD_READING] = "guarded by reading before and after alone",
		[CX_GUARD_NONE] = "guarded by nothing, as the tenant shows none",
	};
	const struct cx_kind *last = NULL;
	for (size_t i = 0; view->verbose && i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		if (change->action == CX_ACTION_RECORD || change->unable || change->kind == last)
			continue;
		last = change->kind;
		cx_buf_addf(out, "      writes of %s are %s\n", last->name,
			    texts[cx_guard_of(change->route)]);
	}
}

static bool is_blocked(const struct cx_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->changes[i].blocked)
			return true;
	return false;
}

static void add_hint(const struct cx_plan_view *view, const char *hint, struct cx_buf *out)
{
	cx_buf_adds(out, "    ");
	cx_text_ink(out, view->colour, CX_INK_CYAN, "hint:");
	cx_buf_addc(out, ' ');
	cx_text_wrap(out, hint, 10, 6, COLUMNS);
}

static void add_refusals(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	size_t changes = cx_plan_refused(plan);
	if (!plan->refusal_count && !changes)
		return;
	cx_buf_addc(out, '\n');
	cx_text_ink(out, view->colour, CX_INK_RED, "apply would refuse this plan:");
	cx_buf_addc(out, '\n');
	for (size_t i = 0; i < plan->refusal_count; i++) {
		const struct cx_refusal *refusal = &plan->refusals[i];
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "%s [%s]", refusal->message, refusal->code);
		cx_buf_adds(out, "  ");
		cx_text_wrap(out, text.data, 2, 4, COLUMNS);
		if (!refusal->hint)
			continue;
		add_hint(view, refusal->hint, out);
	}
	if (!changes)
		return;
	cx_buf_addf(out, "  %zu %s refused above, each with its reason\n", changes,
		    changes == 1 ? "change is" : "changes are");
	if (is_blocked(plan))
		add_hint(view, CX_PLAN_DECIDE(""), out);
}

static void add_next(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	if (!cx_plan_next(plan, view->options, view->file, &command))
		return;
	cx_buf_addf(out, "\nNext: %s", plan->dirty ? "commit, then " : "");
	cx_text_ink(out, view->colour, CX_INK_BOLD, command.data);
	cx_buf_addc(out, '\n');
}

void cx_plan_text(const struct cx_plan *plan, const struct cx_plan_view *view, struct cx_buf *out)
{
	add_head(plan, view, out);
	CX_AUTO(cx_buf) struct cx_buf offline = CX_BUF_INIT;
	if (plan->offline) {
		cx_plan_offline(plan, &offline);
		cx_text_wrap(out, offline.data, 0, 0, COLUMNS);
	} else if (!plan->has_ledger) {
		cx_text_wrap(
			out,
			"No ledger yet: git and tenant are compared two ways, and nothing is ever deleted.",
			0, 0, COLUMNS);
	}
	for (enum section section = 0; section < SECTION_COUNT; section++)
		add_section(plan, section, view, out);
	cx_plan_text_left(plan, view, out);
	cx_plan_text_undone(plan, view, out);
	cx_buf_addc(out, '\n');
	if (cx_plan_is_empty(plan)) {
		cx_text_ink(out, view->colour, CX_INK_GREEN, "No changes:");
		cx_buf_addf(out, " %s%s, %zu unchanged\n", plan->left_fields ? "but for what is left, " : "",
			    cx_plan_unchanged(plan), plan->counts.unchanged);
		if (plan->unmanaged)
			cx_buf_addf(out, "  %zu in the tenant that neither git nor the ledger knows\n",
				    plan->unmanaged);
		add_refusals(plan, view, out);
		return;
	}
	cx_plan_text_summary(plan, view, out);
	add_cost(plan, view, out);
	add_guards(plan, view, out);
	if (view->is_apply)
		return;
	add_refusals(plan, view, out);
	add_next(plan, view, out);
}
