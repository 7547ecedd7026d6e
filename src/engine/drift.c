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

/* Tenants that say who changed something last call it one of these. */
static const char *modifier_of(const struct cx_node *live)
{
	static const char *const names[] = {"updated_by", "modified_by", "last_modified_by", "updatedBy",
					    "modifiedBy"};
	const char *found = NULL;
	for (size_t i = 0; i < CX_COUNT(names) && !found; i++)
		found = cx_node_get_text(live, names[i]);
	return found;
}

static void compare_one(struct cx_arena *arena, const struct cx_drift_input *input,
			const struct cx_node *base, const struct cx_node *live, struct cx_drift_item *item,
			struct cx_drift *drift)
{
	drift->checked++;
	if (!live) {
		item->deleted = true;
		drift_add(arena, drift, item);
		return;
	}
	const struct cx_shape *shape = cx_kinds_find(input->kinds, item->kind)->spec;
	const struct cx_node *spec = cx_node_get(base, "spec");
	struct cx_node *normal = cx_normal(arena, shape, spec);
	struct cx_diff_input diff = {
		.shape = shape,
		.desired = normal,
		.base = normal,
		.live = cx_normal(arena, shape, cx_shown_undo(arena, shape, base, NULL, live)),
		.desired_shown = spec,
		.live_shown = live,
	};
	struct cx_diff_leave leave = {0};
	struct cx_diff_left left = {0};
	leave.rules = cx_plan_rules(arena, input->project, item->kind, item->name, &leave.rule_count);
	enum cx_class class = cx_diff_leaving(arena, &diff, &leave, &item->fields, &left);
	drift->ignored += left.fields.count;
	if (class == CX_CLASS_NONE)
		return;
	/* The ledger's side is "desired" to the comparison; a reader of drift wants then and now. */
	cx_diff_swap(&item->fields);
	item->changed_at = cx_node_get_text(live, "updated_at");
	item->changed_by = modifier_of(live);
	drift_add(arena, drift, item);
}

static int compare_items(const void *left, const void *right)
{
	const struct cx_drift_item *a = left, *b = right;
	return strcmp(a->address, b->address);
}

void cx_drift_find(struct cx_arena *arena, const struct cx_drift_input *input, struct cx_drift *ret_drift,
		   struct cx_diags *diags)
{
	const struct cx_ledger *ledger = input->ledger;
	struct cx_drift drift = {.tenant = ledger->tenant, .requests = input->live->requests};
	CX_AUTO(cx_map) struct cx_map by_id = CX_MAP_INIT;
	index_live(arena, input->live, &by_id);
	for (size_t i = 0; i < ledger->resources.count; i++) {
		const struct cx_map_entry *entry = &ledger->resources.entries[i];
		const char *address = cx_arena_strndup(arena, entry->key, entry->len);
		const char *slash = strchr(address, '/'), *id = cx_node_get_text(entry->value, "id");
		const char *kind_name =
			slash ? cx_arena_strndup(arena, address, (size_t)(slash - address)) : "";
		const struct cx_kind *kind = cx_kinds_find(input->kinds, kind_name);
		const struct cx_kind_route *route = cx_profile_kind(input->profile, kind_name);
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
		compare_one(arena, input, entry->value, now, &item, &drift);
	}
	if (drift.count)
		qsort(drift.items, drift.count, sizeof *drift.items, compare_items);
	*ret_drift = drift;
}
