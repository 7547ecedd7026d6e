/* SPDX-License-Identifier: Apache-2.0 */
/* A watch as metrics: what it found last, and how it fares. */
#ifndef CX_REPORT_WATCH_METRICS_H
#define CX_REPORT_WATCH_METRICS_H

#include "base/buf.h"

struct cx_watch_counts {
	uint64_t clean, drifted, failed; /* checks since it began, by what they found */
	unsigned failures;               /* in a row, up to the last check */
};
struct cx_watch_view {
	const char *tenant;
	const char *families; /* cx_drift_metrics_families of the last check that went well; or "" */
	struct cx_watch_counts counts;
	int64_t interval_s;
	int64_t duration_ms; /* of the last check */
	int64_t next_ms;     /* when the next is due, since 1970; 0: not known */
};

/*
 * As OpenMetrics 1.0 has it, or as the older text format of Prometheus (0.0.4): they name the family of a
 * counter differently, and agree in all else.
 */
void cx_watch_metrics(const struct cx_watch_view *view, bool openmetrics, struct cx_buf *out);

#endif
