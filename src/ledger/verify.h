/* SPDX-License-Identifier: Apache-2.0 */
/* audit: verify and read the chain of runs, streaming. */
#ifndef CX_LEDGER_VERIFY_H
#define CX_LEDGER_VERIFY_H

#include "ledger/ledger.h"
#include "ledger/record.h"

enum cx_verdict {
	CX_VERDICT_INTACT,
	CX_VERDICT_EMPTY,    /* no ledger yet */
	CX_VERDICT_IN_DOUBT, /* intact, but steps are open or unknown */
	CX_VERDICT_TORN,     /* an open run's journal ends in half a line */
	CX_VERDICT_ALTERED,
	CX_VERDICT_TRUNCATED, /* or rewound, against a given head */
};
const char *cx_verdict_name(
	enum cx_verdict verdict); /* "intact", "empty", "in doubt", "torn tail", "altered", "truncated" */

/* What outside of the ledger says how far it must go: without one, what was cut off at its end is not seen.
 */
enum cx_anchor {
	CX_ANCHOR_NONE,
	CX_ANCHOR_HEAD,   /* the head that was given, and is in the chain */
	CX_ANCHOR_REMOTE, /* the remote's ledger, of which this is no rewound one */
	CX_ANCHOR_SIGNED, /* a head that somebody signed */
};
/* A head of which somebody knows that it was reached. */
struct cx_known_head {
	const char *head;
	int64_t runs; /* set by verify: how many runs it ends; 0: it is not in the chain */
};

struct cx_verify_result {
	enum cx_verdict verdict;
	int64_t runs, records;
	const char *head;      /* computed, hex, or NULL */
	const char *problem;   /* which run, which record, what; or NULL */
	enum cx_tamper change; /* what was done, where the verdict is altered, torn or truncated */
	const char *run;       /* where the problem is; or NULL */
	int64_t seq;
	enum cx_anchor anchor;
	int64_t anchored;    /* CX_ANCHOR_HEAD: how many of the records are up to the head that was given */
	bool signatures;     /* they were asked for */
	int64_t signed_runs; /* the runs up to the newest head that is signed */
	const char *signer;  /* of it; or NULL */
};
/* "no anchor", "head", "remote", "signature" */
const char *cx_anchor_name(enum cx_anchor anchor);
/* Whether text is a hash: 64 digits 0-9 a-f. */
bool cx_head_shaped(const char *head);
/* The same; NULL is fine; else the error audit.head. */
bool cx_head_valid(const char *head, struct cx_diags *diags);

/*
 * Reads every run from genesis to the tip, and the open run's journal. Each commit must be a seal: the
 * applied commit as second parent, one new audit file, head.json moved on by it, else only resources and
 * pending.json changed; so earlier audit files are as they were sealed. An intent is closed by an outcome or
 * a resolved record of the same address whose result is not unknown, in its run or in a later one; else the
 * verdict is in doubt. expected_head, or NULL, is an H that was seen before: 64 zeros fit every ledger.
 * known are heads that are looked for besides. INVALID with audit.head if expected_head is none; FAILED where
 * the clone is shallow or partial.
 */
enum cx_status cx_ledger_verify(const struct cx_ledger *ledger, const char *expected_head,
				struct cx_known_head *known, size_t known_count, struct cx_arena *arena,
				struct cx_verify_result *ret_result, struct cx_diags *diags);

/*
 * A run as its audit file tells it. failed_count is of outcomes not_applied; what was rolled back, and
 * what was only noted in the ledger (recorded_count), is not among the applied. What an entry points at lives
 * until the callback returns.
 */
struct cx_run_entry {
	const char *run;
	struct cx_oid seal, applied;
	const char *started, *ended, *actor, *host, *commit, *fingerprint;
	int64_t applied_count, recorded_count, failed_count, unknown_count, rolled_back_count;
	const struct cx_node *const *records;
	size_t record_count;
	const char *last_hash; /* of the last record; that of another one is the prev of the next */
};
/* Which runs are meant; what is NULL or 0 leaves nothing out. */
struct cx_run_query {
	bool oldest_first;
	const char *resource; /* "Kind/name", * and ? allowed: a record is about one like it */
	const struct cx_oid *commit;
	const char *actor; /* a part of the actor's name, in whatever case */
	int64_t since_ms;  /* begun then or later */
};
/*
 * Calls each until it returns false. DAMAGED with audit.altered where an audit file is not as we write it.
 * query NULL: every run, newest first.
 */
enum cx_status cx_ledger_log(const struct cx_ledger *ledger, const struct cx_run_query *query,
			     bool (*each)(void *data, const struct cx_run_entry *run), void *data,
			     struct cx_diags *diags);

#endif
