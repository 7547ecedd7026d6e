/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications as an outbox: written with the outcome, delivered after it, at least once. */
#include "engine/notify.h"

#include "base/rand.h"
#include "doc/json.h"

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
		cx_notification_add(arena, list, id, step->change->address,
				    audience_payload(arena, step, clock));
	}
}

void cx_notify_read(struct cx_arena *arena, const struct cx_node *pending, struct cx_notifications *list)
{
	const struct cx_node *items = cx_node_get(pending, "notifications");
	for (const struct cx_node *item = items ? items->first : NULL; item; item = item->next) {
		const char *id = cx_node_get_text(item, "id"), *address = cx_node_get_text(item, "address");
		const char *payload = cx_node_get_text(item, "payload");
		if (id && address && payload)
			cx_notification_add(arena, list, id, address, payload);
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

bool cx_notify_is_on(const struct cx_tenant_config *tenant, struct cx_diags *diags)
{
	return cx_courier_is_on(tenant, "changed audiences", diags);
}
