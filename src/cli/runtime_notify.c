/* SPDX-License-Identifier: Apache-2.0 */
/* Completion callbacks of the run-time commands: told, kept in the outbox, delivered at the end. */
#include "cli/runtime_notify.h"

#include "doc/json.h"

/* Delivered ones that are settled and recorded together: one sync for all of them; and how long one waits. */
#define BATCH    64
#define BATCH_US INT64_C(1000000)

enum cx_status cx_runtime_session_notifies(struct cx_runtime_session *session, const char *what)
{
	struct cx_context *context = &session->context;
	if (!cx_courier_is_on(context->tenant, what, context->diags))
		return CX_STATUS_OK;
	const char *path = cx_arena_printf(context->arena, "%s.outbox", cx_runtime_log_path(session->log));
	enum cx_status status = cx_outbox_open(path, &session->outbox, context->diags);
	if (!status)
		(void)cx_outbox_claim(session->outbox, false);
	return status;
}

void cx_runtime_session_notify(struct cx_runtime_session *session, const char *key, const char *address,
			       const struct cx_node *body)
{
	const struct cx_context *context = &session->context;
	struct cx_arena *arena = &session->told_arena;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!session->outbox)
		return;
	cx_buf_addf(&text, "%s\n%s\n%s\n%s", cx_remote_origin(context->remote), context->tenant->name,
		    context->inv->command->name, key);
	const char *id = cx_outbox_id(arena, text.data);
	cx_buf_clear(&text);
	cx_json_line(body, &text);
	cx_notification_add(arena, &session->told, id, cx_arena_strdup(arena, address),
			    cx_arena_strndup(arena, text.data, text.len));
}

/* What was told since the last time, synced. */
static enum cx_status told_keep(struct cx_runtime_session *session)
{
	struct cx_notifications *told = &session->told;
	size_t added = 0;
	if (!told->count)
		return CX_STATUS_OK;
	enum cx_status status =
		cx_outbox_add(session->outbox, session->run, told, &added, session->context.diags);
	if (status)
		return status;
	session->told_count += told->count;
	session->notify_lost += told->count - added;
	*told = (struct cx_notifications){0};
	cx_arena_clear(&session->told_arena);
	return CX_STATUS_OK;
}

enum cx_status cx_runtime_session_log(struct cx_runtime_session *session, struct cx_arena *arena,
				      struct cx_node *const *records, size_t count)
{
	enum cx_status status = told_keep(session);
	return status ? status
		      : cx_runtime_log_add(session->log, arena, records, count, session->context.diags);
}

/* ---- a round ---- */

struct batch {
	const struct cx_runtime_round *round;
	const struct cx_notification *items[BATCH];
	size_t count;
	int64_t since_us; /* of the first of them */
	enum cx_status status;
};

static struct cx_node *record_of(const struct cx_runtime_session *session, struct cx_arena *arena,
				 const struct cx_notification *n)
{
	struct cx_node *record = cx_runtime_session_record(session, arena, "notified");
	cx_node_add(record, "address", cx_node_string(arena, n->address));
	cx_node_add(record, "notification", cx_node_string(arena, n->id));
	cx_node_add(record, "status",
		    n->status ? cx_node_int(arena, n->status) : cx_node_new(arena, CX_NODE_NULL));
	if (n->result == CX_NOTIFY_DROPPED)
		cx_node_add(record, "result", cx_node_string(arena, "not_applied"));
	else
		cx_node_add(record, "latency_ms", cx_node_int(arena, n->latency_us / 1000));
	return record;
}

/* Recorded first: what is on record and yet in the outbox is sent once more, never the other way round. */
static void batch_flush(struct batch *b)
{
	const struct cx_runtime_session *session = b->round->session;
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *records[BATCH];
	if (b->status || !b->count)
		return;
	for (size_t i = 0; i < b->count; i++)
		records[i] = record_of(session, &arena, b->items[i]);
	b->status = cx_runtime_log_add(session->log, &arena, records, b->count, session->context.diags);
	if (!b->status)
		b->status = cx_outbox_settle(b->round->outbox, b->items, b->count, session->context.diags);
	b->count = 0;
}

static void batch_add(struct batch *b, const struct cx_notification *n)
{
	struct cx_clock *clock = b->round->session->context.clock;
	int64_t now_us = clock->monotonic_us(clock);
	if (!b->count)
		b->since_us = now_us;
	b->items[b->count++] = n;
	if (b->count == BATCH || now_us - b->since_us >= BATCH_US)
		batch_flush(b);
}

static void on_try(void *data, const struct cx_notification *tried)
{
	struct batch *b = data;
	if (tried->result == CX_NOTIFY_DELIVERED)
		batch_add(b, tried);
	if (b->round->tried)
		b->round->tried(b->round->data, tried);
}

enum cx_status cx_runtime_notify_round(const struct cx_runtime_round *round)
{
	const struct cx_context *context = &round->session->context;
	struct batch b = {.round = round};
	struct cx_courier courier = {.remote = context->remote,
				     .tenant = context->tenant,
				     .project_dir = context->project_folder,
				     .clock = context->clock,
				     .personal = true,
				     .again = "cxctl notify sends",
				     .interrupted = context->interrupted,
				     .tried = on_try,
				     .data = &b};
	cx_courier_send(&courier, context->arena, round->list, context->diags);
	batch_flush(&b);
	return b.status ? b.status : cx_outbox_compact(round->outbox, context->diags);
}

enum cx_status cx_runtime_notify_trim(const struct cx_runtime_round *round)
{
	const struct cx_context *context = &round->session->context;
	int64_t now_ms = context->clock->realtime_ms(context->clock);
	struct batch b = {.round = round};
	const struct cx_notification *first = NULL;
	for (size_t i = 0; i < round->list->count; i++) {
		struct cx_notification *n = &round->list->items[i];
		if (n->result == CX_NOTIFY_DELIVERED || !cx_notification_too_old(n, now_ms))
			continue;
		n->result = CX_NOTIFY_DROPPED;
		batch_add(&b, n);
		first = first ? first : n;
	}
	batch_flush(&b);
	size_t dropped = cx_notification_count(round->list, CX_NOTIFY_DROPPED);
	if (!first || b.status)
		return b.status;
	struct cx_diag *d =
		cx_diag_add(context->diags, CX_SEVERITY_WARNING, "notify.dropped", CX_SPAN_NONE,
			    "%zu %s given up, from that of %s on", dropped,
			    dropped == 1 ? "notification was" : "notifications were", first->address);
	cx_diag_hint(context->diags, d, "none is kept for more than %d days", CX_NOTIFY_MAX_DAYS);
	return cx_outbox_compact(round->outbox, context->diags);
}

/* ---- the end of a session ---- */

static void on_own_try(void *data, const struct cx_notification *tried)
{
	struct cx_runtime_session *session = data;
	session->notified += tried->result == CX_NOTIFY_DELIVERED;
	cx_runtime_session_beat(session, session->done + 1);
}

static void report_lost(const struct cx_runtime_session *session)
{
	size_t lost = session->notify_lost;
	if (!lost)
		return;
	struct cx_diag *d = cx_diag_add(session->context.diags, CX_SEVERITY_WARNING, "notify.dropped",
					CX_SPAN_NONE, "%zu %s given up: the outbox %s is full", lost,
					lost == 1 ? "notification was" : "notifications were",
					cx_outbox_path(session->outbox));
	cx_diag_hint(session->context.diags, d,
		     "see what is due with cxctl notify --list, and send it with cxctl notify");
}

enum cx_status cx_runtime_notify_deliver(struct cx_runtime_session *session)
{
	struct cx_context *context = &session->context;
	struct cx_notifications list = {0};
	if (!session->told_count)
		return CX_STATUS_OK;
	report_lost(session);
	enum cx_status status =
		cx_outbox_read(session->outbox, context->arena, session->run, &list, context->diags);
	if (status)
		return status;
	session->phase_us = session->beaten_us = context->clock->monotonic_us(context->clock);
	session->noun = "notifications";
	session->done = 0;
	session->total = list.count;
	struct cx_runtime_round round = {.session = session,
					 .outbox = session->outbox,
					 .list = &list,
					 .tried = on_own_try,
					 .data = session};
	status = cx_runtime_notify_round(&round);
	session->notify_due = list.count - session->notified;
	cx_output_bar(context->inv->output, NULL);
	return status;
}

void cx_runtime_notify_say(struct cx_runtime_session *session)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	if (!session->told_count)
		return;
	if (session->notified < session->told_count)
		cx_buf_addf(&line, "%zu of ", session->notified);
	cx_buf_addf(&line, "%zu notification%s delivered", session->told_count,
		    session->told_count == 1 && session->notified ? "" : "s");
	cx_output_note(session->context.inv->output, line.data);
}

void cx_runtime_notify_counts(const struct cx_runtime_session *session, struct cx_node *counts)
{
	struct cx_arena *arena = session->context.arena;
	if (!session->told_count)
		return;
	cx_node_add(counts, "notified", cx_node_int(arena, (int64_t)session->notified));
	cx_node_add(counts, "notify_due", cx_node_int(arena, (int64_t)session->notify_due));
}

void cx_runtime_notify_numbers(const struct cx_runtime_session *session, struct cx_node *object)
{
	struct cx_arena *arena = session->context.arena;
	if (!session->told_count)
		return;
	struct cx_node *numbers = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(numbers, "delivered", cx_node_int(arena, (int64_t)session->notified));
	cx_node_add(numbers, "due", cx_node_int(arena, (int64_t)session->notify_due));
	cx_node_add(object, "notifications", numbers);
}
