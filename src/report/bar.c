/* SPDX-License-Identifier: Apache-2.0 */
/* How far a run is: a bar for a terminal, a line for everything else. */
#include "report/bar.h"

#include <inttypes.h>

#define BAR_MOST  40
#define BAR_LEAST 10

/* Steps a second, by ten. */
static uint64_t rate_tenths(const struct cx_bar_view *view)
{
	return view->elapsed_us > 0 ? (uint64_t)view->done * 10000000u / (uint64_t)view->elapsed_us : 0;
}

static void add_rate(const struct cx_bar_view *view, const char *unit, struct cx_buf *out)
{
	uint64_t tenths = rate_tenths(view);
	if (tenths < 100)
		cx_buf_addf(out, "%" PRIu64 ".%" PRIu64 "%s", tenths / 10, tenths % 10, unit);
	else
		cx_buf_addf(out, "%" PRIu64 "%s", tenths / 10, unit);
}

/* "42 s", "3 min", "2 h" */
static void add_duration(int64_t seconds, struct cx_buf *out)
{
	if (seconds < 120)
		cx_buf_addf(out, "%" PRId64 " s", seconds);
	else if (seconds < 7200)
		cx_buf_addf(out, "%" PRId64 " min", seconds / 60);
	else
		cx_buf_addf(out, "%" PRId64 " h", seconds / 3600);
}

static int64_t seconds_left(const struct cx_bar_view *view)
{
	double each_us = (double)view->elapsed_us / (double)view->done;
	return (int64_t)(each_us * (double)(view->total - view->done) / 1e6) + 1;
}

static void add_bar(const struct cx_bar_view *view, size_t width, struct cx_buf *out)
{
	size_t full = view->total ? view->done * width / view->total : width;
	cx_buf_addc(out, '[');
	cx_buf_fill(out, '#', full);
	cx_buf_fill(out, '-', width - full);
	cx_buf_adds(out, "] ");
}

/* Where one part does not fit, none behind it does. */
static void add_if_fits(struct cx_buf *out, struct cx_buf *part, size_t *room)
{
	if (out->len + part->len <= *room)
		cx_buf_add(out, part->data, part->len);
	else
		*room = out->len;
	cx_buf_clear(part);
}

void cx_bar_line(const struct cx_bar_view *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT, part = CX_BUF_INIT;
	size_t room = view->columns > 1 ? view->columns - 1 : 0;
	cx_buf_addf(&part, "%zu/%zu", view->done, view->total);
	add_if_fits(&text, &part, &room);
	cx_buf_addf(&part, "  %zu %%", view->total ? view->done * 100 / view->total : 100);
	add_if_fits(&text, &part, &room);
	if (view->done) {
		cx_buf_adds(&part, "  ");
		add_rate(view, "/s", &part);
		add_if_fits(&text, &part, &room);
	}
	if (view->done && view->done < view->total) {
		cx_buf_adds(&part, "  ");
		add_duration(seconds_left(view), &part);
		cx_buf_adds(&part, " left");
		add_if_fits(&text, &part, &room);
	}
	size_t rest = room - text.len;
	if (rest >= BAR_LEAST + 3)
		add_bar(view, rest - 3 < BAR_MOST ? rest - 3 : BAR_MOST, out);
	if (text.len)
		cx_buf_add(out, text.data, text.len);
}

void cx_bar_heartbeat(const struct cx_bar_view *view, struct cx_buf *out)
{
	cx_buf_addf(out, "%zu of %zu %s done after ", view->done, view->total,
		    view->noun ? view->noun : "steps");
	add_duration(view->elapsed_us / 1000000, out);
	if (!view->done)
		return;
	cx_buf_adds(out, ", ");
	struct cx_bar_view minutes = *view;
	minutes.elapsed_us /= 60;
	bool slow = rate_tenths(view) < 10;
	add_rate(slow ? &minutes : view, slow ? " a minute" : " a second", out);
	if (view->done == view->total)
		return;
	cx_buf_adds(out, ", about ");
	add_duration(seconds_left(view), out);
	cx_buf_adds(out, " left");
}
