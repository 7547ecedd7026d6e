/* SPDX-License-Identifier: Apache-2.0 */
/* How many members audiences would have after a plan, where the tenant can count that. */
#include "engine/impact.h"

#include "engine/plan_parts.h"
#include "model/criteria_verdict.h"

/* Audiences that are looked at to see whether one that is excluded changes, too. */
#define MAX_EXCLUDED 1000

struct counter {
	struct cx_reader *reader;
	const struct cx_profile *profile;
	struct cx_arena *arena;
	struct cx_plan *plan;
	struct cx_diags *diags;
	struct cx_map live;    /* audiences by id */
	struct cx_map changed; /* ids of those whose members change by this plan */
	struct question *first, *last;
	const char *refused; /* why the tenant counts nothing; or NULL */
	int64_t steps;
};

struct question {
	struct counter *counter;
	const struct cx_change *change;
	struct cx_impact *impact;
	struct question *next;
};

static void counter_release(struct counter *counter)
{
	cx_map_release(&counter->live);
	cx_map_release(&counter->changed);
}

/* ---- filters ---- */

static bool is_name(const char *text)
{
	return *text &&
	       !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* The value of a filter as it stands behind the sign, or NULL where a filter cannot say it. */
static const char *filter_value(const struct cx_node *value)
{
	if (value->type == CX_NODE_NUMBER)
		return value->text;
	if (value->type == CX_NODE_BOOL)
		return value->boolean ? "true" : "false";
	/* Blanks at the ends do not count in a filter, and a sign in front would be read as one. */
	bool plain = value->type == CX_NODE_STRING && value->len && strlen(value->text) == value->len &&
		     !strchr(" \t=<>!~", value->text[0]) && !strchr(" \t", value->text[value->len - 1]);
	return plain ? value->text : NULL;
}

/* How a condition is asked for: each of its values by itself. */
struct asked {
	const char *operator;
	enum cx_filter_op op;
	bool is_list;
	size_t most; /* values; 0: any number, as all filters hold at once */
};
static const struct asked asked[] = {
	{"equals", CX_FILTER_EQ, false, 1},         {"not_equals", CX_FILTER_NEQ, false, 1},
	{"greater_than", CX_FILTER_GT, false, 1},   {"less_than", CX_FILTER_LT, false, 1},
	{"contains", CX_FILTER_CONTAINS, false, 1}, {"in", CX_FILTER_EQ, true, 1},
	{"not_in", CX_FILTER_NEQ, true, 0},
};

static const struct asked *asked_by(const struct cx_node *condition)
{
	const struct cx_node *value = cx_node_get(condition, "value");
	for (size_t i = 0; value && condition->count == 3 && i < CX_COUNT(asked); i++) {
		const struct asked *row = &asked[i];
		size_t count = row->is_list ? value->count : 1;
		if (cx_node_is_text(cx_node_get(condition, "operator"), row->operator))
			return row->is_list == (value->type == CX_NODE_ARRAY) && count &&
					       (!row->most || count <= row->most)
				       ? row
				       : NULL;
	}
	return NULL;
}

struct filter_list {
	struct cx_filter *items;
	size_t count, cap;
	int64_t complexity;
};

/* False where the condition is none that filters can say. */
static bool add_filters(struct cx_arena *arena, const struct cx_node *condition, struct filter_list *list)
{
	const struct asked *row = asked_by(condition);
	const char *field = cx_node_get_text(condition, "field");
	if (!row || !field || !is_name(field))
		return false;
	const struct cx_node *value = cx_node_get(condition, "value");
	for (const struct cx_node *item = row->is_list ? value->first : value; item;
	     item = row->is_list ? item->next : NULL) {
		const char *text = filter_value(item);
		if (!text)
			return false;
		CX_ARENA_GROW(arena, list->items, list->count, list->cap);
		list->items[list->count++] =
			(struct cx_filter){.attribute = field, .op = row->op, .value = text};
		list->complexity += cx_filter_cost(row->op);
	}
	return true;
}

/* Of conditions; NULL with why there is no number. */
static const struct cx_filters *filters_of(struct counter *counter, const struct cx_criteria_rest *rest,
					   struct cx_impact *impact)
{
	const struct cx_runtime *limits = &counter->profile->runtime;
	struct filter_list list = {0};
	for (size_t i = 0; i < rest->count; i++)
		if (!add_filters(counter->arena, rest->items[i], &list)) {
			impact->why = "a condition is no filter that the tenant counts members by";
			impact->blocker = rest->items[i];
			return NULL;
		}
	if (list.count > (size_t)limits->filters || list.complexity > limits->filter_complexity) {
		impact->why = "the conditions are more than the tenant counts members by at once";
		return NULL;
	}
	struct cx_filters *filters = cx_arena_alloc(counter->arena, sizeof *filters);
	*filters =
		(struct cx_filters){.items = list.items, .count = list.count, .complexity = list.complexity};
	return filters;
}

/* ---- what can be known ---- */

/* Whether it excludes an audience whose members change too, if only by what that one excludes. */
static bool excludes_changed(const struct counter *counter, const struct cx_node *spec)
{
	CX_AUTO(cx_map) struct cx_map seen = CX_MAP_INIT;
	const struct cx_node *lists[MAX_EXCLUDED];
	size_t count = 0, at = 0;
	lists[count++] = cx_node_get(spec, "exclusions");
	for (; at < count; at++)
		for (const struct cx_node *item = lists[at] ? lists[at]->first : NULL; item;
		     item = item->next) {
			if (item->type != CX_NODE_STRING)
				continue;
			const char *id = cx_plan_lower(counter->arena, item->text);
			if (cx_map_get(&counter->changed, id) || count == MAX_EXCLUDED)
				return true;
			const struct cx_node *live = cx_map_get(&counter->live, id);
			if (live && !cx_map_put(&seen, id, (void *)id))
				lists[count++] = cx_node_get(live, "exclusions");
		}
	return false;
}

static const char *why_none(const struct counter *counter, const struct cx_change *change)
{
	if (cx_kind_route_is_blind(change->route))
		return "the tenant does not show what it holds";
	if (change->action == CX_ACTION_CREATE)
		return "the tenant counts members of audiences that it has";
	if (change->effect != CX_EFFECT_NONE && change->effect != CX_EFFECT_SHRINK)
		return "who would come in is not known: the tenant counts today's members alone";
	if (change->exclusions_differ)
		return "whom an exclusion takes out, the tenant does not count";
	if (excludes_changed(counter, change->spec))
		return "an audience that is excluded changes in this plan, too";
	return NULL;
}

static void ask_later(struct counter *counter, const struct cx_change *change, struct cx_impact *impact)
{
	const struct cx_runtime_route *route = &counter->profile->runtime.calls[CX_RUNTIME_MEMBERS_COUNT];
	if (!route->call.present) {
		impact->why = "the tenant has no call that counts members";
		counter->refused = impact->why;
		return;
	}
	struct question *question = cx_arena_alloc(counter->arena, sizeof *question);
	*question = (struct question){.counter = counter, .change = change, .impact = impact};
	*(counter->last ? &counter->last->next : &counter->first) = question;
	counter->last = question;
}

static const struct cx_impact *impact_of(struct counter *counter, const struct cx_change *change)
{
	struct cx_impact *impact = cx_arena_alloc(counter->arena, sizeof *impact);
	impact->after = -1;
	if (change->has_effect && change->effect == CX_EFFECT_EMPTY) {
		impact->after = 0;
		return impact;
	}
	impact->why = why_none(counter, change);
	if (impact->why)
		return impact;
	if (change->effect == CX_EFFECT_NONE && change->members >= 0) {
		impact->after = change->members;
		return impact;
	}
	struct cx_criteria_rest rest = {0};
	if (change->effect == CX_EFFECT_SHRINK)
		rest = cx_criteria_rest_of(counter->arena, change->had_criteria, change->has_criteria,
					   &counter->steps);
	impact->filters = filters_of(counter, &rest, impact);
	if (impact->filters)
		ask_later(counter, change, impact);
	return impact;
}

/* ---- asking ---- */

static void take_count(struct question *question, const struct cx_answer *answer)
{
	struct counter *counter = question->counter;
	struct cx_node *node = NULL;
	int64_t count = -1;
	if (cx_answer_node(counter->arena, answer, NULL, &node, counter->diags) == CX_STATUS_OK &&
	    cx_node_get_int64(node, "count", &count) && count >= 0)
		question->impact->after = count;
	else
		question->impact->why = "the tenant's answer holds no count";
}

static void on_answer(void *data, const struct cx_answer *answer)
{
	struct question *question = data;
	struct counter *counter = question->counter;
	if (answer->kind == CX_ANSWER_STATUS && !*answer->problem) {
		take_count(question, answer);
		return;
	}
	question->impact->why =
		cx_arena_printf(counter->arena, "the tenant did not count them [%s]", answer->code);
	if (counter->refused)
		return;
	/* Told once; what holds for one audience alone does not keep the others from being asked. */
	struct cx_diag *d = cx_diag_add(counter->diags, CX_SEVERITY_WARNING, answer->code, CX_SPAN_NONE,
					"members of %s cannot be counted: %s", question->change->address,
					answer->problem);
	if (answer->hint)
		cx_diag_hint(counter->diags, d, "%s", answer->hint);
	if (answer->kind != CX_ANSWER_STATUS || answer->status == 401 || answer->status == 403)
		counter->refused = question->impact->why;
}

static void ask(struct counter *counter, const struct question *question)
{
	CX_AUTO(cx_buf) struct cx_buf query = CX_BUF_INIT;
	cx_filters_query(question->impact->filters, &query);
	cx_reader_ask(counter->reader, &counter->profile->runtime.calls[CX_RUNTIME_MEMBERS_COUNT],
		      question->change->id, query.data, on_answer, (void *)question);
	counter->plan->impact_requests++;
}

static void ask_all(struct counter *counter)
{
	for (struct question *q = counter->first; q; q = q->next) {
		if (counter->refused) {
			q->impact->why = counter->refused;
			continue;
		}
		ask(counter, q);
		if (q == counter->first)
			cx_reader_run(counter->reader);
	}
	cx_reader_run(counter->reader);
}

/* ---- all of a plan ---- */

static bool is_audience(const struct cx_change *change)
{
	return (change->had_criteria || change->has_criteria) && change->action != CX_ACTION_DELETE;
}

static void index_changes(struct counter *counter)
{
	for (size_t i = 0; i < counter->plan->count; i++) {
		const struct cx_change *change = &counter->plan->changes[i];
		bool same = change->has_effect && change->effect == CX_EFFECT_NONE;
		if ((change->had_criteria || change->has_criteria) && !same && change->id)
			(void)cx_map_put(&counter->changed, change->id, (void *)change);
	}
}

static void index_live(struct counter *counter, const struct cx_live *live)
{
	for (size_t k = 0; k < live->count; k++)
		for (size_t i = 0; i < live->lists[k].count; i++) {
			struct cx_node *node = live->lists[k].items[i];
			const char *id = cx_plan_live_id(counter->arena, live->lists[k].route, node);
			if (id && cx_node_get(node, "criteria"))
				(void)cx_map_put(&counter->live, id, node);
		}
}

void cx_impact_count(struct cx_reader *reader, const struct cx_profile *profile, const struct cx_live *live,
		     struct cx_arena *arena, struct cx_plan *plan, struct cx_diags *diags)
{
	CX_AUTO(counter)
	struct counter counter = {
		.reader = reader,
		.profile = profile,
		.arena = arena,
		.plan = plan,
		.diags = diags,
		.steps = CX_PLAN_EFFECT_STEPS,
	};
	plan->has_impact = true;
	index_changes(&counter);
	index_live(&counter, live);
	for (size_t i = 0; i < plan->count; i++)
		if (is_audience(&plan->changes[i]))
			plan->changes[i].impact = impact_of(&counter, &plan->changes[i]);
	if (counter.refused) {
		struct cx_diag *d = cx_diag_add(
			diags, CX_SEVERITY_WARNING, "impact.route", CX_SPAN_NONE,
			"members cannot be counted: the profile %s has no call for it", profile->name);
		cx_diag_hint(diags, d, "runtime.members_count of the profile names the call");
	}
	ask_all(&counter);
}
