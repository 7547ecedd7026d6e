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
	struct cx_oid
		read_at; /* the ledger's tip that was read, also where ledger.tip is where the run began */
	struct cx_oid commit; /* at the run ref */
	struct cx_oid maybe;  /* a renewal whose end is unknown may have put this there; zeros: none */
	struct cx_journal *journal;
	struct cx_chain chain;
	struct cx_buf lines; /* not yet in the journal */
	const struct cx_node **records;
	size_t record_count;
	int64_t renewed_us, renewed_ms; /* monotonic, realtime */
	int64_t renew_after_ms;         /* since then, the next try; 0: when it is time */
	bool stopped;                   /* could not be renewed: it may record and seal, and send nothing */
	bool lost;                      /* so did run.lost tell */
	bool released;                  /* the run ref went with the seal, or before */
	struct cx_oid pushed;           /* the last seal that was tried; zeros: none */
	bool dead;                      /* the journal failed, the run was lost or has ended */
};

/* FAILED with run.dead; CONFLICT with run.lost, after which the run is dead. */
enum cx_status cx_run_dead(struct cx_run *run, struct cx_diags *diags);
enum cx_status cx_run_lost(struct cx_run *run, struct cx_diags *diags);
/* What run.json says of the run, and of who holds it from now on. */
void cx_run_describe(struct cx_run *run, const struct cx_run_new *options);
void cx_run_own(struct cx_run *run, const struct cx_run_new *options);
/* Writes run.json with a new expiry and moves the run ref from `from` to it. As cx_refs_move. */
enum cx_status cx_run_claim(struct cx_run *run, const struct cx_oid *from, struct cx_diags *diags);
/* Whether the run ref, as it is here, is this run's: ABSENT if nobody's, CONFLICT if another one's. */
enum cx_status cx_run_holds(struct cx_run *run, struct cx_diags *diags);
/* CONFLICT with run.moved: another run was sealed since the ledger was read; which one, and whose. */
enum cx_status cx_run_explain_moved(const struct cx_run *run, struct cx_diags *diags);
/* Says who holds the run ref. */
enum cx_status cx_run_explain_open(const struct cx_run *run, struct cx_diags *diags);
/*
 * Paths that runs which began after this one, or on the same commit, changed in the ledger between its tip
 * and that one. Values are not NULL.
 */
enum cx_status cx_run_moved(const struct cx_run *run, const struct cx_oid *tip, struct cx_arena *arena,
			    struct cx_map *moved, struct cx_diags *diags);
/* Removes the run ref and the journal. */
enum cx_status cx_run_close(struct cx_run *run, struct cx_diags *diags);
/* Whether a ledger's commit holds the audit file of that run. */
bool cx_run_sealed_in(struct cx_repo *repo, const struct cx_oid *tip, const char *id, struct cx_diags *diags);

#endif
