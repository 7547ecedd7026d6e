/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 7396, section 2, with an index over the patch: linear in both trees. */
#include "doc/merge.h"

#include "base/map.h"

static void add_member(struct cx_node *object, const struct cx_node *from, struct cx_node *value)
{
	value->key_line = from->key_line;
	value->key_column = from->key_column;
	value->key_width = from->key_width;
	cx_node_add_n(object, from->key, from->key_len, value);
}

/* Both stay in part: the key's place is the target's, as that of the object is. */
static bool is_merged(const struct cx_node *member, const struct cx_node *change)
{
	return member->type == CX_NODE_OBJECT && change->type == CX_NODE_OBJECT;
}

struct cx_node *cx_merge_patch(struct cx_arena *arena, const struct cx_node *target,
			       const struct cx_node *patch)
{
	if (patch->type != CX_NODE_OBJECT)
		return cx_node_copy(arena, patch);
	bool onto = target && target->type == CX_NODE_OBJECT;
	struct cx_node *merged = cx_node_new(arena, CX_NODE_OBJECT);
	merged->span = onto ? target->span : patch->span;
	CX_AUTO(cx_map) struct cx_map changes = CX_MAP_INIT, kept = CX_MAP_INIT;
	for (struct cx_node *change = patch->first; change; change = change->next)
		cx_map_put_n(&changes, change->key, change->key_len, change);
	for (struct cx_node *member = onto ? target->first : NULL; member; member = member->next) {
		const struct cx_node *change = cx_map_get_n(&changes, member->key, member->key_len);
		cx_map_put_n(&kept, member->key, member->key_len, member);
		if (!change)
			add_member(merged, member, cx_node_copy(arena, member));
		else if (change->type != CX_NODE_NULL)
			add_member(merged, is_merged(member, change) ? member : change,
				   cx_merge_patch(arena, member, change));
	}
	for (const struct cx_node *change = patch->first; change; change = change->next)
		if (change->type != CX_NODE_NULL && !cx_map_get_n(&kept, change->key, change->key_len))
			add_member(merged, change, cx_merge_patch(arena, NULL, change));
	return merged;
}
