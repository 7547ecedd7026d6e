/* SPDX-License-Identifier: Apache-2.0 */
/* The audit file of one run: its place and its records. */
#ifndef CX_LEDGER_AUDIT_H
#define CX_LEDGER_AUDIT_H

#include "ledger/journal.h"
#include "ledger/ledger.h"
#include "ledger/record.h"

/* "audit/2026-11/RUN.jsonl" */
char *cx_audit_path(const char *run, struct cx_arena *arena);
/* The run of such a path; false if it is none. */
bool cx_audit_path_run(const char *path, char ret_run[CX_RUN_ID_LEN + 1]);

/* How far an audit file is good. */
struct cx_audit_end {
	struct cx_chain chain;          /* behind the last good record; its seq is how many there are */
	enum cx_line_state state;       /* END, TORN or ALTERED */
	struct cx_line_problem problem; /* what is wrong with record chain.seq + 1 */
};
/*
 * Reads all lines: the chain, the run's id in each record, run_start first. An empty file is END. Calls each
 * with every good record, which is gone when each returns: whatever the length of the file, one record is
 * held.
 */
void cx_audit_scan(const char *run, const char *text, size_t len,
		   void (*each)(void *data, const struct cx_node *record, int64_t seq), void *data,
		   struct cx_arena *arena, struct cx_audit_end *ret_end);

struct cx_audit {
	const struct cx_node **records; /* in the arena */
	size_t count, cap;
	struct cx_audit_end end;
};
/* The same, keeping them all. */
void cx_audit_read(const char *run, const char *text, size_t len, struct cx_arena *arena,
		   struct cx_audit *ret_audit);

/* What one commit of a ledger changed. */
struct cx_seal_files {
	const struct cx_repo_change *audit; /* the new audit file, or NULL */
	char run[CX_RUN_ID_LEN + 1];
	bool head;           /* head.json changed */
	const char *problem; /* a change that no seal makes, or NULL */
};
enum cx_status cx_seal_files_read(struct cx_repo *repo, const struct cx_oid *before,
				  const struct cx_oid *commit, struct cx_arena *arena,
				  struct cx_seal_files *ret_files, struct cx_diags *diags);

#endif
