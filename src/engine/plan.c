/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: every definition and every ledger entry becomes at most one change. */
#include "engine/plan.h"

#include "doc/json.h"
#include "engine/fingerprint.h"
#include "engine/plan_parts.h"

const char *cx_action_name(enum cx_action action)
{
	static const char *const names[] = {
		[CX_ACTION_UNCHANGED] = "unchanged", [CX_ACTION_CREATE] = "create",
		[CX_ACTION_UPDATE] = "update",       [CX_ACTION_DELETE] = "delete",
		[CX_ACTION_RECORD] = "record",
	};
	return names[action];
}

const char *cx_class_name(enum cx_class class)
{
	static const char *const names[] = {
		[CX_CLASS_NONE] = "none",         [CX_CLASS_CONVERGED] = "converged",
		[CX_CLASS_INTENDED] = "intended", [CX_CLASS_DRIFT] = "drift",
		[CX_CLASS_CONFLICT] = "conflict",
	};
	return names[class];
}

const char *cx_field_op_name(enum cx_field_op op)
{
	static const char *const names[] = {
		[CX_FIELD_OP_ADD] = "add",
		[CX_FIELD_OP_REMOVE] = "remove",
		[CX_FIELD_OP_REPLACE] = "replace",
	};
	return names[op];
}

const char *cx_decision_name(enum cx_decision decision)
{
	static const char *const names[] = {
		[CX_DECISION_NONE] = NULL,
		[CX_DECISION_OVERWRITE] = "overwrite",
		[CX_DECISION_KEEP_LIVE] = "keep-live",
		[CX_DECISION_IGNORE] = "ignore",
	};
	return names[decision];
}

size_t cx_plan_ignored(const struct cx_plan *plan, const struct cx_ignore_rule *rule)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->left_count; i++)
		for (size_t f = 0; f < plan->left[i].fields.count; f++)
			n += plan->left[i].fields.items[f].rule == rule;
	return n;
}

bool cx_plan_is_empty(const struct cx_plan *plan)
{
	return plan->count == 0;
}

static void refuse_lost(struct cx_arena *arena, struct cx_change *change, const char *path)
{
	change->unable = true;
	change->blocked = false;
	change->refusal =
		cx_arena_printf(arena,
				"not updatable: a PUT would spoil the secret of the tenant's at %s; "
				"say in git where it is read from",
				path);
}

static void finish_change(struct cx_plan_index *index, struct cx_change *change)
{
	struct cx_arena *arena = index->arena;
	if (change->live)
		cx_json_digest(cx_plan_live_state(arena, change, change->live), change->live_digest);
	if (change->action == CX_ACTION_CREATE || change->action == CX_ACTION_UPDATE) {
		const char *lost = NULL;
		change->body = cx_plan_body(arena, change, change->spec, &lost);
		cx_json_digest(change->body, change->body_digest);
		if (lost && !change->unable)
			refuse_lost(arena, change, lost);
	}
	cx_plan_effect(arena, change, &index->effect_steps);
}

static void plan_add(struct cx_plan_index *index, struct cx_plan *plan, struct cx_change *change)
{
	if (change->action == CX_ACTION_UNCHANGED) {
		plan->counts.unchanged++;
		return;
	}
	finish_change(index, change);
	plan->counts.create += change->action == CX_ACTION_CREATE;
	plan->counts.update += change->action == CX_ACTION_UPDATE;
	plan->counts.delete += change->action == CX_ACTION_DELETE;
	plan->counts.record += change->action == CX_ACTION_RECORD;
	plan->counts.unchanged += change->action == CX_ACTION_RECORD && change->desired;
	plan->counts.drift += change->class == CX_CLASS_DRIFT;
	plan->counts.conflict += change->class == CX_CLASS_CONFLICT;
	plan->counts.unable += change->unable;
	plan->counts.unable_updates += change->unable && change->action == CX_ACTION_UPDATE;
	CX_ARENA_GROW(index->arena, plan->changes, plan->count, plan->cap);
	plan->changes[plan->count++] = *change;
}

static enum cx_status plan_definition(struct cx_plan_index *index, const struct cx_definition *definition,
				      struct cx_plan *plan, struct cx_diags *diags)
{
	const struct cx_kind_route *route = cx_profile_kind(index->input->profile, definition->kind->name);
	struct cx_change change = {
		.kind = definition->kind,
		.route = route,
		.address = definition->address,
		.name = definition->name,
		.desired = definition,
		.members = -1,
		.rank = definition->rank,
	};
	enum cx_status status = cx_plan_match(index, &change, diags);
	if (status)
		return status;
	if (cx_plan_decide(index, &change, plan))
		plan_add(index, plan, &change);
	return CX_STATUS_OK;
}

/* An entry of the ledger that no definition claims. */
static void plan_orphan(struct cx_plan_index *index, const struct cx_map_entry *entry, struct cx_plan *plan,
			struct cx_diags *diags)
{
	const char *address = cx_arena_strndup(index->arena, entry->key, entry->len);
	const char *slash = strchr(address, '/');
	if (cx_map_get(&index->used_bases, address) || !slash)
		return;
	const char *kind_name = cx_arena_strndup(index->arena, address, (size_t)(slash - address));
	const struct cx_kind *kind = cx_kinds_find(index->input->kinds, kind_name);
	const struct cx_kind_route *route = cx_profile_kind(index->input->profile, kind_name);
	if (!kind || !route) {
		cx_diag_add(diags, CX_SEVERITY_WARNING, "kind.profile", CX_SPAN_NONE,
			    "the ledger owns %s, but its kind is unknown here; it is left alone", address);
		return;
	}
	struct cx_change change = {
		.kind = kind,
		.route = route,
		.address = address,
		.name = slash + 1,
		.base = entry->value,
		.base_address = address,
		.id = cx_plan_id(index->arena, route, cx_node_get_text(entry->value, "id")),
		.members = -1,
	};
	change.live = cx_plan_live_of(index, kind_name, change.id);
	if (cx_plan_is_claimed(index, kind_name, change.id)) {
		/* Never a delete: the object lives on under its new name. */
		change.live = NULL;
		change.action = CX_ACTION_RECORD;
		change.class = CX_CLASS_CONVERGED;
		change.note = "it has another name now";
	} else if (!change.live) {
		change.action = CX_ACTION_RECORD;
		change.class = CX_CLASS_CONVERGED;
		change.gone = true;
		change.note = "already gone from git and tenant";
	} else if (!route->routes[CX_ROUTE_DELETE].present) {
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_WARNING, "plan.delete", CX_SPAN_NONE,
				    "%s is no longer in git, but the tenant cannot delete it", address);
		cx_diag_hint(diags, d,
			     cx_kind_route_is_blind(route) ? "delete it by hand; the ledger keeps it, as the "
							     "tenant cannot show that it is gone"
							   : "delete it by hand; the ledger then lets it go");
		index->left++;
		return;
	} else if (!cx_plan_decide_delete(index, &change, plan)) {
		index->left++;
		return;
	}
	plan_add(index, plan, &change);
}

static int compare_changes(const void *left, const void *right)
{
	const struct cx_change *a = left, *b = right;
	return strcmp(a->address, b->address);
}

static int compare_left(const void *left, const void *right)
{
	const struct cx_left *a = left, *b = right;
	return strcmp(a->address, b->address);
}

/* What the tenant could not show. */
static void look_at_lists(const struct cx_plan_input *input, struct cx_plan *plan, struct cx_diags *diags)
{
	for (size_t k = 0; k < input->live_count; k++) {
		const struct cx_kind_route *route = input->live[k].route;
		size_t creates = 0;
		if (cx_kind_route_is_blind(route))
			plan->live_complete = false;
		for (size_t i = 0; i < plan->count; i++)
			creates += plan->changes[i].route == route &&
				   plan->changes[i].action == CX_ACTION_CREATE && !plan->changes[i].unable;
		if (route->routes[CX_ROUTE_LIST].present || route->identity != CX_IDENTITY_SERVER_ID ||
		    !creates)
			continue;
		struct cx_diag *d = cx_diag_add(
			diags, CX_SEVERITY_WARNING, "plan.unlisted", CX_SPAN_NONE,
			"the tenant has no list of kind %s, so nobody can see whether it holds what would be "
			"created",
			route->kind);
		cx_diag_hint(diags, d, "what it holds already is named by its id: metadata.id");
	}
}

enum cx_status cx_plan_make(struct cx_arena *arena, const struct cx_plan_input *input,
			    struct cx_plan *ret_plan, struct cx_diags *diags)
{
	if (cx_plan_check_kinds(input->profile, input->desired, diags))
		return CX_STATUS_INVALID;
	size_t before = diags->errors;
	struct cx_plan plan = {
		.tenant = input->tenant->name,
		.origin = input->origin,
		.profile = input->profile->name,
		.base_path = input->base_path ? input->base_path : "",
		.commit = input->commit,
		.author = input->author,
		.dirty = input->dirty,
		.has_ledger = input->ledger->exists,
		.offline = input->offline,
		.live_complete = !input->offline,
		.requests = input->requests,
		.rules = input->project->ignore,
		.rule_count = input->project->ignore_count,
	};
	struct cx_plan_index index;
	cx_plan_index_init(&index, arena, input);
	index.marker = (struct cx_secret_marker){
		.arena = arena, .key = input->ledger_key, .tenant = input->tenant->name};
	for (size_t i = 0; i < input->desired->count; i++)
		(void)plan_definition(&index, &input->desired->items[i], &plan, diags);
	const struct cx_map *resources = &input->ledger->resources;
	for (size_t i = 0; i < resources->count; i++)
		plan_orphan(&index, &resources->entries[i], &plan, diags);
	if (!input->offline)
		look_at_lists(input, &plan, diags);
	size_t known = plan.counts.unchanged + plan.counts.update + plan.counts.delete + index.left;
	plan.unmanaged = index.live_objects > known ? index.live_objects - known : 0;
	cx_secret_mark_report(&index.marker, diags);
	cx_plan_index_release(&index);
	if (plan.count)
		qsort(plan.changes, plan.count, sizeof *plan.changes, compare_changes);
	if (plan.left_count)
		qsort(plan.left, plan.left_count, sizeof *plan.left, compare_left);
	cx_plan_order_deletes(&plan, input->desired->count);
	if (input->profile->document)
		cx_json_digest(input->profile->document, plan.profile_digest);
	if (!input->offline)
		cx_fingerprint_make(arena, &plan);
	cx_plan_safety(arena, input, &plan);
	if (!input->offline)
		cx_plan_cost(input, &plan);
	*ret_plan = plan;
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
