/* SPDX-License-Identifier: Apache-2.0 */
/* A run that died while it rolled back: what it took back is as before, and the ledger's base stays. */
#include "doc/json.h"
#include "engine/apply_parts.h"
#include "engine/plan_parts.h"
#include "engine/recover_parts.h"
#include "model/normal.h"

static bool is_action(const struct old_step *step, const char *action)
{
	return strcmp(step->action, action) == 0;
}

bool recover_undo_read(struct old_step *step, const char *type, const struct cx_node *record)
{
	const char *id = cx_node_get_text(record, "id");
	if (!cx_node_get_bool(record, "rollback", false))
		return false;
	if (strcmp(type, "intent") == 0) {
		step->undo = record;
	} else if (strcmp(type, "outcome") == 0 || strcmp(type, "resolved") == 0) {
		step->undo_result = cx_node_get_text(record, "result");
		step->undo_id = id ? id : step->undo_id;
	}
	return true;
}

/* An update: live is as it was before, as it was written, or neither. */
static const char *settle_update(struct recovery *r, const struct old_step *step)
{
	const struct cx_node *live = recover_find_live(r, step, step->id);
	const char *restores = cx_node_get_text(step->undo, "restores");
	if (!live || !step->definition || !restores)
		return "unknown";
	struct cx_change change = recover_change_sent(r, step, step->id, live);
	char digest[CX_DIGEST_LEN + 1];
	cx_json_digest(cx_normal(r->arena, change.kind->spec, live), digest);
	bool before = strcmp(digest, restores) == 0, stands = apply_is_as_sent(r->arena, &change, live);
	/* Where only a secret was changed, the tenant looks the same before and after. */
	if (before == stands)
		return "unknown";
	return before ? "applied" : "not_applied";
}

/* A delete of what got its id from the tenant: the one object of that name that nobody knows. */
static const char *settle_post(struct recovery *r, struct old_step *step)
{
	const struct cx_node *base = cx_map_get(&r->options->ledger->resources, step->address);
	const char *field = step->route->match_field;
	const char *name = field ? cx_node_get_text(cx_node_get(base, "spec"), field) : NULL;
	size_t matches = 0;
	for (const struct recover_named *at = recover_find_named(r, step, name); at; at = at->next)
		if (!recover_is_known_id(r, at->id)) {
			step->undo_id = at->id;
			matches++;
		}
	/* It may still arrive; and of several, nobody can tell which is ours. */
	return matches == 1 ? "applied" : "unknown";
}

static const char *undo_settle(struct recovery *r, struct old_step *step)
{
	if (!step->route || cx_kind_route_is_blind(step->route))
		return "unknown";
	if (is_action(step, "update"))
		return settle_update(r, step);
	if (is_action(step, "delete") && step->route->identity == CX_IDENTITY_SERVER_ID)
		return settle_post(r, step);
	bool there = recover_find_live(r, step, step->id) != NULL;
	return there == is_action(step, "delete") ? "applied" : "not_applied";
}

static void add_resolved(struct recovery *r, const struct old_step *step)
{
	const char *id = step->undo_id ? step->undo_id : step->id;
	const char *action = cx_node_get_text(step->undo, "action");
	struct cx_node *record = cx_node_new(r->arena, CX_NODE_OBJECT);
	cx_node_add(record, "type", cx_node_string(r->arena, "resolved"));
	cx_node_add(record, "address", cx_node_string(r->arena, step->address));
	cx_node_add(record, "action", cx_node_string(r->arena, action ? action : step->action));
	cx_node_add(record, "id", id ? cx_node_string(r->arena, id) : cx_node_new(r->arena, CX_NODE_NULL));
	cx_node_add(record, "rollback", cx_node_bool(r->arena, true));
	cx_node_add(record, "result", cx_node_string(r->arena, step->undo_result));
	cx_run_add(r->options->run, record);
}

static void keep_pending(struct recovery *r, const struct old_step *step)
{
	static const char *const members[] = {"address", "action", "body", "idempotency_key"};
	const char *since = cx_node_get_text(step->undo, "time");
	struct cx_node *node = cx_node_new(r->arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < CX_COUNT(members); i++) {
		const struct cx_node *member = cx_node_get(step->undo, members[i]);
		cx_node_add(node, members[i],
			    member ? cx_node_copy(r->arena, member) : cx_node_new(r->arena, CX_NODE_NULL));
	}
	cx_node_add(node, "rollback", cx_node_bool(r->arena, true));
	cx_node_add(node, "run", cx_node_string(r->arena, cx_run_id(r->options->run)));
	cx_node_add(node, "since", cx_node_string(r->arena, since ? since : ""));
	cx_node_push(r->pending, node);
}

void recover_undo_settle(struct recovery *r, struct old_step *step, struct cx_recovered *result)
{
	if (!step->undo && !step->undo_result)
		return;
	bool open = step->undo && (!step->undo_result || strcmp(step->undo_result, "unknown") == 0);
	if (!open) {
		result->rolled_back += strcmp(step->undo_result, "applied") == 0;
		return;
	}
	step->undo_result = undo_settle(r, step);
	add_resolved(r, step);
	if (strcmp(step->undo_result, "unknown") == 0)
		keep_pending(r, step);
	/* It had ended before, and is in doubt again. */
	result->finished--;
	result->applied += strcmp(step->undo_result, "applied") == 0;
	result->not_applied += strcmp(step->undo_result, "not_applied") == 0;
	result->unknown += strcmp(step->undo_result, "unknown") == 0;
	result->doubted[result->doubted_count++] =
		(struct cx_recovered_step){step->address, step->action, step->undo_result, true};
}

bool recover_undo_close(struct recovery *r, const struct old_step *step)
{
	if (!step->undo_result || strcmp(step->undo_result, "not_applied") == 0)
		return false;
	const struct cx_node *base = cx_map_get(&r->options->ledger->resources, step->address);
	const char *before = cx_node_get_text(base, "id");
	bool undone = strcmp(step->undo_result, "applied") == 0;
	r->end.rolled_back += undone;
	r->end.unknown += !undone;
	if (undone && is_action(step, "delete") && before && step->undo_id &&
	    strcmp(before, step->undo_id) != 0)
		r->resources[r->end.resource_count++] = (struct cx_seal_resource){
			.address = step->address,
			.id = step->undo_id,
			.moved = base,
		};
	return true;
}
