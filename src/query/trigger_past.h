/* SPDX-License-Identifier: Apache-2.0 */
/* What the runtime journal knows of triggers: what it is told before and after each is sent. */
#ifndef CX_QUERY_TRIGGER_PAST_H
#define CX_QUERY_TRIGGER_PAST_H

#include "query/trigger.h"
#include "remote/read.h"

/*
 * Records of a run-time log (ledger/runtime_log.h): an intent before a trigger is sent, an outcome after it.
 * They name it by the digest of its journey and its id, and hold the digest of its bytes and the timestamp in
 * them: from these and the file the same bytes are made again. Nothing of a person is in them.
 */

/* Takes one record: those of triggers that are not in the set are none of its business. */
void cx_trigger_past_learn(struct cx_triggers *triggers, const struct cx_node *record);
/*
 * Fixes the timestamp of one with a past, as it was sent. False where its bytes are others than those of its
 * id that were sent.
 */
bool cx_trigger_past_fits(struct cx_trigger *trigger);
/* Says that of all that do not fit: trigger.changed. INVALID if there are any. */
enum cx_status cx_trigger_past_check(const struct cx_triggers *triggers, struct cx_diags *diags);

/* The members of an intent, and of an outcome, added to a record. With values, ids in clear are there too. */
void cx_trigger_past_intent(struct cx_arena *arena, struct cx_node *record, const struct cx_trigger *trigger,
			    const struct cx_route *route, bool values);
/* result: "applied", "not_applied", "unknown". */
void cx_trigger_past_outcome(struct cx_arena *arena, struct cx_node *record, const struct cx_trigger *trigger,
			     const char *result);

#endif
