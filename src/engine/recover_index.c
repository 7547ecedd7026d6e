/* SPDX-License-Identifier: Apache-2.0 */
/* What recovery looks things up by: the tenant's objects by id and by name, and the ids that somebody owns.
 */
#include "engine/plan_parts.h"
#include "engine/recover_parts.h"

#include <ctype.h>

static const char *key_of(struct recovery *r, const struct cx_kind_route *route, const char *text)
{
	return cx_arena_printf(r->arena, "%s %s", route->kind, text);
}

/* Ids are the same in either case. */
static const char *folded(struct recovery *r, const char *id)
{
	char *copy = cx_arena_strdup(r->arena, id);
	for (char *at = copy; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return copy;
}

void recover_know_id(struct recovery *r, const char *id)
{
	if (id)
		(void)cx_map_put(&r->known_ids, folded(r, id), r);
}

bool recover_is_known_id(struct recovery *r, const char *id)
{
	return cx_map_get(&r->known_ids, folded(r, id)) != NULL;
}

static void object_add(struct recovery *r, const struct cx_kind_route *route, const struct cx_node *object)
{
	const char *id = cx_plan_live_id(r->arena, route, object);
	const char *name = route->match_field ? cx_node_get_text(object, route->match_field) : NULL;
	if (!id)
		return;
	const char *key = key_of(r, route, id);
	if (!cx_map_get(&r->live_by_id, key))
		(void)cx_map_put(&r->live_by_id, key, (void *)object);
	if (!name)
		return;
	struct recover_named *named = cx_arena_alloc(r->arena, sizeof *named);
	*named = (struct recover_named){.object = object, .id = id};
	named->next = cx_map_put(&r->live_by_name, key_of(r, route, name), named);
}

void recover_index_make(struct recovery *r)
{
	for (size_t k = 0; k < r->live.count; k++)
		for (size_t i = 0; i < r->live.lists[k].count; i++)
			object_add(r, r->live.lists[k].route, r->live.lists[k].items[i]);
	const struct cx_map *resources = &r->options->ledger->resources;
	for (size_t i = 0; i < resources->count; i++)
		recover_know_id(r, cx_node_get_text(resources->entries[i].value, "id"));
	for (size_t i = 0; i < r->count; i++)
		recover_know_id(r, r->steps[i].id);
}

void recover_index_release(struct recovery *r)
{
	cx_map_release(&r->live_by_id);
	cx_map_release(&r->live_by_name);
	cx_map_release(&r->known_ids);
}

const struct cx_node *recover_find_live(struct recovery *r, const struct old_step *step, const char *id)
{
	if (!id || !step->route)
		return NULL;
	return cx_map_get(&r->live_by_id, key_of(r, step->route, cx_plan_id(r->arena, step->route, id)));
}

const struct recover_named *recover_find_named(struct recovery *r, const struct old_step *step,
					       const char *name)
{
	return name ? cx_map_get(&r->live_by_name, key_of(r, step->route, name)) : NULL;
}
