/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: branches of a group that can never matter beside another. */
/*
 * Of each field the strongest bound and set of an AND (the weakest of an OR) are found in one pass, and the
 * others are held against these alone; so what is found is near-linear, and not all that there is.
 */
#include "model/lint_parts.h"

#include "model/criteria.h"

/* Which conditions of a field can follow from which. */
enum order {
	ORDER_LOWER,
	ORDER_UPPER,
	ORDER_SET,
	ORDERS,
};

/* Conditions of a field that a branch of an inner group is held against. */
#define MAX_BESIDE 4

static enum order order_of(const struct cx_lint_child *child)
{
	if (strncmp(child->operation, "greater", strlen("greater")) == 0)
		return ORDER_LOWER;
	return strncmp(child->operation, "less", strlen("less")) == 0 ? ORDER_UPPER : ORDER_SET;
}

/* Whether a makes b idle: in an AND because b follows from it, in an OR because it follows from b. */
static bool makes_idle(struct cx_lint_group *group, const struct cx_node *a, const struct cx_node *b)
{
	const struct cx_node *x = cx_node_get(a, "value"), *y = cx_node_get(b, "value");
	group->steps += 1 + (x ? x->count : 0) + (y ? y->count : 0);
	if (group->steps > CX_LINT_MAX_STEPS)
		return false;
	return group->is_and ? cx_criteria_implies(a, b) : cx_criteria_implies(b, a);
}

static void tell_condition(const struct cx_lint_rule *rule, struct cx_lint_group *group,
			   struct cx_lint_child *idle, const struct cx_lint_child *beside)
{
	struct cx_lint *lint = group->lint;
	const char *message = cx_arena_printf(
		lint->arena,
		group->is_and ? "%s %s asks for nothing more than %s" : "%s %s adds nobody to %s",
		idle->field, cx_lint_condition_text(lint, idle), cx_lint_condition_text(lint, beside));
	struct cx_diag *d = cx_lint_report_child(rule, group, idle, message);
	cx_diag_second(d, beside->node->span, "the other condition");
	cx_diag_hint(lint->diags, d, "remove it, or mend its value");
}

static void check_run(const struct cx_lint_rule *rule, struct cx_lint_group *group, struct cx_lint_run *run)
{
	struct cx_lint_child *best[ORDERS] = {0};
	for (size_t i = 0; i < run->count; i++) {
		struct cx_lint_child *child = &run->items[i], **at = &best[order_of(child)];
		if (!child->told && (!*at || makes_idle(group, child->node, (*at)->node)))
			*at = child;
	}
	for (size_t i = 0; i < run->count; i++)
		for (size_t k = 0; k < ORDERS && !run->items[i].told; k++)
			if (best[k] && best[k] != &run->items[i] &&
			    makes_idle(group, best[k]->node, run->items[i].node))
				tell_condition(rule, group, &run->items[i], best[k]);
}

static struct cx_lint_run *run_of(struct cx_lint_group *group, const char *field)
{
	size_t low = 0, high = group->run_count;
	while (field && low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(field, group->runs[middle].items->field);
		if (order == 0)
			return &group->runs[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const struct cx_lint_child *beside_of(struct cx_lint_group *group, const struct cx_node *branch)
{
	const struct cx_lint_run *run = run_of(group, cx_node_get_text(branch, "field"));
	size_t asked = 0;
	for (size_t i = 0; run && i < run->count && asked < MAX_BESIDE; i++) {
		if (run->items[i].told)
			continue;
		asked++;
		if (makes_idle(group, run->items[i].node, branch))
			return &run->items[i];
	}
	return NULL;
}

/* a AND (a OR b) is a; a OR (a AND b) is a. */
static void check_group(const struct cx_lint_rule *rule, struct cx_lint_group *group,
			struct cx_lint_child *inner)
{
	struct cx_lint *lint = group->lint;
	const char *operation = cx_node_get_text(inner->node, "operator");
	const struct cx_node *conditions = cx_node_get(inner->node, "conditions");
	if (inner->told || conditions->count < 2 || strcmp(operation, group->is_and ? "OR" : "AND") != 0)
		return;
	for (const struct cx_node *branch = conditions->first; branch; branch = branch->next) {
		const struct cx_lint_child *beside = beside_of(group, branch);
		if (!beside)
			continue;
		const char *message =
			cx_arena_printf(lint->arena,
					group->is_and ? "this group always holds where %s %s does"
						      : "this group adds nobody to %s %s",
					beside->field, cx_lint_condition_text(lint, beside));
		struct cx_diag *d = cx_lint_report_child(rule, group, inner, message);
		cx_diag_second(d, beside->node->span, "the other condition");
		cx_diag_hint(lint->diags, d, "remove the group, or the condition");
		return;
	}
}

void cx_lint_check_redundant(const struct cx_lint_rule *rule, struct cx_lint_group *group)
{
	for (size_t i = 0; i < group->run_count; i++)
		if (group->runs[i].count > 1 && !group->runs[i].told)
			check_run(rule, group, &group->runs[i]);
	for (size_t i = 0; i < group->group_count && group->run_count; i++)
		check_group(rule, group, &group->groups[i]);
}
