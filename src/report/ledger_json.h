/* SPDX-License-Identifier: Apache-2.0 */
/* What the ledger commands print as JSON: schemas/ledger.schema.json. */
#ifndef CX_REPORT_LEDGER_JSON_H
#define CX_REPORT_LEDGER_JSON_H

#include "ledger/survey.h"

/* {"run", "actor", "host", "pid", "started", "expires", "expired", "here", "alive", "commit", "steps"}. */
struct cx_node *cx_ledger_json_run(struct cx_arena *arena, const struct cx_open_run *run);
/*
 * {"tenant", "ref", "remote", "relation", "ahead", "behind", "here", "there", "run", "journals"}. relation is
 * local without a remote, unknown where it cannot be reached.
 */
struct cx_node *cx_ledger_json_survey(struct cx_arena *arena, const struct cx_survey *survey);
/* {"ref", "remote", "before", "after", "commits"}. */
struct cx_node *cx_ledger_json_fetched(struct cx_arena *arena, const struct cx_ledger *names,
				       const struct cx_refs_state *state);
/* {"seal", "commit", "time", "author", "subject"}. Nothing of deployment is shared. */
struct cx_node *cx_ledger_json_deployment(struct cx_arena *arena, const struct cx_deployment *deployment);

#endif
