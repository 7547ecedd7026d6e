/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of notifications. */
#include "remote/notification.h"

#include "base/clock.h"
#include "doc/json.h"

#define DAY_MS INT64_C(86400000)

const char *cx_notification_result_name(enum cx_notify_result result)
{
	static const char *const names[] = {
		[CX_NOTIFY_DUE] = "due",
		[CX_NOTIFY_DELIVERED] = "delivered",
		[CX_NOTIFY_FAILED] = "failed",
		[CX_NOTIFY_DROPPED] = "dropped",
	};
	return names[result];
}

/* The time that the receiver is told, so that nothing is kept twice. */
static const char *since_of(struct cx_arena *arena, const char *payload)
{
	struct cx_source source = {.name = "notification", .text = payload, .len = strlen(payload)};
	struct cx_node *node = NULL;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	CX_AUTO(cx_arena) struct cx_arena own = CX_ARENA_INIT;
	if (cx_json_parse(&own, &source, &node, &unused))
		return NULL;
	const char *since = cx_node_get_text(node, "timestamp");
	return since ? cx_arena_strdup(arena, since) : NULL;
}

void cx_notification_add(struct cx_arena *arena, struct cx_notifications *list, const char *id,
			 const char *address, const char *payload)
{
	CX_ARENA_GROW(arena, list->items, list->count, list->cap);
	list->items[list->count++] = (struct cx_notification){
		.id = id, .address = address, .payload = payload, .since = since_of(arena, payload)};
}

size_t cx_notification_count(const struct cx_notifications *list, enum cx_notify_result result)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].result == result;
	return count;
}

size_t cx_notification_count_due(const struct cx_notifications *list)
{
	return cx_notification_count(list, CX_NOTIFY_DUE) + cx_notification_count(list, CX_NOTIFY_FAILED);
}

bool cx_notification_too_old(const struct cx_notification *notification, int64_t now_ms)
{
	int64_t since_ms;
	return notification->since && cx_time_parse(notification->since, &since_ms) &&
	       now_ms - since_ms > CX_NOTIFY_MAX_DAYS * DAY_MS;
}
