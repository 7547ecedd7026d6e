/* SPDX-License-Identifier: Apache-2.0 */
/* What a change does to criteria, as JSON. */
#ifndef CX_REPORT_CRITERIA_JSON_H
#define CX_REPORT_CRITERIA_JSON_H

#include "engine/plan.h"

/*
 * {"before": sentence, "after": sentence, "changes": [{"change": "moved", "group": false, "path", "from",
 * "before", "after"}]}: of what is not the same, in the order of reading. NULL where the change has no
 * criteria. schemas/plan.schema.json says what each member means.
 */
struct cx_node *cx_criteria_json(struct cx_arena *arena, const struct cx_change *change);

#endif
