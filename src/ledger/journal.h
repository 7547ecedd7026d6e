/* SPDX-License-Identifier: Apache-2.0 */
/* The write-ahead log of a run on this machine: cxctl/TENANT/RUN.jsonl in git's common dir. */
#ifndef CX_LEDGER_JOURNAL_H
#define CX_LEDGER_JOURNAL_H

#include "base/buf.h"
#include "base/diag.h"
#include "ledger/ledger.h"

/* 20261121T094500.123Z-3f9c2a1b: sorts by time, unique by its random end; a safe name of a file. */
#define CX_RUN_ID_LEN 29
void cx_run_id_make(struct cx_clock *clock, char ret_id[CX_RUN_ID_LEN + 1]);
bool cx_run_id_valid(const char *id);
/* "2026-11": where the run's audit file is; id is valid. */
void cx_run_id_month(const char *id, char ret_month[8]);

struct cx_journal;
/*
 * Bounds of what a run writes: its beginning and end; all records of one step, each with the longest names
 * (intent, outcome, both again for a rollback, resolution, notification); a record about a step or a
 * notification of an earlier run.
 */
#define CX_JOURNAL_RUN_BYTES   4096
#define CX_JOURNAL_STEP_BYTES  6144
#define CX_JOURNAL_OTHER_BYTES 1024
/*
 * Makes the file (folders 0700, file 0600), locks it, reserves that many bytes, syncs the folders. Where the
 * file system cannot reserve, zeros are written: the text of a journal ends at the first. Nothing is left
 * behind if that fails.
 */
enum cx_status cx_journal_create(const struct cx_ledger *ledger, const char *run, size_t bytes,
				 struct cx_journal **ret_journal, struct cx_diags *diags);
/* Locks an existing one. ABSENT if there is none here, CONFLICT if its owner lives; both without a
 * diagnostic. */
enum cx_status cx_journal_take(const struct cx_ledger *ledger, const char *run,
			       struct cx_journal **ret_journal, struct cx_diags *diags);
/* Whether it is here, and whether somebody holds it. */
void cx_journal_probe(const struct cx_ledger *ledger, const char *run, bool *ret_here, bool *ret_alive);
void cx_journal_free(struct cx_journal *journal); /* closes; the lock ends with it */
CX_DEFINE_FREEP(cx_journal)

const char *cx_journal_path(const struct cx_journal *journal);
char *cx_journal_path_of(const struct cx_ledger *ledger, const char *run, struct cx_arena *arena);
/* Everything in it, without the zeros at its end. */
enum cx_status cx_journal_read(struct cx_journal *journal, struct cx_buf *out, struct cx_diags *diags);
/* Cuts a torn tail and syncs. */
enum cx_status cx_journal_cut(struct cx_journal *journal, size_t len, struct cx_diags *diags);
/* Appends and syncs; more than was reserved is reserved first. An error is final: whatever is on disk is not
 * to be trusted beyond the last success. */
enum cx_status cx_journal_append(struct cx_journal *journal, const struct cx_buf *lines,
				 struct cx_diags *diags);
/* Removes the file and syncs the folder. */
enum cx_status cx_journal_remove(struct cx_journal *journal, struct cx_diags *diags);
/* One that is here. */
struct cx_journal_left {
	const char *run, *path;
	bool alive; /* somebody holds it */
	bool empty; /* no record is in it */
};
/* All of the tenant, in no order; what each gets lives until it returns. */
void cx_journal_each(const struct cx_ledger *ledger,
		     void (*each)(void *data, const struct cx_journal_left *journal), void *data);
/*
 * Removes what runs that ended in between left: files without an owner that hold nothing, or that sealed says
 * are in the ledger. keep is a run that is not touched.
 */
void cx_journal_sweep(const struct cx_ledger *ledger, const char *keep,
		      bool (*sealed)(void *data, const char *run), void *data);

#endif
