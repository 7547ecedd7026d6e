/* SPDX-License-Identifier: Apache-2.0 */
/* One run: its lock (the run ref), its journal (the write-ahead log), its seal (the ledger's commit). */
#ifndef CX_LEDGER_RUN_H
#define CX_LEDGER_RUN_H

#include "ledger/ledger.h"
#include "ledger/record.h"

struct cx_run;

struct cx_run_new {
	const struct cx_ledger *ledger;
	struct cx_clock *clock;
	const struct cx_oid *applied; /* the definitions' commit */
	const char *actor, *host;
	const char *fingerprint;
	const char *project_path; /* for head.json */
	const struct cx_node
		*steps; /* array for run.json: {address, action, body (digest), idempotency_key, …} */
};
/*
 * Makes the journal (folder 0700, file 0600, flock held, space reserved), then creates the run ref, only if
 * absent. CONFLICT with run.open (whose, since when, until when) if a run is open: nothing is left behind
 * then. Genesis is created here if the ledger does not exist yet.
 */
enum cx_status cx_run_open(const struct cx_run_new *options, struct cx_run **ret_run, struct cx_diags *diags);
/*
 * Takes over a run that died on this machine, or has expired: locks and reads its journal (records so far, a
 * torn tail cut), swaps the run ref to this owner. The records are in cx_run_records. Where the journal is on
 * another machine, the records are empty and begin anew.
 */
enum cx_status cx_run_take_over(const struct cx_run_new *options, const struct cx_open_run *open,
				struct cx_run **ret_run, struct cx_diags *diags);
void cx_run_free(struct cx_run *run); /* closes; neither seals nor removes anything */
CX_DEFINE_FREEP(cx_run)

const char *cx_run_id(const struct cx_run *run);
/* Records read at take-over, in order. */
const struct cx_node *const *cx_run_records(const struct cx_run *run, size_t *ret_count);

/* Buffers a record: type and fields; "seq", "prev", "time" and "run" are added here. */
void cx_run_add(struct cx_run *run, struct cx_node *record);
/* Writes and syncs what is buffered, in one go. After an error the run is dead: FAILED for ever (PITFALLS 5).
 */
enum cx_status cx_run_sync(struct cx_run *run, struct cx_diags *diags);
/* Renews the run ref if 5 minutes passed. CONFLICT if it was taken over: the owner must send nothing more. */
enum cx_status cx_run_renew(struct cx_run *run, struct cx_diags *diags);

struct cx_seal {
	const struct cx_tree_change *changes; /* resources/… only; audit and head.json are added here */
	size_t change_count;
	const char *pending; /* contents of pending.json, or NULL: none */
	const char *message; /* commit message: subject, blank line, body */
	const char *author_name, *author_email;
};
/*
 * One commit with both parents: journal's records to audit/YYYY-MM/RUN.jsonl, head.json moved on, the
 * changes. Moves the ref, deletes the run ref, removes the journal. If the ref moved meanwhile the seal is
 * built again on the new tip.
 */
enum cx_status cx_run_seal(struct cx_run *run, const struct cx_seal *seal, struct cx_oid *ret_commit,
			   struct cx_diags *diags);
/* Nothing was sent and nothing is to be recorded: removes the run ref and the journal. */
enum cx_status cx_run_abandon(struct cx_run *run, struct cx_diags *diags);

#endif
