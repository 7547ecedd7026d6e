/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria: checks, normal form, and implication by structure. */
#include "model/criteria.h"

#include "base/near.h"
#include "doc/pointer.h"

const char *const cx_criteria_operators[] = {
	"equals",      "not_equals",         "greater_than", "greater_than_or_equal",
	"less_than",   "less_than_or_equal", "contains",     "not_contains",
	"starts_with", "ends_with",          "in",           "not_in",
	"is_null",     "is_not_null",        NULL,
};

bool cx_criteria_is_group(const struct cx_node *node)
{
	const struct cx_node *conditions = cx_node_get(node, "conditions");
	return conditions && conditions->type == CX_NODE_ARRAY;
}

static const struct cx_node *children_of(const struct cx_node *group)
{
	return cx_node_get(group, "conditions")->first;
}

/* ---- checks ---- */

struct deepest {
	const struct cx_criteria_rules *rules;
	int64_t depth;
	const struct cx_node *group;
};

static void check_operator(const struct cx_node *condition, enum cx_unknown_operator unknown,
			   struct cx_diags *diags)
{
	bool is_error = unknown == CX_UNKNOWN_OPERATOR_ERROR;
	const struct cx_node *operator= cx_node_get(condition, "operator");
	if (unknown == CX_UNKNOWN_OPERATOR_OFF ||
	    !operator|| operator->type != CX_NODE_STRING || operator->bad)
		return;
	for (const char *const *known = cx_criteria_operators; *known; known++)
		if (strcmp(*known, operator->text) == 0)
			return;
	/* A group whose conditions are misspelt or no list: the schema says so. */
	bool joins = cx_node_is_text(operator, "AND") || cx_node_is_text(operator, "OR");
	if (joins && !cx_node_get(condition, "field"))
		return;
	struct cx_diag *d =
		cx_diag_add(diags, is_error ? CX_SEVERITY_ERROR : CX_SEVERITY_WARNING,
			    "audience.operator", operator->span, "%s is no known operator", operator->text);
	const char *near = cx_near_word(operator->text, cx_criteria_operators);
	if (joins)
		cx_diag_hint(diags, d, "%s joins conditions: {operator: %s, conditions: [...]}",
				       operator->text, operator->text);
	else if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(diags, d,
			     "mend it; if the tenant has it, the profile says so: limits: "
			     "{unknown_operator: \"%s\"}",
			     is_error ? "warn" : "off");
}

static void check_walk(const struct cx_node *node, int64_t depth, struct deepest *deepest,
		       struct cx_diags *diags)
{
	if (!cx_criteria_is_group(node)) {
		check_operator(node, deepest->rules->unknown_operator, diags);
		return;
	}
	if (depth > deepest->depth) {
		deepest->depth = depth;
		deepest->group = node;
	}
	for (const struct cx_node *child = children_of(node); child; child = child->next)
		check_walk(child, depth + 1, deepest, diags);
}

/* Adds the way from node down to the group; false if the group is not there. */
static bool add_path(const struct cx_node *node, const struct cx_node *group, struct cx_buf *path)
{
	size_t index = 0, before = path->len;
	if (node == group)
		return true;
	if (!cx_criteria_is_group(node))
		return false;
	for (const struct cx_node *child = children_of(node); child; child = child->next, index++) {
		cx_pointer_add(path, "conditions", strlen("conditions"));
		cx_pointer_add_index(path, index);
		if (add_path(child, group, path))
			return true;
		cx_buf_cut(path, before);
	}
	return false;
}

static void report_depth(const struct deepest *deepest, const char *path, int64_t max_depth,
			 struct cx_diags *diags)
{
	bool root_counts = deepest->rules->root_counts;
	int64_t levels = deepest->depth + root_counts;
	bool over = levels > max_depth;
	const char *from = root_counts ? "with the root" : "below the root";
	const struct cx_node *first = deepest->group->first;
	struct cx_diag *d =
		cx_diag_add(diags, over ? CX_SEVERITY_ERROR : CX_SEVERITY_WARNING, "audience.depth",
			    first ? cx_node_key_span(first) : deepest->group->span,
			    over ? "criteria are nested %lld levels %s, at most %lld are allowed"
				 : "criteria are nested %lld levels %s, the most that is allowed (%lld)",
			    (long long)levels, from, (long long)max_depth);
	cx_diag_note(diags, d, "deepest path is %s", path);
	cx_diag_hint(diags, d,
		     "%smerge groups with the same operator, or move a branch into an audience of its own "
		     "and reference it",
		     over ? "" : "some servers count the root as a level: ");
	cx_diag_pointer(diags, d, path);
}

void cx_criteria_check(const struct cx_node *criteria, const char *pointer, int64_t max_depth,
		       const struct cx_criteria_rules *rules, struct cx_diags *diags)
{
	struct deepest deepest = {.rules = rules, .group = criteria};
	check_walk(criteria, 0, &deepest, diags);
	if (!max_depth || deepest.depth < max_depth)
		return;
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_adds(&path, pointer);
	(void)add_path(criteria, deepest.group, &path);
	report_depth(&deepest, path.data, max_depth, diags);
}

/* ---- normal form ---- */

/* What else a tenant may know, NOT perhaps, is not to be taken apart. */
static bool is_joined(const struct cx_node *group)
{
	const struct cx_node *operator= cx_node_get(group, "operator");
	return cx_node_is_text(operator, "AND") || cx_node_is_text(operator, "OR");
}

static bool same_operator(const struct cx_node *a, const struct cx_node *b)
{
	const char *x = cx_node_get_text(a, "operator"), *y = cx_node_get_text(b, "operator");
	return x && y && strcmp(x, y) == 0;
}

static int compare_nodes(const void *left, const void *right)
{
	return cx_node_compare(*(const struct cx_node *const *)left, *(const struct cx_node *const *)right);
}

struct node_list {
	struct cx_node **items;
	size_t count, cap;
};

static void list_add(struct node_list *list, struct cx_node *node)
{
	CX_GROW(list->items, list->count, list->cap);
	list->items[list->count++] = node;
}

/* Whether a child's children may stand in its place. An empty group means everybody to some, nobody to
 * others, and members that we do not know may mean anything. */
static bool merges_into(const struct cx_node *child, const struct cx_node *group)
{
	return cx_criteria_is_group(child) && child->count == 2 && children_of(child) && is_joined(child) &&
	       same_operator(child, group);
}

/* The normal children of a group; those of a child group with the same operator are taken in. */
static void normal_children(struct cx_arena *arena, const struct cx_node *group, struct node_list *list)
{
	for (const struct cx_node *child = children_of(group); child; child = child->next) {
		struct cx_node *normal = cx_criteria_normal(arena, child);
		if (!merges_into(normal, group)) {
			list_add(list, normal);
			continue;
		}
		for (const struct cx_node *grandchild = children_of(normal); grandchild;
		     grandchild = grandchild->next)
			list_add(list, cx_node_copy(arena, grandchild));
	}
}

struct cx_node *cx_criteria_normal(struct cx_arena *arena, const struct cx_node *criteria)
{
	if (!cx_criteria_is_group(criteria))
		return cx_node_copy(arena, criteria);
	struct node_list list = {0};
	normal_children(arena, criteria, &list);
	if (list.count)
		qsort(list.items, list.count, sizeof *list.items, compare_nodes);
	struct cx_node *conditions = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < list.count; i++)
		if (!i || !cx_node_equal(list.items[i - 1], list.items[i]))
			cx_node_push(conditions, list.items[i]);
	cx_free(list.items);
	const struct cx_node *operator= cx_node_get(criteria, "operator");
	if (conditions->count == 1 && criteria->count == 2 && is_joined(criteria))
		return conditions->first;
	struct cx_node *normal = cx_node_new(arena, CX_NODE_OBJECT);
	/* Keys in sorted order; what else stands in the group is kept, so that nothing is taken for equal
	 * that is not. */
	cx_node_add(normal, "conditions", conditions);
	if (operator)
		cx_node_add(normal, "operator", cx_node_copy(arena, operator));
	for (const struct cx_node *m = criteria->first; m; m = m->next)
		if (!cx_node_get_n(normal, m->key, m->key_len))
			cx_node_add_n(normal, m->key, m->key_len, cx_node_copy(arena, m));
	return normal;
}
