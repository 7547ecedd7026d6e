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
	const char
		*approved; /* the fingerprint that was asked for, which the plan is, or is left of; or NULL */
	const char *project_path;   /* for head.json */
	const char *project_commit; /* where the project's rules were taken from, if elsewhere than applied */
	const struct cx_node
		*steps; /* array for run.json: {address, action, body (digest), idempotency_key, …} */
};
/*
 * Makes the journal (folder 0700, file 0600, flock held, space reserved), then creates the run ref, only if
 * absent. CONFLICT with run.open (whose, since when, until when) if a run is open, with run.moved if the
 * ledger moved since options->ledger was read: nothing is left behind then. Genesis is created here if the
 * ledger does not exist yet. Journals of runs that ended while they cleaned up are removed on the way.
 */
enum cx_status cx_run_open(const struct cx_run_new *options, struct cx_run **ret_run, struct cx_diags *diags);
/*
 * Takes over a run that died on this machine, or has expired: locks and reads its journal (records so far, a
 * torn tail cut), swaps the run ref to this owner. The records are in cx_run_records. Where the journal is on
 * another machine, the records are empty and begin anew. The run keeps its id, fingerprint, steps and applied
 * commit: options gives the actor, the host and what cx_run_open needs too. ABSENT, after cleaning up, if the
 * run turns out to be sealed already: it died between its seal and the removal of its ref. CONFLICT with
 * run.open if its owner lives, DAMAGED with journal.altered if the journal is not what we wrote.
 */
enum cx_status cx_run_take_over(const struct cx_run_new *options, const struct cx_open_run *open,
				struct cx_run **ret_run, struct cx_diags *diags);
/*
 * Removes the lock of a run that is open, whoever has it; its journal stays. CONFLICT with run.moved if it
 * was renewed or ended since it was read.
 */
enum cx_status cx_run_unlock(const struct cx_ledger *ledger, const struct cx_open_run *open,
			     struct cx_diags *diags);
/* Where no run is open: removes journals that runs left which ended while they cleaned up. */
void cx_run_sweep(const struct cx_ledger *ledger);
void cx_run_free(struct cx_run *run); /* closes; neither seals nor removes anything */
CX_DEFINE_FREEP(cx_run)

const char *cx_run_id(const struct cx_run *run);
/* run.json as it stands at the run ref; its steps are those of the run that was taken over. */
const struct cx_node *cx_run_document(const struct cx_run *run);
/* Records read at take-over, in order. */
const struct cx_node *const *cx_run_records(const struct cx_run *run, size_t *ret_count);

/*
 * After take-over: it died before its first record, and so before its first request. A journal that a
 * take-over began may be empty whatever the first owner did.
 */
bool cx_run_is_unused(const struct cx_run *run);

/*
 * After take-over: the journal of the first owner is elsewhere, and of the steps there are no intents: all of
 * them may have been sent. cx_run_begin_anew begins the record then, once for all who take it over: start
 * (the "run_start", which gets taken_over) and one "announced" for each step of run.json, by which the run
 * can be settled even after its lock was removed. Whoever calls it adds "recovered" next: without that, what
 * is announced is not known to be all, and such a journal counts as if it were not there.
 */
bool cx_run_is_anew(const struct cx_run *run);
void cx_run_begin_anew(struct cx_run *run, struct cx_node *start);

/* Buffers a record: type and fields; "seq", "prev", "time" and "run" are added here. */
void cx_run_add(struct cx_run *run, struct cx_node *record);
/* Writes and syncs what is buffered, in one go. After an error the run is dead: FAILED for ever (PITFALLS 5).
 */
enum cx_status cx_run_sync(struct cx_run *run, struct cx_diags *diags);
/*
 * Renews the run ref if 5 minutes passed. CONFLICT with run.lost if it was taken over: the owner must send
 * nothing more, and every later call fails.
 */
enum cx_status cx_run_renew(struct cx_run *run, struct cx_diags *diags);

struct cx_seal {
	const struct cx_tree_change *changes; /* resources/… only; audit and head.json are added here */
	size_t change_count;
	const struct cx_node
		*pending;    /* what pending.json is to hold as far as the run knows, or NULL: none */
	const char *message; /* commit message: subject, blank line, body */
	const char *author_name, *author_email;
};
/*
 * One commit with both parents: journal's records to audit/YYYY-MM/RUN.jsonl, head.json moved on, the
 * changes. Moves the ref, deletes the run ref, removes the journal. If the ref moved meanwhile the seal is
 * built again on the new tip; a resource that the later run touched keeps the later contents. CONFLICT with
 * run.lost if the run was taken over: nothing is sealed then, its new owner does it.
 */
enum cx_status cx_run_seal(struct cx_run *run, const struct cx_seal *seal, struct cx_oid *ret_commit,
			   struct cx_diags *diags);
/* Nothing was sent and nothing is to be recorded: removes the run ref and the journal. */
enum cx_status cx_run_abandon(struct cx_run *run, struct cx_diags *diags);

#endif
