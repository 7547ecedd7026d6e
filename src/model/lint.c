/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: walks the definitions' criteria as written, and hands each group to the rules. */
/*
 * The written document is looked at, not the normal form: places are needed, and the normal form has mended
 * half of what is looked for.
 */
#include "model/lint.h"

#include "base/work.h"
#include "doc/json.h"
#include "doc/pointer.h"
#include "model/criteria.h"
#include "model/lint_parts.h"

/* ---- what rules say ---- */

static void add_pointer(const struct cx_lint_group *group, struct cx_buf *out)
{
	if (!group->parent && group->node->key) {
		cx_buf_adds(out, "/spec");
		cx_pointer_add(out, group->node->key, group->node->key_len);
		return;
	}
	if (!group->parent)
		return;
	add_pointer(group->parent, out);
	cx_pointer_add(out, "conditions", strlen("conditions"));
	cx_pointer_add_index(out, group->index);
}

/* Where a node stands, in one line: a mapping in block style would be underlined from its first key. */
static struct cx_span place_of(const struct cx_node *node)
{
	const struct cx_node *operation = cx_node_get(node, "operator");
	bool is_group = cx_criteria_is_group(node);
	return is_group && operation ? cx_node_key_span(operation) : node->span;
}

struct cx_diag *cx_lint_report(const struct cx_lint_rule *rule, struct cx_lint *lint, struct cx_span span,
			       const char *message)
{
	struct cx_suppressions *suppressions =
		lint->set && span.source ? cx_map_get(&lint->set->suppressions, span.source->name) : NULL;
	const struct cx_suppression *expired = NULL;
	bool silenced = cx_suppressions_match(suppressions, rule->id, &span,
					      lint->set ? lint->set->now_ms : 0, &expired);
	struct cx_diag *d = cx_diag_add(silenced ? lint->silenced : lint->diags, rule->severity, rule->id,
					span, "%s", message);
	if (expired)
		cx_suppression_note(expired, lint->diags, d);
	return d;
}

struct cx_diag *cx_lint_report_child(const struct cx_lint_rule *rule, struct cx_lint_group *group,
				     struct cx_lint_child *child, const char *message)
{
	CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
	struct cx_diags *diags = group->lint->diags;
	struct cx_diag *d =
		cx_lint_report(rule, group->lint, place_of(child ? child->node : group->node), message);
	add_pointer(group, &pointer);
	if (child) {
		cx_pointer_add(&pointer, "conditions", strlen("conditions"));
		cx_pointer_add_index(&pointer, child->index);
		child->told = true;
	}
	cx_diag_pointer(diags, d, pointer.data);
	return d;
}

const char *cx_lint_condition_text(struct cx_lint *lint, const struct cx_lint_child *child)
{
	enum { MAX_SHOWN = 50 };
	CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
	const struct cx_node *node = child->value;
	if (!node || node->secret || node->type == CX_NODE_NULL)
		return child->operation;
	value.max = MAX_SHOWN;
	cx_json_line(node, &value);
	if (!value.full)
		return cx_arena_printf(lint->arena, "%s %s", child->operation, value.data);
	if (node->type == CX_NODE_ARRAY)
		return cx_arena_printf(lint->arena, "%s (%zu values)", child->operation, node->count);
	return cx_arena_printf(lint->arena, "%s (a long value)", child->operation);
}

bool cx_lint_is_plain(const struct cx_lint_child *child)
{
	return child->value && child->node->count == 3;
}

/* ---- groups ---- */

static int compare_fields(const void *left, const void *right)
{
	const struct cx_lint_child *a = left, *b = right;
	int order = 0;
	if (!a->field || !b->field)
		order = (a->field == NULL) - (b->field == NULL);
	else
		order = strcmp(a->field, b->field);
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static struct cx_lint_child child_of(const struct cx_node *node, size_t index)
{
	struct cx_lint_child child = {.node = node, .index = index};
	if (cx_criteria_is_group(node))
		return child;
	child.field = cx_node_get_text(node, "field");
	child.operation = cx_node_get_text(node, "operator");
	child.value = cx_node_get(node, "value");
	if (!child.operation)
		child.operation = "";
	return child;
}

static void fill_runs(struct cx_lint_group *group)
{
	size_t at = 0;
	group->runs = cx_arena_alloc(group->lint->arena, (group->count + 1) * sizeof *group->runs);
	while (at < group->count && group->children[at].field) {
		size_t end = at + 1;
		while (end < group->count && group->children[end].field &&
		       strcmp(group->children[end].field, group->children[at].field) == 0)
			end++;
		group->runs[group->run_count++] =
			(struct cx_lint_run){.items = &group->children[at], .count = end - at};
		at = end;
	}
	group->groups = &group->children[at];
	group->group_count = group->count - at;
}

static void fill(struct cx_lint_group *group)
{
	const struct cx_node *conditions = cx_node_get(group->node, "conditions");
	size_t index = 0;
	group->is_and = cx_node_is_text(cx_node_get(group->node, "operator"), "AND");
	group->children =
		cx_arena_alloc(group->lint->arena, (conditions->count + 1) * sizeof *group->children);
	for (const struct cx_node *node = conditions->first; node; node = node->next, index++)
		group->children[group->count++] = child_of(node, index);
	qsort(group->children, group->count, sizeof *group->children, compare_fields);
	fill_runs(group);
}

bool cx_lint_is_contradictory(struct cx_lint *lint, const struct cx_node *node)
{
	CX_AUTO(cx_diags) struct cx_diags told = CX_DIAGS_INIT;
	static const struct cx_lint_rule silent = {.id = "lint.silent", .severity = CX_SEVERITY_NOTE};
	struct cx_lint apart = {.diags = &told, .arena = lint->arena};
	struct cx_lint_group group = {.lint = &apart, .definition = NULL, .node = node};
	fill(&group);
	cx_lint_check_contradiction(&silent, &group);
	return told.count > 0;
}

static void check_group(struct cx_lint_group *group)
{
	fill(group);
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++)
		if (rule->check_group)
			rule->check_group(rule, group);
	for (size_t i = 0; i < group->group_count; i++) {
		struct cx_lint_group inner = {.lint = group->lint,
					      .definition = group->definition,
					      .node = group->groups[i].node,
					      .parent = group,
					      .index = group->groups[i].index};
		check_group(&inner);
	}
}

static void check_definition(struct cx_lint *lint, const struct cx_definition *definition)
{
	const struct cx_node *spec = cx_node_get(definition->document, "spec");
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++)
		if (rule->check_definition)
			rule->check_definition(rule, lint, definition);
	for (const struct cx_node *m = spec ? spec->first : NULL; m; m = m->next) {
		const struct cx_shape *shape = cx_shape_member(definition->kind->spec, m->key, m->key_len);
		if (!shape || !shape->criteria || !cx_criteria_is_group(m))
			continue;
		struct cx_lint_group group = {.lint = lint, .definition = definition, .node = m};
		check_group(&group);
	}
}

bool cx_lint_is_wrong(const struct cx_diags *diags, const char *file)
{
	for (size_t i = 0; diags->errors && i < diags->count; i++) {
		const struct cx_diag *d = diags->items[i];
		if (d->severity == CX_SEVERITY_ERROR && d->span.source &&
		    strcmp(d->span.source->name, file) == 0)
			return true;
	}
	return false;
}

static void check_item(void *data, struct cx_worker *worker, size_t item)
{
	struct cx_lint *whole = data;
	CX_AUTO(cx_diags) struct cx_diags silenced = CX_DIAGS_INIT;
	struct cx_lint lint = *whole;
	lint.diags = worker->diags;
	lint.arena = worker->arena;
	lint.silenced = &silenced;
	if (!cx_lint_is_wrong(whole->diags, whole->set->items[item].file))
		check_definition(&lint, &whole->set->items[item]);
	atomic_fetch_add(whole->suppressed, silenced.count + silenced.dropped);
	cx_arena_clear(worker->arena);
}

static void check_definitions(struct cx_lint *lint)
{
	CX_AUTO(cx_diags) struct cx_diags told = CX_DIAGS_INIT;
	const struct cx_work work = {.count = lint->set->count, .run = check_item, .data = lint};
	cx_work_run(&work, lint->arena, &told);
	cx_diags_append(lint->diags, &told, 0, told.count);
	cx_diags_adopt(lint->diags, &told);
}

size_t cx_lint_check(const struct cx_definitions *set, const struct cx_lint_wanted *wanted,
		     struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags silenced = CX_DIAGS_INIT;
	atomic_size_t suppressed = set->suppressed;
	struct cx_lint lint = {.set = set,
			       .partial = wanted->partial,
			       .several = wanted->several,
			       .notes = wanted->notes,
			       .diags = diags,
			       .arena = &arena,
			       .silenced = &silenced,
			       .suppressed = &suppressed};
	check_definitions(&lint);
	for (const struct cx_lint_rule *rule = cx_lint_rules; rule->id; rule++)
		if (rule->check_set && (wanted->notes || rule->severity != CX_SEVERITY_NOTE))
			rule->check_set(rule, &lint);
	cx_lint_check_suppressions(&lint);
	cx_arena_release(&arena);
	return suppressed + silenced.count + silenced.dropped;
}
