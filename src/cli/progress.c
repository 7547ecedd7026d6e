/* SPDX-License-Identifier: Apache-2.0 */
/* The run's clock cuts long sleeps into slices, so that nothing else has to know that there is a bar. */
#include "cli/progress.h"

#include "report/apply_text.h"
#include "report/bar.h"

#define SLICE_US 100000
#define TOLD_US  1000000 /* shorter waits are no event */

static int64_t clock_realtime_ms(struct cx_clock *clock)
{
	struct cx_clock *inner = ((struct cx_progress *)(void *)clock)->inner;
	return inner->realtime_ms(inner);
}

static int64_t clock_monotonic_us(struct cx_clock *clock)
{
	struct cx_clock *inner = ((struct cx_progress *)(void *)clock)->inner;
	return inner->monotonic_us(inner);
}

static void clock_sleep_us(struct cx_clock *clock, int64_t us)
{
	struct cx_progress *p = (struct cx_progress *)(void *)clock;
	if (us >= TOLD_US)
		cx_events_wait(&p->events, "retry", us / 1000);
	int64_t until_us = p->inner->monotonic_us(p->inner) + us, left_us = us;
	do {
		p->inner->sleep_us(p->inner, left_us < SLICE_US ? left_us : SLICE_US);
		cx_progress_turn(p);
		left_us = until_us - p->inner->monotonic_us(p->inner);
	} while (left_us > 0 && !(p->interrupted && *p->interrupted));
}

void cx_progress_init(struct cx_progress *progress, struct cx_output *output, struct cx_clock *inner)
{
	*progress = (struct cx_progress){.clock = {.realtime_ms = clock_realtime_ms,
						   .monotonic_us = clock_monotonic_us,
						   .sleep_us = clock_sleep_us},
					 .inner = inner,
					 .output = output,
					 .events = CX_EVENTS_INIT};
}

void cx_progress_release(struct cx_progress *progress)
{
	cx_events_release(&progress->events);
}

void cx_progress_begin(struct cx_progress *progress, size_t total)
{
	progress->total = total;
	progress->running = true;
	progress->began_us = progress->inner->monotonic_us(progress->inner);
	progress->drawn_us = progress->beaten_us = progress->began_us;
}

static struct cx_bar_view view_of(const struct cx_progress *p, int64_t now_us)
{
	return (struct cx_bar_view){.done = p->done,
				    .total = p->total,
				    .elapsed_us = now_us - p->began_us,
				    .columns = cx_output_columns(p->output)};
}

static void show_bar(struct cx_progress *p, int64_t now_us)
{
	if (now_us - p->drawn_us < CX_PROGRESS_DRAW_US)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	struct cx_bar_view view = view_of(p, now_us);
	p->drawn_us = now_us;
	cx_bar_line(&view, &line);
	cx_output_bar(p->output, line.len ? line.data : "");
}

static void show_beat(struct cx_progress *p, int64_t now_us)
{
	if (now_us - p->beaten_us < CX_PROGRESS_BEAT_US)
		return;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	struct cx_bar_view view = view_of(p, now_us);
	p->beaten_us = now_us;
	cx_bar_heartbeat(&view, &line);
	cx_output_step(p->output, true, line.data);
}

/* One gate holds all requests; each time it is put off further is told once. */
static void tell_held(struct cx_progress *p, int64_t now_us)
{
	int64_t held_us = p->remote ? cx_remote_held_us(p->remote) : 0;
	if (held_us < TOLD_US || now_us + held_us <= p->held_until_us + TOLD_US)
		return;
	p->held_until_us = now_us + held_us;
	cx_events_wait(&p->events, "throttled", held_us / 1000);
}

void cx_progress_turn(void *progress)
{
	struct cx_progress *p = progress;
	if (!p->running)
		return;
	int64_t now_us = p->inner->monotonic_us(p->inner);
	tell_held(p, now_us);
	if (cx_output_has_bar(p->output))
		show_bar(p, now_us);
	else
		show_beat(p, now_us);
}

void cx_progress_intent(void *progress, const struct cx_step *step)
{
	struct cx_progress *p = progress;
	cx_events_intent(&p->events, step);
}

void cx_progress_step(void *progress, const struct cx_step *step, size_t done, size_t total)
{
	struct cx_progress *p = progress;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	p->done = done;
	p->total = total;
	cx_events_outcome(&p->events, step, done, total);
	cx_apply_text_step(step, done, total, &line);
	cx_output_step(p->output, false, line.data);
	cx_progress_turn(p);
}

void cx_progress_rollback(void *progress, const struct cx_step *failed, size_t total)
{
	struct cx_progress *p = progress;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_apply_text_rollback(failed, total, &line);
	cx_output_step(p->output, false, line.data);
	p->done = 0;
	cx_progress_begin(p, total);
}

void cx_progress_settled(void *progress, const struct cx_step *step, size_t settled, size_t total)
{
	const struct cx_progress *p = progress;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_apply_text_settled(step, settled, total, &line);
	cx_output_step(p->output, false, line.data);
}

void cx_progress_notification(void *progress, const struct cx_notification *tried)
{
	struct cx_progress *p = progress;
	cx_events_notification(&p->events, tried);
}

void cx_progress_end(struct cx_progress *progress)
{
	progress->running = false;
	cx_output_bar(progress->output, NULL);
}
