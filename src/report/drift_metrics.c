/* SPDX-License-Identifier: Apache-2.0 */
/* Families from a table; a family whose value is not known is not written at all. */
#include "report/drift_metrics.h"

#include "base/clock.h"

#include <inttypes.h>

/* Label values escape the backslash, the quote and the line feed (OpenMetrics 1.0). */
void cx_metrics_label(struct cx_buf *out, const char *name, const char *value)
{
	cx_buf_addf(out, "%s%s=\"", out->data[out->len - 1] == '{' ? "" : ",", name);
	for (const char *c = value; *c; c++) {
		if (*c == '\\' || *c == '"')
			cx_buf_addc(out, '\\');
		if (*c == '\n')
			cx_buf_adds(out, "\\n");
		else
			cx_buf_addc(out, *c);
	}
	cx_buf_addc(out, '"');
}

static void add_family(struct cx_buf *out, const char *name, const char *help)
{
	cx_buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void begin_sample(struct cx_buf *out, const char *name, const struct cx_drift *drift)
{
	cx_buf_addf(out, "%s{", name);
	cx_metrics_label(out, "tenant", drift->tenant);
}

static void add_count(struct cx_buf *out, const struct cx_drift *drift, const char *name, const char *help,
		      size_t value)
{
	add_family(out, name, help);
	begin_sample(out, name, drift);
	cx_buf_addf(out, "} %zu\n", value);
}

static void add_time(struct cx_buf *out, const struct cx_drift *drift, const char *name, const char *help,
		     const char *time)
{
	int64_t ms;
	if (!time || !cx_time_parse(time, &ms))
		return;
	add_family(out, name, help);
	begin_sample(out, name, drift);
	cx_buf_addf(out, "} %" PRId64 ".%03" PRId64 "\n", ms / 1000, ms % 1000);
}

static void add_resources(struct cx_buf *out, const struct cx_drift *drift)
{
	if (!drift->count)
		return;
	add_family(out, "cxctl_drift_resource",
		   "Fields of a resource that were changed by hand; of one that was deleted, 0.");
	for (size_t i = 0; i < drift->count && i < CX_DRIFT_METRICS_RESOURCES; i++) {
		const struct cx_drift_item *item = &drift->items[i];
		begin_sample(out, "cxctl_drift_resource", drift);
		cx_metrics_label(out, "kind", item->kind);
		cx_metrics_label(out, "name", item->name);
		cx_metrics_label(out, "action", item->deleted ? "delete" : "update");
		cx_buf_addf(out, "} %zu\n", item->fields.count);
	}
}

static void add_unmanaged(struct cx_buf *out, const struct cx_drift *drift)
{
	if (!drift->has_unmanaged || !drift->kind_count)
		return;
	add_family(out, "cxctl_unmanaged_resources",
		   "Resources of the tenant that neither git nor the ledger knows.");
	for (size_t i = 0; i < drift->kind_count; i++) {
		begin_sample(out, "cxctl_unmanaged_resources", drift);
		cx_metrics_label(out, "kind", drift->kinds[i].kind);
		cx_buf_addf(out, "} %zu\n", drift->kinds[i].unmanaged);
	}
}

void cx_drift_metrics_families(const struct cx_drift *drift, struct cx_buf *out)
{
	size_t fields = 0;
	for (size_t i = 0; i < drift->count; i++)
		fields += drift->items[i].fields.count;
	add_count(out, drift, "cxctl_drift_resources",
		  "Resources that were changed by hand since the last apply.", drift->count);
	add_count(out, drift, "cxctl_drift_fields", "Fields that were changed by hand since the last apply.",
		  fields);
	add_count(out, drift, "cxctl_drift_checked_resources", "Resources of the ledger that were compared.",
		  drift->checked);
	add_count(out, drift, "cxctl_drift_unseen_resources",
		  "Resources of the ledger that the tenant cannot show.", drift->unseen);
	add_count(out, drift, "cxctl_drift_ignored_fields",
		  "Fields that differ and that the project ignores.", drift->ignored);
	add_resources(out, drift);
	add_unmanaged(out, drift);
	add_time(out, drift, "cxctl_drift_check_timestamp_seconds", "When drift was looked for.",
		 drift->checked_at);
	add_time(out, drift, "cxctl_drift_clean_timestamp_seconds",
		 "When a check on this machine found no drift, the last time.", drift->clean_at);
}

void cx_drift_metrics(const struct cx_drift *drift, struct cx_buf *out)
{
	cx_drift_metrics_families(drift, out);
	cx_buf_adds(out, "# EOF\n");
}
