/* SPDX-License-Identifier: Apache-2.0 */
/* After the last step: polls until every audience that was written is counted, and looks at what moved. */
#include "engine/apply_parts.h"

#include <inttypes.h>

#define FIRST_WAIT_US   INT64_C(500000)
#define LONGEST_WAIT_US INT64_C(15000000)

enum { MAX_NAMED = 8 };

static bool is_settled(const struct cx_step *step)
{
	return step->settle == CX_SETTLE_DONE || step->settle == CX_SETTLE_FAILED ||
	       step->settle == CX_SETTLE_UNTOLD;
}

/* Keeps those that are open, and tells the caller of the others. */
static size_t keep_open(const struct cx_apply_wait *wait, struct cx_step **steps, size_t count, size_t total)
{
	size_t kept = 0, settled = total - count;
	for (size_t i = 0; i < count; i++) {
		if (!is_settled(steps[i]))
			steps[kept++] = steps[i];
		else if (wait->progress)
			wait->progress(wait->progress_data, steps[i], ++settled, total);
	}
	return kept;
}

bool apply_wait_goes_on(const struct cx_apply_wait *wait)
{
	return !(wait->interrupted && *wait->interrupted) && !cx_remote_is_over(wait->remote);
}

/* Polls with back-off; returns how many are still open. */
static size_t poll(const struct cx_apply_wait *wait, struct apply_measure *measure, struct cx_step **steps,
		   size_t total, struct cx_diags *diags)
{
	struct cx_clock *clock = wait->clock;
	int64_t began_us = clock->monotonic_us(clock), end_us = began_us + wait->timeout_s * 1000000;
	int64_t pause_us = FIRST_WAIT_US;
	size_t open = total;
	for (;;) {
		measure->waited_us = clock->monotonic_us(clock) - began_us;
		apply_measure_steps(measure, steps, open);
		open = keep_open(wait, steps, open, total);
		int64_t run_us = cx_remote_left_us(wait->remote),
			left_us = end_us - clock->monotonic_us(clock);
		left_us = left_us < run_us ? left_us : run_us;
		if (!open || left_us <= 0 || !apply_wait_goes_on(wait) ||
		    (wait->run && cx_run_renew(wait->run, diags)))
			return open;
		clock->sleep_us(clock, pause_us < left_us ? pause_us : left_us);
		pause_us = pause_us * 3 / 2 < LONGEST_WAIT_US ? pause_us * 3 / 2 : LONGEST_WAIT_US;
	}
}

static struct cx_diag *diag_of(struct cx_diags *diags, enum cx_severity severity, const char *code,
			       const struct cx_step *step, const char *text)
{
	return cx_diag_add(diags, severity, code, step->change->desired->document->span, "%s: %s",
			   step->change->address, text);
}

static enum cx_status tell_failed(struct cx_step *const *steps, size_t count, struct cx_diags *diags)
{
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < count; i++) {
		if (steps[i]->settle != CX_SETTLE_FAILED)
			continue;
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_buf_addf(&text, "the tenant has it, but could not evaluate it: evaluation %s",
			    steps[i]->evaluation);
		struct cx_diag *d =
			diag_of(diags, CX_SEVERITY_ERROR, "apply.evaluation", steps[i], text.data);
		cx_diag_hint(diags, d,
			     "its members are not what the criteria say; mend them in git, or ask "
			     "the tenant's support why");
		status = CX_STATUS_FAILED;
	}
	return status;
}

static void name_some(struct cx_step *const *steps, size_t count, struct cx_buf *out)
{
	for (size_t i = 0; i < count && i < MAX_NAMED; i++)
		cx_buf_addf(out, "%s%s (%s%s)", i ? ", " : "", steps[i]->change->address,
			    steps[i]->settle == CX_SETTLE_UNREAD ? "could not be read" : steps[i]->evaluation,
			    steps[i]->settle == CX_SETTLE_STALE ? ", of before the write" : "");
	if (count > MAX_NAMED)
		cx_buf_addf(out, " and %zu more", count - MAX_NAMED);
}

static enum cx_status tell_open(const struct cx_apply_wait *wait, struct cx_step *const *steps, size_t count,
				struct cx_diags *diags)
{
	bool stopped = !apply_wait_goes_on(wait);
	CX_AUTO(cx_buf) struct cx_buf names = CX_BUF_INIT;
	name_some(steps, count, &names);
	struct cx_diag *d = cx_diag_error(diags, "apply.wait", "%zu %s not settled %s%s: %s", count,
					  count == 1 ? "evaluation has" : "evaluations have",
					  stopped ? "when the waiting was stopped" : "within ",
					  stopped ? "" : wait->timeout_text, names.data);
	bool other = false;
	for (size_t i = 0; i < count; i++)
		other |= steps[i]->settle == CX_SETTLE_OTHER;
	cx_diag_hint(
		diags, d,
		other ? "the profile does not know that word: add it to evaluation.running, done or failed"
		      : "all of them are written, and the tenant goes on: look at the members later, or "
			"give more time with --wait-timeout");
	return CX_STATUS_IN_DOUBT;
}

enum cx_status cx_apply_wait(struct cx_arena *arena, const struct cx_apply_wait *wait, struct cx_apply *apply,
			     struct cx_diags *diags)
{
	struct apply_measure measure = {.arena = arena, .remote = wait->remote, .profile = wait->profile};
	size_t total;
	struct cx_step **steps = apply_measured(arena, apply, &total);
	if (!total)
		return CX_STATUS_OK;
	struct cx_step **open_steps = cx_arena_alloc(arena, total * sizeof(struct cx_step *));
	memcpy(open_steps, steps, total * sizeof(struct cx_step *));
	size_t open = poll(wait, &measure, open_steps, total, diags);
	enum cx_status status = tell_failed(steps, total, diags);
	size_t untold = 0;
	for (size_t i = 0; i < total; i++)
		untold += steps[i]->settle == CX_SETTLE_UNTOLD;
	if (untold)
		cx_diag_add(diags, CX_SEVERITY_WARNING, "apply.wait", CX_SPAN_NONE,
			    "the tenant does not say of %zu %s whether the evaluation has settled", untold,
			    untold == 1 ? "audience" : "audiences");
	return open ? tell_open(wait, open_steps, open, diags) : status;
}

/* Whether the number after is the tenant's last word. */
static bool is_counted(const struct cx_step *step)
{
	return step->members_after >= 0 &&
	       (step->settle == CX_SETTLE_DONE || step->settle == CX_SETTLE_UNTOLD);
}

static void check_size(const struct cx_step *step, int64_t percent, struct cx_diags *diags)
{
	int64_t before = step->change->members, after = step->members_after;
	double moved = (double)after - (double)before;
	if ((moved < 0 ? -moved : moved) * 100 <= (double)percent * (double)before)
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "%" PRId64 " members before, %" PRId64 " after: ", before, after);
	if (before)
		cx_buf_addf(&text, "%+.1f %%, and %" PRId64 " %% are allowed", moved * 100 / (double)before,
			    percent);
	else
		cx_buf_adds(&text, "it was empty");
	struct cx_diag *d = diag_of(diags, CX_SEVERITY_WARNING, "apply.size", step, text.data);
	cx_diag_hint(diags, d, "if that is not meant, take the change back in git and apply again");
}

void cx_apply_check_sizes(struct cx_arena *arena, struct cx_apply *apply, int64_t percent,
			  struct cx_diags *diags)
{
	size_t count, uncounted = 0;
	struct cx_step **steps = apply_measured(arena, apply, &count);
	for (size_t i = 0; i < count; i++) {
		if (steps[i]->change->members < 0)
			continue;
		uncounted += !is_counted(steps[i]);
		if (is_counted(steps[i]))
			check_size(steps[i], percent, diags);
	}
	if (!uncounted)
		return;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_WARNING, "apply.size", CX_SPAN_NONE,
			    "the size of %zu %s is not known yet, so how far it moved is not checked",
			    uncounted, uncounted == 1 ? "audience" : "audiences");
	cx_diag_hint(diags, d, "wait for the evaluation with --wait");
}
