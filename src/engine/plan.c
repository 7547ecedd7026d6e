/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: every definition and every ledger entry becomes at most one change. */
#include "engine/plan.h"

#include "doc/json.h"
#include "doc/pointer.h"
#include "engine/diff.h"
#include "engine/plan_parts.h"
#include "engine/shown.h"
#include "model/normal.h"

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

bool cx_plan_is_empty(const struct cx_plan *plan)
{
	return plan->count == 0;
}

static bool base_protects(const struct cx_node *base)
{
	return cx_node_get_bool(base, "protect", false);
}

/* Every member of a spec that is created, or of the tenant's object that is deleted. */
static void add_all_fields(struct cx_arena *arena, struct cx_change *change, const struct cx_node *spec,
			   bool add)
{
	const struct cx_node *base = cx_node_get(change->base, "spec");
	for (const struct cx_node *m = spec ? spec->first : NULL; m; m = m->next) {
		const struct cx_shape *shape = cx_shape_member(change->kind->spec, m->key, m->key_len);
		if (!cx_is_compared(shape))
			continue;
		CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
		cx_pointer_add(&path, m->key, m->key_len);
		const struct cx_node *before =
			add ? NULL : cx_diff_hide(arena, shape, m, cx_node_get_n(base, m->key, m->key_len));
		CX_ARENA_GROW(arena, change->fields.items, change->fields.count, change->fields.cap);
		change->fields.items[change->fields.count++] = (struct cx_field){
			.path = cx_arena_strdup(arena, path.data),
			.op = add ? CX_FIELD_OP_ADD : CX_FIELD_OP_REMOVE,
			.before = before,
			.after = add ? m : NULL,
			.class = change->class,
		};
	}
}

enum cx_route_verb cx_plan_verb(const struct cx_kind_route *route, enum cx_action action)
{
	bool server_id = route->identity == CX_IDENTITY_SERVER_ID;
	if (action == CX_ACTION_DELETE)
		return CX_ROUTE_DELETE;
	return action == CX_ACTION_CREATE && (server_id || route->routes[CX_ROUTE_CREATE].present)
		       ? CX_ROUTE_CREATE
		       : CX_ROUTE_PUT;
}

/* Without a call the change is shown, and left alone: an update is never a second create. */
static void check_call(struct cx_arena *arena, struct cx_change *change)
{
	bool creates = change->action == CX_ACTION_CREATE;
	if (change->route->routes[cx_plan_verb(change->route, change->action)].present)
		return;
	change->unable = true;
	change->blocked = false;
	change->refusal = cx_arena_printf(arena, "not %s: the tenant has no call that %s a %s",
					  creates ? "creatable" : "updatable",
					  creates ? "creates" : "updates", change->kind->name);
}

/* Nobody in the tenant holds it: created, or put back where the ledger knows it. */
static void decide_create(struct cx_arena *arena, struct cx_change *change)
{
	change->action = CX_ACTION_CREATE;
	change->class = change->base ? CX_CLASS_DRIFT : CX_CLASS_INTENDED;
	if (change->base)
		change->note = "it was deleted in the tenant";
	add_all_fields(arena, change, change->desired->spec, true);
	check_call(arena, change);
}

static void decide_record(struct cx_change *change, enum cx_class class)
{
	bool protect = change->desired->protect;
	if (!change->base)
		change->note = "equal in git and tenant, not yet in the ledger";
	else if (class == CX_CLASS_CONVERGED)
		change->note = "git and tenant were changed alike";
	else if (protect != base_protects(change->base))
		change->note = protect ? "protected from now on" : "protection lifted";
	else if (!change->note)
		return;
	change->action = CX_ACTION_RECORD;
	change->class = CX_CLASS_CONVERGED;
}

/* A conflict of what the ledger owns waits for a decision; first contact is taken over. */
static void decide_conflict(const struct cx_plan_input *input, struct cx_change *change)
{
	if (!change->base) {
		change->note = "first contact: the tenant's values are replaced";
		return;
	}
	if (input->project->on_conflict == CX_ON_CONFLICT_OVERWRITE) {
		change->note = "changed in the tenant too: git wins (safety.on_conflict)";
		return;
	}
	change->refusal = "changed both in git and in the tenant since the last apply";
	change->blocked = true;
}

static void decide_existing(struct cx_arena *arena, const struct cx_plan_input *input,
			    struct cx_change *change)
{
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_node *base_spec = cx_node_get(change->base, "spec");
	struct cx_diff_input diff = {
		.shape = shape,
		.desired = cx_normal(arena, shape, change->desired->spec),
		.base = base_spec ? cx_normal(arena, shape, base_spec) : NULL,
		.live = cx_normal(
			arena, shape,
			cx_shown_undo(arena, shape, change->base, change->desired->spec, change->live)),
		.desired_shown = change->desired->spec,
		.live_shown = change->live,
	};
	enum cx_class class = cx_diff(arena, &diff, &change->fields);
	if (class <= CX_CLASS_CONVERGED) {
		decide_record(change, class);
		return;
	}
	change->action = CX_ACTION_UPDATE;
	change->class = class;
	if (class == CX_CLASS_CONFLICT)
		decide_conflict(input, change);
	check_call(arena, change);
}

static void finish_change(struct cx_arena *arena, struct cx_change *change)
{
	const struct cx_node *spec = change->desired ? change->desired->spec : NULL;
	if (change->live)
		cx_json_digest(cx_plan_live_state(arena, change, change->live), change->live_digest);
	if (change->action == CX_ACTION_CREATE || change->action == CX_ACTION_UPDATE) {
		change->body = cx_plan_body(arena, change, spec);
		cx_json_digest(change->body, change->body_digest);
	}
	cx_plan_effect(arena, change, spec);
}

static void plan_add(struct cx_arena *arena, struct cx_plan *plan, struct cx_change *change)
{
	if (change->action == CX_ACTION_UNCHANGED) {
		plan->counts.unchanged++;
		return;
	}
	plan->counts.create += change->action == CX_ACTION_CREATE;
	plan->counts.update += change->action == CX_ACTION_UPDATE;
	plan->counts.delete += change->action == CX_ACTION_DELETE;
	plan->counts.record += change->action == CX_ACTION_RECORD;
	plan->counts.unchanged += change->action == CX_ACTION_RECORD && change->desired;
	plan->counts.drift += change->class == CX_CLASS_DRIFT;
	plan->counts.conflict += change->class == CX_CLASS_CONFLICT;
	plan->counts.unable += change->unable;
	plan->counts.unable_updates += change->unable && change->action == CX_ACTION_UPDATE;
	finish_change(arena, change);
	CX_ARENA_GROW(arena, plan->changes, plan->count, plan->cap);
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
	if (change.live)
		decide_existing(index->arena, index->input, &change);
	else
		decide_create(index->arena, &change);
	plan_add(index->arena, plan, &change);
	return CX_STATUS_OK;
}

static void decide_delete(struct cx_plan_index *index, struct cx_change *change)
{
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_node *base_spec = cx_node_get(change->base, "spec");
	change->action = CX_ACTION_DELETE;
	change->class = CX_CLASS_INTENDED;
	if (base_spec) {
		const struct cx_node *live =
			cx_shown_undo(index->arena, shape, change->base, NULL, change->live);
		/* Secrets are not in live, so base is compared as if it were both sides. */
		struct cx_fields unused = {0};
		struct cx_node *base = cx_normal(index->arena, shape, base_spec);
		struct cx_diff_input diff = {.shape = shape,
					     .desired = base,
					     .base = base,
					     .live = cx_normal(index->arena, shape, live)};
		if (cx_diff(index->arena, &diff, &unused) != CX_CLASS_NONE)
			change->class = CX_CLASS_CONFLICT;
	}
	add_all_fields(index->arena, change, change->live, false);
	if (change->class == CX_CLASS_CONFLICT &&
	    index->input->project->on_conflict != CX_ON_CONFLICT_OVERWRITE) {
		change->refusal = "removed from git, but changed in the tenant since the last apply";
		change->blocked = true;
	}
	if (base_protects(change->base)) {
		change->refusal = "it is protected: apply `protect: false` first, then remove the file";
		change->blocked = false;
	}
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
	} else {
		decide_delete(index, &change);
	}
	plan_add(index->arena, plan, &change);
}

static int compare_changes(const void *left, const void *right)
{
	const struct cx_change *a = left, *b = right;
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
		.live_complete = true,
		.requests = input->requests,
	};
	struct cx_plan_index index;
	cx_plan_index_init(&index, arena, input);
	for (size_t i = 0; i < input->desired->count; i++)
		(void)plan_definition(&index, &input->desired->items[i], &plan, diags);
	const struct cx_map *resources = &input->ledger->resources;
	for (size_t i = 0; i < resources->count; i++)
		plan_orphan(&index, &resources->entries[i], &plan, diags);
	look_at_lists(input, &plan, diags);
	size_t known = plan.counts.unchanged + plan.counts.update + plan.counts.delete + index.left;
	plan.unmanaged = index.live_objects > known ? index.live_objects - known : 0;
	cx_plan_index_release(&index);
	if (plan.count)
		qsort(plan.changes, plan.count, sizeof *plan.changes, compare_changes);
	cx_plan_order_deletes(&plan, input->desired->count);
	if (input->profile->document)
		cx_json_digest(input->profile->document, plan.profile_digest);
	cx_plan_fingerprint(arena, &plan);
	cx_plan_safety(arena, input, &plan);
	cx_plan_cost(input, &plan);
	*ret_plan = plan;
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
