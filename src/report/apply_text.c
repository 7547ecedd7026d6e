/* SPDX-License-Identifier: Apache-2.0 */
/* The steps were printed while they ran; the summary repeats only those that a person must look at. */
#include "report/apply_text.h"

#include "base/mem.h"
#include "report/apply_endings.h"
#include "report/escape.h"
#include "report/plan_text.h"
#include "report/text.h"

#include <inttypes.h>

#define COLUMNS      80
#define SHORT_COMMIT 12

static const char *done_word(enum cx_action action)
{
	static const char *const words[] = {
		[CX_ACTION_UNCHANGED] = "unchanged",
		[CX_ACTION_CREATE] = "created",
		[CX_ACTION_UPDATE] = "updated",
		[CX_ACTION_DELETE] = "deleted",
		[CX_ACTION_RECORD] = "noted in the ledger",
	};
	return words[action];
}

static const char *undo_word(const struct cx_step *step)
{
	if (step->result == CX_STEP_UNKNOWN)
		return "in doubt whether it is rolled back";
	return step->result == CX_STEP_APPLIED ? "rolled back" : "not rolled back";
}

const char *cx_apply_text_result(const struct cx_step *step)
{
	if (step->undoes)
		return undo_word(step);
	switch (step->result) {
	case CX_STEP_APPLIED:
	case CX_STEP_RECORDED:
		return done_word(step->change->action);
	case CX_STEP_NOT_APPLIED:
		return "not applied";
	case CX_STEP_CONFLICT:
		return "conflict, not applied";
	case CX_STEP_UNKNOWN:
		return "in doubt";
	case CX_STEP_SKIPPED:
		return "skipped";
	case CX_STEP_OPEN:
		break;
	}
	return "not finished";
}

static bool went_well(const struct cx_step *step)
{
	return step->result == CX_STEP_APPLIED || step->result == CX_STEP_RECORDED;
}

static int digits(size_t n)
{
	int count = 1;
	for (; n >= 10; n /= 10)
		count++;
	return count;
}

void cx_apply_text_step(const struct cx_step *step, size_t done, size_t total, struct cx_buf *out)
{
	cx_buf_addf(out, "[%*zu/%zu] %s: %s", digits(total), done, total, step->change->address,
		    cx_apply_text_result(step));
	if (step->status)
		cx_buf_addf(out, " (%d, %" PRId64 " ms)", step->status, step->latency_us / 1000);
	if (step->problem)
		cx_buf_addf(out, ": %s", step->problem);
}

void cx_apply_text_rollback(const struct cx_step *failed, size_t total, struct cx_buf *out)
{
	cx_buf_addf(out, "Rolling back %zu %s, newest first, as %s failed", total,
		    total == 1 ? "change" : "changes", failed->change->address);
}

void cx_apply_text_members(const struct cx_step *step, struct cx_buf *out)
{
	int64_t before = step->change->members, after = step->members_after;
	size_t begin = out->len;
	if (after >= 0 && before >= 0)
		cx_buf_addf(out, "%" PRId64 " -> %" PRId64 " members", before, after);
	else if (after >= 0)
		cx_buf_addf(out, "%" PRId64 " %s", after, after == 1 ? "member" : "members");
	/* The tenant still counts: the number may be that of before. */
	if (out->len > begin && (step->settle == CX_SETTLE_RUNNING || step->settle == CX_SETTLE_STALE))
		cx_buf_adds(out, " so far");
	if (step->evaluation)
		cx_buf_addf(out, "%sevaluation %s%s", out->len > begin ? ", " : "", step->evaluation,
			    step->settle == CX_SETTLE_STALE ? " of before the write" : "");
}

void cx_apply_text_settled(const struct cx_step *step, size_t settled, size_t total, struct cx_buf *out)
{
	cx_buf_addf(out, "[%*zu/%zu] %s: ", digits(total), settled, total, step->change->address);
	cx_apply_text_members(step, out);
}

/* "  Audience/vip: " and a wrapped remark. */
static void add_remark(const char *address, const char *remark, const struct cx_apply_view *view,
		       enum cx_ink ink, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "%s: %s", address, remark);
	cx_buf_adds(out, "  ");
	cx_text_ink_begin(out, view->colour, ink);
	cx_text_wrap(out, line.data, 2, 4, COLUMNS);
	cx_text_ink_end(out, view->colour, ink);
}

static void add_members(const struct cx_step *step, const struct cx_apply_view *view, struct cx_buf *out)
{
	if (step->members_after < 0 && !step->evaluation)
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_apply_text_members(step, &text);
	add_remark(step->change->address, text.data, view,
		   step->settle == CX_SETTLE_FAILED ? CX_INK_RED : CX_INK_PLAIN, out);
}

static void add_normalised(const struct cx_step *step, const struct cx_apply_view *view, struct cx_buf *out)
{
	if (!step->normalised.count)
		return;
	struct cx_plan_view fields = {.colour = view->colour};
	add_remark(step->change->address, "normalised by the tenant: as sent -> as it shows it", view,
		   CX_INK_YELLOW, out);
	cx_plan_text_fields(&step->normalised, step->normalised.items[0].class, &fields, out);
}

static void add_ending(const struct cx_ending *ending, const struct cx_apply_view *view, struct cx_buf *out)
{
	const struct cx_step *step = ending->first;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_adds(&text, cx_apply_text_result(step));
	if (step->problem)
		cx_buf_addf(&text, ": %s", step->problem);
	if (step->code)
		cx_buf_addf(&text, " [%s]", step->code);
	add_remark(ending->addresses, text.data, view, went_well(step) ? CX_INK_YELLOW : CX_INK_RED, out);
	if (!step->hint)
		return;
	cx_buf_adds(out, "    ");
	cx_text_ink(out, view->colour, CX_INK_CYAN, "hint:");
	cx_buf_addc(out, ' ');
	cx_text_wrap(out, step->hint, 10, 6, COLUMNS);
}

/* What did not go well of the steps, or of their rollbacks. */
static void add_endings(const struct cx_apply *apply, bool rollbacks, const struct cx_apply_view *view,
			struct cx_buf *out)
{
	const struct cx_step **steps = cx_alloc((apply->count + 1) * sizeof *steps);
	size_t count = 0;
	for (size_t i = 0; i < apply->count; i++) {
		const struct cx_step *step = rollbacks ? apply->steps[i].rollback : &apply->steps[i];
		if (step)
			steps[count++] = step;
	}
	struct cx_endings endings;
	cx_endings_init(&endings, steps, count);
	for (size_t i = 0; i < endings.count; i++)
		add_ending(&endings.items[i], view, out);
	cx_endings_release(&endings);
	cx_free(steps);
}

static void add_new_id(const struct cx_step *step, const struct cx_apply_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "rolled back: created again, the tenant gave it the id %s", step->rollback->id);
	add_remark(step->change->address, text.data, view, CX_INK_YELLOW, out);
}

static void add_rollback(const struct cx_step *step, const struct cx_apply_view *view, struct cx_buf *out)
{
	const struct cx_step *rollback = step->rollback;
	if (rollback && went_well(rollback) && step->change->action == CX_ACTION_DELETE && step->id &&
	    rollback->id && strcmp(step->id, rollback->id) != 0)
		add_new_id(step, view, out);
}

static void add_counts(const struct cx_apply *apply, const struct cx_apply_view *view, struct cx_buf *out)
{
	const struct {
		size_t n;
		const char *text;
	} others[] = {
		{apply->rolled_back, "rolled back"}, {apply->recorded, "noted"},
		{apply->not_applied, "not applied"}, {apply->conflicts, "in conflict"},
		{apply->unknown, "in doubt"},        {apply->skipped, "skipped"},
	};
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "%zu applied", apply->applied);
	for (size_t i = 0; i < CX_COUNT(others); i++)
		if (others[i].n)
			cx_buf_addf(&line, ", %zu %s", others[i].n, others[i].text);
	if (apply->count)
		cx_buf_addf(&line, "; %.1f %% success",
			    100.0 * (double)(apply->applied + apply->recorded) / (double)apply->count);
	CX_AUTO(cx_buf) struct cx_buf speed = CX_BUF_INIT;
	if (apply->answered)
		cx_buf_addf(&speed, "mean latency %" PRId64 " ms, ",
			    apply->latency_total_us / (int64_t)apply->answered / 1000);
	cx_buf_addf(&speed, "%zu %s in %.1f s", view->requests, view->requests == 1 ? "request" : "requests",
		    (double)view->elapsed_us / 1e6);
	bool fits = 7 + line.len + 2 + speed.len <= COLUMNS;
	cx_buf_addf(&line, ",%s%s", fits ? " " : "", fits ? speed.data : "");
	bool well = apply->applied + apply->recorded == apply->count;
	cx_text_ink(out, view->colour, well ? CX_INK_GREEN : CX_INK_RED, "Apply:");
	cx_buf_addc(out, ' ');
	cx_text_wrap(out, line.data, 7, 7, COLUMNS);
	if (!fits)
		cx_buf_addf(out, "%*s%s\n", 7, "", speed.data);
}

static void add_notified(const struct cx_apply_view *view, struct cx_buf *out)
{
	if (!view->notify_due)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	if (view->notified == view->notify_due)
		cx_buf_addf(&line, "%zu %s delivered", view->notified,
			    view->notified == 1 ? "notification" : "notifications");
	else
		cx_buf_addf(&line, "%zu of %zu notifications delivered", view->notified, view->notify_due);
	cx_buf_addf(out, "%*s%s\n", 7, "", line.data);
}

static void add_record(const struct cx_apply_view *view, struct cx_buf *out)
{
	if (!view->run)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_addf(&line, "run %s", view->run);
	if (view->seal)
		cx_buf_addf(&line, ", sealed in %s%s%s as %.*s", view->ref, view->remote ? " of " : "",
			    view->remote ? view->remote : "", SHORT_COMMIT, view->seal);
	else
		cx_buf_adds(&line, ", not sealed: the next apply does that");
	cx_buf_adds(out, "       ");
	cx_text_wrap(out, line.data, 7, 7, COLUMNS);
	if (view->seal)
		cx_apply_text_head(view, 7, out);
}

void cx_apply_text_head(const struct cx_apply_view *view, int indent, struct cx_buf *out)
{
	if (view->remote && view->head)
		cx_buf_addf(out, "%*shead %s\n", indent, "", view->head);
}

void cx_apply_text(const struct cx_apply *apply, const struct cx_apply_view *view, struct cx_buf *out)
{
	size_t before = out->len;
	for (size_t i = 0; i < apply->count; i++) {
		add_members(&apply->steps[i], view, out);
		add_normalised(&apply->steps[i], view, out);
	}
	add_endings(apply, false, view, out);
	add_endings(apply, true, view, out);
	for (size_t i = 0; i < apply->count; i++)
		add_rollback(&apply->steps[i], view, out);
	if (out->len > before)
		cx_buf_addc(out, '\n');
	add_counts(apply, view, out);
	add_notified(view, out);
	add_record(view, out);
}
