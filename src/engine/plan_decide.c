/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of one resource: created, updated, deleted, noted, or left as the tenant has it. */
#include "base/glob.h"
#include "doc/pointer.h"
#include "engine/diff.h"
#include "engine/plan_parts.h"
#include "engine/shown.h"
#include "model/normal.h"

static bool base_protects(const struct cx_node *base)
{
	return cx_node_get_bool(base, "protect", false);
}

static struct cx_secret_marked marked_of(const struct cx_change *change)
{
	return (struct cx_secret_marked){
		.address = change->address,
		.shape = change->kind->spec,
		.desired = change->desired->spec,
		.base = cx_node_get(change->base, "spec"),
		.keep = change->desired->origin != NULL,
	};
}

/* What is sent and kept then, as the secrets' values are now. */
static void mark_sent(struct cx_plan_index *index, struct cx_change *change)
{
	const struct cx_secret_marked marked = marked_of(change);
	change->marked = cx_secret_mark_sent(&index->marker, &marked);
	change->spec = change->next_base = change->marked;
	if (!change->left.count)
		return;
	change->spec = cx_leave(index->arena, marked.shape, change->marked, change->left, change->live);
	change->next_base = cx_leave(index->arena, marked.shape, change->marked, change->left, marked.base);
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

const struct cx_ignore_rule *const *cx_plan_rules(struct cx_arena *arena, const struct cx_project *project,
						  const char *kind, const char *name, size_t *ret_count)
{
	*ret_count = 0;
	if (!project->ignore_count)
		return NULL;
	const struct cx_ignore_rule **rules = cx_arena_alloc(arena, project->ignore_count * sizeof *rules);
	for (size_t i = 0; i < project->ignore_count; i++) {
		const struct cx_ignore_rule *rule = &project->ignore[i];
		if ((!rule->kind || strcmp(rule->kind, kind) == 0) &&
		    (!rule->name || cx_glob_fits(rule->name, name)))
			rules[(*ret_count)++] = rule;
	}
	return rules;
}

static struct cx_diff_leave leave_of(const struct cx_plan_index *index, const struct cx_change *change)
{
	struct cx_diff_leave leave = {.conflicts =
					      index->input->project->on_conflict == CX_ON_CONFLICT_KEEP_LIVE};
	leave.rules = cx_plan_rules(index->arena, index->input->project, change->kind->name, change->name,
				    &leave.rule_count);
	return leave;
}

static void plan_leave(struct cx_plan_index *index, const struct cx_change *change,
		       const struct cx_fields *fields, struct cx_plan *plan)
{
	if (!fields->count)
		return;
	CX_ARENA_GROW(index->arena, plan->left, plan->left_count, plan->left_cap);
	plan->left[plan->left_count++] = (struct cx_left){
		.address = change->address, .name = change->name, .kind = change->kind, .fields = *fields};
	plan->left_fields += fields->count;
}

/* That it exists, or does not, is what is kept. */
static void leave_existence(struct cx_plan_index *index, const struct cx_change *change, struct cx_plan *plan)
{
	struct cx_field *field = cx_arena_alloc(index->arena, sizeof *field);
	*field = (struct cx_field){
		.path = "",
		.op = change->live ? CX_FIELD_OP_REMOVE : CX_FIELD_OP_ADD,
		.class = CX_CLASS_CONFLICT,
		.decision = CX_DECISION_KEEP_LIVE,
	};
	plan_leave(index, change, &(struct cx_fields){.items = field, .count = 1}, plan);
}

static void mark_overwritten(struct cx_change *change)
{
	for (size_t i = 0; i < change->fields.count; i++)
		if (change->fields.items[i].class == CX_CLASS_CONFLICT)
			change->fields.items[i].decision = CX_DECISION_OVERWRITE;
}

/* A conflict of what the ledger owns waits for a decision, unless git wins. */
static void decide_conflict(struct cx_plan_index *index, struct cx_change *change, const char *what,
			    const char *refusal)
{
	const struct cx_plan_input *input = index->input;
	if (input->project->on_conflict == CX_ON_CONFLICT_OVERWRITE) {
		mark_overwritten(change);
		change->note =
			cx_arena_printf(index->arena, "%s: git wins (%s)", what,
					input->on_conflict_by ? input->on_conflict_by : "safety.on_conflict");
		return;
	}
	change->refusal = refusal;
	change->blocked = true;
}

/* Whether git says something else than was applied, but for what is ignored. */
static bool is_changed_in_git(struct cx_plan_index *index, const struct cx_change *change)
{
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_node *base_spec = cx_node_get(change->base, "spec");
	if (!base_spec)
		return false;
	const struct cx_secret_marked marked = marked_of(change);
	struct cx_node *base = cx_normal(index->arena, shape, base_spec);
	struct cx_diff_input diff = {
		.shape = shape,
		.desired = cx_normal(index->arena, shape, cx_secret_mark_compared(&index->marker, &marked)),
		.base = base,
		.live = base};
	struct cx_diff_leave leave = leave_of(index, change);
	struct cx_fields unused = {0};
	struct cx_diff_left left = {0};
	return cx_diff_leaving(index->arena, &diff, &leave, &unused, &left) != CX_CLASS_NONE;
}

/* Nobody in the tenant holds it: created, or put back where the ledger knows it. */
static bool decide_create(struct cx_plan_index *index, struct cx_change *change, struct cx_plan *plan)
{
	bool conflict = change->base && is_changed_in_git(index, change);
	if (conflict && index->input->project->on_conflict == CX_ON_CONFLICT_KEEP_LIVE) {
		leave_existence(index, change, plan);
		return false;
	}
	change->action = CX_ACTION_CREATE;
	change->class = conflict ? CX_CLASS_CONFLICT : change->base ? CX_CLASS_DRIFT : CX_CLASS_INTENDED;
	mark_sent(index, change);
	add_all_fields(index->arena, change, change->desired->spec, true);
	if (change->base)
		change->note = "it was deleted in the tenant";
	if (conflict)
		decide_conflict(index, change, "deleted in the tenant, changed in git",
				"deleted in the tenant, but changed in git since the last apply");
	check_call(index->arena, change);
	return true;
}

static void decide_record(struct cx_change *change, enum cx_class class)
{
	bool protect = change->desired->protect;
	if (!change->base)
		change->note = change->left.count ? "not yet in the ledger"
						  : "equal in git and tenant, not yet in the ledger";
	else if (class == CX_CLASS_CONVERGED)
		change->note = "git and tenant were changed alike";
	else if (protect != base_protects(change->base))
		change->note = protect ? "protected from now on" : "protection lifted";
	else if (!change->note)
		return;
	change->action = CX_ACTION_RECORD;
	change->class = CX_CLASS_CONVERGED;
}

static bool decide_existing(struct cx_plan_index *index, struct cx_change *change, struct cx_plan *plan)
{
	struct cx_arena *arena = index->arena;
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_secret_marked marked = marked_of(change);
	const struct cx_node *base_spec = marked.base;
	const struct cx_node *wanted = cx_secret_mark_compared(&index->marker, &marked);
	struct cx_diff_input diff = {
		.shape = shape,
		.desired = cx_normal(arena, shape, wanted),
		.base = base_spec ? cx_normal(arena, shape, base_spec) : NULL,
		.live = cx_normal(arena, shape,
				  cx_shown_undo(arena, shape, change->base, wanted, change->live)),
		.desired_shown = change->desired->spec,
		.live_shown = change->live,
	};
	struct cx_diff_leave leave = leave_of(index, change);
	struct cx_diff_left left = {0};
	enum cx_class class = cx_diff_leaving(arena, &diff, &leave, &change->fields, &left);
	change->left = (struct cx_leave_units){left.units, left.unit_count};
	change->spec = change->next_base = change->marked = wanted;
	if (left.unit_count) {
		change->spec = cx_leave(arena, shape, wanted, change->left, change->live);
		change->next_base = cx_leave(arena, shape, wanted, change->left, base_spec);
	}
	plan_leave(index, change, &left.fields, plan);
	if (class <= CX_CLASS_CONVERGED) {
		decide_record(change, class);
		return true;
	}
	change->action = CX_ACTION_UPDATE;
	change->class = class;
	mark_sent(index, change);
	if (class == CX_CLASS_CONFLICT && !change->base)
		change->note = "first contact: the tenant's values are replaced";
	else if (class == CX_CLASS_CONFLICT)
		decide_conflict(index, change, "changed in the tenant too",
				"changed both in git and in the tenant since the last apply");
	check_call(arena, change);
	return true;
}

bool cx_plan_decide(struct cx_plan_index *index, struct cx_change *change, struct cx_plan *plan)
{
	return change->live ? decide_existing(index, change, plan) : decide_create(index, change, plan);
}

/* Secrets are not in live, so base is compared as if it were both sides. */
static bool is_changed_in_tenant(struct cx_plan_index *index, const struct cx_change *change)
{
	const struct cx_shape *shape = change->kind->spec;
	const struct cx_node *base_spec = cx_node_get(change->base, "spec");
	if (!base_spec)
		return false;
	struct cx_node *base = cx_normal(index->arena, shape, base_spec);
	struct cx_diff_input diff = {
		.shape = shape,
		.desired = base,
		.base = base,
		.live = cx_normal(index->arena, shape,
				  cx_shown_undo(index->arena, shape, change->base, NULL, change->live))};
	struct cx_diff_leave leave = leave_of(index, change);
	struct cx_fields unused = {0};
	struct cx_diff_left left = {0};
	return cx_diff_leaving(index->arena, &diff, &leave, &unused, &left) != CX_CLASS_NONE;
}

bool cx_plan_decide_delete(struct cx_plan_index *index, struct cx_change *change, struct cx_plan *plan)
{
	bool conflict = is_changed_in_tenant(index, change);
	if (conflict && index->input->project->on_conflict == CX_ON_CONFLICT_KEEP_LIVE) {
		leave_existence(index, change, plan);
		return false;
	}
	change->action = CX_ACTION_DELETE;
	change->class = conflict ? CX_CLASS_CONFLICT : CX_CLASS_INTENDED;
	add_all_fields(index->arena, change, change->live, false);
	if (conflict)
		decide_conflict(index, change, "removed from git, changed in the tenant",
				"removed from git, but changed in the tenant since the last apply");
	if (base_protects(change->base)) {
		change->refusal = "it is protected: apply `protect: false` first, then remove the file";
		change->blocked = false;
	}
	return true;
}
