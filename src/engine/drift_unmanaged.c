/* SPDX-License-Identifier: Apache-2.0 */
/* What the tenant holds and neither git nor the ledger knows, counted a kind. */
#include "engine/drift.h"
#include "engine/plan_parts.h"

static const char *key_of(struct cx_arena *arena, const char *kind, const char *what, const char *value)
{
	return cx_arena_printf(arena, "%s %s %s", kind, what, value);
}

/* By id, and where the server gives that, by the name that a first apply would adopt it by. */
static void know_definition(struct cx_arena *arena, const struct cx_profile *profile,
			    const struct cx_definition *definition, struct cx_map *known)
{
	const char *kind = definition->kind->name;
	const struct cx_kind_route *route = cx_profile_kind(profile, kind);
	const char *id = route ? cx_plan_desired_id(arena, route, definition) : NULL;
	const char *name =
		route && route->match_field ? cx_node_get_text(definition->spec, route->match_field) : NULL;
	if (id)
		(void)cx_map_put(known, key_of(arena, kind, "id", id), known);
	if (name && !id)
		(void)cx_map_put(known, key_of(arena, kind, "name", name), known);
}

static void know_resource(struct cx_arena *arena, const struct cx_profile *profile,
			  const struct cx_map_entry *entry, struct cx_map *known)
{
	const char *slash = memchr(entry->key, '/', entry->len);
	const char *id = cx_node_get_text(entry->value, "id");
	const char *kind = slash ? cx_arena_strndup(arena, entry->key, (size_t)(slash - entry->key)) : NULL;
	const struct cx_kind_route *route = kind ? cx_profile_kind(profile, kind) : NULL;
	if (route && id)
		(void)cx_map_put(known, key_of(arena, kind, "id", cx_plan_id(arena, route, id)), known);
}

static bool is_known(struct cx_arena *arena, const struct cx_live_list *list, const struct cx_node *live,
		     const struct cx_map *known)
{
	const struct cx_kind_route *route = list->route;
	const char *id = cx_plan_live_id(arena, route, live);
	const char *name = route->match_field ? cx_node_get_text(live, route->match_field) : NULL;
	bool named = name && route->identity == CX_IDENTITY_SERVER_ID;
	return (id && cx_map_get(known, key_of(arena, route->kind, "id", id))) ||
	       (named && cx_map_get(known, key_of(arena, route->kind, "name", name)));
}

void cx_drift_count_unmanaged(struct cx_arena *arena, const struct cx_drift_input *input,
			      const struct cx_definitions *definitions, struct cx_drift *drift)
{
	CX_AUTO(cx_map) struct cx_map known = CX_MAP_INIT;
	for (size_t i = 0; i < definitions->count; i++)
		know_definition(arena, input->profile, &definitions->items[i], &known);
	for (size_t i = 0; i < input->ledger->resources.count; i++)
		know_resource(arena, input->profile, &input->ledger->resources.entries[i], &known);
	drift->kinds = cx_arena_alloc(arena, (input->live->count + 1) * sizeof *drift->kinds);
	drift->kind_count = 0;
	drift->has_unmanaged = true;
	for (size_t k = 0; k < input->live->count; k++) {
		const struct cx_live_list *list = &input->live->lists[k];
		if (!list->route->routes[CX_ROUTE_LIST].present)
			continue;
		struct cx_drift_kind *kind = &drift->kinds[drift->kind_count++];
		*kind = (struct cx_drift_kind){.kind = list->route->kind};
		for (size_t i = 0; i < list->count; i++)
			kind->unmanaged += !is_known(arena, list, list->items[i], &known);
		drift->unmanaged += kind->unmanaged;
	}
}
