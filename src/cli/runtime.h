/* SPDX-License-Identifier: Apache-2.0 */
/* What members, profiles, trigger and attributes have in common: tenant, log, progress, numbers. */
#ifndef CX_CLI_RUNTIME_H
#define CX_CLI_RUNTIME_H

#include "cli/context.h"
#include "cli/rows.h"
#include "engine/actor.h"
#include "ledger/outbox.h"
#include "ledger/runtime_log.h"

struct cx_runtime_session {
	struct cx_context context;
	struct cx_actor actor;
	struct cx_runtime_log *log;
	const char *run; /* its id */
	int64_t started_us, beaten_us;
	int64_t phase_us;   /* when what the bar shows began */
	size_t done, total; /* for the bar; total 0: not known */
	const char *noun;   /* "members" */
	bool recent;        /* begin tells each only of what was recorded last (ledger/runtime_log.h) */
	struct cx_remote_counts counts; /* of the tenant, before anybody was notified */
	struct cx_latency latency;
	bool counted;             /* these two stand */
	struct cx_outbox *outbox; /* NULL: nobody is notified */
	struct cx_arena told_arena;
	struct cx_notifications told; /* not yet in the outbox */
	size_t told_count, notified, notify_due, notify_lost;
};

/* For the options of such a command. */
#define CX_OPTION_AUDIT_LOG                                                                        \
	{                                                                                          \
		.name = "audit-log", .type = CX_OPTION_TEXT, .metavar = "FILE",                    \
		.help = "write the audit record there; cxctl audit verify --log FILE checks it",   \
		.otherwise = "cxctl/TENANT/runtime.jsonl in git's folder", .offer = CX_OFFER_FILES \
	}
#define CX_OPTION_AUDIT_VALUES                                                                               \
	{                                                                                                    \
		.name = "audit-values", .type = CX_OPTION_FLAG,                                              \
		.help = "put values into the audit record that may be personal data, not their digest alone" \
	}

/* Project, tenant and remote; nothing is sent. Release in every case. */
enum cx_status cx_runtime_session_init(struct cx_runtime_session *session, struct cx_invocation *inv);
/* The same but for the remote, which is opened when it is needed: cx_context_remote. */
enum cx_status cx_runtime_session_init_tenant(struct cx_runtime_session *session, struct cx_invocation *inv);
/*
 * The same for a command that asks no tenant, and may have none: without a cxctl.yaml, or where nothing says
 * which tenant is meant, it is left out, and there is no error. There is no remote: only begin, record and
 * end may be called, and begin where there is a tenant, or --audit-log.
 */
enum cx_status cx_runtime_session_init_local(struct cx_runtime_session *session, struct cx_invocation *inv);
void cx_runtime_session_release(struct cx_runtime_session *session);
/* Where the outbox is beside the log of this tenant, if it is there; else NULL. Nothing is made. */
const char *cx_runtime_session_outbox(const struct cx_runtime_session *session);
/* INVALID (runtime.route) where the profile has no such call. */
enum cx_status cx_runtime_session_need(const struct cx_runtime_session *session, enum cx_runtime_call call);
/*
 * Opens the log and writes the run's first record: details' members are added to it. each and data as in
 * ledger/runtime_log.h. INVALID (audit.place) where there is neither a repository nor --audit-log.
 */
enum cx_status cx_runtime_session_begin(struct cx_runtime_session *session, const struct cx_node *details,
					cx_runtime_log_fn *each, void *data);
/*
 * The last record: counts and how long it took, and whether all went well. Nothing if it was not begun.
 * Before it what was told is delivered (below); counts then also say how many were.
 */
enum cx_status cx_runtime_session_end(struct cx_runtime_session *session, const struct cx_node *counts,
				      bool good);
/* {type, time, run} for a record of this run, in the arena. */
struct cx_node *cx_runtime_session_record(const struct cx_runtime_session *session, struct cx_arena *arena,
					  const char *type);

/*
 * Completion callbacks (API.md): a command that has some says so once, behind begin. Where the tenant has a
 * notify URL the outbox is opened beside the log, LOG.outbox; where it has none, or its variable is not set
 * (one note: "… so nobody is notified of WHAT"), the other calls do nothing.
 *
 * What is told waits in memory until cx_runtime_session_log, or the end, and is delivered at the end of the
 * session: a few at a time, with a bar, until Ctrl-C. What the receiver did not take stays in the outbox, one
 * warning says so, and cxctl notify sends it with the same id. That never makes a command fail; that the
 * outbox cannot be written does.
 */
enum cx_status cx_runtime_session_notifies(struct cx_runtime_session *session, const char *what);
/*
 * Makes body due. Of key, with the tenant and the command, the id is made: the deduplication id of a trigger,
 * say, so that a second run which tells the same, after a crash, tells it under the same id. address is what
 * lists and messages show, COMMAND/ID: no name and no id of a person. All are copied.
 */
void cx_runtime_session_notify(struct cx_runtime_session *session, const char *key, const char *address,
			       const struct cx_node *body);
/*
 * Puts what was told since the last time into the outbox, synced, and then the records into the log, synced:
 * whoever finds an outcome there knows that what it has to tell is in the outbox. For batches: each costs two
 * syncs, however many are in it.
 */
enum cx_status cx_runtime_session_log(struct cx_runtime_session *session, struct cx_arena *arena,
				      struct cx_node *const *records, size_t count);

/* Draws the bar, or says how far it is every 30 s; call it often. */
void cx_runtime_session_beat(struct cx_runtime_session *session, size_t done);
/*
 * The last line, on standard error: "18,204 members; 20 requests, all answered, 41 ms (p50) and 88 ms (p95),
 * 0 retries, 2.1 s". what is the part before the semicolon, or NULL.
 */
void cx_runtime_session_say(struct cx_runtime_session *session, const char *what);
/* What a document of rows begins with: the command and the tenant. */
struct cx_node *cx_runtime_session_head(const struct cx_runtime_session *session);
/*
 * What it ends with, behind tail's own members: the same numbers as above, what became of notifications where
 * there are some, diagnostics, the exit code.
 */
void cx_runtime_session_tail(const struct cx_runtime_session *session, struct cx_row_output *rows,
			     struct cx_node *tail, enum cx_exit exit);

#endif
