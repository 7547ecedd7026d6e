/* SPDX-License-Identifier: Apache-2.0 */
/* Pages are made when the board is written, but for the age of the last check that went well. */
#include "cli/watch_board.h"

#include "base/mem.h"

#include <inttypes.h>
#include <pthread.h>

#define OPENMETRICS "application/openmetrics-text"

struct cx_watch_board {
	pthread_mutex_t mutex;
	struct cx_clock *clock;
	struct cx_buf openmetrics, prometheus;
	int64_t began_us, well_us, limit_us; /* well_us: 0 before the first check that went well */
	unsigned failures;
};

struct cx_watch_board *cx_watch_board_new(struct cx_clock *clock)
{
	struct cx_watch_board *board = cx_alloc(sizeof *board);
	(void)pthread_mutex_init(&board->mutex, NULL);
	board->clock = clock;
	board->began_us = clock->monotonic_us(clock);
	board->openmetrics = (struct cx_buf)CX_BUF_INIT;
	board->prometheus = (struct cx_buf)CX_BUF_INIT;
	return board;
}

void cx_watch_board_free(struct cx_watch_board *board)
{
	if (!board)
		return;
	(void)pthread_mutex_destroy(&board->mutex);
	cx_buf_release(&board->openmetrics);
	cx_buf_release(&board->prometheus);
	cx_free(board);
}

void cx_watch_board_set(struct cx_watch_board *board, const struct cx_watch_view *view, bool well)
{
	enum { INTERVALS = 3, CHECKS = 2 };
	(void)pthread_mutex_lock(&board->mutex);
	cx_buf_clear(&board->openmetrics);
	cx_buf_clear(&board->prometheus);
	cx_watch_metrics(view, true, &board->openmetrics);
	cx_watch_metrics(view, false, &board->prometheus);
	board->failures = view->counts.failures;
	board->limit_us = INTERVALS * view->interval_s * 1000000 + CHECKS * view->duration_ms * 1000;
	if (well)
		board->well_us = board->clock->monotonic_us(board->clock);
	(void)pthread_mutex_unlock(&board->mutex);
}

static void answer_metrics(const struct cx_watch_board *board, const struct cx_asked *asked,
			   struct cx_answerer_page *page)
{
	bool openmetrics = cx_asked_accepts(asked, OPENMETRICS);
	const struct cx_buf *text = openmetrics ? &board->openmetrics : &board->prometheus;
	page->status = 200;
	page->type = openmetrics ? OPENMETRICS "; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4";
	cx_buf_add(&page->body, text->data, text->len);
}

static void answer_health(const struct cx_watch_board *board, struct cx_answerer_page *page)
{
	int64_t now_us = board->clock->monotonic_us(board->clock);
	int64_t age_s = (now_us - (board->well_us ? board->well_us : board->began_us)) / 1000000;
	bool healthy = board->well_us && now_us - board->well_us <= board->limit_us;
	page->status = healthy ? 200 : 503;
	if (!board->well_us)
		cx_buf_addf(&page->body, "%s: no check went well in %" PRId64 " s\n",
			    board->failures ? "failing" : "starting", age_s);
	else
		cx_buf_addf(&page->body, "%s: the last check that went well was %" PRId64 " s ago\n",
			    healthy ? "ok" : "failing", age_s);
}

void cx_watch_board_answer(void *data, const struct cx_asked *asked, struct cx_answerer_page *page)
{
	struct cx_watch_board *board = data;
	(void)pthread_mutex_lock(&board->mutex);
	if (cx_asked_is(asked, "/metrics"))
		answer_metrics(board, asked, page);
	else if (cx_asked_is(asked, "/healthz"))
		answer_health(board, page);
	(void)pthread_mutex_unlock(&board->mutex);
}
