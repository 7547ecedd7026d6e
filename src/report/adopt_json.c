/* SPDX-License-Identifier: Apache-2.0 */
/* An adoption as JSON. */
#include "report/adopt.h"

#include "base/file.h"
#include "report/diag_json.h"
#include "report/plan_json.h"

static struct cx_node *gaps_json(struct cx_arena *arena, const struct cx_adopt_gaps *gaps)
{
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < gaps->count; i++)
		cx_node_push(list, cx_diag_json_text(arena, gaps->items[i].path));
	return list;
}

static struct cx_node *item_json(struct cx_arena *arena, const struct cx_adopt_view *view,
				 const struct cx_adopt_item *item)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	bool made = item->fate == CX_ADOPT_NEW;
	cx_node_add(node, "address", cx_diag_json_text(arena, item->address));
	cx_node_add(node, "kind", cx_diag_json_text(arena, item->kind->name));
	cx_node_add(node, "name", cx_diag_json_text(arena, item->name));
	cx_node_add(node, "id", cx_diag_json_text(arena, item->id));
	cx_node_add(node, "title", cx_diag_json_text(arena, item->title));
	if (made) {
		cx_node_add(node, "file",
			    cx_diag_json_text(arena, cx_path_join(arena, view->shown, item->file)));
		cx_node_add(node, "references", cx_node_int(arena, (int64_t)item->references));
		cx_node_add(node, "secrets", gaps_json(arena, &item->secrets));
		cx_node_add(node, "unknown", gaps_json(arena, &item->unknown));
		return node;
	}
	cx_node_add(node, "reason", cx_node_string(arena, cx_adopt_fate_name(item->fate)));
	cx_node_add(node, "problem", cx_diag_json_text(arena, item->problem));
	return node;
}

static struct cx_node *summary_json(struct cx_arena *arena, const struct cx_adopt *adopt)
{
	struct cx_node *summary = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t fate = 0; fate < CX_COUNT(adopt->fates); fate++)
		cx_node_add(summary, cx_adopt_fate_name(fate),
			    cx_node_int(arena, (int64_t)adopt->fates[fate]));
	cx_node_add(summary, "references", cx_node_int(arena, (int64_t)adopt->references));
	return summary;
}

static struct cx_node *proof_json(struct cx_arena *arena, const struct cx_adopt_proof *proof)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT), *list = cx_node_new(arena, CX_NODE_ARRAY);
	if (!proof->made)
		return cx_node_new(arena, CX_NODE_NULL);
	cx_node_add(node, "empty", cx_node_bool(arena, !proof->differing_count));
	cx_node_add(node, "records", cx_node_int(arena, (int64_t)proof->records));
	cx_node_add(node, "others", cx_node_int(arena, (int64_t)proof->others));
	for (size_t i = 0; i < proof->differing_count; i++) {
		const struct cx_change *change = proof->differing[i];
		struct cx_node *item = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(item, "address", cx_diag_json_text(arena, change->address));
		cx_node_add(item, "action", cx_node_string(arena, cx_action_name(change->action)));
		cx_node_add(item, "fields", cx_plan_json_fields(arena, &change->fields));
		cx_node_push(list, item);
	}
	cx_node_add(node, "differing", list);
	return node;
}

struct cx_node *cx_adopt_json(struct cx_arena *arena, const struct cx_adopt_view *view,
			      const struct cx_diags *diags, int exit_code)
{
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT), *live = cx_node_new(arena, CX_NODE_OBJECT),
		       *adopted = cx_node_new(arena, CX_NODE_ARRAY),
		       *left = cx_node_new(arena, CX_NODE_ARRAY);
	cx_node_add(root, "format_version", cx_node_string(arena, CX_JSON_FORMAT_VERSION));
	cx_node_add(root, "tenant", cx_diag_json_text(arena, view->tenant));
	cx_node_add(root, "dry_run", cx_node_bool(arena, view->dry));
	cx_node_add(root, "summary", summary_json(arena, view->adopt));
	cx_node_add(live, "complete", cx_node_bool(arena, true));
	cx_node_add(live, "requests", cx_node_int(arena, (int64_t)view->requests));
	cx_node_add(root, "live", live);
	for (size_t i = 0; i < view->adopt->count; i++) {
		const struct cx_adopt_item *item = &view->adopt->items[i];
		cx_node_push(item->fate == CX_ADOPT_NEW ? adopted : left, item_json(arena, view, item));
	}
	cx_node_add(root, "adopted", adopted);
	cx_node_add(root, "left_out", left);
	cx_node_add(root, "plan", proof_json(arena, view->proof));
	cx_node_add(root, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(root, "exit_code", cx_node_int(arena, exit_code));
	return root;
}
