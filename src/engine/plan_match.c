/* SPDX-License-Identifier: Apache-2.0 */
/* Which definition, ledger entry and live object are the same resource. */
#include "engine/plan_parts.h"

#include <ctype.h>

const char *cx_plan_lower(struct cx_arena *arena, const char *text)
{
	char *lower = cx_arena_strdup(arena, text);
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

const char *cx_plan_id(struct cx_arena *arena, const struct cx_kind_route *route, const char *id)
{
	return id && route->identity == CX_IDENTITY_CLIENT_UUID ? cx_plan_lower(arena, id) : id;
}

const char *cx_plan_desired_id(struct cx_arena *arena, const struct cx_kind_route *route,
			       const struct cx_definition *definition)
{
	if (route->identity != CX_IDENTITY_NATURAL_KEY)
		return cx_plan_id(arena, route, definition->id);
	const char *key = cx_node_get_text(definition->spec, route->id_field);
	return key && *key ? key : NULL;
}

const char *cx_plan_live_id(struct cx_arena *arena, const struct cx_kind_route *route,
			    const struct cx_node *live)
{
	const struct cx_node *id = cx_node_get(live, route->id_field ? route->id_field : "id");
	if (!id || (id->type != CX_NODE_STRING && id->type != CX_NODE_NUMBER))
		return NULL;
	return cx_plan_id(arena, route, id->text);
}

static const char *key_of(struct cx_arena *arena, const char *kind, const char *id)
{
	return cx_arena_printf(arena, "%s %s", kind, id);
}

static void index_name(struct cx_plan_index *index, const struct cx_live_list *list,
		       const struct cx_node *live)
{
	const char *field = list->route->match_field;
	const char *name = field ? cx_node_get_text(live, field) : NULL;
	if (list->route->identity != CX_IDENTITY_SERVER_ID || !name)
		return;
	const char *key = key_of(index->arena, list->route->kind, name);
	struct cx_name_matches *matches = cx_map_get(&index->live_by_name, key);
	if (!matches) {
		matches = cx_arena_alloc(index->arena, sizeof *matches);
		(void)cx_map_put(&index->live_by_name, key, matches);
	}
	CX_ARENA_GROW(index->arena, matches->items, matches->count, matches->cap);
	matches->items[matches->count++] = live;
}

void cx_plan_index_init(struct cx_plan_index *index, struct cx_arena *arena,
			const struct cx_plan_input *input)
{
	*index = (struct cx_plan_index){.arena = arena, .input = input, .effect_steps = CX_PLAN_EFFECT_STEPS};
	for (size_t k = 0; k < input->live_count; k++) {
		const struct cx_live_list *list = &input->live[k];
		for (size_t i = 0; i < list->count; i++) {
			const char *id = cx_plan_live_id(arena, list->route, list->items[i]);
			if (!id)
				continue;
			(void)cx_map_put(&index->live_by_id, key_of(arena, list->route->kind, id),
					 list->items[i]);
			index_name(index, list, list->items[i]);
			index->live_objects++;
		}
	}
	const struct cx_map *resources = &input->ledger->resources;
	for (size_t i = 0; i < resources->count; i++) {
		const struct cx_map_entry *entry = &resources->entries[i];
		const char *slash = memchr(entry->key, '/', entry->len);
		const char *id = cx_node_get_text(entry->value, "id");
		if (!slash || !id)
			continue;
		const char *kind = cx_arena_strndup(arena, entry->key, (size_t)(slash - entry->key));
		const struct cx_kind_route *route = cx_profile_kind(input->profile, kind);
		const char *key = key_of(arena, kind, route ? cx_plan_id(arena, route, id) : id);
		(void)cx_map_put(&index->base_by_id, key, entry->value);
		(void)cx_map_put(&index->base_address, key, cx_arena_strndup(arena, entry->key, entry->len));
	}
}

void cx_plan_index_release(struct cx_plan_index *index)
{
	cx_map_release(&index->live_by_id);
	cx_map_release(&index->live_by_name);
	cx_map_release(&index->base_by_id);
	cx_map_release(&index->base_address);
	cx_map_release(&index->used_bases);
	cx_map_release(&index->used_ids);
}

const struct cx_node *cx_plan_live_of(const struct cx_plan_index *index, const char *kind, const char *id)
{
	return id ? cx_map_get(&index->live_by_id, key_of(index->arena, kind, id)) : NULL;
}

bool cx_plan_is_claimed(const struct cx_plan_index *index, const char *kind, const char *id)
{
	return id && cx_map_get(&index->used_ids, key_of(index->arena, kind, id));
}

/* The ledger's entry of an object that had another name. */
static void take_base(struct cx_plan_index *index, struct cx_change *change, const char *key)
{
	change->base = cx_map_get(&index->base_by_id, key);
	change->base_address = cx_map_get(&index->base_address, key);
	change->note =
		cx_arena_printf(index->arena, "renamed from %s", strchr(change->base_address, '/') + 1);
}

/*
 * The ledger holds this name with another id. Where that object is gone, nothing is left of it to compare
 * with. Where it is not, it would be left behind, owned by nobody.
 */
static enum cx_status match_other_id(struct cx_plan_index *index, struct cx_change *change,
				     const char *base_id, struct cx_diags *diags)
{
	bool natural = change->route->identity == CX_IDENTITY_NATURAL_KEY;
	if (!cx_plan_live_of(index, change->kind->name, base_id)) {
		change->base = NULL;
		return CX_STATUS_OK;
	}
	const struct cx_node *id = cx_node_get(cx_node_get(change->desired->document, "metadata"), "id");
	struct cx_diag *d = cx_diag_add(
		diags, CX_SEVERITY_ERROR, "plan.id", id ? id->span : change->desired->document->span,
		"%s has the %s %s, but was applied with %s, which the tenant still holds", change->address,
		natural ? change->route->id_field : "id", change->desired->id, base_id);
	bool deletes = change->route->routes[CX_ROUTE_DELETE].present;
	cx_diag_hint(diags, d, "give the new one a metadata.name of its own; the old one %s then",
		     deletes ? "is deleted" : "stays in the tenant, which cannot delete it,");
	return CX_STATUS_INVALID;
}

/* Whether another definition has that id by now: names changed places. */
static bool is_defined_id(const struct cx_plan_index *index, const struct cx_change *change, const char *id)
{
	const struct cx_definitions *desired = index->input->desired;
	for (size_t i = 0; i < desired->count; i++) {
		if (desired->items[i].kind != change->kind)
			continue;
		const char *other = cx_plan_desired_id(index->arena, change->route, &desired->items[i]);
		if (other && strcmp(other, id) == 0)
			return true;
	}
	return false;
}

/* The ledger's entry: by address, or under another name with the same id. */
static enum cx_status match_base(struct cx_plan_index *index, struct cx_change *change,
				 struct cx_diags *diags)
{
	const char *wanted = cx_plan_desired_id(index->arena, change->route, change->desired);
	change->base = cx_map_get(&index->input->ledger->resources, change->address);
	change->base_address = change->base ? change->address : NULL;
	const char *base_id = cx_plan_id(index->arena, change->route, cx_node_get_text(change->base, "id"));
	bool differs = wanted && base_id && strcmp(wanted, base_id) != 0;
	if (differs && !is_defined_id(index, change, base_id))
		return match_other_id(index, change, base_id, diags);
	if (differs)
		change->base_address = NULL;
	if (differs)
		change->base = NULL;
	if (change->base || !wanted)
		return CX_STATUS_OK;
	const char *key = key_of(index->arena, change->kind->name, wanted);
	const char *address = cx_map_get(&index->base_address, key);
	const struct cx_definition *other =
		address ? cx_definitions_find(index->input->desired, address) : NULL;
	if (!address || (other && !cx_plan_desired_id(index->arena, change->route, other)))
		return CX_STATUS_OK;
	take_base(index, change, key);
	return CX_STATUS_OK;
}

/* The ledger entry that holds the id; NULL where there is none, or where a definition of that name is gone.
 */
static const char *owner_of(const struct cx_plan_index *index, const char *key, bool *ret_renamed)
{
	const char *owner = cx_map_get(&index->base_address, key);
	*ret_renamed = owner && !cx_definitions_find(index->input->desired, owner);
	return *ret_renamed ? NULL : owner;
}

/* Live objects of that name which no other definition holds. */
static const struct cx_node *free_match(struct cx_plan_index *index, const struct cx_change *change,
					const char *name, size_t *ret_count)
{
	const struct cx_name_matches *matches =
		cx_map_get(&index->live_by_name, key_of(index->arena, change->kind->name, name));
	const struct cx_node *found = NULL;
	*ret_count = 0;
	for (size_t i = 0; matches && i < matches->count; i++) {
		bool renamed;
		const char *id = cx_plan_live_id(index->arena, change->route, matches->items[i]);
		const char *key = key_of(index->arena, change->kind->name, id);
		const char *owner = owner_of(index, key, &renamed);
		if (owner && strcmp(owner, change->address) != 0)
			continue;
		found = matches->items[i];
		++*ret_count;
	}
	return found;
}

/* By its name in the tenant: adopted where nobody owns it, renamed where its definition went away. */
static enum cx_status match_by_name(struct cx_plan_index *index, struct cx_change *change,
				    struct cx_diags *diags)
{
	const char *field = change->route->match_field;
	const char *name = field ? cx_node_get_text(change->desired->spec, field) : NULL;
	size_t count = 0;
	bool renamed = false;
	const struct cx_node *live = name ? free_match(index, change, name, &count) : NULL;
	if (count > 1) {
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "plan.match", change->desired->document->span,
				    "the tenant holds %zu of kind %s with %s %s, so none can be told", count,
				    change->kind->name, field, name);
		cx_diag_hint(diags, d, "say which one it is with metadata.id");
		return CX_STATUS_INVALID;
	}
	if (!live)
		return CX_STATUS_OK;
	/* Not the one that was applied, or its id would have led to it: what that one was says nothing. */
	change->base = NULL;
	change->live = live;
	change->id = cx_plan_live_id(index->arena, change->route, live);
	const char *key = key_of(index->arena, change->kind->name, change->id);
	(void)owner_of(index, key, &renamed);
	if (renamed) {
		take_base(index, change, key);
		(void)cx_map_put(&index->used_bases, change->base_address, change);
	}
	return CX_STATUS_OK;
}

/* A definition whose id only its author can give, and did not. */
static enum cx_status refuse_without_id(struct cx_change *change, struct cx_diags *diags)
{
	bool natural = change->route->identity == CX_IDENTITY_NATURAL_KEY;
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "plan.id", change->desired->document->span,
					"%s has no %s", change->address,
					natural ? change->route->id_field : "metadata.id");
	if (natural)
		cx_diag_hint(diags, d, "the profile says that spec.%s, a text, tells one %s from another",
			     change->route->id_field, change->kind->name);
	else
		cx_diag_hint(diags, d, "give it a UUID of its own, for example from uuidgen");
	return CX_STATUS_INVALID;
}

/* metadata.id beside a natural key is the same, or somebody meant another object. */
static enum cx_status check_natural_key(struct cx_change *change, struct cx_diags *diags)
{
	const char *said = change->desired->id;
	if (change->route->identity != CX_IDENTITY_NATURAL_KEY || !said || strcmp(said, change->id) == 0)
		return CX_STATUS_OK;
	const struct cx_node *id = cx_node_get(cx_node_get(change->desired->document, "metadata"), "id");
	struct cx_diag *d = cx_diag_add(
		diags, CX_SEVERITY_ERROR, "plan.id", id ? id->span : change->desired->document->span,
		"metadata.id is %s, but %s is %s", said, change->route->id_field, change->id);
	cx_diag_hint(diags, d, "take metadata.id out: %s is the id", change->route->id_field);
	return CX_STATUS_INVALID;
}

static enum cx_status match_live(struct cx_plan_index *index, struct cx_change *change,
				 struct cx_diags *diags)
{
	enum cx_status status = match_base(index, change, diags);
	if (change->base_address)
		(void)cx_map_put(&index->used_bases, change->base_address, change);
	if (status)
		return status;
	change->id = cx_plan_desired_id(index->arena, change->route, change->desired);
	if (!change->id && change->route->identity != CX_IDENTITY_NATURAL_KEY)
		change->id = cx_plan_id(index->arena, change->route, cx_node_get_text(change->base, "id"));
	change->live = cx_plan_live_of(index, change->kind->name, change->id);
	if (change->route->identity != CX_IDENTITY_SERVER_ID)
		return change->id ? check_natural_key(change, diags) : refuse_without_id(change, diags);
	if (change->live)
		return CX_STATUS_OK;
	if (change->desired->id && index->input->offline) {
		change->note = "the tenant may have it already";
		return CX_STATUS_OK;
	}
	if (change->desired->id) {
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "plan.id", change->desired->document->span,
				    "the tenant has no %s with id %s, and gives ids itself",
				    change->kind->name, change->id);
		cx_diag_hint(diags, d, "take metadata.id out to have it created");
		return CX_STATUS_INVALID;
	}
	change->id = NULL;
	return match_by_name(index, change, diags);
}

enum cx_status cx_plan_match(struct cx_plan_index *index, struct cx_change *change, struct cx_diags *diags)
{
	enum cx_status status = match_live(index, change, diags);
	if (status || !change->id)
		return status;
	const char *key = key_of(index->arena, change->kind->name, change->id);
	const char *first = cx_map_get(&index->used_ids, key);
	if (!first) {
		(void)cx_map_put(&index->used_ids, key, cx_arena_strdup(index->arena, change->address));
		return CX_STATUS_OK;
	}
	struct cx_diag *d =
		cx_diag_add(diags, CX_SEVERITY_ERROR, "plan.match", change->desired->document->span,
			    "%s and %s would both be the tenant's %s with the id %s", first, change->address,
			    change->kind->name, change->id);
	if (change->route->identity == CX_IDENTITY_NATURAL_KEY)
		cx_diag_hint(diags, d, "one %s is one definition: give the other one another, or remove it",
			     change->route->id_field);
	else
		cx_diag_hint(diags, d,
			     "say which one it is with metadata.id, or give the other one a name of its own");
	return CX_STATUS_INVALID;
}
