/* SPDX-License-Identifier: Apache-2.0 */
/* A few deliveries at a time, each within what is left of the time for all. */
#include "remote/courier.h"

#include "model/standard_webhook.h"
#include "remote/write.h"

struct round {
	const struct cx_courier *courier;
	struct cx_arena *arena;
	struct cx_notifications *list;
	const char *url;
	struct cx_buf secret;
	int64_t until_us;
	size_t next;
	size_t silent;   /* tries in a row that nobody answered */
	size_t refused;  /* tries in a row whose answer had nothing to do with what was sent */
	const char *why; /* why the rest was not tried, or NULL */
};

struct delivery {
	struct round *round;
	struct cx_notification *notification;
	const char *headers[4];
};

bool cx_courier_is_on(const struct cx_tenant_config *tenant, const char *what, struct cx_diags *diags)
{
	const char *name = tenant->notify_url.env, *value = name ? getenv(name) : NULL;
	if (!tenant->has_notify)
		return false;
	if (!name || (value && *value))
		return true;
	cx_diag_add(diags, CX_SEVERITY_NOTE, "notify.off", CX_SPAN_NONE,
		    "%s is not set, so nobody is notified of %s", name, what);
	return false;
}

void cx_courier_sign(const char *secret, size_t secret_len, const char *id, const char *timestamp,
		     const char *payload, struct cx_buf *out)
{
	struct cx_webhook_message message = {.id = {id, strlen(id)},
					     .timestamp = {timestamp, strlen(timestamp)},
					     .body = {payload, strlen(payload)}};
	cx_standard_webhook_sign(secret, secret_len, &message, out);
}

static bool is_success(const struct cx_answer *answer)
{
	return answer->kind == CX_ANSWER_STATUS &&
	       (answer->status == 200 || answer->status == 201 || answer->status == 202);
}

static bool is_refusal(int status)
{
	return status == 401 || status == 403 || status == 404 || status == 410 || status == 429 ||
	       status >= 500;
}

static const char *problem_of(const struct round *r, const struct cx_answer *answer)
{
	bool said = answer->problem && *answer->problem;
	return said && !(r->courier->personal && answer->status)
		       ? cx_arena_strdup(r->arena, answer->problem)
		       : cx_arena_printf(r->arena, "it answered %d", answer->status);
}

static void send_next(struct round *r);

static void on_answer(void *data, const struct cx_answer *answer)
{
	struct delivery *d = data;
	struct round *r = d->round;
	struct cx_notification *n = d->notification;
	n->status = answer->status;
	n->latency_us = answer->latency_us;
	n->result = is_success(answer) ? CX_NOTIFY_DELIVERED : CX_NOTIFY_FAILED;
	r->silent = answer->status ? 0 : r->silent + 1;
	r->refused = is_refusal(answer->status) ? r->refused + 1 : 0;
	if (n->result == CX_NOTIFY_FAILED) {
		n->code = answer->code;
		n->problem = problem_of(r, answer);
	}
	if (r->courier->tried)
		r->courier->tried(r->courier->data, n);
	send_next(r);
}

static const char *why_no_more(const struct round *r, int64_t left_us)
{
	const volatile sig_atomic_t *interrupted = r->courier->interrupted;
	if (interrupted && *interrupted)
		return "the run was stopped";
	if (r->silent >= CX_COURIER_PATIENCE)
		return "the receiver does not answer";
	if (r->refused >= CX_COURIER_REFUSALS)
		return "the receiver takes none";
	return left_us < 1000 ? "the time for notifications was used up" : NULL;
}

static void send_one(struct round *r, struct cx_notification *n, int64_t left_us)
{
	struct cx_clock *clock = r->courier->clock;
	struct delivery *d = cx_arena_alloc(r->arena, sizeof *d);
	d->round = r;
	d->notification = n;
	const char *timestamp =
		cx_arena_printf(r->arena, "%lld", (long long)(clock->realtime_ms(clock) / 1000));
	size_t count = 0;
	d->headers[count++] = cx_arena_printf(r->arena, "webhook-id: %s", n->id);
	d->headers[count++] = cx_arena_printf(r->arena, "webhook-timestamp: %s", timestamp);
	if (r->secret.len) {
		CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
		cx_courier_sign(r->secret.data, r->secret.len, n->id, timestamp, n->payload, &signature);
		d->headers[count++] = cx_arena_printf(r->arena, "webhook-signature: %s", signature.data);
	}
	int64_t left_ms = left_us / 1000;
	struct cx_write write = {.method = "POST",
				 .url = r->url,
				 .body = n->payload,
				 .body_len = strlen(n->payload),
				 .headers = d->headers,
				 .timeout_ms = left_ms < CX_COURIER_TRY_MS ? left_ms : CX_COURIER_TRY_MS};
	cx_writer_send(cx_remote_writer(r->courier->remote), &write, on_answer, d);
}

static void send_next(struct round *r)
{
	if (r->next == r->list->count)
		return;
	struct cx_clock *clock = r->courier->clock;
	int64_t left_us = r->until_us - clock->monotonic_us(clock);
	r->why = why_no_more(r, left_us);
	if (!r->why)
		send_one(r, &r->list->items[r->next++], left_us);
}

/* A way to fail, and how many did. */
struct failure {
	const struct cx_notification *first;
	size_t count;
};

static bool is_same_failure(const struct cx_notification *a, const struct cx_notification *b)
{
	return a->status == b->status && strcmp(a->code, b->code) == 0;
}

static void report_failure(const struct round *r, const struct failure *failure, struct cx_diags *diags)
{
	size_t others = failure->count - 1;
	CX_AUTO(cx_buf) struct cx_buf who = CX_BUF_INIT;
	cx_buf_addf(&who, "notification%s of %s", others ? "s" : "", failure->first->address);
	if (others)
		cx_buf_addf(&who, " and %zu more were", others);
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.failed", CX_SPAN_NONE,
					"the %s%s not delivered: %s", who.data, others ? "" : " was",
					failure->first->problem);
	cx_diag_hint(diags, d,
		     others ? "they stay due: %s them again with the same ids"
			    : "it stays due: %s it again with the same id",
		     r->courier->again);
}

#define MAX_FAILURES 20 /* ways to fail that are told apart; more count as the last */

static void report(const struct round *r, struct cx_diags *diags)
{
	struct failure failures[MAX_FAILURES];
	size_t count = 0;
	for (size_t i = 0; i < r->next; i++) {
		const struct cx_notification *n = &r->list->items[i];
		size_t at = 0;
		if (n->result != CX_NOTIFY_FAILED)
			continue;
		while (at < count && !is_same_failure(failures[at].first, n))
			at++;
		if (at == MAX_FAILURES)
			at--;
		else if (at == count)
			failures[count++] = (struct failure){.first = n};
		failures[at].count++;
	}
	for (size_t i = 0; i < count; i++)
		report_failure(r, &failures[i], diags);
	size_t rest = r->list->count - r->next;
	if (!rest)
		return;
	cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.left", CX_SPAN_NONE, "%zu %s%s not tried: %s; %s due",
		    rest, count ? "more " : "", rest == 1 ? "notification was" : "notifications were", r->why,
		    rest == 1 ? "it stays" : "they stay");
}

static enum cx_status find_receiver(struct round *r, struct cx_buf *url, struct cx_diags *diags)
{
	const struct cx_tenant_config *tenant = r->courier->tenant;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	const char *folder = r->courier->project_dir;
	enum cx_status status = cx_setting_get(&tenant->notify_url, folder, "notify.url", url, &inner);
	if (!status)
		status = cx_setting_get(&tenant->notify_secret, folder, "notify.secret", &r->secret, &inner);
	if (inner.count) {
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.setting", CX_SPAN_NONE,
						"no notification was sent: %s", inner.items[0]->message);
		cx_diag_hint(diags, d, "%s due: mend it, then run cxctl notify",
			     r->list->count == 1 ? "it stays" : "they stay");
		return CX_STATUS_INVALID;
	}
	return status == CX_STATUS_ABSENT ? CX_STATUS_OK : status;
}

void cx_courier_send(const struct cx_courier *courier, struct cx_arena *arena, struct cx_notifications *list,
		     struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf url = CX_BUF_INIT;
	struct round r = {.courier = courier, .arena = arena, .list = list, .secret = CX_BUF_INIT};
	if (!list->count)
		return;
	if (!find_receiver(&r, &url, diags) && url.len) {
		struct cx_clock *clock = courier->clock;
		r.url = url.data;
		cx_secrets_add(cx_remote_secrets(courier->remote), r.secret.data, r.secret.len);
		r.until_us =
			courier->total_ms ? clock->monotonic_us(clock) + courier->total_ms * 1000 : INT64_MAX;
		for (size_t i = 0; i < CX_COURIER_AT_ONCE; i++)
			send_next(&r);
		cx_remote_run(courier->remote, NULL, NULL);
		report(&r, diags);
	}
	cx_buf_release_secret(&r.secret);
}
