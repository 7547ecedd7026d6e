/* SPDX-License-Identifier: Apache-2.0 */
/* Counts alone do not help who wants to know of one audience: what was in doubt is named. */
#include "report/recover_text.h"

#include "base/clock.h"

#include <inttypes.h>

enum { MAX_NAMED = 8, SHORT_COMMIT = 12 };

/* ", 4 s ago"; nothing where the clocks disagree. */
static void add_age(const char *began, int64_t now_ms, struct cx_buf *out)
{
	static const struct {
		int64_t from_s, unit_s;
		const char *unit;
	} rows[] = {{172800, 86400, "days"}, {7200, 3600, "h"}, {120, 60, "min"}, {0, 1, "s"}};
	int64_t began_ms;
	if (!cx_time_parse(began, &began_ms))
		return;
	int64_t seconds = (now_ms - began_ms) / 1000;
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (seconds >= rows[i].from_s) {
			cx_buf_addf(out, ", %" PRId64 " %s ago", seconds / rows[i].unit_s, rows[i].unit);
			return;
		}
}

/* "2026-11-21 18:36:59Z" */
static void add_time(const char *rfc3339, struct cx_buf *out)
{
	int64_t ms;
	char text[CX_TIME_LEN + 1];
	if (!cx_time_parse(rfc3339, &ms)) {
		cx_buf_adds(out, rfc3339);
		return;
	}
	cx_time_format(ms, text);
	cx_buf_addf(out, "%.10s %.8sZ", text, text + 11);
}

/* Lines of their own: the name of a host may be long. */
static void add_origin(const struct cx_open_run *open, int64_t now_ms, struct cx_buf *out)
{
	cx_buf_adds(out, "\n  begun ");
	add_time(open->started, out);
	add_age(open->started, now_ms, out);
	cx_buf_addf(out, ", by %s on %s", open->actor, open->host);
	cx_buf_addf(out, "\n  to apply commit %.*s", SHORT_COMMIT, open->applied.hex);
}

void cx_recover_text_found(const struct cx_open_run *open, int64_t now_ms, struct cx_buf *out)
{
	cx_buf_addf(out, "Run %s ended without a seal: ", open->run);
	if (open->dead_here) {
		cx_buf_adds(out, "its process is gone.");
	} else {
		cx_buf_adds(out, "its lock expired at ");
		add_time(open->expires, out);
		cx_buf_addc(out, '.');
	}
	add_origin(open, now_ms, out);
}

void cx_recover_text_dropped(const struct cx_open_run *open, int64_t now_ms, struct cx_buf *out)
{
	cx_buf_addf(out, "Run %s ended before it sent anything: its lock is removed.", open->run);
	add_origin(open, now_ms, out);
}

/* "was created", "was not updated", "may have been deleted: …" */
static void add_verdict(const struct cx_recovered_step *step, struct cx_buf *out)
{
	const char *done = strcmp(step->action, "create") == 0   ? "created"
			   : strcmp(step->action, "update") == 0 ? "updated"
			   : strcmp(step->action, "delete") == 0 ? "deleted"
								 : "noted";
	if (step->rollback)
		done = "rolled back";
	if (strcmp(step->result, "applied") == 0)
		cx_buf_addf(out, "was %s", done);
	else if (strcmp(step->result, "not_applied") == 0)
		cx_buf_addf(out, "was not %s", done);
	else
		cx_buf_addf(out, "may have been %s; that cannot be told yet", done);
}

/* "2 were done, 1 had not begun and 1 was in doubt" */
static void add_counts(const struct cx_recovered *r, struct cx_buf *out)
{
	const struct {
		size_t n;
		const char *one, *many;
	} rows[] = {
		{r->finished - r->failed - r->rolled_back, "was done", "were done"},
		{r->rolled_back, "was rolled back", "were rolled back"},
		{r->failed, "had failed", "had failed"},
		{r->planned - r->finished - r->doubted_count, "had not begun", "had not begun"},
		{r->doubted_count, "was in doubt", "were in doubt"},
	};
	size_t shown = 0, left = 0;
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		left += rows[i].n != 0;
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (rows[i].n)
			cx_buf_addf(out, "%s%zu %s",
				    !shown++        ? ""
				    : shown == left ? " and "
						    : ", ",
				    rows[i].n, rows[i].n == 1 ? rows[i].one : rows[i].many);
}

void cx_recover_text_steps(const struct cx_recovered *r, struct cx_buf *out)
{
	size_t done = r->finished - r->failed, sent = r->finished + r->doubted_count;
	if (!sent || done == r->planned) {
		cx_buf_addf(out, "%s of its steps (%zu) %s.", sent ? "All" : "None", r->planned,
			    sent ? "were done" : "had begun");
		return;
	}
	cx_buf_addf(out, "Of its %zu %s, ", r->planned, r->planned == 1 ? "step" : "steps");
	add_counts(r, out);
	cx_buf_adds(out, r->doubted_count ? "; as the tenant shows now:" : ".");
	for (size_t i = 0; i < r->doubted_count && i < MAX_NAMED; i++) {
		cx_buf_addf(out, "\n  %s: ", r->doubted[i].address);
		add_verdict(&r->doubted[i], out);
	}
	if (r->doubted_count > MAX_NAMED)
		cx_buf_addf(
			out,
			"\n  and %zu more: of all, %zu were applied, %zu were not, %zu cannot be told yet",
			r->doubted_count - MAX_NAMED, r->applied, r->not_applied, r->unknown);
}

void cx_recover_text_seal(const struct cx_recovered *r, struct cx_buf *out)
{
	cx_buf_addf(out,
		    "It is sealed now, as %.*s. What is left to do is planned anew; what was done is not "
		    "sent again.",
		    SHORT_COMMIT, r->seal.hex);
}
