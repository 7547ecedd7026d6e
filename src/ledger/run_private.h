/* SPDX-License-Identifier: Apache-2.0 */
/* What run.c and seal.c share; nobody else includes it. */
#ifndef CX_LEDGER_RUN_PRIVATE_H
#define CX_LEDGER_RUN_PRIVATE_H

#include "base/mem.h"
#include "base/rand.h"
#include "ledger/host.h"
#include "ledger/journal.h"
#include "ledger/run.h"

struct cx_run {
	struct cx_clock *clock;
	struct cx_ledger ledger; /* names, repository and the tip that the plan was made from; no resources */
	struct cx_arena arena;
	char id[CX_RUN_ID_LEN + 1];
	struct cx_node *document; /* run.json */
	struct cx_oid applied;
	struct cx_oid commit; /* at the run ref */
	struct cx_journal *journal;
	struct cx_chain chain;
	struct cx_buf lines; /* not yet in the journal */
	const struct cx_node **records;
	size_t record_count;
	int64_t renewed_us, renewed_ms; /* monotonic, realtime */
	bool dead;                      /* the journal failed, the run was lost or has ended */
};

/* FAILED with run.dead; CONFLICT with run.lost, after which the run is dead. */
enum cx_status cx_run_dead(struct cx_run *run, struct cx_diags *diags);
enum cx_status cx_run_lost(struct cx_run *run, struct cx_diags *diags);
/* Says who holds the run ref. */
enum cx_status cx_run_explain_open(const struct cx_run *run, struct cx_diags *diags);
/* Removes the run ref and the journal. */
enum cx_status cx_run_close(struct cx_run *run, struct cx_diags *diags);
/* Whether a ledger's commit holds the audit file of that run. */
bool cx_run_sealed_in(struct cx_repo *repo, const struct cx_oid *tip, const char *id, struct cx_diags *diags);

#endif
