/* SPDX-License-Identifier: Apache-2.0 */
/* The plan's JSON is built as a tree, in the order of DESIGN.md 10. */
#include "report/plan_json.h"

#include "report/criteria_json.h"
#include "report/criteria_text.h"
#include "report/diag_json.h"
#include "report/value_text.h"

static void add_text(struct cx_arena *arena, struct cx_node *object, const char *key, const char *text)
{
	cx_node_add(object, key, cx_diag_json_text(arena, text));
}

static void add_count(struct cx_arena *arena, struct cx_node *object, const char *key, size_t n)
{
	cx_node_add(object, key, cx_node_int(arena, (int64_t)n));
}

static struct cx_node *value_json(struct cx_arena *arena, const struct cx_node *node)
{
	if (!node)
		return cx_node_new(arena, CX_NODE_NULL);
	if (node->secret)
		return cx_node_string(arena, CX_VALUE_SECRET);
	if (node->type != CX_NODE_OBJECT && node->type != CX_NODE_ARRAY)
		return cx_node_copy(arena, node);
	struct cx_node *copy = cx_node_new(arena, node->type);
	for (const struct cx_node *child = node->first; child; child = child->next)
		if (node->type == CX_NODE_OBJECT)
			cx_node_add_n(copy, child->key, child->key_len, value_json(arena, child));
		else
			cx_node_push(copy, value_json(arena, child));
	return copy;
}

static struct cx_node *traced_json(struct cx_arena *arena, const struct cx_value_origin *origin)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "file", origin->file);
	cx_node_add(object, "line", cx_node_int(arena, origin->line));
	add_text(arena, object, "commit", origin->commit);
	add_text(arena, object, "author", origin->author);
	return object;
}

struct cx_node *cx_plan_json_fields(struct cx_arena *arena, const struct cx_fields *fields)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < fields->count; i++) {
		const struct cx_field *field = &fields->items[i];
		struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
		add_text(arena, object, "path", field->path);
		add_text(arena, object, "op", cx_field_op_name(field->op));
		cx_node_add(object, "before", value_json(arena, field->before));
		cx_node_add(object, "after", value_json(arena, field->after));
		add_text(arena, object, "class", cx_class_name(field->class));
		if (field->decision)
			add_text(arena, object, "decision", cx_decision_name(field->decision));
		if (field->cause)
			add_text(arena, object, "cause", cx_cause_name(field->cause));
		if (field->cause && field->origin)
			cx_node_add(object, "origin", traced_json(arena, field->origin));
		cx_node_push(array, object);
	}
	return array;
}

/* Where it is defined, or where the ledger says that it was. */
static struct cx_node *origin_json(struct cx_arena *arena, const struct cx_plan *plan,
				   const struct cx_change *change)
{
	const struct cx_node *old = cx_node_get(change->base, "origin");
	if (!change->desired && !old)
		return cx_node_new(arena, CX_NODE_NULL);
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	int64_t line = 0;
	if (change->desired)
		line = change->desired->line;
	else
		(void)cx_node_get_int64(old, "line", &line);
	add_text(arena, object, "file",
		 change->desired ? change->desired->file : cx_node_get_text(old, "path"));
	cx_node_add(object, "line", cx_node_int(arena, line));
	const struct cx_value_origin *traced = change->origin;
	add_text(arena, object, "commit",
		 traced            ? traced->commit
		 : change->desired ? plan->commit
				   : cx_node_get_text(old, "commit"));
	add_text(arena, object, "author", traced ? traced->author : change->desired ? plan->author : NULL);
	return object;
}

/* Of what is sent and what was found, the parts that fields do not show included. */
static struct cx_node *digests_json(struct cx_arena *arena, const struct cx_change *change)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "body", *change->body_digest ? change->body_digest : NULL);
	add_text(arena, object, "live", *change->live_digest ? change->live_digest : NULL);
	return object;
}

static struct cx_node *impact_json(struct cx_arena *arena, const struct cx_impact *impact)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	if (!impact)
		return cx_node_new(arena, CX_NODE_NULL);
	CX_AUTO(cx_buf) struct cx_buf why = CX_BUF_INIT;
	if (impact->why)
		cx_impact_why(impact, &why);
	cx_node_add(object, "after",
		    impact->after >= 0 ? cx_node_int(arena, impact->after)
				       : cx_node_new(arena, CX_NODE_NULL));
	add_text(arena, object, "reason", impact->why ? cx_arena_strdup(arena, why.data) : NULL);
	struct cx_node *filters = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; impact->filters && i < impact->filters->count; i++) {
		cx_buf_clear(&why);
		cx_filter_print(&impact->filters->items[i], &why);
		cx_node_push(filters, cx_diag_json_text(arena, cx_arena_strdup(arena, why.data)));
	}
	cx_node_add(object, "filters", filters);
	return object;
}

static struct cx_node *change_json(struct cx_arena *arena, const struct cx_plan *plan,
				   const struct cx_change *change)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "address", change->address);
	add_text(arena, object, "kind", change->kind->name);
	add_text(arena, object, "name", change->name);
	add_text(arena, object, "id", change->id);
	add_text(arena, object, "action", cx_action_name(change->action));
	add_text(arena, object, "class", cx_class_name(change->class));
	if (change->cause)
		add_text(arena, object, "cause", cx_cause_name(change->cause));
	add_text(arena, object, "effect", change->has_effect ? cx_effect_name(change->effect) : NULL);
	cx_node_add(object, "members",
		    change->members >= 0 ? cx_node_int(arena, change->members)
					 : cx_node_new(arena, CX_NODE_NULL));
	struct cx_node *criteria = cx_criteria_json(arena, change);
	cx_node_add(object, "criteria", criteria ? criteria : cx_node_new(arena, CX_NODE_NULL));
	if (plan->has_impact)
		cx_node_add(object, "impact", impact_json(arena, change->impact));
	cx_node_add(object, "origin", origin_json(arena, plan, change));
	cx_node_add(object, "fields", cx_plan_json_fields(arena, &change->fields));
	cx_node_add(object, "digests", digests_json(arena, change));
	add_text(arena, object, "note", change->note);
	add_text(arena, object, "refusal", change->refusal);
	return object;
}

static struct cx_node *summary_json(struct cx_arena *arena, const struct cx_plan_counts *counts)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_count(arena, object, "create", counts->create);
	add_count(arena, object, "update", counts->update);
	add_count(arena, object, "delete", counts->delete);
	add_count(arena, object, "unchanged", counts->unchanged);
	add_count(arena, object, "drift", counts->drift);
	add_count(arena, object, "conflict", counts->conflict);
	return object;
}

static struct cx_node *left_json(struct cx_arena *arena, const struct cx_plan *plan)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < plan->left_count; i++) {
		const struct cx_left *left = &plan->left[i];
		struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
		add_text(arena, object, "address", left->address);
		add_text(arena, object, "kind", left->kind->name);
		add_text(arena, object, "name", left->name);
		cx_node_add(object, "fields", cx_plan_json_fields(arena, &left->fields));
		cx_node_push(array, object);
	}
	return array;
}

/* Every rule of the project, and how many fields it left. */
static struct cx_node *ignore_json(struct cx_arena *arena, const struct cx_plan *plan)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < plan->rule_count; i++) {
		const struct cx_ignore_rule *rule = &plan->rules[i];
		struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
		add_text(arena, object, "kind", rule->kind);
		add_text(arena, object, "name", rule->name);
		add_text(arena, object, "path", rule->path);
		add_text(arena, object, "reason", rule->reason);
		add_text(arena, object, "until", rule->until);
		add_count(arena, object, "fields", cx_plan_ignored(plan, rule));
		cx_node_push(array, object);
	}
	return array;
}

static struct cx_node *refusals_json(struct cx_arena *arena, const struct cx_plan *plan)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < plan->refusal_count; i++) {
		struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
		add_text(arena, object, "code", plan->refusals[i].code);
		add_text(arena, object, "message", plan->refusals[i].message);
		add_text(arena, object, "hint", plan->refusals[i].hint);
		cx_node_push(array, object);
	}
	return array;
}

/* By kind, of those that are written; changes of a kind stand together. */
static struct cx_node *guards_json(struct cx_arena *arena, const struct cx_plan *plan)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		if (change->action != CX_ACTION_RECORD && !change->unable &&
		    !cx_node_get(object, change->kind->name))
			add_text(arena, object, change->kind->name,
				 cx_guard_name(cx_guard_of(change->route)));
	}
	return object;
}

/* The revision that causes are seen from. */
static struct cx_node *base_json(struct cx_arena *arena, const struct cx_plan *plan)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT),
		       *counts = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *undone = cx_node_new(arena, CX_NODE_ARRAY);
	add_text(arena, object, "rev", plan->other_rev);
	add_text(arena, object, "commit", plan->other_commit);
	for (enum cx_cause cause = CX_CAUSE_BRANCH; cause <= CX_CAUSE_DRIFT; cause++) {
		size_t n = 0;
		for (size_t i = 0; i < plan->count; i++)
			n += plan->changes[i].cause == cause;
		add_count(arena, counts, cx_cause_name(cause), n);
	}
	cx_node_add(object, "changes", counts);
	for (size_t i = 0; i < plan->undone_count; i++)
		cx_node_push(undone, cx_node_string(arena, plan->undone[i]));
	cx_node_add(object, "undone", undone);
	return object;
}

/* The revision that the project's rules are taken from. */
static struct cx_node *project_json(struct cx_arena *arena, const struct cx_plan *plan)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *differ = cx_node_new(arena, CX_NODE_ARRAY);
	add_text(arena, object, "rev", plan->rules_rev);
	add_text(arena, object, "commit", plan->rules_commit);
	for (size_t i = 0; plan->rules_differ && plan->rules_differ[i]; i++)
		cx_node_push(differ, cx_diag_json_text(arena, plan->rules_differ[i]));
	cx_node_add(object, "differ", differ);
	return object;
}

static void add_offline(struct cx_arena *arena, struct cx_node *object, const struct cx_plan *plan)
{
	struct cx_node *last = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, last, "commit", plan->last_commit);
	add_text(arena, last, "time", plan->last_time);
	cx_node_add(object, "offline", cx_node_bool(arena, true));
	cx_node_add(object, "applied", plan->has_ledger ? last : cx_node_new(arena, CX_NODE_NULL));
}

struct cx_node *cx_plan_json(struct cx_arena *arena, const struct cx_plan *plan, const struct cx_diags *diags,
			     int exit_code)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	add_text(arena, object, "format_version", CX_JSON_FORMAT_VERSION);
	add_text(arena, object, "tenant", plan->tenant);
	if (plan->origin)
		cx_node_add(object, "base_url",
			    cx_node_string(arena, cx_arena_printf(arena, "%s%s", plan->origin,
								  plan->base_path ? plan->base_path : "")));
	add_text(arena, object, "commit", plan->commit);
	cx_node_add(object, "dirty", cx_node_bool(arena, plan->dirty));
	if (plan->rules_rev)
		cx_node_add(object, "project", project_json(arena, plan));
	if (plan->other_rev)
		cx_node_add(object, "base", base_json(arena, plan));
	add_text(arena, object, "fingerprint", plan->offline ? NULL : plan->fingerprint);
	if (plan->offline)
		add_offline(arena, object, plan);
	cx_node_add(object, "summary", summary_json(arena, &plan->counts));

	struct cx_node *live = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(live, "complete", cx_node_bool(arena, plan->live_complete));
	add_count(arena, live, "requests", plan->requests);
	cx_node_add(object, "live", live);
	if (plan->has_impact) {
		struct cx_node *impact = cx_node_new(arena, CX_NODE_OBJECT);
		add_count(arena, impact, "requests", plan->impact_requests);
		cx_node_add(object, "impact", impact);
	}

	struct cx_node *apply = cx_node_new(arena, CX_NODE_OBJECT);
	add_count(arena, apply, "requests", plan->apply_requests);
	add_count(arena, apply, "milliseconds", (size_t)plan->apply_ms);
	cx_node_add(apply, "guards", guards_json(arena, plan));
	cx_node_add(object, "apply", apply);

	struct cx_node *changes = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < plan->count; i++)
		cx_node_push(changes, change_json(arena, plan, &plan->changes[i]));
	cx_node_add(object, "changes", changes);
	cx_node_add(object, "left", left_json(arena, plan));
	cx_node_add(object, "ignore", ignore_json(arena, plan));
	cx_node_add(object, "refusals", refusals_json(arena, plan));
	cx_node_add(object, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(object, "exit_code", cx_node_int(arena, exit_code));
	return object;
}
