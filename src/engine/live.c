/* SPDX-License-Identifier: Apache-2.0 */
/* Live state: lists first, then single reads for kinds that have no list. */
#include "engine/live.h"

#include "engine/plan_parts.h"

static bool is_also(const struct cx_live_input *input, const char *kind)
{
	for (size_t i = 0; i < input->also_count; i++)
		if (strcmp(input->also[i], kind) == 0)
			return true;
	return false;
}

/* The kinds in use, each once. */
static size_t kinds_in_use(struct cx_arena *arena, const struct cx_live_input *input,
			   struct cx_live_list *lists)
{
	const struct cx_profile *profile = input->profile;
	const struct cx_definitions *desired = input->desired;
	const struct cx_ledger *ledger = input->ledger;
	size_t count = 0;
	for (size_t k = 0; k < profile->kind_count; k++) {
		const char *kind = profile->kinds[k].kind;
		const char *prefix = cx_arena_printf(arena, "%s/", kind);
		bool used = is_also(input, kind);
		for (size_t i = 0; i < desired->count && !used; i++)
			used = strcmp(desired->items[i].kind->name, kind) == 0;
		for (size_t i = 0; i < ledger->resources.count && !used; i++)
			used = strncmp(ledger->resources.entries[i].key, prefix, strlen(prefix)) == 0;
		if (used)
			lists[count++] = (struct cx_live_list){.route = &profile->kinds[k]};
	}
	return count;
}

static bool is_of_kind(const struct cx_map_entry *entry, const char *kind)
{
	size_t n = strlen(kind);
	return entry->len > n && strncmp(entry->key, kind, n) == 0 && entry->key[n] == '/';
}

struct ids {
	const char **items;
	size_t count, cap;
	struct cx_map seen;
};

static void ids_add(struct cx_arena *arena, struct ids *ids, const char *id)
{
	if (!id || cx_map_put(&ids->seen, id, ids))
		return;
	CX_ARENA_GROW(arena, ids->items, ids->count, ids->cap);
	ids->items[ids->count++] = id;
}

/* One GET an id that git or the ledger knows. */
static enum cx_status read_known(struct cx_reader *reader, struct cx_arena *arena,
				 const struct cx_definitions *desired, const struct cx_ledger *ledger,
				 struct cx_live_list *list, struct cx_diags *diags)
{
	struct ids ids = {0};
	for (size_t i = 0; i < desired->count; i++)
		if (strcmp(desired->items[i].kind->name, list->route->kind) == 0)
			ids_add(arena, &ids, cx_plan_desired_id(arena, list->route, &desired->items[i]));
	for (size_t i = 0; i < ledger->resources.count; i++)
		if (is_of_kind(&ledger->resources.entries[i], list->route->kind))
			ids_add(arena, &ids,
				cx_plan_id(arena, list->route,
					   cx_node_get_text(ledger->resources.entries[i].value, "id")));
	cx_map_release(&ids.seen);
	struct cx_node **nodes = cx_arena_alloc(arena, (ids.count + 1) * sizeof(struct cx_node *));
	enum cx_status status =
		cx_reader_objects(reader, arena, list->route, ids.items, ids.count, nodes, diags);
	if (status)
		return status;
	list->items = cx_arena_alloc(arena, (ids.count + 1) * sizeof(struct cx_node *));
	for (size_t i = 0; i < ids.count; i++)
		if (nodes[i])
			list->items[list->count++] = nodes[i];
	list->requests = ids.count;
	list->complete = true;
	return CX_STATUS_OK;
}

static void list_from_ledger(struct cx_arena *arena, const struct cx_ledger *ledger,
			     struct cx_live_list *list)
{
	for (size_t i = 0; i < ledger->resources.count; i++) {
		const struct cx_map_entry *entry = &ledger->resources.entries[i];
		const struct cx_node *spec = cx_node_get(entry->value, "spec");
		const char *id = cx_node_get_text(entry->value, "id");
		if (!is_of_kind(entry, list->route->kind) || !spec || !id)
			continue;
		struct cx_node *live = cx_node_copy(arena, spec);
		cx_node_set(live, list->route->id_field ? list->route->id_field : "id",
			    cx_node_string(arena, id));
		CX_ARENA_GROW(arena, list->items, list->count, list->cap);
		list->items[list->count++] = live;
	}
}

/* The tenant cannot show this kind: what we applied last stands for it. */
static void take_from_ledger(struct cx_arena *arena, const struct cx_ledger *ledger,
			     struct cx_live_list *list, struct cx_diags *diags)
{
	list_from_ledger(arena, ledger, list);
	list->complete = true;
	const char *message =
		cx_arena_printf(arena, "the tenant cannot show what it holds of kind %s", list->route->kind);
	/* Live is read twice where a run has to be settled first. */
	if (cx_diags_say(diags, "plan.blind", message))
		return;
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_WARNING, "plan.blind", CX_SPAN_NONE, "%s", message);
	cx_diag_hint(diags, d, "the plan takes what the ledger says was applied last; drift cannot be seen");
}

enum cx_status cx_live_read_more(struct cx_reader *reader, struct cx_arena *arena,
				 const struct cx_live_input *input, struct cx_live *ret_live,
				 struct cx_diags *diags)
{
	const struct cx_profile *profile = input->profile;
	if (cx_plan_check_kinds(profile, input->desired, diags))
		return CX_STATUS_INVALID;
	struct cx_live live = {
		.lists = cx_arena_alloc(arena, (profile->kind_count + 1) * sizeof(struct cx_live_list))};
	live.count = kinds_in_use(arena, input, live.lists);
	enum cx_status status = cx_reader_lists(reader, arena, live.lists, live.count, diags);
	for (size_t i = 0; i < live.count && !status; i++) {
		struct cx_live_list *list = &live.lists[i];
		if (!list->complete && list->route->routes[CX_ROUTE_READ].present)
			status = read_known(reader, arena, input->desired, input->ledger, list, diags);
		else if (!list->complete)
			take_from_ledger(arena, input->ledger, list, diags);
		live.requests += list->requests;
	}
	if (!status)
		*ret_live = live;
	return status;
}

enum cx_status cx_live_read(struct cx_reader *reader, struct cx_arena *arena,
			    const struct cx_profile *profile, const struct cx_definitions *desired,
			    const struct cx_ledger *ledger, struct cx_live *ret_live, struct cx_diags *diags)
{
	const struct cx_live_input input = {profile, desired, ledger, NULL, 0};
	return cx_live_read_more(reader, arena, &input, ret_live, diags);
}

void cx_live_from_ledger(struct cx_arena *arena, const struct cx_profile *profile,
			 const struct cx_definitions *desired, const struct cx_ledger *ledger,
			 struct cx_live *ret_live)
{
	const struct cx_live_input input = {profile, desired, ledger, NULL, 0};
	*ret_live = (struct cx_live){
		.lists = cx_arena_alloc(arena, (profile->kind_count + 1) * sizeof(struct cx_live_list))};
	ret_live->count = kinds_in_use(arena, &input, ret_live->lists);
	for (size_t i = 0; i < ret_live->count; i++)
		list_from_ledger(arena, ledger, &ret_live->lists[i]);
}
