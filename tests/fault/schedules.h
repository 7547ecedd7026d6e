/* SPDX-License-Identifier: Apache-2.0 */
/* A world of simulated runners on one shared ledger: what schedules*.c share. */
#ifndef CX_TESTS_SCHEDULES_H
#define CX_TESTS_SCHEDULES_H

#include "ledger/journal.h"
#include "ledger/refs.h"
#include "support/ledgerrun.h"

#include <setjmp.h>

#define START_MS INT64_C(1795254300123)
#define MINUTE   INT64_C(60000)

enum { RUNNERS = 3, RESOURCES = 3, BATCH = 250, MAX_WRITES = 400, TICKS = 70 };

enum phase { PHASE_IDLE, PHASE_INTENT, PHASE_SEND, PHASE_FLIGHT, PHASE_SEAL };

struct step {
	int resource, value;
	bool arrived;
};

struct write {
	char run[CX_RUN_ID_LEN + 1];
	char head[CX_SHA256_HEX + 1]; /* of the ledger when its run began */
	int resource, value;
};

struct world;

struct runner {
	struct cx_refs_remote remote; /* first: the remote's calls get a pointer to it */
	struct cx_clock clock;        /* second: a clock's calls find the runner by it */
	struct world *world;
	int number, life; /* life: of the process; another one after a crash */
	int64_t skew_ms;
	struct cx_test_repo files;
	struct cx_repo *repo;
	bool busy; /* somewhere in a call */
	enum phase phase;
	struct cx_arena arena;
	struct cx_diags diags;
	struct cx_ledger ledger;
	struct cx_run *run;
	struct step steps[RESOURCES];
	size_t count, at;
	int64_t arrives_ms;
};

struct world {
	uint64_t seed, state;
	int64_t now_ms;
	char tenant[32], ref[64], run_ref[64];
	struct cx_oid ledger, run; /* the remote's refs */
	int holder;                /* life of the runner that has the lock; 0: nobody */
	int lives;
	struct runner *runners;
	size_t runner_count;
	int live[RESOURCES], values;
	struct write writes[MAX_WRITES];
	size_t write_count;
	unsigned crash, trouble; /* per thousand calls */
	bool quiet;              /* nothing new begins, nothing fails */
	bool unlocked;           /* somebody removed a lock by hand */
	jmp_buf *crashed;
	struct cx_oid head; /* what is applied */
	size_t seals, takeovers, crashes, orphans;
};

/* A number below, from the seed; and whether something happens that happens so often, unless all is quiet. */
uint64_t world_draw(struct world *w, uint64_t below);
bool world_chance(struct world *w, unsigned per_thousand);
/* A promise was not kept: tells the seed and ends the process. */
void CX_NORETURN world_broken(const struct world *w, const struct cx_diags *diags, const char *what);

/* The clock and the remote as a runner has them. */
void runner_connect(struct runner *r);
/* Once all are open: from then on one has the objects of all. */
bool runners_share_objects(struct runner *runners, size_t count);
/* Before each schedule: an audit of many would drop the objects in memory (cx_repo_done_with). */
void runner_keep_objects(struct runner *r);

/* With CX_TRACE in the environment: what happens, a line each, to be read when a seed fails. */
void world_trace(const struct world *w, const char *format, ...) CX_PRINTF(2, 3);

/* A process begins, ends, or dies where it stands. */
void runner_begin_life(struct runner *r);
void runner_end_life(struct runner *r);
void runner_die(struct runner *r);
/* It does its next step; it may die in it, and others may get on in between. */
void runner_act(struct runner *r);

#endif
