/* SPDX-License-Identifier: Apache-2.0 */
/* A watch as metrics. */
#include "report/watch_metrics.h"

#include "report/drift_metrics.h"

#include <inttypes.h>

static void begin_family(struct cx_buf *out, const char *name, const char *type, const char *help)
{
	cx_buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void begin_sample(struct cx_buf *out, const char *name, const struct cx_watch_view *view)
{
	cx_buf_addf(out, "%s{", name);
	cx_metrics_label(out, "tenant", view->tenant);
}

static void add_checks(const struct cx_watch_view *view, bool openmetrics, struct cx_buf *out)
{
	const struct {
		const char *result;
		uint64_t count;
	} rows[] = {{"clean", view->counts.clean},
		    {"drift", view->counts.drifted},
		    {"failed", view->counts.failed}};
	begin_family(out, openmetrics ? "cxctl_watch_checks" : "cxctl_watch_checks_total", "counter",
		     "Checks since the watch began, by what they found.");
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		begin_sample(out, "cxctl_watch_checks_total", view);
		cx_metrics_label(out, "result", rows[i].result);
		cx_buf_addf(out, "} %" PRIu64 "\n", rows[i].count);
	}
}

static void add_gauge(const struct cx_watch_view *view, const char *name, const char *help,
		      int64_t thousandths, struct cx_buf *out)
{
	begin_family(out, name, "gauge", help);
	begin_sample(out, name, view);
	cx_buf_addf(out, "} %" PRId64, thousandths / 1000);
	if (thousandths % 1000)
		cx_buf_addf(out, ".%03" PRId64, thousandths % 1000);
	cx_buf_addc(out, '\n');
}

void cx_watch_metrics(const struct cx_watch_view *view, bool openmetrics, struct cx_buf *out)
{
	cx_buf_adds(out, view->families);
	add_checks(view, openmetrics, out);
	add_gauge(view, "cxctl_watch_failures", "Checks that failed in a row, up to the last one.",
		  (int64_t)view->counts.failures * 1000, out);
	add_gauge(view, "cxctl_watch_interval_seconds", "Time between two checks that go well.",
		  view->interval_s * 1000, out);
	add_gauge(view, "cxctl_watch_check_duration_seconds", "How long the last check took.",
		  view->duration_ms, out);
	if (view->next_ms)
		add_gauge(view, "cxctl_watch_next_check_timestamp_seconds", "When the next check is due.",
			  view->next_ms, out);
	cx_buf_adds(out, "# EOF\n");
}
