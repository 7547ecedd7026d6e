/* SPDX-License-Identifier: Apache-2.0 */
/* Where events of webhooks are taken in: each is checked, printed, and only then answered. */
#ifndef CX_CLI_DESK_H
#define CX_CLI_DESK_H

#include "base/clock.h"
#include "cli/rows.h"
#include "port/answerer.h"
#include "query/inbound.h"

/*
 * An answerer's thread works with it, and nobody else until that has ended, but for `done`. An event that
 * could not be printed is not accepted, so that who sends it sends it again; while nobody reads what is
 * printed, all wait.
 */
struct cx_desk {
	struct cx_output *output;
	struct cx_clock *clock;
	struct cx_row_output rows;
	struct cx_inbound_rules rules;
	struct cx_seen seen;
	struct cx_inbound_tally tally;
	uint64_t wanted; /* events; 0: any number */
	int done;        /* an eventfd: can be read once no more are wanted, or nobody reads them; -1: none */
};
/* FAILED (listen.wake) where there is no descriptor left. The secrets must outlive it. */
enum cx_status cx_desk_init(struct cx_desk *desk, struct cx_output *output, struct cx_clock *clock,
			    const struct cx_inbound_rules *rules, struct cx_diags *diags);
void cx_desk_release(struct cx_desk *desk);

/* For an answerer, with the desk as data. */
void cx_desk_answer(void *data, const struct cx_asked *asked, struct cx_answerer_page *page);
void cx_desk_refuse(void *data, struct cx_answerer_page *page);

/* "3 accepted, 1 duplicate, 2 refused (1 shape, 1 signature)"; and latencies, if there are any. */
void cx_desk_sum(const struct cx_desk *desk, struct cx_buf *out);
/* The same numbers as members of an object. */
void cx_desk_numbers(const struct cx_desk *desk, struct cx_arena *arena, struct cx_node *object);

#endif
