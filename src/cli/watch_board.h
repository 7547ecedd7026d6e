/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch shows of itself over HTTP: /metrics and /healthz. */
#ifndef CX_CLI_WATCH_BOARD_H
#define CX_CLI_WATCH_BOARD_H

#include "base/clock.h"
#include "port/answerer.h"
#include "report/watch_metrics.h"

/*
 * A board is written by the watch after each check, and read by the answerer's thread whenever somebody asks.
 *
 * The watch is healthy once a check went well (drift or none), and as long as that is no longer ago than
 * three intervals and twice the time that the last check took: one failure is no alarm, a tenant or a remote
 * that stays away is.
 */
struct cx_watch_board;
struct cx_watch_board *cx_watch_board_new(struct cx_clock *clock);
void cx_watch_board_free(struct cx_watch_board *board);
CX_DEFINE_FREEP(cx_watch_board)

/* well: the last check could tell whether there is drift. */
void cx_watch_board_set(struct cx_watch_board *board, const struct cx_watch_view *view, bool well);
/* For cx_answerer_open; data is the board. */
void cx_watch_board_answer(void *board, const struct cx_asked *asked, struct cx_answerer_page *page);

#endif
