/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of a watch: checks, pauses, and what is told of them. */
#include "cli/watch.h"

#include "base/rand.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/watch_board.h"
#include "cli/watch_lock.h"
#include "report/drift_metrics.h"
#include "report/drift_text.h"
#include "report/text.h"

#include <inttypes.h>
#include <unistd.h>

#define MAX_PAUSE_S INT64_C(3600)

struct cx_watch {
	struct cx_invocation *inv;
	struct cx_clock *clock;
	const char *tenant;
	int64_t interval_s;
	struct cx_kept_token token;
	struct cx_watch_board *board;
	struct cx_answerer *answerer;
	const volatile sig_atomic_t *interrupted;
	volatile sig_atomic_t *hung_up; /* NULL: SIGHUP ends, too */
	struct cx_watch_counts counts;
	struct cx_buf families, shown; /* of the last check that could tell */
	bool asks, found, drifted;     /* this check */
	bool asked;                    /* some check before */
	int64_t duration_ms;           /* of the last check */
	enum cx_exit exit;             /* of the last that came to its end */
};

int64_t cx_watch_pause_ms(int64_t interval_s, unsigned failures, uint64_t random)
{
	int64_t most_s = interval_s > MAX_PAUSE_S ? interval_s : MAX_PAUSE_S, pause_s = interval_s;
	for (unsigned i = 0; i < failures && pause_s < most_s; i++)
		pause_s *= 2;
	pause_s = pause_s < most_s ? pause_s : most_s;
	/* A tenth more or less, so that many watches do not ask at the same moment for ever. */
	return pause_s * 900 + (int64_t)(random % (uint64_t)(pause_s * 200 + 1));
}

const char *cx_watch_tenant(const struct cx_watch *watch)
{
	return watch->tenant;
}

struct cx_kept_token *cx_watch_token(struct cx_watch *watch)
{
	return &watch->token;
}

void cx_watch_asks(struct cx_watch *watch)
{
	watch->asks = watch->asked = true;
}

static void post(struct cx_watch *watch, const struct cx_watch_counts *counts, int64_t next_ms)
{
	struct cx_watch_view view = {.tenant = watch->tenant,
				     .families = watch->families.data,
				     .counts = *counts,
				     .interval_s = watch->interval_s,
				     .duration_ms = watch->duration_ms,
				     .next_ms = next_ms};
	cx_watch_board_set(watch->board, &view, !counts->failures);
}

/* With one check more. */
static struct cx_watch_counts count(const struct cx_watch *watch, bool well)
{
	struct cx_watch_counts counts = watch->counts;
	counts.clean += well && !watch->drifted;
	counts.drifted += well && watch->drifted;
	counts.failed += !well;
	counts.failures = well ? 0 : counts.failures + 1;
	return counts;
}

/* "2026-11-21 22:05:02Z" */
static void add_now(const struct cx_watch *watch, struct cx_buf *out)
{
	char now[CX_TIME_LEN + 1];
	cx_time_format(watch->clock->realtime_ms(watch->clock), now);
	cx_buf_addf(out, "%.10s %.8sZ", now, now + 11);
}

static void tell_found(const struct cx_watch *watch, const struct cx_drift *drift, bool again)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	add_now(watch, &line);
	if (drift->count)
		cx_buf_addf(&line, "  drift: %zu of ", drift->count);
	else
		cx_buf_adds(&line, "  no drift: ");
	cx_text_count(&line, drift->checked, "resource");
	cx_buf_adds(&line, drift->count ? "" : " checked");
	if (drift->unseen)
		cx_buf_addf(&line, ", %zu cannot be seen", drift->unseen);
	if (drift->has_unmanaged)
		cx_buf_addf(&line, ", %zu unmanaged", drift->unmanaged);
	if (drift->count && again)
		cx_buf_adds(&line, ", as before");
	cx_output_progress(watch->inv->output, "%s", line.data);
}

void cx_watch_found(struct cx_watch *watch, const struct cx_drift *drift)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_drift_text(drift, NULL, false, &text);
	bool again = strcmp(text.data, watch->shown.data) == 0;
	cx_buf_clear(&watch->shown);
	cx_buf_add(&watch->shown, text.data, text.len);
	cx_buf_clear(&watch->families);
	cx_drift_metrics_families(drift, &watch->families);
	watch->found = true;
	watch->drifted = drift->count != 0;
	/* Whoever reads the line and then the metrics finds the same. */
	struct cx_watch_counts counts = count(watch, true);
	post(watch, &counts, 0);
	watch->inv->output->as_before = again || !drift->count;
	tell_found(watch, drift, again);
}

static bool stopped(const struct cx_watch *watch)
{
	return *watch->interrupted || watch->inv->output->out_gone;
}

/* False: it was told to end in the middle, which says nothing, unless it had something to lose. */
static bool end_check(struct cx_watch *watch, enum cx_exit exit)
{
	if (stopped(watch) && exit == CX_EXIT_INVALID && watch->counts.clean + watch->counts.drifted > 0)
		return false;
	bool well = watch->found && (exit == CX_EXIT_OK || exit == CX_EXIT_DRIFT);
	watch->exit = exit;
	watch->counts = count(watch, well);
	return true;
}

static void check(struct cx_watch *watch, cx_watch_check_fn *run)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_invocation round = *watch->inv;
	struct cx_output *output = round.output;
	int64_t began_us = watch->clock->monotonic_us(watch->clock);
	round.arena = &arena;
	round.diags = &diags;
	cx_output_round_begin(output, &diags);
	output->as_before = watch->asks = watch->found = watch->drifted = false;
	enum cx_exit exit = run(watch, &round);
	watch->duration_ms = (watch->clock->monotonic_us(watch->clock) - began_us) / 1000;
	if (end_check(watch, exit))
		cx_output_round_end(output, &round, exit);
	cx_output_round_leave(output, watch->inv->diags);
}

static void tell_failure(const struct cx_watch *watch, int64_t pause_ms)
{
	if (!watch->counts.failures)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	add_now(watch, &line);
	cx_buf_adds(&line, "  the check failed");
	if (watch->counts.failures > 1)
		cx_buf_addf(&line, ", %u in a row", watch->counts.failures);
	bool minutes = pause_ms >= 120000;
	cx_buf_addf(&line, "; the next one is in %" PRId64 " %s",
		    minutes ? (pause_ms + 30000) / 60000 : (pause_ms + 999) / 1000, minutes ? "min" : "s");
	cx_output_progress(watch->inv->output, "%s", line.data);
}

static void rounds(struct cx_watch *watch, cx_watch_check_fn *run)
{
	for (bool first = true;; first = false) {
		if (watch->hung_up)
			*watch->hung_up = 0;
		check(watch, run);
		if (stopped(watch) || (first && !watch->asks && watch->counts.failures))
			return;
		int64_t pause_ms = cx_watch_pause_ms(watch->interval_s, watch->counts.failures,
						     cx_random_below(UINT32_MAX));
		post(watch, &watch->counts, watch->clock->realtime_ms(watch->clock) + pause_ms);
		tell_failure(watch, pause_ms);
		cx_interrupt_wait(pause_ms * 1000);
		if (stopped(watch))
			return;
	}
}

static enum cx_status listen_where_said(struct cx_watch *watch)
{
	const char *where = cx_invocation_text(watch->inv, "listen");
	struct cx_answerer_place place;
	if (!where)
		return CX_STATUS_OK;
	struct cx_answerer_options options = {
		.answer = cx_watch_board_answer, .data = watch->board, .code = "watch.listen"};
	if (cx_answerer_place_parse(where, &place))
		return cx_answerer_open(&place, &options, &watch->answerer, watch->inv->diags);
	struct cx_diag *d =
		cx_diag_error(watch->inv->diags, "usage.value", "--listen cannot be \"%s\"", where);
	cx_diag_hint(watch->inv->diags, d,
		     "it is a port of this machine alone, such as 9464, or an address and a port: "
		     "0.0.0.0:9464, [::1]:9464");
	return CX_STATUS_INVALID;
}

static void tell_begin(const struct cx_watch *watch)
{
	cx_output_progress(watch->inv->output, "Watching %s every %s%s%s", watch->tenant,
			   cx_invocation_text(watch->inv, "watch"), watch->answerer ? ", " : "",
			   watch->answerer ? cx_answerer_url(watch->answerer) : "");
}

static void tell_end(const struct cx_watch *watch)
{
	uint64_t all = watch->counts.clean + watch->counts.drifted + watch->counts.failed;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	add_now(watch, &line);
	cx_buf_adds(&line, "  ended after ");
	cx_text_count(&line, (size_t)all, "check");
	if (watch->counts.drifted)
		cx_buf_addf(&line, ", %" PRIu64 " with drift", watch->counts.drifted);
	if (watch->counts.failed)
		cx_buf_addf(&line, ", %" PRIu64 " failed", watch->counts.failed);
	cx_output_progress(watch->inv->output, "%s", line.data);
}

enum cx_exit cx_watch_run(struct cx_invocation *inv, cx_watch_check_fn *run)
{
	struct cx_clock *clock = cx_clock_system();
	struct cx_watch watch = {
		.inv = inv,
		.clock = clock,
		.interval_s = cx_invocation_int(inv, "watch", 0),
		.board = cx_watch_board_new(clock),
		.families = CX_BUF_INIT,
		.shown = CX_BUF_INIT,
		.exit = CX_EXIT_INVALID,
	};
	CX_AUTO_FREE(cx_watch_lock) struct cx_watch_lock *lock = NULL;
	cx_kept_token_init(&watch.token);
	enum cx_status status = cx_watch_lock_take(inv, &lock, &watch.tenant);
	if (!status)
		status = listen_where_said(&watch);
	watch.exit = cx_exit_from_status(status);
	if (!status) {
		watch.interrupted = cx_interrupt_catch();
		watch.hung_up = isatty(STDERR_FILENO) ? NULL : cx_interrupt_catch_hangup();
		inv->output->lines = true;
		tell_begin(&watch);
		rounds(&watch, run);
		if (watch.asked)
			tell_end(&watch);
	}
	cx_answerer_free(watch.answerer);
	cx_watch_board_free(watch.board);
	cx_kept_token_release(&watch.token);
	cx_buf_release(&watch.families);
	cx_buf_release(&watch.shown);
	return watch.exit;
}
