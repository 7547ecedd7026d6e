/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications as an outbox: written with the outcome, delivered after it, at least once. */
#include "engine/notify.h"

#include "base/rand.h"
#include "doc/json.h"
#include "remote/write.h"

#define TIMEOUT_MS 15000

static bool causes_notification(const struct cx_change *change)
{
	return change->body && cx_shape_member(change->kind->spec, "criteria", strlen("criteria"));
}

const char *const *cx_notify_ids(struct cx_arena *arena, const struct cx_plan *plan)
{
	const char **ids = cx_arena_alloc(arena, (plan->count + 1) * sizeof *ids);
	for (size_t i = 0; i < plan->count; i++) {
		char uuid[CX_UUID_LEN + 1];
		if (!causes_notification(&plan->changes[i]))
			continue;
		cx_uuid_new(uuid);
		ids[i] = cx_arena_printf(arena, "msg_%s", uuid);
	}
	return ids;
}

/* API.md, Completion callbacks. */
static const char *audience_payload(struct cx_arena *arena, const struct cx_step *step,
				    struct cx_clock *clock)
{
	const struct cx_node *body = step->change->body, *criteria = cx_node_get(body, "criteria");
	char time[CX_TIME_LEN + 1], version[CX_DIGEST_LEN + 1] = "";
	cx_time_format(clock->realtime_ms(clock), time);
	if (criteria)
		cx_json_digest(criteria, version);
	const char *name = cx_node_get_text(body, "name");
	struct cx_node *payload = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(payload, "event", cx_node_string(arena, "AUDIENCE_UPDATED"));
	cx_node_add(payload, "audience_id", cx_node_string(arena, step->id));
	cx_node_add(payload, "timestamp", cx_node_string(arena, time));
	cx_node_add(payload, "segment_name", cx_node_string(arena, name ? name : step->change->name));
	cx_node_add(payload, "criteria_version", cx_node_string(arena, version));
	cx_node_add(payload, "recalculation_triggered",
		    cx_node_bool(arena, cx_node_get_bool(body, "recalculate_on_update", true)));
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_line(payload, &text);
	return cx_arena_strndup(arena, text.data, text.len);
}

static void list_add(struct cx_arena *arena, struct cx_notifications *list, struct cx_notification item)
{
	CX_ARENA_GROW(arena, list->items, list->count, list->cap);
	list->items[list->count++] = item;
}

void cx_notify_collect(struct cx_arena *arena, const struct cx_apply *apply, const struct cx_plan *plan,
		       const char *const *ids, struct cx_clock *clock, struct cx_notifications *list)
{
	for (size_t i = 0; i < apply->count; i++) {
		const struct cx_step *step = &apply->steps[i];
		const char *id = ids[step->change - plan->changes];
		if (step->result != CX_STEP_APPLIED || !id || !step->id)
			continue;
		list_add(arena, list,
			 (struct cx_notification){.id = id,
						  .address = step->change->address,
						  .payload = audience_payload(arena, step, clock)});
	}
}

void cx_notify_read(struct cx_arena *arena, const struct cx_node *pending, struct cx_notifications *list)
{
	const struct cx_node *items = cx_node_get(pending, "notifications");
	for (const struct cx_node *item = items ? items->first : NULL; item; item = item->next) {
		const char *id = cx_node_get_text(item, "id"), *address = cx_node_get_text(item, "address");
		const char *payload = cx_node_get_text(item, "payload");
		if (id && address && payload)
			list_add(arena, list,
				 (struct cx_notification){.id = id, .address = address, .payload = payload});
	}
}

struct cx_node *cx_notify_node(struct cx_arena *arena, const struct cx_notifications *list)
{
	struct cx_node *items = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < list->count; i++) {
		const struct cx_notification *n = &list->items[i];
		if (n->delivered)
			continue;
		struct cx_node *item = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(item, "id", cx_node_string(arena, n->id));
		cx_node_add(item, "address", cx_node_string(arena, n->address));
		cx_node_add(item, "payload", cx_node_string(arena, n->payload));
		cx_node_push(items, item);
	}
	return items;
}

void cx_notify_sign(const char *secret, size_t secret_len, const char *id, const char *timestamp,
		    const char *payload, struct cx_buf *out)
{
	struct cx_buf key = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf signed_text = CX_BUF_INIT;
	bool encoded = secret_len > 6 && strncmp(secret, "whsec_", 6) == 0 &&
		       cx_base64_decode(secret + 6, secret_len - 6, &key);
	if (!encoded) {
		cx_buf_clear(&key);
		cx_buf_add(&key, secret, secret_len);
	}
	cx_buf_addf(&signed_text, "%s.%s.", id, timestamp);
	cx_buf_adds(&signed_text, payload);
	unsigned char mac[CX_SHA256_BYTES];
	cx_hmac_sha256(key.data, key.len, signed_text.data, signed_text.len, mac);
	cx_buf_adds(out, "v1,");
	cx_base64_add(out, mac, sizeof mac);
	cx_buf_release_secret(&key);
}

bool cx_notify_is_on(const struct cx_tenant_config *tenant, struct cx_diags *diags)
{
	const char *name = tenant->notify_url.env, *value = name ? getenv(name) : NULL;
	if (!tenant->has_notify)
		return false;
	if (!name || (value && *value))
		return true;
	cx_diag_add(diags, CX_SEVERITY_NOTE, "notify.off", CX_SPAN_NONE,
		    "%s is not set, so nobody is notified of changed audiences", name);
	return false;
}

struct delivery {
	struct cx_arena *arena;
	const struct cx_notify_options *options;
	struct cx_notification *notification;
	const char *headers[4];
	const char *secrets[2];
};

static void on_delivered(void *data, const struct cx_answer *answer)
{
	struct delivery *d = data;
	d->notification->status = answer->status;
	d->notification->delivered =
		answer->kind == CX_ANSWER_STATUS &&
		(answer->status == 200 || answer->status == 201 || answer->status == 202);
	if (!d->notification->delivered) {
		d->notification->problem = cx_arena_strdup(
			d->arena, answer->problem && *answer->problem
					  ? answer->problem
					  : cx_arena_printf(d->arena, "it answered %d", answer->status));
		return;
	}
	struct cx_node *record = cx_node_new(d->arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(d->arena, "notified"));
	cx_node_add(record, "address", cx_node_string(d->arena, d->notification->address));
	cx_node_add(record, "notification", cx_node_string(d->arena, d->notification->id));
	cx_node_add(record, "status", cx_node_int(d->arena, answer->status));
	cx_node_add(record, "latency_ms", cx_node_int(d->arena, answer->latency_us / 1000));
	cx_run_add(d->options->run, record);
}

static void send_one(struct delivery *d, const char *url, const struct cx_buf *secret)
{
	struct cx_clock *clock = d->options->clock;
	const struct cx_notification *n = d->notification;
	const char *timestamp =
		cx_arena_printf(d->arena, "%lld", (long long)(clock->realtime_ms(clock) / 1000));
	size_t count = 0;
	d->headers[count++] = cx_arena_printf(d->arena, "webhook-id: %s", n->id);
	d->headers[count++] = cx_arena_printf(d->arena, "webhook-timestamp: %s", timestamp);
	if (secret->len) {
		CX_AUTO(cx_buf) struct cx_buf signature = CX_BUF_INIT;
		cx_notify_sign(secret->data, secret->len, n->id, timestamp, n->payload, &signature);
		d->headers[count++] = cx_arena_printf(d->arena, "webhook-signature: %s", signature.data);
	}
	d->secrets[0] = secret->len ? secret->data : NULL;
	struct cx_write write = {.method = "POST",
				 .secrets = d->secrets,
				 .url = url,
				 .body = n->payload,
				 .body_len = strlen(n->payload),
				 .headers = d->headers,
				 .timeout_ms = TIMEOUT_MS};
	cx_writer_send(cx_remote_writer(d->options->remote), &write, on_delivered, d);
}

static void report(const struct cx_notifications *list, struct cx_diags *diags)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct cx_notification *n = &list->items[i];
		if (n->delivered)
			continue;
		struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "notify.failed", CX_SPAN_NONE,
						"the notification of %s was not delivered: %s", n->address,
						n->problem ? n->problem : "no answer");
		cx_diag_hint(diags, d, "it stays due, and the next apply sends it again with the same id");
	}
}

void cx_notify_deliver(struct cx_arena *arena, const struct cx_notify_options *options,
		       struct cx_notifications *list, struct cx_diags *diags)
{
	if (!list->count)
		return;
	CX_AUTO(cx_buf) struct cx_buf url = CX_BUF_INIT;
	struct cx_buf secret = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags inner = CX_DIAGS_INIT;
	if (cx_setting_get(&options->tenant->notify_url, options->project_dir, "notify.url", &url, &inner))
		return;
	(void)cx_setting_get(&options->tenant->notify_secret, options->project_dir, "notify.secret", &secret,
			     &inner);
	struct delivery *deliveries = cx_arena_alloc(arena, list->count * sizeof *deliveries);
	for (size_t i = 0; i < list->count; i++) {
		deliveries[i] = (struct delivery){
			.arena = arena, .options = options, .notification = &list->items[i]};
		send_one(&deliveries[i], url.data, &secret);
	}
	cx_remote_run(options->remote, NULL, NULL);
	cx_buf_release_secret(&secret);
	report(list, diags);
}
