/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications as an outbox: written with the outcome, delivered after it, at least once. */
#include "engine/notify.h"

#include "base/rand.h"
#include "doc/json.h"

const char *cx_notify_result_name(enum cx_notify_result result)
{
	static const char *const names[] = {
		[CX_NOTIFY_DUE] = "due",
		[CX_NOTIFY_DELIVERED] = "delivered",
		[CX_NOTIFY_FAILED] = "failed",
		[CX_NOTIFY_DROPPED] = "dropped",
	};
	return names[result];
}

size_t cx_notify_count(const struct cx_notifications *list, enum cx_notify_result result)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].result == result;
	return count;
}

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

/* The time that the receiver is told, so that nothing is kept twice. */
static const char *since_of(struct cx_arena *arena, const char *payload)
{
	struct cx_source source = {.name = "notification", .text = payload, .len = strlen(payload)};
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	return cx_json_parse(arena, &source, &node, &unused) ? NULL : cx_node_get_text(node, "timestamp");
}

static void list_add(struct cx_arena *arena, struct cx_notifications *list, struct cx_notification item)
{
	item.since = since_of(arena, item.payload);
	CX_ARENA_GROW(arena, list->items, list->count, list->cap);
	list->items[list->count++] = item;
}

void cx_notify_collect(struct cx_arena *arena, const struct cx_apply *apply, const struct cx_plan *plan,
		       const char *const *ids, struct cx_clock *clock, struct cx_notifications *list)
{
	for (size_t i = 0; i < apply->count; i++) {
		const struct cx_step *step = &apply->steps[i];
		const char *id = ids[step->change - plan->changes];
		bool undone = step->rollback && step->rollback->result == CX_STEP_APPLIED;
		/* Of what is as it was before the run there is nothing to tell. */
		if (step->result != CX_STEP_APPLIED || undone || !id || !step->id)
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
		if (n->result == CX_NOTIFY_DELIVERED || n->result == CX_NOTIFY_DROPPED)
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
