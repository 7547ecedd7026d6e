/* SPDX-License-Identifier: Apache-2.0 */
/* What several runs leave pending, in one file. */
#include "ledger/pending.h"

#include "base/map.h"
#include "doc/json.h"

static void entries_put(struct cx_map *map, const struct cx_node *list)
{
	char digest[CX_DIGEST_LEN + 1];
	for (struct cx_node *entry = list ? list->first : NULL; entry; entry = entry->next) {
		cx_json_digest(entry, digest);
		(void)cx_map_put(map, digest, entry);
	}
}

static bool has(const struct cx_map *map, const struct cx_node *entry)
{
	char digest[CX_DIGEST_LEN + 1];
	cx_json_digest(entry, digest);
	return cx_map_get(map, digest) != NULL;
}

static struct cx_node *list_merge(struct cx_arena *arena, const struct cx_node *found,
				  const struct cx_node *ours, const struct cx_node *theirs)
{
	CX_AUTO(cx_map) struct cx_map before = CX_MAP_INIT;
	CX_AUTO(cx_map) struct cx_map mine = CX_MAP_INIT;
	CX_AUTO(cx_map) struct cx_map other = CX_MAP_INIT;
	struct cx_node *merged = cx_node_new(arena, CX_NODE_ARRAY);
	entries_put(&before, found);
	entries_put(&mine, ours);
	entries_put(&other, theirs);
	for (const struct cx_node *entry = theirs ? theirs->first : NULL; entry; entry = entry->next)
		if (!has(&before, entry) || has(&mine, entry))
			cx_node_push(merged, cx_node_copy(arena, entry));
	for (const struct cx_node *entry = ours ? ours->first : NULL; entry; entry = entry->next)
		if (!has(&before, entry) && !has(&other, entry))
			cx_node_push(merged, cx_node_copy(arena, entry));
	return merged;
}

const struct cx_node *cx_pending_merge(struct cx_arena *arena, const struct cx_node *found,
				       const struct cx_node *ours, const struct cx_node *theirs)
{
	static const char *const keys[] = {"steps", "notifications"};
	struct cx_node *merged = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < CX_COUNT(keys); i++) {
		struct cx_node *list = list_merge(arena, cx_node_get(found, keys[i]),
						  cx_node_get(ours, keys[i]), cx_node_get(theirs, keys[i]));
		if (list->count)
			cx_node_add(merged, keys[i], list);
	}
	return merged->count ? merged : NULL;
}
