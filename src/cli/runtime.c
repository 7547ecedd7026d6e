/* SPDX-License-Identifier: Apache-2.0 */
/* From the project file to the last line of a run-time command. */
#include "cli/runtime.h"
#include "cli/runtime_notify.h"

#include "base/file.h"
#include "cli/progress.h"
#include "ledger/journal.h"
#include "report/bar.h"
#include "report/diag_json.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static void session_begin(struct cx_runtime_session *session, struct cx_invocation *inv)
{
	struct cx_context *context = &session->context;
	*session = (struct cx_runtime_session){.noun = "rows"};
	cx_context_init(context, inv);
	session->started_us = session->beaten_us = session->phase_us =
		context->clock->monotonic_us(context->clock);
}

enum cx_status cx_runtime_session_init_tenant(struct cx_runtime_session *session, struct cx_invocation *inv)
{
	struct cx_context *context = &session->context;
	session_begin(session, inv);
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	cx_actor_find(context->arena, context->repo, &session->actor);
	return status;
}

enum cx_status cx_runtime_session_init(struct cx_runtime_session *session, struct cx_invocation *inv)
{
	enum cx_status status = cx_runtime_session_init_tenant(session, inv);
	return status ? status : cx_context_remote(&session->context);
}

enum cx_status cx_runtime_session_init_local(struct cx_runtime_session *session, struct cx_invocation *inv)
{
	struct cx_context *context = &session->context;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	bool named = cx_invocation_has(inv, "tenant");
	session_begin(session, inv);
	enum cx_status status = CX_STATUS_OK;
	if (named || cx_context_has_project(context))
		status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status && context->project_folder) {
		context->diags = named ? inv->diags : &quiet;
		enum cx_status found = cx_context_tenant(context);
		context->diags = inv->diags;
		context->tenant = found ? NULL : context->tenant;
		status = named ? found : CX_STATUS_OK;
	}
	cx_actor_find(context->arena, context->repo, &session->actor);
	return status;
}

void cx_runtime_session_release(struct cx_runtime_session *session)
{
	cx_output_bar(session->context.inv->output, NULL);
	cx_outbox_free(session->outbox);
	cx_arena_release(&session->told_arena);
	cx_runtime_log_free(session->log);
	cx_context_release(&session->context);
}

enum cx_status cx_runtime_session_need(const struct cx_runtime_session *session, enum cx_runtime_call call)
{
	const struct cx_context *context = &session->context;
	const char *name = cx_runtime_name(call);
	if (context->profile.runtime.calls[call].call.present)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(context->diags, "runtime.route", "the profile %s has no call %s",
					  context->profile.name, name);
	cx_diag_hint(context->diags, d, "where the tenant has it: runtime: {%s: {…}} in the profile", name);
	return CX_STATUS_INVALID;
}

/* The folder of the tenant in git's common dir, owner only. */
static enum cx_status default_path(struct cx_context *context, const char **ret_path)
{
	if (!context->repo) {
		struct cx_diag *d = cx_diag_error(
			context->diags, "audit.place",
			"the project is in no git repository, so there is no place for the audit record");
		cx_diag_hint(context->diags, d, "name one: --audit-log FILE");
		return CX_STATUS_INVALID;
	}
	const char *folder = cx_arena_printf(context->arena, "%s/cxctl", cx_repo_common_dir(context->repo));
	const char *own = cx_arena_printf(context->arena, "%s/%s", folder, context->tenant->name);
	if ((mkdir(folder, 0700) && errno != EEXIST) || (mkdir(own, 0700) && errno != EEXIST)) {
		(void)cx_diag_error(context->diags, "audit.log", "%s cannot be made: %s", own,
				    strerror(errno));
		return CX_STATUS_FAILED;
	}
	*ret_path = cx_arena_printf(context->arena, "%s/runtime.jsonl", own);
	return CX_STATUS_OK;
}

const char *cx_runtime_session_outbox(const struct cx_runtime_session *session)
{
	const struct cx_context *context = &session->context;
	const char *log = cx_invocation_text(context->inv, "audit-log"), *path = NULL;
	if (log)
		path = cx_arena_printf(context->arena, "%s.outbox", log);
	else if (context->repo)
		path = cx_arena_printf(context->arena, "%s/cxctl/%s/runtime.jsonl.outbox",
				       cx_repo_common_dir(context->repo), context->tenant->name);
	return path && access(path, F_OK) == 0 ? path : NULL;
}

struct cx_node *cx_runtime_session_record(const struct cx_runtime_session *session, struct cx_arena *arena,
					  const char *type)
{
	struct cx_clock *clock = session->context.clock;
	char now[CX_TIME_LEN + 1];
	cx_time_format(clock->realtime_ms(clock), now);
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, type));
	cx_node_add(record, "time", cx_node_string(arena, cx_arena_strdup(arena, now)));
	cx_node_add(record, "run", cx_node_string(arena, session->run));
	return record;
}

enum cx_status cx_runtime_session_begin(struct cx_runtime_session *session, const struct cx_node *details,
					cx_runtime_log_fn *each, void *data)
{
	struct cx_context *context = &session->context;
	struct cx_arena *arena = context->arena;
	const char *path = cx_invocation_text(context->inv, "audit-log");
	enum cx_status status = path ? CX_STATUS_OK : default_path(context, &path);
	if (!status)
		status = (session->recent ? cx_runtime_log_open_recent : cx_runtime_log_open)(
			path, each, data, &session->log, context->diags);
	if (status)
		return status;
	char *run = cx_arena_alloc(arena, CX_RUN_ID_LEN + 1);
	cx_run_id_make(context->clock, run);
	session->run = run;
	struct cx_node *record = cx_runtime_session_record(session, arena, "run_start");
	const struct cx_actor *actor = &session->actor;
	cx_node_add(record, "command", cx_node_string(arena, context->inv->command->name));
	cx_node_add(record, "actor", cx_node_string(arena, actor->name));
	cx_node_add(record, "ci",
		    actor->ci ? cx_node_string(arena, actor->ci) : cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(record, "host", cx_node_string(arena, actor->host));
	cx_node_add(record, "tool_version", cx_node_string(arena, CX_VERSION));
	cx_node_add(record, "tenant",
		    context->tenant ? cx_node_string(arena, context->tenant->name)
				    : cx_node_new(arena, CX_NODE_NULL));
	if (context->remote)
		cx_node_add(record, "origin", cx_node_string(arena, cx_remote_origin(context->remote)));
	for (const struct cx_node *member = details ? details->first : NULL; member; member = member->next)
		cx_node_add_n(record, member->key, member->key_len, cx_node_copy(arena, member));
	return cx_runtime_log_add(session->log, arena, &record, 1, context->diags);
}

enum cx_status cx_runtime_session_end(struct cx_runtime_session *session, const struct cx_node *counts,
				      bool good)
{
	struct cx_context *context = &session->context;
	struct cx_clock *clock = context->clock;
	if (!session->run)
		return CX_STATUS_OK;
	if (context->remote) {
		session->counts = cx_remote_counts(context->remote);
		session->latency = *cx_remote_latency(context->remote);
		session->counted = true;
	}
	enum cx_status status = cx_runtime_session_log(session, context->arena, NULL, 0);
	if (!status)
		status = cx_runtime_notify_deliver(session);
	if (status)
		return status;
	struct cx_node *record = cx_runtime_session_record(session, context->arena, "run_end");
	int64_t spent_ms = (clock->monotonic_us(clock) - session->started_us) / 1000;
	struct cx_node *numbers = cx_node_copy(context->arena, counts);
	if (session->counted)
		cx_node_add(numbers, "requests",
			    cx_node_int(context->arena, (int64_t)session->counts.requests));
	cx_runtime_notify_counts(session, numbers);
	cx_node_add(record, "counts", numbers);
	cx_node_add(record, "latency_ms", cx_node_int(context->arena, spent_ms));
	cx_node_add(record, "good", cx_node_bool(context->arena, good));
	return cx_runtime_log_add(session->log, context->arena, &record, 1, context->diags);
}

void cx_runtime_session_beat(struct cx_runtime_session *session, size_t done)
{
	struct cx_output *output = session->context.inv->output;
	struct cx_clock *clock = session->context.clock;
	int64_t now_us = clock->monotonic_us(clock);
	bool bar = cx_output_has_bar(output);
	session->done = done;
	if (!session->total ||
	    now_us - session->beaten_us < (bar ? CX_PROGRESS_DRAW_US : CX_PROGRESS_BEAT_US))
		return;
	session->beaten_us = now_us;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	struct cx_bar_view view = {.done = done < session->total ? done : session->total,
				   .total = session->total,
				   .elapsed_us = now_us - session->phase_us,
				   .columns = cx_output_columns(output),
				   .noun = session->noun};
	if (bar) {
		cx_bar_line(&view, &line);
		cx_output_bar(output, line.data);
	} else {
		cx_bar_heartbeat(&view, &line);
		cx_output_note(output, line.data);
	}
}

/* The receiver of notifications is not the tenant. */
static struct cx_remote_counts counts_of(const struct cx_runtime_session *session)
{
	return session->counted ? session->counts : cx_remote_counts(session->context.remote);
}

static const struct cx_latency *latency_of(const struct cx_runtime_session *session)
{
	return session->counted ? &session->latency : cx_remote_latency(session->context.remote);
}

void cx_runtime_session_say(struct cx_runtime_session *session, const char *what)
{
	struct cx_context *context = &session->context;
	struct cx_clock *clock = context->clock;
	struct cx_remote_counts counts = counts_of(session);
	const struct cx_latency *latency = latency_of(session);
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	if (what)
		cx_buf_addf(&line, "%s; ", what);
	cx_buf_addf(&line, "%zu request%s", counts.requests, counts.requests == 1 ? "" : "s");
	if (counts.requests) {
		if (counts.failed)
			cx_buf_addf(&line, ", %.1f %% succeeded",
				    100.0 * (double)(counts.requests - counts.failed) /
					    (double)counts.requests);
		cx_buf_addf(&line, ", %lld ms (p50) and %lld ms (p95)",
			    (long long)cx_latency_percentile(latency, 50) / 1000,
			    (long long)cx_latency_percentile(latency, 95) / 1000);
	}
	if (counts.retries)
		cx_buf_addf(&line, ", %zu of them again", counts.retries);
	cx_buf_addf(&line, ", %.1f s", (double)(clock->monotonic_us(clock) - session->started_us) / 1e6);
	cx_output_note(context->inv->output, line.data);
	cx_runtime_notify_say(session);
}

static void add_numbers(const struct cx_runtime_session *session, struct cx_node *object)
{
	struct cx_arena *arena = session->context.arena;
	struct cx_remote_counts counts = counts_of(session);
	const struct cx_latency *latency = latency_of(session);
	struct cx_node *numbers = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(numbers, "requests", cx_node_int(arena, (int64_t)counts.requests));
	cx_node_add(numbers, "failed", cx_node_int(arena, (int64_t)counts.failed));
	cx_node_add(numbers, "retries", cx_node_int(arena, (int64_t)counts.retries));
	cx_node_add(numbers, "p50_ms", cx_node_int(arena, cx_latency_percentile(latency, 50) / 1000));
	cx_node_add(numbers, "p95_ms", cx_node_int(arena, cx_latency_percentile(latency, 95) / 1000));
	cx_node_add(object, "tenant_requests", numbers);
	cx_runtime_notify_numbers(session, object);
}

struct cx_node *cx_runtime_session_head(const struct cx_runtime_session *session)
{
	const struct cx_context *context = &session->context;
	struct cx_node *head = cx_diag_json_begin(context->arena, context->inv->command->name);
	cx_node_add(head, "tenant", cx_node_string(context->arena, context->tenant->name));
	return head;
}

void cx_runtime_session_tail(const struct cx_runtime_session *session, struct cx_row_output *rows,
			     struct cx_node *tail, enum cx_exit exit)
{
	struct cx_arena *arena = session->context.arena;
	exit = cx_row_output_exit(rows, exit);
	add_numbers(session, tail);
	cx_node_add(tail, "diagnostics", cx_diags_json(arena, session->context.diags));
	cx_node_add(tail, "exit_code", cx_node_int(arena, exit));
	cx_row_output_end(rows, tail);
}
