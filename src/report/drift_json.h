/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as JSON. */
#ifndef CX_REPORT_DRIFT_JSON_H
#define CX_REPORT_DRIFT_JSON_H

#include "engine/drift.h"

/*
 * {"format_version", "tenant", "summary": {"checked", "drift"}, "live": {"complete", "requests"}, "changes":
 * [{"address", "kind", "name", "id", "action": "update" or "delete" (what was done in the tenant), "class":
 * "drift", "fields", "changed_at"}], "diagnostics", "exit_code"}; schemas/drift.schema.json. In fields,
 * before is as applied, after as the tenant has it now. absorb: what cx_absorb_json made, or NULL.
 */
struct cx_node *cx_drift_json(struct cx_arena *arena, const struct cx_drift *drift,
			      const struct cx_node *absorb, const struct cx_diags *diags, int exit_code);

#endif
