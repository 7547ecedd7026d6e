/* SPDX-License-Identifier: Apache-2.0 */
/* Ids that came before. */
#include "query/seen.h"

static void forget(struct cx_arena *arena, struct cx_map *ids)
{
	cx_map_release(ids);
	cx_arena_release(arena);
}

void cx_seen_release(struct cx_seen *seen)
{
	forget(&seen->young.arena, &seen->young.ids);
	forget(&seen->old.arena, &seen->old.ids);
	*seen = (struct cx_seen){0};
}

bool cx_seen_has(const struct cx_seen *seen, const char *id, size_t len)
{
	return cx_map_get_n(&seen->young.ids, id, len) || cx_map_get_n(&seen->old.ids, id, len);
}

void cx_seen_add(struct cx_seen *seen, const char *id, size_t len)
{
	static char present;
	if (cx_seen_has(seen, id, len))
		return;
	if (seen->young.ids.count == CX_SEEN_IDS) {
		forget(&seen->old.arena, &seen->old.ids);
		seen->old = seen->young;
		seen->young.arena = (struct cx_arena)CX_ARENA_INIT;
		seen->young.ids = (struct cx_map)CX_MAP_INIT;
	}
	cx_map_put_n(&seen->young.ids, cx_arena_strndup(&seen->young.arena, id, len), len, &present);
}
