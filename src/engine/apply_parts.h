/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of apply share; nobody else includes this. */
#ifndef CX_ENGINE_APPLY_PARTS_H
#define CX_ENGINE_APPLY_PARTS_H

#include "engine/apply.h"
#include "engine/order.h"
#include "engine/secret.h"
#include "remote/write.h"

enum step_phase {
	PHASE_WAITING, /* its turn has not come */
	PHASE_READING, /* a GET before the write is under way */
	PHASE_DUE,     /* its intent waits to be synced */
	PHASE_WRITING,
	PHASE_CHECKING,    /* a GET after the write is under way */
	PHASE_LIST_BEFORE, /* the kind has no single read: waits for a list, between the runs of the loop */
	PHASE_LIST_AFTER,
	PHASE_RESOLVE, /* a POST whose end is unknown: looked up between the runs of the loop */
	PHASE_DONE,
};

struct apply_step {
	struct cx_step step; /* what callers see; copied out at the end */
	struct apply_run *run;
	enum step_phase phase;
	enum cx_route_verb verb; /* CREATE, PUT or DELETE */
	struct cx_secret_body body;
	const char *path;
	const char *list_id;         /* of what the read asks for, single or by a list */
	const char *idempotency_key; /* or NULL */
	const char *notification;    /* id, or NULL */
	bool intent_written;
	bool guarded;     /* no other's write can be lost by this one: its condition was an ETag */
	bool has_version; /* the version that the read before the write showed */
	int64_t version;
	const struct cx_node *answered; /* the whole object in the answer to the write, or NULL */
	bool doubted;                   /* an earlier write of this step may have happened */
	bool accepted;                  /* the tenant took the write and does it later (202) */
	unsigned looks;                 /* reads since then */
	unsigned writes;
	size_t place;                 /* how many had ended when it did */
	const struct cx_node *before; /* the object as the read before the write showed it, or NULL */
	const struct cx_node *wrote;  /* as the tenant showed it once it was written, or NULL */
	const char *restores;         /* digest of what is written back, as it is compared; or NULL */
	struct apply_step *undoes;    /* the step whose write this one takes back, or NULL */
	int64_t not_before_us;        /* when a write that is due may leave; 0: at once */
};

enum {
	MAX_STEP_WRITES = 4, /* the writes that one step may try */
	/* Steps under way at once: enough to keep every connection busy, few enough that a write soon follows
	   its read. */
	MAX_STEPS_OPEN = 64,
};

struct apply_run {
	struct cx_arena *arena;
	const struct cx_apply_options *options;
	struct cx_diags *diags;
	struct apply_step *steps;
	size_t count, finished;
	struct cx_order order;                   /* of the steps, by index */
	struct apply_step *open[MAX_STEPS_OPEN]; /* started and not finished */
	size_t open_count, most_open;
	struct apply_step **due; /* whose intents wait to be synced */
	size_t due_count, due_cap;
	const struct cx_kind_route **plain; /* the profile says etag, the tenant sends none */
	size_t plain_count, plain_cap;
	struct cx_map owned; /* ids that somebody has, once they are asked for */
	bool owned_known;
	bool stopped;                    /* nothing new is sent */
	const struct apply_step *failed; /* the first; no other is started since then. NULL: none, or go on */
	const struct apply_step *cause;  /* of a rollback: the step that failed */
	bool journal_failed;
	size_t failures_in_row;
};

/* Begins a step: a read, or straight to the intent. */
void apply_step_start(struct apply_step *s);
/* Its intent may be written at the next turn. */
void apply_step_due(struct apply_step *s);
/* Ends it: counts, records the outcome, tells the caller. */
void apply_step_finish(struct apply_step *s, enum cx_step_result result);
/* Ends it with the reason taken from an answer. */
void apply_step_fail(struct apply_step *s, enum cx_step_result result, const struct cx_answer *answer);
void apply_step_fail_text(struct apply_step *s, enum cx_step_result result, const char *code,
			  const char *problem, const char *hint);
/* Ends it as a conflict: somebody was faster. */
void apply_step_changed(struct apply_step *s, const char *what);
void apply_step_keep_etag(struct apply_step *s, const struct cx_answer *answer);
/* An answer whose success cannot be believed: a page of a login or a proxy says 200 too. The tenant is looked
 * at. */
void apply_step_doubt(struct apply_step *s, const char *code, const char *problem);
/* Sends the write of a step whose intent is on disk. */
void apply_step_send(struct apply_step *s);
/* Settles POSTs of unknown end by listing, one list for all that wait; runs outside of the loop. */
void apply_resolve_posts(struct apply_run *run);

/* Whether the tenant shows objects of the step's kind at all, one by one or in a list. */
bool apply_read_can(const struct apply_step *s);
/* Whether reading the object after the write shows what became of it. */
bool apply_read_tells(const struct apply_step *s);
/* Looks at what is there, which must be what the plan saw; then the step is due, or ends. */
void apply_read_before(struct apply_step *s, const char *id);
/* Looks at what became of the write, where its answer does not say it; then the step ends, or is due again.
 */
void apply_read_after(struct apply_step *s);
/* Fills the body with the secrets that it refers to; false after the step was failed. */
bool apply_step_make_body(struct apply_step *s);
/* Ends it as a conflict: what happened to it in the tenant since the plan, or since it was written. */
void apply_step_changed_since(struct apply_step *s, const char *what);
/* Goes on until nothing is open any more and nothing is left to begin. */
void apply_run_drive(struct apply_run *run);
/* Records what is still open as far as that is known, and syncs. */
void apply_run_close(struct apply_run *run);

/* Takes back what the run wrote, newest first, one after the other. */
void apply_undo_run(struct apply_run *run);
/* Begins the taking back of one write: it reads what is there. */
void apply_undo_start(struct apply_step *s);
/* now: the object, or NULL. Where it is as it was written, the step is due; else it ends. */
void apply_undo_saw(struct apply_step *s, const struct cx_node *now);
/* Whether the object is as the step that is taken back wrote it. */
bool apply_undo_is_as_written(const struct apply_step *s, const struct cx_node *now);
/* What is put where something was before; NULL and why where that cannot be told. */
struct cx_node *apply_undo_body(struct cx_arena *arena, const struct apply_step *s, const char **ret_why);

/* Notes what the tenant made of what was sent. */
void apply_read_note(struct apply_step *s, const struct cx_node *live);
/* Serves the steps that wait for a list; runs outside of the loop. */
void apply_read_lists(struct apply_run *run);

/*
 * Says so where an answer's object is not the one that was asked for, or NULL. asked: its id; NULL for a
 * create whose id the tenant gives: one that somebody has is another's.
 */
const char *apply_same_other(const struct apply_step *s, const char *asked, const struct cx_node *object);
/* Whether a resource of the ledger or a step of this run has that id. */
bool apply_same_is_owned(struct apply_run *run, const char *id);
void apply_same_own(struct apply_run *run, const char *id);

/* Whether the tenant's object means what was sent. */
bool apply_is_as_sent(struct cx_arena *arena, const struct cx_change *change, const struct cx_node *live);

/* Whether part is in whole, at every depth: members by name, items by place. readOnly members do not count.
 */
bool apply_loss_covers(const struct cx_shape *shape, const struct cx_node *whole, const struct cx_node *part);
/*
 * Whether the object is what the plan saw. A list may show less than a single read, at any depth: what only
 * the single read shows is no difference then; whether the write would lose it, apply_loss_refuse asks.
 */
bool apply_loss_is_as_planned(const struct cx_change *change, const struct cx_node *now);
/* Ends an update whose body lacks what the object has and the plan did not see; true if it did. */
bool apply_loss_refuse(struct apply_step *s, const struct cx_node *now);

/* Whether ETags may be relied on for the step's kind. */
bool apply_guard_has_etags(const struct apply_step *s);
/* What a single answer had for an ETag; says once a kind that there is none. */
void apply_guard_saw_etag(struct apply_step *s, const char *etag);
/* Remembers the version in front of the write. */
void apply_guard_saw_before(struct apply_step *s, const struct cx_node *now);
/* Whether only a read after the write can tell that nobody else wrote. */
bool apply_guard_needs_look(const struct apply_step *s);
/* Whether somebody else's write stands where ours was. */
bool apply_guard_lost(struct apply_step *s, const struct cx_node *now);
/* Notes that ours may stand where somebody else's was. */
void apply_guard_note(struct apply_step *s, const struct cx_node *now);

/* Waits, but not beyond the run's deadline. */
void apply_sleep(struct apply_run *run, int64_t us);

/* Reading sizes: what is kept lands in the arena, what is read does not. */
struct apply_measure {
	struct cx_arena *arena;
	struct cx_remote *remote;
	const struct cx_profile *profile;
	int64_t waited_us; /* since the last write */
};
/* The steps that wrote an audience. */
struct cx_step **apply_measured(struct cx_arena *arena, struct cx_apply *apply, size_t *ret_count);
/* Reads these anew; what cannot be read stays as it was. */
void apply_measure_steps(const struct apply_measure *measure, struct cx_step *const *steps, size_t count);

/* Whether waiting has sense still: no signal came, and there is time. */
bool apply_wait_goes_on(const struct cx_apply_wait *wait);
/* Whether what the tenant shows (NULL: nothing) is from before the write of the change. */
bool apply_unseen_is(struct cx_arena *arena, const struct cx_change *change, const struct cx_node *live);

/* Journal records. */
void apply_record_rollback(struct apply_step *s);
/* What recovery needs to know the resource's next base by, beside the body: what was left as it is, secrets.
 */
void apply_record_base(struct cx_arena *arena, const struct cx_change *change, struct cx_node *record);
void apply_record_intent(struct apply_step *s);
void apply_record_outcome(struct apply_step *s);

#endif
