/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of a tenant: a git ref with base state and audit records (DESIGN.md 8). */
#ifndef CX_LEDGER_LEDGER_H
#define CX_LEDGER_LEDGER_H

#include "base/clock.h"
#include "base/map.h"
#include "doc/doc.h"
#include "port/git.h"

/*
 * The first commit of every ledger: no parent, an empty tree, cxctl <cxctl@localhost> at the time 0. Equal in
 * every clone, so that nobody can begin a ledger anew without being seen.
 */
extern const struct cx_oid cx_ledger_genesis;
/* Makes sure that it is among the objects. */
enum cx_status cx_ledger_genesis_write(struct cx_repo *repo, struct cx_diags *diags);

struct cx_refs_remote;

/* What the ledger's tip says. Everything lives in the arena given to cx_ledger_read. */
struct cx_ledger {
	struct cx_repo *repo; /* borrowed */
	const char *tenant;
	const char *ref;     /* refs/cxctl/TENANT */
	const char *run_ref; /* refs/cxctl-run/TENANT */
	/* Whose refs are the ledger, those here only follow (ledger/refs.h); borrowed. NULL: it is here
	 * alone. */
	struct cx_refs_remote *remote;
	bool exists;       /* false: no ledger yet; the rest is empty */
	struct cx_oid tip; /* where exists is true and runs is 0, it is the genesis */
	int64_t runs;
	const char *head;              /* H, or NULL before the first run */
	const char *project;           /* path of cxctl.yaml as recorded, or NULL */
	struct cx_map resources;       /* "Kind/name" -> struct cx_node *, the resource's JSON */
	const struct cx_node *pending; /* pending.json, or NULL */
};
/* The names alone, as cx_ledger_read makes them. */
enum cx_status cx_ledger_name(const char *tenant, const char *ref_pattern, struct cx_arena *arena,
			      struct cx_ledger *ret_ledger, struct cx_diags *diags);
/*
 * Reads the tip as it is here; remote is not set. ref_pattern is ledger.ref of the project, with {tenant};
 * INVALID with ledger.ref or ledger.tenant where they make no safe names. DAMAGED with ledger.* diagnostics
 * where its files cannot be what we wrote (bad JSON, head.json missing, hash of the wrong shape, a resource
 * whose path and contents disagree). release frees the map.
 */
enum cx_status cx_ledger_read(struct cx_repo *repo, const char *tenant, const char *ref_pattern,
			      struct cx_arena *arena, struct cx_ledger *ret_ledger, struct cx_diags *diags);
void cx_ledger_release(struct cx_ledger *ledger);

/* An open run as its ref and journal tell it. */
struct cx_open_run {
	struct cx_oid commit;  /* at the run ref */
	struct cx_oid applied; /* the definitions' commit: its parent */
	const struct cx_node
		*document; /* run.json: run, nonce, actor, host, boot, pid, expires, fingerprint, steps */
	const char *run, *actor, *host, *started, *expires;
	bool expired;
	bool here;      /* its journal is on this machine */
	bool alive;     /* here, and its owner holds the lock */
	bool dead_here; /* begun on this machine, here, and nobody holds the lock: it may be recovered at once
			 */
};
/*
 * ABSENT if no run is open. DAMAGED with ledger.run where the run ref holds something else than a run.
 * document is run.json: {run, nonce, actor, host, boot, pid, started, expires, fingerprint, project, steps},
 * and taken_over: true once somebody else than the one that opened it held it.
 */
enum cx_status cx_ledger_open_run(const struct cx_ledger *ledger, struct cx_clock *clock,
				  struct cx_arena *arena, struct cx_open_run *ret_run,
				  struct cx_diags *diags);
/* The same of a commit that the run ref may point at somewhere else. */
enum cx_status cx_ledger_open_run_at(const struct cx_ledger *ledger, const struct cx_oid *commit,
				     struct cx_clock *clock, struct cx_arena *arena,
				     struct cx_open_run *ret_run, struct cx_diags *diags);
/*
 * Where no run is open: the oldest one whose journal is here, with records that are not in the ledger. Its
 * lock was removed before it was sealed; it is taken over like one that died here, by a lock made anew. What
 * run.json said of its steps is put together from its records. Runs of another project on the same tenant
 * are left alone: project is the path of cxctl.yaml. ABSENT if there is none; DAMAGED with journal.altered
 * where it does not begin as a run does.
 */
enum cx_status cx_ledger_orphan_run(const struct cx_ledger *ledger, const char *project,
				    struct cx_arena *arena, struct cx_open_run *ret_run,
				    struct cx_diags *diags);
/* The error run.open, CONFLICT: whose it is, since when, until when, and what to do. */
enum cx_status cx_ledger_explain_open(const struct cx_ledger *ledger, const struct cx_open_run *run,
				      struct cx_diags *diags);

/* What head.json of a seal says. */
struct cx_ledger_head {
	int64_t runs;
	const char *hash, *project; /* in the arena; NULL before the first run */
};
/* DAMAGED with ledger.damaged if it is not as we write it. commit may be the genesis. */
enum cx_status cx_ledger_head_read(struct cx_repo *repo, const struct cx_oid *commit, struct cx_arena *arena,
				   struct cx_ledger_head *ret_head, struct cx_diags *diags);

#endif
