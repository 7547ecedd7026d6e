/* SPDX-License-Identifier: Apache-2.0 */
/* What members, profiles, trigger and attributes have in common: tenant, log, progress, numbers. */
#ifndef CX_CLI_RUNTIME_H
#define CX_CLI_RUNTIME_H

#include "cli/context.h"
#include "cli/rows.h"
#include "engine/actor.h"
#include "ledger/runtime_log.h"

struct cx_runtime_session {
	struct cx_context context;
	struct cx_actor actor;
	struct cx_runtime_log *log;
	const char *run; /* its id */
	int64_t started_us, beaten_us;
	size_t done, total; /* for the bar; total 0: not known */
	const char *noun;   /* "members" */
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
void cx_runtime_session_release(struct cx_runtime_session *session);
/* INVALID (runtime.route) where the profile has no such call. */
enum cx_status cx_runtime_session_need(const struct cx_runtime_session *session, enum cx_runtime_call call);
/*
 * Opens the log and writes the run's first record: details' members are added to it. each and data as in
 * ledger/runtime_log.h. INVALID (audit.place) where there is neither a repository nor --audit-log.
 */
enum cx_status cx_runtime_session_begin(struct cx_runtime_session *session, const struct cx_node *details,
					cx_runtime_log_fn *each, void *data);
/* The last record: counts and how long it took, and whether all went well. Nothing if it was not begun. */
enum cx_status cx_runtime_session_end(struct cx_runtime_session *session, const struct cx_node *counts,
				      bool good);
/* {type, time, run} for a record of this run. */
struct cx_node *cx_runtime_session_record(const struct cx_runtime_session *session, const char *type);

/* Draws the bar, or says how far it is every 30 s; call it often. */
void cx_runtime_session_beat(struct cx_runtime_session *session, size_t done);
/*
 * The last line, on standard error: "18,204 members; 20 requests, all answered, 41 ms (p50) and 88 ms (p95),
 * 0 retries, 2.1 s". what is the part before the semicolon, or NULL.
 */
void cx_runtime_session_say(struct cx_runtime_session *session, const char *what);
/* What a document of rows begins with: the command and the tenant. */
struct cx_node *cx_runtime_session_head(const struct cx_runtime_session *session);
/* What it ends with, behind tail's own members: the same numbers as above, diagnostics, the exit code. */
void cx_runtime_session_tail(const struct cx_runtime_session *session, struct cx_row_output *rows,
			     struct cx_node *tail, enum cx_exit exit);

#endif
