/* SPDX-License-Identifier: Apache-2.0 */
/* How far a run is: a bar for a terminal, a line for everything else. */
#ifndef CX_REPORT_BAR_H
#define CX_REPORT_BAR_H

#include "base/buf.h"

struct cx_bar_view {
	size_t done, total;
	int64_t elapsed_us;
	size_t columns;   /* of the terminal */
	const char *noun; /* what is counted, in the plural; NULL: steps */
};

/*
 * "[#########-----------] 412/1000  41 %  188/s  3 s left", in ASCII, without a newline and never longer than
 * columns - 1, so that no terminal wraps it: what does not fit is left out from the right, the bar itself
 * first. Rate and time left are those of the whole run so far; before the first step there is neither.
 */
void cx_bar_line(const struct cx_bar_view *view, struct cx_buf *out);
/* "412 of 1000 steps done after 60 s, 6.9 a second, about 85 s left", for a log. */
void cx_bar_heartbeat(const struct cx_bar_view *view, struct cx_buf *out);

#endif
