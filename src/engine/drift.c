/* SPDX-License-Identifier: Apache-2.0 */
/* Drift, resource by resource of the ledger. */
#include "engine/drift.h"

#include "engine/diff.h"
#include "engine/plan_parts.h"
#include "engine/shown.h"
#include "model/normal.h"

/* "Kind id" -> the tenant's object. */
static void index_live(struct cx_arena *arena, const struct cx_live *live, struct cx_map *by_id)
{
	for (size_t k = 0; k < live->count; k++) {
		const struct cx_live_list *list = &live->lists[k];
		for (size_t i = 0; i < list->count; i++) {
			const char *id = cx_plan_live_id(arena, list->route, list->items[i]);
			if (id)
				(void)cx_map_put(by_id,
						 cx_arena_printf(arena, "%s %s", list->route->kind, id),
						 list->items[i]);
		}
	}
}

static void drift_add(struct cx_arena *arena, struct cx_drift *drift, const struct cx_drift_item *item)
{
	CX_ARENA_GROW(arena, drift->items, drift->count, drift->cap);
	drift->items[drift->count++] = *item;
}

static void compare_one(struct cx_arena *arena, const struct cx_kind *kind, const struct cx_node *base,
			const struct cx_node *live, struct cx_drift_item *item, struct cx_drift *drift)
{
	drift->checked++;
	if (!live) {
		item->deleted = true;
		drift_add(arena, drift, item);
		return;
	}
	const struct cx_node *spec = cx_node_get(base, "spec");
	struct cx_node *normal = cx_normal(arena, kind->spec, spec);
	struct cx_diff_input diff = {
		.shape = kind->spec,
		.desired = normal,
		.base = normal,
		.live = cx_normal(arena, kind->spec, cx_shown_undo(arena, kind->spec, base, NULL, live)),
		.desired_shown = spec,
		.live_shown = live,
	};
	if (cx_diff(arena, &diff, &item->fields) == CX_CLASS_NONE)
		return;
	/* The ledger's side is "desired" to the comparison; a reader of drift wants then and now. */
	cx_diff_swap(&item->fields);
	item->changed_at = cx_node_get_text(live, "updated_at");
	drift_add(arena, drift, item);
}

static int compare_items(const void *left, const void *right)
{
	const struct cx_drift_item *a = left, *b = right;
	return strcmp(a->address, b->address);
}

void cx_drift_find(struct cx_arena *arena, const struct cx_ledger *ledger, const struct cx_kinds *kinds,
		   const struct cx_profile *profile, const struct cx_live *live, struct cx_drift *ret_drift,
		   struct cx_diags *diags)
{
	struct cx_drift drift = {.tenant = ledger->tenant, .requests = live->requests};
	CX_AUTO(cx_map) struct cx_map by_id = CX_MAP_INIT;
	index_live(arena, live, &by_id);
	for (size_t i = 0; i < ledger->resources.count; i++) {
		const struct cx_map_entry *entry = &ledger->resources.entries[i];
		const char *address = cx_arena_strndup(arena, entry->key, entry->len);
		const char *slash = strchr(address, '/'), *id = cx_node_get_text(entry->value, "id");
		const char *kind_name =
			slash ? cx_arena_strndup(arena, address, (size_t)(slash - address)) : "";
		const struct cx_kind *kind = cx_kinds_find(kinds, kind_name);
		const struct cx_kind_route *route = cx_profile_kind(profile, kind_name);
		if (!kind || !route || !id || !cx_node_get(entry->value, "spec")) {
			cx_diag_add(diags, CX_SEVERITY_WARNING, "kind.profile", CX_SPAN_NONE,
				    "the ledger owns %s, but its kind is unknown here; it is not checked",
				    address);
			continue;
		}
		if (cx_kind_route_is_blind(route)) {
			drift.unseen++;
			continue;
		}
		id = cx_plan_id(arena, route, id);
		struct cx_drift_item item = {
			.address = address, .kind = kind->name, .name = slash + 1, .id = id};
		const struct cx_node *now =
			cx_map_get(&by_id, cx_arena_printf(arena, "%s %s", kind_name, id));
		compare_one(arena, kind, entry->value, now, &item, &drift);
	}
	if (drift.count)
		qsort(drift.items, drift.count, sizeof *drift.items, compare_items);
	*ret_drift = drift;
}
