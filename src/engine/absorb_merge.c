/* SPDX-License-Identifier: Apache-2.0 */
/* Down to the smallest values that differ. Members of sets and conditions are told apart by what they say. */
#include "engine/absorb_parts.h"

#include "base/map.h"
#include "doc/json.h"
#include "engine/plan_parts.h"
#include "model/normal.h"

/* One that stands in both. */
struct entry {
	const struct cx_shape *list, *shape; /* of the list that it is in, and of itself; or NULL */
	const struct cx_layout_item *item;
	const struct cx_node *now, *wanted;
};

/* The elements of a list that have no equal in the other one. */
struct rest {
	const struct cx_node **now;
	const struct cx_layout_item **items;
	const struct cx_node **wanted;
	size_t now_count, wanted_count;
};

/* As it is written: references by name, variables' marks escaped. */
static struct cx_node *written(const struct cx_absorb_place *place, const struct cx_shape *list,
			       const struct cx_shape *shape, const struct cx_node *value)
{
	struct cx_arena *arena = place->arena;
	const char *kind = cx_shape_ref_kind(list, shape);
	if (kind && place->names && value->type == CX_NODE_STRING) {
		const struct cx_kind_route *route = cx_profile_kind(place->profile, kind);
		const char *id = route ? cx_plan_id(arena, route, value->text) : value->text;
		const char *name = cx_map_get(place->names, cx_arena_printf(arena, "%s %s", kind, id));
		if (name) {
			struct cx_node *reference = cx_node_new(arena, CX_NODE_OBJECT);
			cx_node_add(reference, "ref", cx_node_string(arena, name));
			return reference;
		}
	}
	if (value->type != CX_NODE_ARRAY || !shape || shape->criteria)
		return cx_vars_escape(arena, value);
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (const struct cx_node *item = value->first; item; item = item->next)
		cx_node_push(array, written(place, shape, shape->items, item));
	return array;
}

static enum cx_edit_result fail(struct cx_absorb_place *place, const struct cx_layout_item *item,
				enum cx_edit_result result)
{
	if (result)
		place->item = item;
	return result;
}

static enum cx_edit_result replace(struct cx_absorb_place *place, const struct cx_shape *list,
				   const struct cx_shape *shape, const struct cx_layout_item *item,
				   const struct cx_node *wanted)
{
	return fail(place, item, cx_edit_replace(place->edits, item, written(place, list, shape, wanted)));
}

static bool is_same(const struct cx_absorb_place *place, const struct cx_shape *shape,
		    const struct cx_node *now, const struct cx_node *wanted)
{
	if (!shape)
		return cx_node_equal(now, wanted);
	return cx_node_equal(cx_normal(place->arena, shape, now), cx_normal(place->arena, shape, wanted));
}

static const struct cx_layout_item *item_of(const struct cx_layout_node *map, const struct cx_node *member)
{
	for (const struct cx_layout_item *item = map->first; item; item = item->next)
		if (item->name_len == member->key_len &&
		    memcmp(item->name, member->key, member->key_len) == 0)
			return item;
	return NULL;
}

/* An entry of a collection: what does not fit into its brackets or its lines becomes lines of its own. */
static enum cx_edit_result merge_entry(struct cx_absorb_place *place, const struct cx_layout_node *in,
				       const struct entry *entry)
{
	size_t before = place->edits->count;
	enum cx_edit_result result =
		cx_absorb_merge(place, entry->list, entry->shape, entry->item, entry->now, entry->wanted);
	if ((result != CX_EDIT_BRACKETS && result != CX_EDIT_LAYOUT) ||
	    (in->type != CX_LAYOUT_MAP && in->type != CX_LAYOUT_SEQUENCE))
		return result;
	place->edits->count = before;
	bool named = in->type == CX_LAYOUT_MAP;
	if (cx_edit_swap(place->edits, in, entry->item,
			 &(struct cx_edit_entry){
				 .key = named ? entry->item->name : NULL,
				 .key_len = entry->item->name_len,
				 .value = written(place, entry->list, entry->shape, entry->wanted)}))
		return result;
	place->item = NULL;
	return CX_EDIT_DONE;
}

/* Inside criteria the schema's shape ends: everything there is compared. */
static bool counts(const struct cx_shape *parent, const struct cx_shape *shape)
{
	return !parent || parent->criteria || cx_is_compared(shape);
}

static const struct cx_shape *member_shape(const struct cx_shape *shape, const struct cx_node *member)
{
	return shape && !shape->criteria ? cx_shape_member(shape, member->key, member->key_len) : NULL;
}

static bool has_all_keys(const struct cx_node *now, const struct cx_node *wanted)
{
	bool all = true;
	for (const struct cx_node *m = now->first; m && all; m = m->next)
		all = cx_node_get_n(wanted, m->key, m->key_len) != NULL;
	return all;
}

static enum cx_edit_result merge_object(struct cx_absorb_place *place, const struct cx_shape *list,
					const struct cx_shape *shape, const struct cx_layout_item *item,
					const struct cx_node *now, const struct cx_node *wanted)
{
	const struct cx_layout_node *map = &item->value;
	bool block = map->type == CX_LAYOUT_MAP;
	enum cx_edit_result result = CX_EDIT_DONE;
	if (!block && (map->type != CX_LAYOUT_FLOW_MAP || !map->first || !has_all_keys(now, wanted)))
		return replace(place, list, shape, item, wanted);
	for (const struct cx_node *m = wanted->first; m && !result; m = m->next) {
		const struct cx_shape *member = member_shape(shape, m);
		const struct cx_node *old = cx_node_get_n(now, m->key, m->key_len);
		const struct cx_layout_item *at = old ? item_of(map, m) : NULL;
		if (!counts(shape, member))
			continue;
		if (at)
			result = merge_entry(place, map, &(struct entry){NULL, member, at, old, m});
		else
			result = fail(place, item, cx_absorb_add(place, shape, map, m));
	}
	for (const struct cx_node *m = now->first; m && !result; m = m->next) {
		const struct cx_layout_item *at = item_of(map, m);
		if (!cx_node_get_n(wanted, m->key, m->key_len) && at &&
		    !cx_is_secret(member_shape(shape, m), m))
			result = fail(place, at, cx_edit_remove(place->edits, map, at));
	}
	return result;
}

/* What tells one element from another: itself, or in a keyed list its key. */
static const char *identity(struct cx_absorb_place *place, const struct cx_shape *list,
			    const struct cx_node *value)
{
	bool keyed = list && list->list == CX_LIST_MODE_KEYED;
	const struct cx_node *key = keyed ? cx_node_get(value, list->list_key) : NULL;
	char *digest = cx_arena_alloc(place->arena, CX_SHA256_HEX + 1);
	const struct cx_node *said = key ? key
				     : list && list->items && !list->criteria
					     ? cx_normal_item(place->arena, list, value)
					     : value;
	cx_json_digest(said, digest);
	return digest;
}

/* Merges elements with their equals, and gathers the others. Equal ones that come twice are met in turn. */
static enum cx_edit_result pair_up(struct cx_absorb_place *place, const struct cx_shape *list,
				   const struct cx_layout_node *sequence, const struct cx_node *now,
				   const struct cx_node *wanted, struct rest *rest)
{
	CX_AUTO(cx_map) struct cx_map by_identity = CX_MAP_INIT;
	size_t n = 0;
	enum cx_edit_result result = CX_EDIT_DONE;
	struct slot {
		const struct cx_node *now;
		const struct cx_layout_item *item;
		size_t next; /* index + 1 */
		bool used;
	} *slots = cx_arena_alloc(place->arena, (now->count + 1) * sizeof *slots);
	const struct cx_layout_item *item = sequence->first;
	for (const struct cx_node *v = now->first; v && item; v = v->next, item = item->next, n++) {
		slots[n] = (struct slot){.now = v, .item = item};
		const char *key = identity(place, list, v);
		slots[n].next = (size_t)(uintptr_t)cx_map_put(&by_identity, key, (void *)(uintptr_t)(n + 1));
	}
	for (const struct cx_node *v = wanted->first; v && !result; v = v->next) {
		const char *key = identity(place, list, v);
		size_t at = (size_t)(uintptr_t)cx_map_get(&by_identity, key);
		if (!at) {
			rest->wanted[rest->wanted_count++] = v;
			continue;
		}
		slots[at - 1].used = true;
		(void)cx_map_put(&by_identity, key, (void *)(uintptr_t)slots[at - 1].next);
		result = merge_entry(place, sequence,
				     &(struct entry){list, list ? list->items : NULL, slots[at - 1].item,
						     slots[at - 1].now, v});
	}
	for (size_t i = 0; i < n; i++)
		if (!slots[i].used) {
			rest->now[rest->now_count] = slots[i].now;
			rest->items[rest->now_count++] = slots[i].item;
		}
	return result;
}

static void take_all(const struct cx_layout_node *sequence, const struct cx_node *now,
		     const struct cx_node *wanted, struct rest *rest)
{
	const struct cx_layout_item *item = sequence->first;
	for (const struct cx_node *v = now->first; v && item; v = v->next, item = item->next) {
		rest->now[rest->now_count] = v;
		rest->items[rest->now_count++] = item;
	}
	for (const struct cx_node *v = wanted->first; v; v = v->next)
		rest->wanted[rest->wanted_count++] = v;
}

/* Conditions on the same field belong together, wherever they stand. */
static enum cx_edit_result pair_fields(struct cx_absorb_place *place, const struct cx_layout_node *sequence,
				       struct rest *rest)
{
	CX_AUTO(cx_map) struct cx_map by_field = CX_MAP_INIT;
	size_t now = 0, wanted = 0;
	enum cx_edit_result result = CX_EDIT_DONE;
	for (size_t i = 0; i < rest->now_count; i++) {
		const char *field = cx_node_get_text(rest->now[i], "field");
		if (field)
			(void)cx_map_put(&by_field, field, (void *)(uintptr_t)(i + 1));
	}
	for (size_t i = 0; i < rest->wanted_count && !result; i++) {
		const char *field = cx_node_get_text(rest->wanted[i], "field");
		size_t at = field ? (size_t)(uintptr_t)cx_map_put(&by_field, field, NULL) : 0;
		if (!at) {
			rest->wanted[wanted++] = rest->wanted[i];
			continue;
		}
		result = merge_entry(place, sequence,
				     &(struct entry){.item = rest->items[at - 1],
						     .now = rest->now[at - 1],
						     .wanted = rest->wanted[i]});
		rest->now[at - 1] = NULL;
	}
	for (size_t i = 0; i < rest->now_count; i++)
		if (rest->now[i]) {
			rest->items[now] = rest->items[i];
			rest->now[now++] = rest->now[i];
		}
	rest->now_count = now;
	rest->wanted_count = wanted;
	return result;
}

static enum cx_edit_result merge_rest(struct cx_absorb_place *place, const struct cx_shape *list,
				      const struct cx_layout_item *item, const struct rest *rest)
{
	const struct cx_layout_node *sequence = &item->value;
	const struct cx_shape *shape = list && !list->criteria ? list->items : NULL;
	enum cx_edit_result result = CX_EDIT_DONE;
	size_t i = 0;
	for (; i < rest->now_count && i < rest->wanted_count && !result; i++)
		result = merge_entry(
			place, sequence,
			&(struct entry){list, shape, rest->items[i], rest->now[i], rest->wanted[i]});
	for (size_t k = i; k < rest->now_count && !result; k++)
		result = fail(place, rest->items[k], cx_edit_remove(place->edits, sequence, rest->items[k]));
	for (size_t k = i; k < rest->wanted_count && !result; k++)
		result = fail(place, item,
			      cx_edit_add(place->edits, sequence,
					  &(struct cx_edit_entry){
						  .value = written(place, list, shape, rest->wanted[k])}));
	return result;
}

static enum cx_edit_result merge_list(struct cx_absorb_place *place, const struct cx_shape *list,
				      const struct cx_shape *shape, const struct cx_layout_item *item,
				      const struct cx_node *now, const struct cx_node *wanted)
{
	const struct cx_layout_node *sequence = &item->value;
	bool block = sequence->type == CX_LAYOUT_SEQUENCE;
	bool named = shape ? shape->list != CX_LIST_MODE_ORDERED
			   : item->name && item->name_len == 10 && memcmp(item->name, "conditions", 10) == 0;
	struct rest rest = {
		.now = cx_arena_alloc(place->arena, (now->count + 1) * sizeof *rest.now),
		.items = cx_arena_alloc(place->arena, (now->count + 1) * sizeof *rest.items),
		.wanted = cx_arena_alloc(place->arena, (wanted->count + 1) * sizeof *rest.wanted),
	};
	if ((!block && sequence->type != CX_LAYOUT_FLOW_SEQUENCE) || !wanted->count ||
	    (!block && (!sequence->first || now->count > wanted->count)))
		return replace(place, list, shape, item, wanted);
	enum cx_edit_result result = CX_EDIT_DONE;
	if (named)
		result = pair_up(place, shape, sequence, now, wanted, &rest);
	else
		take_all(sequence, now, wanted, &rest);
	if (named && !shape && !result)
		result = pair_fields(place, sequence, &rest);
	return result ? result : merge_rest(place, shape, item, &rest);
}

enum cx_edit_result cx_absorb_merge(struct cx_absorb_place *place, const struct cx_shape *list,
				    const struct cx_shape *shape, const struct cx_layout_item *item,
				    const struct cx_node *now, const struct cx_node *wanted)
{
	if (is_same(place, shape, now, wanted) || cx_is_secret(shape, now))
		return CX_EDIT_DONE;
	if (cx_edit_is_marked(&item->value))
		return fail(place, item, CX_EDIT_ANCHOR);
	const struct cx_shape *inside = shape && shape->criteria ? NULL : shape;
	if (now->type == CX_NODE_OBJECT && wanted->type == CX_NODE_OBJECT)
		return merge_object(place, list, inside, item, now, wanted);
	if (now->type == CX_NODE_ARRAY && wanted->type == CX_NODE_ARRAY)
		return merge_list(place, list, inside, item, now, wanted);
	return replace(place, list, shape, item, wanted);
}

/* The index of a property in the schema's order; of what is none, behind them all. */
static size_t rank_of(const struct cx_shape *shape, const char *name, size_t len)
{
	for (size_t i = 0; shape && i < shape->property_count; i++)
		if (shape->properties[i].len == len && memcmp(shape->properties[i].name, name, len) == 0)
			return i;
	return SIZE_MAX;
}

/* The last entry that the schema has before a new one; NULL: none, or there is no order. */
static const struct cx_layout_item *predecessor(const struct cx_shape *shape, const struct cx_layout_node *in,
						const struct cx_node *member)
{
	const struct cx_layout_item *found = NULL;
	size_t rank = rank_of(shape, member->key, member->key_len);
	for (const struct cx_layout_item *item = in->first; item; item = item->next)
		if (item->name && rank_of(shape, item->name, item->name_len) <= rank)
			found = item;
	return found;
}

enum cx_edit_result cx_absorb_member(struct cx_absorb_place *place, const struct cx_shape *shape,
				     const struct cx_layout_node *in, const struct cx_layout_item *item,
				     const struct cx_node *now, const struct cx_node *wanted)
{
	return merge_entry(place, in, &(struct entry){NULL, shape, item, now, wanted});
}

enum cx_edit_result cx_absorb_add(struct cx_absorb_place *place, const struct cx_shape *shape,
				  const struct cx_layout_node *in, const struct cx_node *member)
{
	const struct cx_shape *below = member_shape(shape, member);
	return cx_edit_add(place->edits, in,
			   &(struct cx_edit_entry){member->key, member->key_len,
						   written(place, NULL, below, member),
						   predecessor(shape, in, member)});
}
