/* SPDX-License-Identifier: Apache-2.0 */
/* Which call starts when: between call.c, the single call, and remote.c, the turns. */
#ifndef CX_REMOTE_CALL_QUEUE_H
#define CX_REMOTE_CALL_QUEUE_H

#include "base/rand.h"
#include "remote/call.h"

#define CX_CALL_ABANDON_CODE  "run.interrupted"
#define CX_CALL_DEADLINE_CODE "tenant.deadline"
#define CX_CALL_DEADLINE_WHY  "the time for the whole run is up"
#define CX_CALL_DEADLINE_HINT "run again; a lower rate may avoid long waits"

struct cx_call {
	struct cx_call *next;
	struct cx_remote *remote;
	struct cx_call_request request;
	char *url, *method, *target;
	char **headers;
	uint64_t number; /* in order of submission */
	unsigned tries, failures, throttles;
	unsigned generation; /* of the token that it was sent with */
	bool token_renewed, in_flight, left;
	bool doubted; /* it is CX_RETRY_CALL_KEYED, and a try of it may have been done */
	int64_t timeout_ms, spent_ms;
	int64_t started_us, not_before_us;
	enum cx_answer_kind last; /* what to say if no further try comes */
	struct cx_problem problem;
	char correlation[CX_UUID_LEN + 1];
	cx_answer_fn *done;
	void *data;
};

struct cx_call *cx_call_new(struct cx_remote *remote, const struct cx_call_request *request,
			    cx_answer_fn *done, void *data);
void cx_call_free(struct cx_call *call);
/* Sends it; it is in no queue. */
void cx_call_start(struct cx_call *call);
/* Calls back and frees. */
void cx_call_finish(struct cx_call *call, const struct cx_answer *answer);
/* The same for one that is not answered now. */
void cx_call_end(struct cx_call *call, enum cx_answer_kind kind, const char *code, const char *problem,
		 const char *hint);
/* Ends one whose next try will not come: the last try tells what is certain. */
void cx_call_give_up(struct cx_call *call, const char *code, const char *why, const char *hint);
/* Puts it in line for another try at call->not_before_us. */
void cx_call_queue_retry(struct cx_remote *remote, struct cx_call *call);

#endif
