/* SPDX-License-Identifier: Apache-2.0 */
/* One audit record as an event of the Open Cybersecurity Schema Framework, version 1.1.0. */
#ifndef CX_REPORT_AUDIT_OCSF_H
#define CX_REPORT_AUDIT_OCSF_H

#include "ledger/verify.h"

/*
 * Record i of the run, whose hash is the event's uid: run_start and run_end are Application Lifecycle (6002),
 * Start and Stop; what became of a step, a rollback and a notification is API Activity (6003), Create,
 * Update, Delete or Other. NULL for a record that is no event: an intent. What OCSF has no member for stands
 * in unmapped.
 */
struct cx_node *cx_audit_ocsf_event(struct cx_arena *arena, const char *tenant,
				    const struct cx_run_entry *run, size_t i, const char *hash);

#endif
