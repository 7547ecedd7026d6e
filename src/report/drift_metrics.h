/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as metrics: OpenMetrics text, which node exporter's textfile collector reads as well. */
#ifndef CX_REPORT_DRIFT_METRICS_H
#define CX_REPORT_DRIFT_METRICS_H

#include "base/buf.h"
#include "engine/drift.h"

/* At most this many resources are named one by one; the counts are of all. */
#define CX_DRIFT_METRICS_RESOURCES 1000

/* Gauges alone, each with its tenant as a label; what was not counted or is not known is left out. */
void cx_drift_metrics(const struct cx_drift *drift, struct cx_buf *out);
/* The same without the "# EOF" behind it, for more to come. */
void cx_drift_metrics_families(const struct cx_drift *drift, struct cx_buf *out);
/* name="value", escaped; a comma is put in front of all but the first in the braces. */
void cx_metrics_label(struct cx_buf *out, const char *name, const char *value);

#endif
