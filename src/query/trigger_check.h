/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked before a trigger is sent: is the journey active, may the contact be contacted. */
#ifndef CX_QUERY_TRIGGER_CHECK_H
#define CX_QUERY_TRIGGER_CHECK_H

#include "query/trigger.h"
#include "remote/read.h"

enum cx_trigger_check_kind {
	CX_TRIGGER_CHECK_JOURNEY,
	CX_TRIGGER_CHECK_CONTACT,
	CX_TRIGGER_CHECK_KINDS,
};
/* The answer about one journey or contact. */
struct cx_trigger_check {
	bool good;
	enum cx_trigger_status status; /* what becomes of its triggers where it is not good */
	const char *code;              /* of FAILED: a diagnostic's */
	const char *reason;            /* in words */
	const char *hint;              /* or NULL */
	bool sent;                     /* the request left */
	bool over;                     /* nothing will be sent any more */
};
typedef void cx_trigger_check_fn(void *data, struct cx_trigger *trigger, enum cx_trigger_check_kind kind,
				 const struct cx_trigger_check *check);

/* All of a run: each journey and each contact is asked for once, whoever asks. */
struct cx_trigger_checks {
	struct cx_reader *reader;
	const struct cx_runtime *runtime; /* CX_RUNTIME_JOURNEY and CX_RUNTIME_CONTACT must be present */
	struct cx_arena *arena;           /* of what is known */
	cx_trigger_check_fn *done;
	void *data;
	struct cx_map known[CX_TRIGGER_CHECK_KINDS];
};
/*
 * Asks for the trigger's journey or contact; done is called once for it, at once where that is known. A
 * journey that is not there, or not ACTIVE, is CX_TRIGGER_JOURNEY_NOT_ACTIVE, a contact that is not there, or
 * not SUBSCRIBED, CX_TRIGGER_NOT_ELIGIBLE; what cannot be read is FAILED. The reasons hold no id of a contact
 * and nothing else of it.
 */
void cx_trigger_checks_ask(struct cx_trigger_checks *checks, enum cx_trigger_check_kind kind,
			   struct cx_trigger *trigger);
void cx_trigger_checks_release(struct cx_trigger_checks *checks);

#endif
