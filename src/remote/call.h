/* SPDX-License-Identifier: Apache-2.0 */
/* Calls under way: what readers and writers share. Included by files of remote/ only. */
#ifndef CX_REMOTE_CALL_H
#define CX_REMOTE_CALL_H

#include "port/http.h"
#include "port/http_url.h"
#include "remote/pace.h"
#include "remote/problem.h"
#include "remote/read.h"
#include "remote/retry.h"
#include "remote/token.h"

enum cx_call_role {
	CX_CALL_ROLE_TENANT,  /* with the token, paced */
	CX_CALL_ROLE_TOKEN,   /* for the token, paced, before all others */
	CX_CALL_ROLE_FOREIGN, /* to another host: no token, one try, not paced */
};

/* What a call sends; texts are copied except body. */
struct cx_call_request {
	enum cx_call_role role;
	enum cx_retry_call kind;
	const char *method;
	const char *target; /* path and query; the whole URL for TOKEN and FOREIGN */
	const char *body;   /* must live until the callback */
	size_t body_len;
	const char *content_type;   /* NULL: application/json if there is a body */
	const char *const *headers; /* more, NULL-terminated, or NULL */
	int64_t timeout_ms;         /* 0: 30 s */
};
/* Queues a call; it starts in a later turn of cx_remote_run, and done is called once. */
void cx_call_submit(struct cx_remote *remote, const struct cx_call_request *request, cx_answer_fn *done,
		    void *data);

struct cx_call; /* call.c */
struct cx_call_queue {
	struct cx_call *first, *last;
};

struct cx_reader {
	struct cx_remote *remote;
};
struct cx_writer {
	struct cx_remote *remote;
};

struct cx_remote {
	struct cx_remote_options options;
	struct cx_clock *clock;
	struct cx_arena arena; /* of what is set up once */
	struct cx_http *http;
	struct cx_pace pace;
	struct cx_token token;
	struct cx_secrets *secrets;
	struct cx_http_url base; /* the tenant's: origin, and a path to put in front */
	const char *base_path;   /* that path without slashes at its end */
	struct cx_reader reader;
	struct cx_writer writer;
	struct cx_call_queue ready;   /* never tried; first come, first served */
	struct cx_call_queue waiting; /* between two tries: each keeps its place among the concurrent ones */
	size_t waiting_count;
	struct cx_call_queue foreign; /* never tried, to other hosts */
	size_t foreign_in_flight;
	size_t in_flight;           /* all but the token's */
	struct cx_call *token_call; /* the one refresh, queued or in flight */
	uint64_t sequence;          /* of the last call submitted */
	int64_t deadline_us;
	bool stopped;
	bool hurried;                          /* the next turn waits for nothing */
	bool abandoned;                        /* by a signal */
	const volatile sig_atomic_t *abandons; /* is looked at each turn, or NULL */
	const char *abandon_why;
	struct cx_remote_counts counts;
	struct cx_latency latency;
};

/* The path below the tenant's base_url that an absolute URL means; false if it means another place. */
bool cx_reader_target(const struct cx_reader *reader, const struct cx_http_url *url, struct cx_buf *out);

/* Starts what may start now; calls submitted after number mark wait for the next turn. */
void cx_call_start_some(struct cx_remote *remote, uint64_t mark);
/* Ends what has not started and never will: stopped, breaker open, deadline passed. */
void cx_call_end_hopeless(struct cx_remote *remote);
/* Microseconds until cx_call_start_some may have something to do; NEVER: after the next event. */
int64_t cx_call_wait_us(const struct cx_remote *remote);
bool cx_call_any(const struct cx_remote *remote);
/* Frees what is queued, without callbacks. */
void cx_call_drop_all(struct cx_remote *remote);

#endif
