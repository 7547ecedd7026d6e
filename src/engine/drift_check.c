/* SPDX-License-Identifier: Apache-2.0 */
/* When drift came about, as far as earlier checks on this machine tell. */
#include "engine/drift_check.h"

#include "base/clock.h"

/* A time that somebody may have edited. */
static const char *time_of(const struct cx_node *object, const char *key)
{
	const char *text = cx_node_get_text(object, key);
	int64_t ms;
	return text && cx_time_parse(text, &ms) ? text : NULL;
}

static void add_time(struct cx_arena *arena, struct cx_node *object, const char *key, const char *time)
{
	if (time)
		cx_node_add(object, key, cx_node_string(arena, time));
}

struct cx_node *cx_drift_check(struct cx_arena *arena, const struct cx_node *before, const char *now,
			       struct cx_drift *drift)
{
	const struct cx_node *known = cx_node_get(before, "drifted");
	struct cx_node *after = cx_node_new(arena, CX_NODE_OBJECT),
		       *drifted = cx_node_new(arena, CX_NODE_OBJECT);
	drift->checked_at = now;
	drift->clean_at = drift->count ? time_of(before, "clean_at") : now;
	for (size_t i = 0; i < drift->count; i++) {
		struct cx_drift_item *item = &drift->items[i];
		const struct cx_node *seen = cx_node_get(known, item->address);
		bool again = seen && time_of(seen, "seen");
		item->after = again ? time_of(seen, "after") : time_of(before, "checked_at");
		item->seen = again ? time_of(seen, "seen") : now;
		struct cx_node *entry = cx_node_new(arena, CX_NODE_OBJECT);
		add_time(arena, entry, "after", item->after);
		add_time(arena, entry, "seen", item->seen);
		cx_node_add(drifted, item->address, entry);
	}
	add_time(arena, after, "checked_at", now);
	add_time(arena, after, "clean_at", drift->clean_at);
	cx_node_add(after, "drifted", drifted);
	return after;
}
