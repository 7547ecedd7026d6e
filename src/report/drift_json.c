/* SPDX-License-Identifier: Apache-2.0 */
/* Drift as JSON, with the names of the plan's document. */
#include "report/drift_json.h"

#include "report/diag_json.h"
#include "report/plan_json.h"

static struct cx_node *item_json(struct cx_arena *arena, const struct cx_drift_item *item)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "address", cx_diag_json_text(arena, item->address));
	cx_node_add(node, "kind", cx_diag_json_text(arena, item->kind));
	cx_node_add(node, "name", cx_diag_json_text(arena, item->name));
	cx_node_add(node, "id", cx_diag_json_text(arena, item->id));
	cx_node_add(node, "action", cx_node_string(arena, item->deleted ? "delete" : "update"));
	cx_node_add(node, "class", cx_node_string(arena, "drift"));
	cx_node_add(node, "fields", cx_plan_json_fields(arena, &item->fields));
	cx_node_add(node, "changed_at", cx_diag_json_text(arena, item->changed_at));
	cx_node_add(node, "changed_by", cx_diag_json_text(arena, item->changed_by));
	struct cx_node *between = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(between, "after", cx_diag_json_text(arena, item->after));
	cx_node_add(between, "before", cx_diag_json_text(arena, item->seen));
	cx_node_add(node, "between", between);
	return node;
}

struct cx_node *cx_drift_json(struct cx_arena *arena, const struct cx_drift *drift,
			      const struct cx_node *absorb, const struct cx_diags *diags, int exit_code)
{
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT),
		       *summary = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *live = cx_node_new(arena, CX_NODE_OBJECT),
		       *changes = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(root, "format_version", cx_node_string(arena, CX_JSON_FORMAT_VERSION));
	cx_node_add(root, "tenant", cx_diag_json_text(arena, drift->tenant));
	cx_node_add(summary, "checked", cx_node_int(arena, (int64_t)drift->checked));
	cx_node_add(summary, "drift", cx_node_int(arena, (int64_t)drift->count));
	cx_node_add(summary, "ignored", cx_node_int(arena, (int64_t)drift->ignored));
	if (drift->has_unmanaged)
		cx_node_add(summary, "unmanaged", cx_node_int(arena, (int64_t)drift->unmanaged));
	cx_node_add(root, "summary", summary);
	cx_node_add(root, "checked_at", cx_diag_json_text(arena, drift->checked_at));
	cx_node_add(root, "clean_at", cx_diag_json_text(arena, drift->clean_at));
	cx_node_add(live, "complete", cx_node_bool(arena, drift->unseen == 0));
	cx_node_add(live, "requests", cx_node_int(arena, (int64_t)drift->requests));
	cx_node_add(root, "live", live);
	for (size_t i = 0; i < drift->count; i++)
		cx_node_push(changes, item_json(arena, &drift->items[i]));
	cx_node_add(root, "changes", changes);
	if (absorb)
		cx_node_add(root, "absorb", cx_node_copy(arena, absorb));
	cx_node_add(root, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(root, "exit_code", cx_node_int(arena, exit_code));
	return root;
}
