/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of what was applied last: a plan of these puts drift back, and does nothing else. */
#include "engine/reconcile.h"

static struct cx_definition definition_of(struct cx_arena *arena, const struct cx_kind *kind,
					  const char *address, const struct cx_node *resource)
{
	const struct cx_node *origin = cx_node_get(resource, "origin");
	const char *path = cx_node_get_text(origin, "path");
	int64_t line = 0;
	(void)cx_node_get_int64(origin, "line", &line);
	return (struct cx_definition){
		.kind = kind,
		.name = strchr(address, '/') + 1,
		.address = address,
		.protect = cx_node_get_bool(resource, "protect", false),
		.document = cx_node_new(arena, CX_NODE_OBJECT),
		.spec = cx_node_copy(arena, cx_node_get(resource, "spec")),
		.file = path ? path : "",
		.line = line > 0 && line <= UINT32_MAX ? (uint32_t)line : 0,
		.origin = origin ? origin : cx_node_new(arena, CX_NODE_OBJECT),
	};
}

void cx_reconcile_definitions(struct cx_arena *arena, const struct cx_ledger *ledger,
			      const struct cx_kinds *kinds, struct cx_definitions *ret_set)
{
	struct cx_definitions set = {0};
	set.items = cx_arena_alloc(arena, (ledger->resources.count + 1) * sizeof *set.items);
	for (size_t i = 0; i < ledger->resources.count; i++) {
		const struct cx_map_entry *entry = &ledger->resources.entries[i];
		const char *address = cx_arena_strndup(arena, entry->key, entry->len);
		const char *slash = strchr(address, '/');
		const struct cx_kind *kind =
			slash ? cx_kinds_find(kinds,
					      cx_arena_strndup(arena, address, (size_t)(slash - address)))
			      : NULL;
		if (!kind || !cx_node_get(entry->value, "spec"))
			continue;
		struct cx_definition *definition = &set.items[set.count++];
		*definition = definition_of(arena, kind, address, entry->value);
		(void)cx_map_put(&set.by_address, address, definition);
	}
	*ret_set = set;
}

bool cx_reconcile_is(const struct cx_node *run)
{
	const struct cx_node *steps = cx_node_get(run, "steps");
	return steps && steps->first && cx_node_get_bool(steps->first, "reconcile", false);
}
