/* SPDX-License-Identifier: Apache-2.0 */
/* Apply: does exactly what a plan showed, and records it (DESIGN.md 7). */
#ifndef CX_ENGINE_APPLY_H
#define CX_ENGINE_APPLY_H

#include "engine/plan.h"
#include "ledger/run.h"

#include <signal.h>

enum cx_step_result {
	CX_STEP_OPEN,        /* not finished */
	CX_STEP_APPLIED,     /* the tenant has it */
	CX_STEP_RECORDED,    /* only the ledger changes */
	CX_STEP_NOT_APPLIED, /* certain: the tenant does not have it */
	CX_STEP_CONFLICT,    /* not applied: the tenant changed since the plan */
	CX_STEP_UNKNOWN,     /* may have happened; the next run settles it */
	CX_STEP_SKIPPED,     /* what it depends on was not applied, or the run was stopped */
};
const char *cx_step_result_name(enum cx_step_result result); /* "applied", ... */

/* What the tenant says of the evaluation of an audience, in the words of the profile. */
enum cx_settle {
	CX_SETTLE_UNREAD, /* never read: no audience, not written, or the read failed */
	CX_SETTLE_UNTOLD, /* it was read, and says nothing of it */
	CX_SETTLE_RUNNING,
	CX_SETTLE_STALE, /* a word for an end, of an evaluation that began before the write */
	CX_SETTLE_DONE,
	CX_SETTLE_FAILED,
	CX_SETTLE_OTHER, /* a word that the profile does not have */
};

/* What the first failed step means for the others. */
enum cx_on_error {
	CX_ON_ERROR_CONTINUE, /* nothing, but for those that depend on it */
	CX_ON_ERROR_STOP,     /* no other is started; what is in flight is finished */
	CX_ON_ERROR_ROLLBACK, /* the same, and then what was written is written back, newest first */
};
extern const char *const cx_on_error_words[]; /* "continue", ...; ends with NULL */

/* One change on its way. Texts live in the arena. */
struct cx_step {
	const struct cx_change *change;
	enum cx_step_result result;
	int status;                  /* of the writing request, or 0 */
	int64_t latency_us;          /* of the writing request */
	const char *id;              /* as known at the end; or NULL */
	const char *etag;            /* of the read, then of the answer; or NULL */
	const char *problem;         /* or NULL */
	const char *code;            /* diagnostic code of the problem */
	const char *hint;            /* or NULL */
	bool overwrote;              /* applied, but somebody else's write may be lost by it */
	struct cx_fields normalised; /* what the tenant shows otherwise than sent, and did not before */
	const struct cx_node
		*shown;         /* the same for the ledger (engine/shown.h), said before or not; or NULL */
	int64_t members_after;  /* or -1 */
	const char *evaluation; /* evaluation_status after, or NULL */
	enum cx_settle settle;  /* what that means */
	bool written;           /* a request that writes was sent */
	bool undoes;            /* it is itself the writing back of another one */
	/* What became of writing back what was there before: applied, it is as before the run. NULL: it was
	   not to be, or nothing had been written. */
	const struct cx_step *rollback;
	bool unseen; /* answered with success, but what the tenant shows is from before */
	bool ran;    /* an evaluation was seen under way since the write */
};

struct cx_apply_options {
	const struct cx_plan *plan;
	struct cx_remote *remote;
	struct cx_run *run;
	const struct cx_ledger *ledger; /* what it owns is never taken for a create of this run; or NULL */
	struct cx_clock *clock;
	const char *project_dir;
	const struct cx_ledger_key *ledger_key; /* what is sent is checked against its hmac; or NULL */
	const char *const *keys; /* Idempotency-Key of each change of the plan, or NULL where it needs none */
	const char *const *notifications; /* id of the notification that each change will cause, or NULL */
	enum cx_on_error on_error;
	/* Unless it is to go on after an error: the most steps under way at once, so that few follow a
	   failure. 0: as many as pay. */
	size_t at_once;
	const volatile sig_atomic_t *interrupted; /* nothing new is started once it is not 0; or NULL */
	void (*progress)(void *data, const struct cx_step *step, size_t done,
			 size_t total);                         /* once a finished step */
	void (*intent)(void *data, const struct cx_step *step); /* its intent is on disk; or NULL */
	/* So many are written back from here on, because of the failed one; or NULL. */
	void (*rollback)(void *data, const struct cx_step *failed, size_t total);
	void (*turn)(void *data); /* often while steps run; or NULL */
	void *progress_data;
};
struct cx_apply {
	struct cx_step *steps; /* in the order of apply; in the arena */
	size_t count;
	size_t overwrote; /* of those applied */
	size_t applied, recorded, not_applied, conflicts, unknown, skipped;
	size_t rolled_back; /* those that were applied, and are not any more; not among the applied */
	size_t left;        /* of the applied: those that could not be written back */
	size_t standing;    /* of the applied: those that a request of this run made so */
	int64_t latency_total_us;
	size_t answered;
	bool journal_failed; /* the disk failed: nothing more was sent */
};
/* Whether the tenant has what the step wrote, for certain: it was applied and not rolled back. */
bool cx_step_stands(const struct cx_step *step);
/*
 * Runs every step. No request that writes leaves before its intent is in the run's journal, synced. OK if all
 * steps ended well; IN_DOUBT if one is unknown; CONFLICT, FAILED otherwise. The outcome of each is in
 * ret_apply and in the journal.
 */
enum cx_status cx_apply_run(struct cx_arena *arena, const struct cx_apply_options *options,
			    struct cx_apply *ret_apply, struct cx_diags *diags);

/* One a change: a fresh key where its id is the server's to give, else NULL. */
const char *const *cx_apply_keys(struct cx_arena *arena, const struct cx_plan *plan);
/* The steps as the run ref announces them: [{address, action, body, idempotency_key}]. */
struct cx_node *cx_apply_steps(struct cx_arena *arena, const struct cx_plan *plan, const char *const *keys);

/* Reads size and evaluation of the audiences that were written; failures are only left out. */
void cx_apply_measure(struct cx_arena *arena, struct cx_remote *remote, const struct cx_profile *profile,
		      struct cx_apply *apply);

struct cx_apply_wait {
	struct cx_remote *remote;
	const struct cx_profile *profile;
	struct cx_run *run; /* renewed meanwhile; or NULL */
	struct cx_clock *clock;
	const volatile sig_atomic_t *interrupted; /* ends the waiting once it is not 0; or NULL */
	int64_t timeout_s;
	const char *timeout_text; /* as the user wrote it */
	/* Once an audience that has settled; or NULL. */
	void (*progress)(void *data, const struct cx_step *step, size_t settled, size_t total);
	void *progress_data;
};
/*
 * Reads them, again and again after 0.5 s up to 15 s, until every evaluation has settled. What it was before
 * the write is no end: it must have been seen under way since, or be of another time; where the tenant tells
 * no time, or nothing that moves the members was written, it may stand for 10 s. FAILED with apply.evaluation
 * for each that the tenant could not evaluate; IN_DOUBT with apply.wait, which names them, where some had not
 * settled in time. What was written is written all the same.
 */
enum cx_status cx_apply_wait(struct cx_arena *arena, const struct cx_apply_wait *wait, struct cx_apply *apply,
			     struct cx_diags *diags);
/*
 * Looks again, for some seconds, at audiences whose write was answered with success and that the tenant does
 * not show as written. IN_DOUBT with apply.unseen where that stays so. After cx_apply_measure or
 * cx_apply_wait.
 */
enum cx_status cx_apply_check_unseen(struct cx_arena *arena, const struct cx_apply_wait *wait,
				     struct cx_apply *apply, struct cx_diags *diags);
/* Warns (apply.size) of every audience whose size moved by more than so many percent, or is not known. */
void cx_apply_check_sizes(struct cx_arena *arena, struct cx_apply *apply, int64_t percent,
			  struct cx_diags *diags);

/* A resource as it was applied. */
struct cx_resource {
	const struct cx_definition *definition;
	const struct cx_node *spec; /* base from now on: the definition's, but for what was left */
	const char *id, *commit;
	const struct cx_node *shown; /* what the tenant made of it (engine/shown.h), or NULL */
};
/* The ledger's JSON of it: {id, spec, protect, origin}, and shown, where there is any; canonical. */
void cx_resource_json(struct cx_arena *arena, const struct cx_resource *resource, struct cx_buf *out);

#endif
