/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as JSON (DESIGN.md 10; schemas/plan.schema.json). */
#ifndef CX_REPORT_PLAN_JSON_H
#define CX_REPORT_PLAN_JSON_H

#include "engine/plan.h"

/*
 * The document, in the arena. Beyond what DESIGN.md shows, a change says "note"
 * and "refusal", and "refusals" are the safety rules that apply would stop at. Nodes that are marked as
 * secret come out as
 * "(secret)".
 */
struct cx_node *cx_plan_json(struct cx_arena *arena, const struct cx_plan *plan, const struct cx_diags *diags,
			     int exit_code);
/* The "fields" of a change or of drift. */
struct cx_node *cx_plan_json_fields(struct cx_arena *arena, const struct cx_fields *fields);

#endif
