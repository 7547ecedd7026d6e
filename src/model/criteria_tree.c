/* SPDX-License-Identifier: Apache-2.0 */
/* The normal form of criteria with the author's order and nodes kept. */
/* Numbers instead of digests: equal by construction, and indexes of arrays. */
#include "model/criteria_tree.h"

#include "doc/json.h"

#include <inttypes.h>

void cx_criteria_ids_release(struct cx_criteria_ids *ids)
{
	cx_map_release(&ids->map);
}

static uint32_t id_of(struct cx_criteria_ids *ids, const struct cx_buf *key)
{
	/* Values are numbers from 1: NULL is "not there". */
	uintptr_t id = (uintptr_t)cx_map_get_n(&ids->map, key->data, key->len);
	if (id)
		return (uint32_t)(id - 1);
	(void)cx_map_put_n(&ids->map, cx_arena_strndup(ids->arena, key->data, key->len), key->len,
			   (void *)(uintptr_t)(ids->count + 1)); /* NOLINT(performance-no-int-to-ptr) */
	return ids->count++;
}

static uint32_t id_of_nodes(struct cx_criteria_ids *ids, char sort, const struct cx_node *first,
			    const struct cx_node *second)
{
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	cx_buf_addc(&key, sort);
	if (first)
		cx_json_canonical(first, &key);
	cx_buf_addc(&key, '\n');
	if (second)
		cx_json_canonical(second, &key);
	return id_of(ids, &key);
}

const char *cx_criteria_part_joins(const struct cx_criteria_part *group)
{
	const char *text = cx_node_get_text(group->node, "operator");
	return text ? text : "";
}

bool cx_criteria_part_is_joined(const struct cx_criteria_part *part)
{
	const struct cx_node *operation = cx_node_get(part->node, "operator");
	return part->is_group && part->count && part->node->count == 2 &&
	       (cx_node_is_text(operation, "AND") || cx_node_is_text(operation, "OR"));
}

/* By number, then in the author's order: the first of equals is kept. */
struct place {
	uint32_t id;
	size_t at;
};

static int compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* Leaves one of equals, and gives the group its number. */
static void settle(struct cx_criteria_ids *ids, struct cx_criteria_part *group)
{
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	struct place *places = cx_alloc((group->count + 1) * sizeof *places);
	for (size_t i = 0; i < group->count; i++)
		places[i] = (struct place){group->items[i]->id, i};
	if (group->count)
		qsort(places, group->count, sizeof *places, compare_places);
	size_t distinct = 0, kept = 0;
	for (size_t i = 0; i < group->count; i++) {
		if (i && places[i].id == places[i - 1].id) {
			group->items[places[i].at] = NULL;
			continue;
		}
		cx_buf_addf(&key, ",%" PRIx32, places[i].id);
		distinct++;
	}
	for (size_t i = 0; i < group->count; i++)
		if (group->items[i])
			group->items[kept++] = group->items[i];
	cx_free(places);
	group->count = distinct;
	cx_buf_addc(&key, 'g');
	struct cx_node *rest = cx_node_new(ids->arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = group->node->first; m; m = m->next)
		if (strcmp(m->key, "conditions") != 0)
			cx_node_add_n(rest, m->key, m->key_len, cx_node_copy(ids->arena, m));
	cx_json_canonical(rest, &key);
	group->id =
		distinct == 1 && cx_criteria_part_is_joined(group) ? group->items[0]->id : id_of(ids, &key);
}

static struct cx_criteria_part *part_of(struct cx_criteria_ids *ids, const struct cx_node *node);

struct parts {
	struct cx_criteria_part **items;
	size_t count, cap;
};

static void parts_add(struct cx_criteria_ids *ids, struct parts *parts, struct cx_criteria_part *part)
{
	CX_ARENA_GROW(ids->arena, parts->items, parts->count, parts->cap);
	parts->items[parts->count++] = part;
}

static struct cx_criteria_part *group_of(struct cx_criteria_ids *ids, const struct cx_node *node)
{
	struct cx_criteria_part *group = cx_arena_alloc(ids->arena, sizeof *group);
	group->node = node;
	group->is_group = true;
	const char *joins = cx_node_get_text(node, "operator");
	struct parts parts = {0};
	for (const struct cx_node *child = cx_node_get(node, "conditions")->first; child;
	     child = child->next) {
		struct cx_criteria_part *part = part_of(ids, child);
		bool merges = joins && cx_criteria_part_is_joined(part) &&
			      strcmp(joins, cx_criteria_part_joins(part)) == 0;
		for (size_t i = 0; merges && i < part->count; i++)
			parts_add(ids, &parts, part->items[i]);
		if (!merges)
			parts_add(ids, &parts, part);
	}
	group->items = parts.items;
	group->count = parts.count;
	settle(ids, group);
	return group;
}

static struct cx_criteria_part *part_of(struct cx_criteria_ids *ids, const struct cx_node *node)
{
	if (cx_criteria_is_group(node)) {
		struct cx_criteria_part *group = group_of(ids, node);
		return cx_criteria_part_is_joined(group) && group->count == 1 ? group->items[0] : group;
	}
	struct cx_criteria_part *part = cx_arena_alloc(ids->arena, sizeof *part);
	const struct cx_node *field = cx_node_get(node, "field");
	part->node = node;
	part->id = id_of_nodes(ids, 'c', node, NULL);
	part->kin = id_of_nodes(ids, 'k', field, cx_node_get(node, "operator"));
	part->field = id_of_nodes(ids, 'f', field, NULL);
	return part;
}

static void set_parents(struct cx_criteria_part *part)
{
	for (size_t i = 0; i < part->count; i++) {
		part->items[i]->parent = part;
		part->items[i]->at = i;
		set_parents(part->items[i]);
	}
}

/* Of criteria that are no group, as only a tenant's can be. */
static struct cx_node *group_around(struct cx_arena *arena, const struct cx_node *condition)
{
	struct cx_node *group = cx_node_new(arena, CX_NODE_OBJECT),
		       *conditions = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_push(conditions, cx_node_copy(arena, condition));
	cx_node_add(group, "operator", cx_node_string(arena, "AND"));
	cx_node_add(group, "conditions", conditions);
	return group;
}

struct cx_criteria_part *cx_criteria_tree(struct cx_criteria_ids *ids, const struct cx_node *criteria)
{
	struct cx_criteria_part *root = part_of(ids, criteria);
	if (!root->is_group) {
		struct cx_criteria_part *only = root;
		root = cx_arena_alloc(ids->arena, sizeof *root);
		root->node = cx_criteria_is_group(criteria) ? criteria : group_around(ids->arena, criteria);
		root->is_group = true;
		root->joins_any = true;
		root->id = only->id;
		root->items = cx_arena_alloc(ids->arena, sizeof(struct cx_criteria_part *));
		root->items[0] = only;
		root->count = 1;
	}
	set_parents(root);
	return root;
}
