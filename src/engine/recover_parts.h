/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of recovery share; nobody else includes this. */
#ifndef CX_ENGINE_RECOVER_PARTS_H
#define CX_ENGINE_RECOVER_PARTS_H

#include "engine/recover.h"

/* One step of the dead run, put together from its announcement and its records. */
struct old_step {
	const char *address, *action;
	const char *result; /* of its outcome or an earlier resolution, or NULL */
	const char *id;
	const char *notification;               /* due, or NULL */
	const char *key;                        /* Idempotency-Key, or NULL */
	const char *shown;                      /* digest of what the tenant made of it, or NULL */
	const struct cx_node *announced;        /* by run.json */
	const struct cx_node *intent;           /* or NULL */
	const struct cx_definition *definition; /* or NULL */
	const struct cx_node *spec; /* of the definition, secrets with the hmac that was sent; or NULL */
	const struct cx_kind_route *route;
	struct cx_leave_units left; /* what it left as the tenant had it */
	const struct cx_node *undo; /* the intent to take it back, or NULL */
	const char *undo_result;    /* of that, or NULL */
	const char *undo_id;        /* what was created again may have another */
};

struct recovery {
	struct cx_arena *arena;
	const struct cx_recover_options *options;
	struct old_step *steps;
	size_t count;
	struct cx_map by_address;
	struct cx_live live;
	struct cx_map live_by_id, live_by_name, known_ids; /* recover_index.c */
	struct cx_seal_end end;
	struct cx_seal_resource *resources;
	struct cx_node *pending;
	struct cx_notifications notifications;
	bool lost; /* its journal is on another machine: every step is in doubt */
};

/* Objects of one kind that have the same name: what a create is found again by. */
struct recover_named {
	const struct cx_node *object;
	const char *id;
	const struct recover_named *next;
};
/* Indexes live, the ledger and the steps; once their records are read. */
void recover_index_make(struct recovery *r);
void recover_index_release(struct recovery *r);
/* By the id; the step has a route. NULL: there is none. */
const struct cx_node *recover_find_live(struct recovery *r, const struct old_step *step, const char *id);
/* The first of those with that name, or NULL. */
const struct recover_named *recover_find_named(struct recovery *r, const struct old_step *step,
					       const char *name);
/* Whether the ledger or a step has that id. */
bool recover_is_known_id(struct recovery *r, const char *id);
/* From now on it has; NULL does nothing. */
void recover_know_id(struct recovery *r, const char *id);
/* What the dead run sent for a step, as a change that can be compared with live. */
struct cx_change recover_change_of(const struct old_step *step);
/* The same with the parts that it left as live has them. */
struct cx_change recover_change_sent(struct recovery *r, const struct old_step *step, const char *id,
				     const struct cx_node *live);

/* Takes a record of a rollback; false if it is of something else. */
bool recover_undo_read(struct old_step *step, const char *type, const struct cx_node *record);
/* Reads off live what became of a rollback that was sent, and whose end is not known. */
void recover_undo_settle(struct recovery *r, struct old_step *step, struct cx_recovered *result);
/* What a rollback means for the ledger; false if there was none, or the write stands. */
bool recover_undo_close(struct recovery *r, const struct old_step *step);

#endif
