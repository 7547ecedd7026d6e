/* SPDX-License-Identifier: Apache-2.0 */
/* Resources in the order of the drift, files in that of the project. */
#include "report/absorb_json.h"

#include "report/diag_json.h"

bool cx_absorb_is_complete(const struct cx_absorb *absorb)
{
	for (size_t i = 0; i < absorb->count; i++)
		if (absorb->items[i].left || absorb->items[i].lost)
			return false;
	return true;
}

static struct cx_node *item_json(struct cx_arena *arena, const struct cx_absorb_item *item)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	size_t placed = item->lost ? 0 : item->edits, left = item->left + (item->lost ? item->edits : 0);
	cx_node_add(node, "address", cx_diag_json_text(arena, item->drift->address));
	cx_node_add(node, "file",
		    cx_diag_json_text(arena, item->file ? item->file->file->source->name : NULL));
	cx_node_add(node, "result", cx_node_string(arena, !left ? "all" : placed ? "part" : "none"));
	cx_node_add(node, "placed", cx_node_int(arena, (int64_t)placed));
	cx_node_add(node, "left", cx_node_int(arena, (int64_t)left));
	return node;
}

struct cx_node *cx_absorb_json(struct cx_arena *arena, const struct cx_absorb *absorb, const char *patch)
{
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT), *files = cx_node_new(arena, CX_NODE_ARRAY),
		       *resources = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(root, "patch", cx_diag_json_text(arena, patch));
	cx_node_add(root, "complete", cx_node_bool(arena, cx_absorb_is_complete(absorb)));
	for (size_t i = 0; i < absorb->file_count; i++)
		if (absorb->files[i].changed)
			cx_node_push(files, cx_diag_json_text(arena, absorb->files[i].file->source->name));
	cx_node_add(root, "files", files);
	for (size_t i = 0; i < absorb->count; i++)
		cx_node_push(resources, item_json(arena, &absorb->items[i]));
	cx_node_add(root, "resources", resources);
	return root;
}
