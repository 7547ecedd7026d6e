/* SPDX-License-Identifier: Apache-2.0 */
/* What a change does to criteria, as JSON. */
#include "report/criteria_json.h"

#include "doc/pointer.h"
#include "report/criteria_text.h"
#include "report/diag_json.h"

/* Where each part stands: by its node. */
struct places {
	struct cx_arena *arena;
	struct cx_map map;
};

static void places_release(struct places *places)
{
	cx_map_release(&places->map);
}

/* Nodes are told apart by their addresses, which the map borrows as keys. */
static void note_places(struct places *places, const struct cx_node *node, struct cx_buf *path)
{
	const struct cx_node **key = cx_arena_alloc(places->arena, sizeof(struct cx_node *));
	*key = node;
	(void)cx_map_put_n(&places->map, (const char *)key, sizeof(struct cx_node *),
			   cx_arena_strdup(places->arena, path->data));
	size_t before = path->len, index = 0;
	if (!cx_criteria_is_group(node))
		return;
	for (const struct cx_node *child = cx_node_get(node, "conditions")->first; child;
	     child = child->next, index++) {
		cx_pointer_add(path, "conditions", strlen("conditions"));
		cx_pointer_add_index(path, index);
		note_places(places, child, path);
		cx_buf_cut(path, before);
	}
}

static void note_side(struct places *places, const struct cx_node *criteria)
{
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_adds(&path, "/criteria");
	if (criteria)
		note_places(places, criteria, &path);
}

static struct cx_node *place_json(const struct places *places, const struct cx_node *node)
{
	return cx_diag_json_text(
		places->arena,
		node ? cx_map_get_n(&places->map, (const char *)&node, sizeof(struct cx_node *)) : NULL);
}

static struct cx_node *label_json(struct cx_arena *arena, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!node)
		return cx_node_new(arena, CX_NODE_NULL);
	cx_criteria_label(node, &text);
	return cx_node_string(arena, cx_arena_strdup(arena, text.data));
}

static struct cx_node *sentence_json(struct cx_arena *arena, const struct cx_node *criteria)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (!criteria)
		return cx_node_new(arena, CX_NODE_NULL);
	cx_criteria_sentence(criteria, &text);
	return cx_node_string(arena, cx_arena_strdup(arena, text.data));
}

static struct cx_node *entry_json(const struct places *before, const struct places *after,
				  const struct cx_criteria_entry *entry)
{
	struct cx_arena *arena = before->arena;
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "change", cx_node_string(arena, cx_criteria_mark_name(entry->mark)));
	cx_node_add(object, "group", cx_node_bool(arena, entry->is_group));
	cx_node_add(object, "path", place_json(after, entry->after));
	cx_node_add(object, "from", place_json(before, entry->before));
	cx_node_add(object, "before", label_json(arena, entry->before));
	cx_node_add(object, "after", label_json(arena, entry->after));
	return object;
}

struct cx_node *cx_criteria_json(struct cx_arena *arena, const struct cx_change *change)
{
	if (!change->had_criteria && !change->has_criteria)
		return NULL;
	CX_AUTO(places) struct places before = {.arena = arena}, after = {.arena = arena};
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT),
		       *changes = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(object, "before", sentence_json(arena, change->had_criteria));
	cx_node_add(object, "after", sentence_json(arena, change->has_criteria));
	cx_node_add(object, "changes", changes);
	if (!change->criteria_differ)
		return object;
	note_side(&before, change->had_criteria);
	note_side(&after, change->has_criteria);
	struct cx_criteria_diff diff = cx_criteria_diff_of(arena, change->had_criteria, change->has_criteria);
	for (size_t i = 0; i < diff.count; i++)
		if (diff.items[i].mark != CX_CRITERIA_SAME)
			cx_node_push(changes, entry_json(&before, &after, &diff.items[i]));
	return object;
}
