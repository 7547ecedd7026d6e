/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: rules about the shape of a group, and what stands in it twice. */
#include "model/lint_parts.h"

#include "model/criteria.h"

static int compare_children(const void *left, const void *right)
{
	const struct cx_lint_child *const *a = left, *const *b = right;
	int order = cx_node_compare((*a)->node, (*b)->node);
	return order ? order : ((*a)->index > (*b)->index) - ((*a)->index < (*b)->index);
}

static void duplicates(const struct cx_lint_rule *rule, struct cx_lint_group *group,
		       struct cx_lint_child *items, size_t count)
{
	if (count < 2)
		return;
	struct cx_lint_child **sorted = cx_alloc(count * sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &items[i];
	qsort(sorted, count, sizeof(struct cx_lint_child *), compare_children);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (!cx_node_equal(sorted[first]->node, sorted[i]->node)) {
			first = i;
			continue;
		}
		struct cx_diag *d =
			cx_lint_report_child(rule, group, sorted[i],
					     sorted[i]->field ? "this condition stands in its group already"
							      : "this group stands in its group already");
		cx_diag_second(d, sorted[first]->node->span, "first here");
		cx_diag_hint(group->lint->diags, d, "remove one of the two");
	}
	cx_free(sorted);
}

void cx_lint_check_duplicate(const struct cx_lint_rule *rule, struct cx_lint_group *group)
{
	for (size_t i = 0; i < group->run_count; i++)
		duplicates(rule, group, group->runs[i].items, group->runs[i].count);
	duplicates(rule, group, group->groups, group->group_count);
}

/* The criteria must be a group, so that one condition alone is right there. */
static bool is_single(const struct cx_lint_group *group)
{
	return group->count == 1 && (group->parent || group->group_count == 1);
}

void cx_lint_check_single(const struct cx_lint_rule *rule, struct cx_lint_group *group)
{
	if (!is_single(group))
		return;
	struct cx_diag *d = cx_lint_report_child(rule, group, NULL,
						 group->group_count ? "this group holds one group alone"
								    : "this group holds one condition alone");
	cx_diag_hint(group->lint->diags, d, "write the %s in place of the group",
		     group->group_count ? "inner group" : "condition");
}

void cx_lint_check_nested(const struct cx_lint_rule *rule, struct cx_lint_group *group)
{
	const struct cx_lint_group *parent = group->parent;
	if (!parent || parent->is_and != group->is_and || is_single(group) || is_single(parent))
		return;
	struct cx_diag *d =
		cx_lint_report_child(rule, group, NULL,
				     group->is_and ? "an AND directly inside an AND says nothing of its own"
						   : "an OR directly inside an OR says nothing of its own");
	cx_diag_hint(group->lint->diags, d, "move its conditions into the group around it");
}

static struct cx_lint_child *run_find(struct cx_lint_run *run, const char *operation)
{
	for (size_t i = 0; i < run->count; i++)
		if (strcmp(run->items[i].operation, operation) == 0 && cx_lint_is_plain(&run->items[i]) &&
		    run->items[i].value->type == CX_NODE_NULL)
			return &run->items[i];
	return NULL;
}

void cx_lint_check_always(const struct cx_lint_rule *rule, struct cx_lint_group *group)
{
	for (size_t i = 0; !group->is_and && i < group->run_count; i++) {
		struct cx_lint_child *no = run_find(&group->runs[i], "is_null"),
				     *yes = run_find(&group->runs[i], "is_not_null");
		if (!no || !yes)
			continue;
		struct cx_lint_child *later = no->index > yes->index ? no : yes;
		const char *message = cx_arena_printf(
			group->lint->arena, "%s is_null or is_not_null holds for everybody", later->field);
		struct cx_diag *d = cx_lint_report_child(rule, group, later, message);
		cx_diag_second(d, (later == no ? yes : no)->node->span, "the other condition");
		cx_diag_hint(group->lint->diags, d, "remove the group, or one of the two");
		group->runs[i].told = true;
	}
}
