/* SPDX-License-Identifier: Apache-2.0 */
/* The tenant's objects in SQLite: audiences, webhooks, journeys, interactions, by kind and id. */
#ifndef CX_SANDBOX_OBJECTS_H
#define CX_SANDBOX_OBJECTS_H

#include "base/diag.h"

#include <sqlite3.h>

enum cx_object_kind {
	CX_OBJECT_AUDIENCE,
	CX_OBJECT_WEBHOOK,
	CX_OBJECT_CRM_WEBHOOK,
	CX_OBJECT_JOURNEY,
	CX_OBJECT_INTERACTION,
	CX_OBJECT_CUSTOM, /* the first of the kinds that the project describes */
	CX_OBJECT_CUSTOM_MAX = 32,
	CX_OBJECT_KINDS = CX_OBJECT_CUSTOM + CX_OBJECT_CUSTOM_MAX,
};

/* Where the counting of an audience's members stands. */
enum cx_evaluation {
	CX_EVALUATION_NONE,      /* not an audience */
	CX_EVALUATION_COMPLETED, /* size holds */
	CX_EVALUATION_RUNNING,   /* until due_ms; size is the one before */
	CX_EVALUATION_FAILED,
};

/* Texts that cx_objects_* hand out stand in the arena that the caller gave. */
struct cx_object {
	enum cx_object_kind kind;
	const char *id;   /* lower case, but for a custom kind's */
	const char *json; /* an object on one line, without what the evaluation says */
	size_t json_len;
	const char *etag;          /* with its quotes */
	const char *secret_sha256; /* hex, or NULL; the secret itself is not kept */
	int64_t version;
	int64_t size; /* members, or -1 before the first count */
	enum cx_evaluation evaluation;
	const char *evaluated;    /* RFC 3339 time of the last count, or NULL */
	int64_t start_ms, due_ms; /* of a running evaluation, realtime */
};

struct cx_objects;
/* Opens the file, or memory for NULL; the database is the store's and is shared with customers. */
enum cx_status cx_objects_open(const char *path, struct cx_objects **ret_objects, struct cx_diags *diags);
void cx_objects_free(struct cx_objects *objects);
CX_DEFINE_FREEP(cx_objects)
sqlite3 *cx_objects_db(struct cx_objects *objects);

bool cx_objects_get(struct cx_objects *objects, enum cx_object_kind kind, const char *id,
		    struct cx_arena *arena, struct cx_object *ret_object);
/* Adds or replaces. */
void cx_objects_put(struct cx_objects *objects, const struct cx_object *object);
/* Only what the evaluation says. */
void cx_objects_put_evaluation(struct cx_objects *objects, const struct cx_object *object);
/* False if there was none. */
bool cx_objects_delete(struct cx_objects *objects, enum cx_object_kind kind, const char *id);
/* Removes all of a kind. */
void cx_objects_clear(struct cx_objects *objects, enum cx_object_kind kind);
size_t cx_objects_count(const struct cx_objects *objects, enum cx_object_kind kind);

/* Calls each, in the order of ids, for up to limit objects behind the id after ("" for all). */
void cx_objects_list(struct cx_objects *objects, enum cx_object_kind kind, const char *after, size_t limit,
		     void (*each)(void *data, const struct cx_object *object), void *data);
/* Ids of up to limit audiences whose evaluation is due by now_ms, oldest first; returns how many. */
size_t cx_objects_due(struct cx_objects *objects, int64_t now_ms, size_t limit, struct cx_arena *arena,
		      const char **ret_ids);
/* Everything between the two is written at once, and quickly. */
void cx_objects_begin(struct cx_objects *objects);
void cx_objects_commit(struct cx_objects *objects);
/* In place of the commit: nothing of it happened. */
void cx_objects_rollback(struct cx_objects *objects);
/* From now on what changes is remembered as it was. */
void cx_objects_remember(struct cx_objects *objects);
/* Puts all objects back to what they were at that time; between begin and rollback, after remember. */
void cx_objects_go_back(struct cx_objects *objects, int64_t at_ms);

#endif
