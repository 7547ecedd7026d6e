/* SPDX-License-Identifier: Apache-2.0 */
/* Delivering the outbox: a few at a time, each within what is left of the run's time for all. */
#include "doc/json.h"
#include "engine/notify.h"
#include "remote/write.h"

#define DAY_MS INT64_C(86400000)

struct courier {
	struct cx_arena *arena;
	const struct cx_notify_options *options;
	struct cx_notifications *list;
	const char *url;
	struct cx_buf secret;
	int64_t until_us;
	size_t next;
	size_t silent;   /* tries in a row that nobody answered */
	const char *why; /* why the rest was not tried, or NULL */
};

struct delivery {
	struct courier *courier;
	struct cx_notification *notification;
	const char *headers[4];
};

static void add_record(const struct courier *c, const struct cx_notification *n)
{
	struct cx_arena *arena = c->arena;
	struct cx_node *record = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(arena, "notified"));
	cx_node_add(record, "address", cx_node_string(arena, n->address));
	cx_node_add(record, "notification", cx_node_string(arena, n->id));
	cx_node_add(record, "status",
		    n->status ? cx_node_int(arena, n->status) : cx_node_new(arena, CX_NODE_NULL));
	if (n->result == CX_NOTIFY_DROPPED)
		cx_node_add(record, "result", cx_node_string(arena, "not_applied"));
	else
		cx_node_add(record, "latency_ms", cx_node_int(arena, n->latency_us / 1000));
	cx_run_add(c->options->run, record);
}

static bool is_success(const struct cx_answer *answer)
{
	return answer->kind == CX_ANSWER_STATUS &&
	       (answer->status == 200 || answer->status == 201 || answer->status == 202);
}

static void send_next(struct courier *c);

static void on_answer(void *data, const struct cx_answer *answer)
{
	struct delivery *d = data;
	struct courier *c = d->courier;
	struct cx_notification *n = d->notification;
	n->status = answer->status;
	n->latency_us = answer->latency_us;
	n->result = is_success(answer) ? CX_NOTIFY_DELIVERED : CX_NOTIFY_FAILED;
	c->silent = answer->status ? 0 : c->silent + 1;
	if (n->result == CX_NOTIFY_DELIVERED) {
		add_record(c, n);
	} else {
		bool said = answer->problem && *answer->problem;
		n->code = answer->code;
		n->problem = said ? cx_arena_strdup(c->arena, answer->problem)
				  : cx_arena_printf(c->arena, "it answered %d", answer->status);
	}
	if (c->options->progress)
		c->options->progress(c->options->progress_data, n);
	send_next(c);
}

static const char *why_no_more(const struct courier *c, int64_t left_us)
{
	const volatile sig_atomic_t *interrupted = c->options->interrupted;
	if (interrupted && *interrupted)
		return "the run was stopped";
	if (c->silent >= CX_NOTIFY_PATIENCE)
		return "the receiver does not answer";
	return left_us < 1000 ? "the time for notifications was used up" : NULL;
}

static void send_one(struct courier *c, struct cx_notification *n, int64_t left_us)
{
	struct cx_clock *clock = c->options->clock;
	struct delivery *d = cx_arena_alloc(c->arena, sizeof *d);
	d->courier = c;
	d->notification = n;
	const char *timestamp =
		cx_arena_printf(c->arena, "%lld", (long long)(clock->realtime_ms(clock) / 1000));
	size_t count = 0;
	d->headers[count++] = cx_arena_printf(c->arena, "webhook-id: %s", n->id);
	d->headers[count++] = cx_arena_printf(c->arena, "webhook-timestamp: %s", timestamp);
	if (c->secret.len) {
		CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
		cx_notify_sign(c->secret.data, c->secret.len, n->id, timestamp, n->payload, &signature);
		d->headers[count++] = cx_arena_printf(c->arena, "webhook-signature: %s", signature.data);
	}
	struct cx_write write = {.method = "POST",
				 .url = c->url,
				 .body = n->payload,
				 .body_len = strlen(n->payload),
				 .headers = d->headers,
				 .timeout_ms = left_us / 1000};
	cx_writer_send(cx_remote_writer(c->options->remote), &write, on_answer, d);
}

static void send_next(struct courier *c)
{
	if (c->next == c->list->count)
		return;
	struct cx_clock *clock = c->options->clock;
	int64_t left_us = c->until_us - clock->monotonic_us(clock);
	c->why = why_no_more(c, left_us);
	if (!c->why)
		send_one(c, &c->list->items[c->next++], left_us);
}

/* The first of those that failed in the same way, or NULL where n is that. */
static const struct cx_notification *same_before(const struct cx_notifications *list,
						 const struct cx_notification *n)
{
	for (const struct cx_notification *other = list->items; other < n; other++)
		if (other->result == CX_NOTIFY_FAILED && other->status == n->status &&
		    strcmp(other->code, n->code) == 0)
			return other;
	return NULL;
}

static size_t count_same(const struct cx_notifications *list, const struct cx_notification *n)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].result == CX_NOTIFY_FAILED && list->items[i].status == n->status &&
			 strcmp(list->items[i].code, n->code) == 0;
	return count;
}

static void report_failed(const struct cx_notification *n, size_t others, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf who = CX_BUF_INIT;
	cx_buf_addf(&who, "notification%s of %s", others ? "s" : "", n->address);
	if (others)
		cx_buf_addf(&who, " and %zu more were", others);
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.failed", CX_SPAN_NONE,
			    "the %s%s not delivered: %s", who.data, others ? "" : " was", n->problem);
	cx_diag_hint(
		diags, d,
		others ? "they stay due: cxctl notify, and the next apply, send them again with the same ids"
		       : "it stays due: cxctl notify, and the next apply, send it again with the same id");
}

static void report(const struct courier *c, struct cx_diags *diags)
{
	const struct cx_notifications *list = c->list;
	for (size_t i = 0; i < list->count; i++) {
		const struct cx_notification *n = &list->items[i];
		if (n->result != CX_NOTIFY_FAILED || same_before(list, n))
			continue;
		report_failed(n, count_same(list, n) - 1, diags);
	}
	size_t rest = list->count - c->next;
	if (rest)
		cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.left", CX_SPAN_NONE,
			    "%zu more %s not tried: %s; %s due", rest,
			    rest == 1 ? "notification was" : "notifications were", c->why,
			    rest == 1 ? "it stays" : "they stay");
}

void cx_notify_deliver(struct cx_arena *arena, const struct cx_notify_options *options,
		       struct cx_notifications *list, struct cx_diags *diags)
{
	if (!list->count)
		return;
	CX_AUTO(cx_buf) struct cx_buf url = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	const struct cx_tenant_config *tenant = options->tenant;
	struct courier c = {.arena = arena, .options = options, .list = list, .secret = CX_BUF_INIT};
	enum cx_status status =
		cx_setting_get(&tenant->notify_url, options->project_dir, "notify.url", &url, &inner);
	if (!status)
		status = cx_setting_get(&tenant->notify_secret, options->project_dir, "notify.secret",
					&c.secret, &inner);
	if (inner.count) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.setting", CX_SPAN_NONE,
						"no notification was sent: %s", inner.items[0]->message);
		cx_diag_hint(diags, d, "they stay due: mend it, then run cxctl notify");
	}
	if (!inner.count && (!status || status == CX_STATUS_ABSENT) && url.len) {
		struct cx_clock *clock = options->clock;
		c.url = url.data;
		cx_secrets_add(cx_remote_secrets(options->remote), c.secret.data, c.secret.len);
		c.until_us = clock->monotonic_us(clock) + CX_NOTIFY_RUN_MS * INT64_C(1000);
		for (size_t i = 0; i < CX_NOTIFY_AT_ONCE; i++)
			send_next(&c);
		cx_remote_run(options->remote, NULL, NULL);
		report(&c, diags);
	}
	cx_buf_release_secret(&c.secret);
}

static bool is_too_old(const struct cx_notification *n, int64_t now_ms)
{
	int64_t since_ms;
	return n->since && cx_time_parse(n->since, &since_ms) &&
	       now_ms - since_ms > CX_NOTIFY_MAX_DAYS * DAY_MS;
}

void cx_notify_trim(struct cx_arena *arena, const struct cx_notify_options *options,
		    struct cx_notifications *list, struct cx_diags *diags)
{
	struct courier c = {.arena = arena, .options = options, .list = list};
	int64_t now_ms = options->clock->realtime_ms(options->clock);
	size_t due = cx_notify_count(list, CX_NOTIFY_DUE) + cx_notify_count(list, CX_NOTIFY_FAILED);
	size_t dropped = 0;
	const struct cx_notification *first = NULL;
	for (size_t i = 0; i < list->count; i++) {
		struct cx_notification *n = &list->items[i];
		if (n->result == CX_NOTIFY_DELIVERED ||
		    (due - dropped <= CX_NOTIFY_MAX_DUE && !is_too_old(n, now_ms)))
			continue;
		n->result = CX_NOTIFY_DROPPED;
		add_record(&c, n);
		first = first ? first : n;
		dropped++;
	}
	if (!dropped)
		return;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.dropped", CX_SPAN_NONE,
			    "%zu %s given up, from that of %s on", dropped,
			    dropped == 1 ? "notification was" : "notifications were", first->address);
	cx_diag_hint(diags, d, "at most %d are kept, and none for more than %d days", CX_NOTIFY_MAX_DUE,
		     CX_NOTIFY_MAX_DAYS);
}
