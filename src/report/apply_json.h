/* SPDX-License-Identifier: Apache-2.0 */
/* An apply as JSON. */
#ifndef CX_REPORT_APPLY_JSON_H
#define CX_REPORT_APPLY_JSON_H

#include "report/apply_text.h"

/*
 * {"format_version", "tenant", "commit", "fingerprint", "run", "seal", "head", "summary": {"applied",
 * "recorded", "not_applied", "conflict", "unknown", "skipped", "success_percent", "mean_latency_ms",
 * "requests", "elapsed_ms"}, "steps": [{"address", "action", "result", "status", "latency_ms", "id",
 * "members_before", "members_after", "evaluation_status", "normalised", "code", "problem", "hint"}],
 * "diagnostics", "exit_code"}; null where there is nothing. apply may be NULL: nothing was to do.
 */
struct cx_node *cx_apply_json(struct cx_arena *arena, const struct cx_apply *apply,
			      const struct cx_apply_view *view, const struct cx_diags *diags, int exit_code);

#endif
