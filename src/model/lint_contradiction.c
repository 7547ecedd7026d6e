/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: conditions of an AND that nobody can fulfil together. */
/*
 * The conditions of one field are folded into bounds and a set of values, each looked at once; comparing
 * pairs would be quadratic. Only what every tenant must agree on counts: numbers have an order, texts and
 * dates have none; texts that differ in case, in space at the ends or in how a number is written may be the
 * same, and those beyond ASCII are not compared at all; values of different types prove nothing.
 */
#include "model/lint_parts.h"

#include "base/num.h"

#include <ctype.h>

struct limit {
	struct cx_lint_child *from;
	bool strict;
};

struct value {
	const char *key;
	const struct cx_node *node;
};

struct fold {
	const struct cx_lint_rule *rule;
	struct cx_lint_group *group;
	struct cx_lint_run *run;
	struct limit lower, upper;
	struct value *values; /* sorted; valid with set_from */
	size_t value_count;
	enum cx_node_type type;
	struct cx_lint_child *set_from;
	size_t set_count; /* conditions that made the set */
	struct cx_lint_child *null_from, *needs_from;
};

/* is_pair: the two alone exclude each other; else only together with others of the field. */
static void exclude(struct fold *fold, struct cx_lint_child *a, struct cx_lint_child *b, bool is_pair)
{
	struct cx_lint *lint = fold->group->lint;
	struct cx_lint_child *first = a->index < b->index ? a : b, *later = first == a ? b : a;
	const char *message = cx_arena_printf(
		lint->arena, "%s %s contradicts %s%s", later->field, cx_lint_condition_text(lint, later),
		cx_lint_condition_text(lint, first), is_pair ? "" : " and what else is asked of it");
	struct cx_diag *d = cx_lint_report_child(fold->rule, fold->group, later, message);
	cx_diag_second(d, first->node->span, "the other condition");
	cx_diag_hint(lint->diags, d,
		     "nobody fulfils both, so the AND around them holds for nobody: mend a value, or make it "
		     "an OR");
	fold->run->told = true;
}

static bool limit_of(struct cx_lint_child *child, bool lower, struct limit *ret_limit)
{
	const char *name = lower ? "greater_than" : "less_than";
	size_t len = strlen(name);
	if (!child->value || child->value->type != CX_NODE_NUMBER ||
	    strncmp(child->operation, name, len) != 0)
		return false;
	bool plain = !child->operation[len];
	if (!plain && strcmp(child->operation + len, "_or_equal") != 0)
		return false;
	*ret_limit = (struct limit){child, plain};
	return true;
}

static bool is_stronger(const struct limit *a, const struct limit *b, bool lower)
{
	int order = cx_node_compare(a->from->value, b->from->value);
	if (order == 0)
		return a->strict && !b->strict;
	return lower ? order > 0 : order < 0;
}

/* A text that is the same for values that some tenant may take for the same; NULL: not known. */
static const char *value_key(struct cx_arena *arena, const struct cx_node *node)
{
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_dec dec;
	const char *at = node->text;
	size_t len = node->len;
	if (node->type == CX_NODE_BOOL)
		return node->boolean ? "true" : "false";
	if (node->type != CX_NODE_NUMBER && node->type != CX_NODE_STRING)
		return NULL;
	while (len && isspace((unsigned char)at[len - 1]))
		len--;
	while (len && isspace((unsigned char)*at))
		at++, len--;
	if (cx_dec_parse(at, len, &scratch, &dec)) {
		cx_dec_print(&dec, &text);
		return cx_arena_strdup(arena, text.data);
	}
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)at[i] >= 0x80 || !at[i])
			return NULL;
		cx_buf_addc(&text, (char)tolower((unsigned char)at[i]));
	}
	return node->type == CX_NODE_NUMBER ? NULL : cx_arena_strdup(arena, text.data);
}

static int compare_values(const void *left, const void *right)
{
	return strcmp(((const struct value *)left)->key, ((const struct value *)right)->key);
}

/* The values of equals or in, all of one type; false where nothing can be said. */
static bool values_of(struct cx_arena *arena, const struct cx_lint_child *child, struct fold *ret_set)
{
	const struct cx_node *value = child->value;
	bool is_list = value && value->type == CX_NODE_ARRAY && strcmp(child->operation, "in") == 0;
	if (!value || (!is_list && strcmp(child->operation, "equals") != 0))
		return false;
	const struct cx_node *item = is_list ? value->first : value;
	if (!item || item->type == CX_NODE_ARRAY)
		return false;
	struct value *values = cx_arena_alloc(arena, (is_list ? value->count : 1) * sizeof *values);
	size_t count = 0;
	ret_set->type = item->type;
	for (; item; item = is_list ? item->next : NULL) {
		const char *key = item->type == ret_set->type ? value_key(arena, item) : NULL;
		if (!key)
			return false;
		values[count++] = (struct value){key, item};
	}
	qsort(values, count, sizeof *values, compare_values);
	ret_set->values = values;
	ret_set->value_count = count;
	return true;
}

/* What is in both, or false where that is nothing. */
static bool fold_values(struct fold *fold, const struct fold *other)
{
	size_t kept = 0;
	for (size_t i = 0; i < other->value_count; i++)
		if (bsearch(&other->values[i], fold->values, fold->value_count, sizeof *fold->values,
			    compare_values))
			other->values[kept++] = other->values[i];
	fold->values = other->values;
	fold->value_count = kept;
	return kept > 0;
}

static void fold_set(struct fold *fold, struct cx_lint_child *child)
{
	struct fold other = {0};
	if (!values_of(fold->group->lint->arena, child, &other))
		return;
	if (fold->set_from && fold->type != other.type)
		return;
	if (fold->set_from && !fold_values(fold, &other)) {
		exclude(fold, fold->set_from, child, fold->set_count == 1);
		return;
	}
	if (!fold->set_from) {
		fold->values = other.values;
		fold->value_count = other.value_count;
		fold->type = other.type;
	}
	fold->set_from = child;
	fold->set_count++;
}

static bool holds(const struct limit *limit, bool lower, const struct cx_node *value)
{
	if (!limit->from)
		return true;
	int order = cx_node_compare(value, limit->from->value);
	if (order == 0)
		return !limit->strict;
	return lower ? order > 0 : order < 0;
}

static void fold_values_against_limits(struct fold *fold)
{
	bool above = false, below = false, both = false;
	if (fold->run->told || !fold->set_from || fold->type != CX_NODE_NUMBER)
		return;
	for (size_t i = 0; i < fold->value_count; i++) {
		bool is_above = holds(&fold->lower, true, fold->values[i].node);
		bool is_below = holds(&fold->upper, false, fold->values[i].node);
		above |= is_above;
		below |= is_below;
		both |= is_above && is_below;
	}
	struct cx_lint_child *limit = above && !below ? fold->upper.from : fold->lower.from;
	if (!both && limit)
		exclude(fold, fold->set_from, limit, fold->set_count == 1 && !(above && below));
}

/* Whether a condition holds for customers that have a value there, and for no others. */
static bool needs_value(const struct cx_lint_child *child)
{
	static const char *const operations[] = {
		"equals",    "greater_than",       "greater_than_or_equal",
		"less_than", "less_than_or_equal", "starts_with",
		"ends_with", "contains",
	};
	const struct cx_node *value = child->value;
	if (strcmp(child->operation, "is_not_null") == 0)
		return value->type == CX_NODE_NULL;
	bool is_list = strcmp(child->operation, "in") == 0 && value->type == CX_NODE_ARRAY;
	bool is_one = false;
	for (size_t i = 0; i < CX_COUNT(operations) && !is_one; i++)
		is_one = strcmp(child->operation, operations[i]) == 0;
	const struct cx_node *item = is_list ? value->first : value;
	if (!item || (!is_list && !is_one))
		return false;
	for (; item; item = is_list ? item->next : NULL)
		if (item->type != CX_NODE_NUMBER && (item->type != CX_NODE_STRING || !item->len))
			return false;
	return true;
}

static void fold_child(struct fold *fold, struct cx_lint_child *child)
{
	struct limit limit;
	if (strcmp(child->operation, "is_null") == 0 && child->value->type == CX_NODE_NULL)
		fold->null_from = child;
	else if (!fold->needs_from && needs_value(child))
		fold->needs_from = child;
	if (limit_of(child, true, &limit) && (!fold->lower.from || is_stronger(&limit, &fold->lower, true)))
		fold->lower = limit;
	else if (limit_of(child, false, &limit) &&
		 (!fold->upper.from || is_stronger(&limit, &fold->upper, false)))
		fold->upper = limit;
	else
		fold_set(fold, child);
}

static void check_run(const struct cx_lint_rule *rule, struct cx_lint_group *group, struct cx_lint_run *run)
{
	struct fold fold = {.rule = rule, .group = group, .run = run};
	for (size_t i = 0; i < run->count && !run->told; i++)
		if (!run->items[i].told && cx_lint_is_plain(&run->items[i]))
			fold_child(&fold, &run->items[i]);
	if (run->told)
		return;
	if (fold.null_from && fold.needs_from) {
		exclude(&fold, fold.null_from, fold.needs_from, true);
		return;
	}
	if (fold.lower.from && fold.upper.from) {
		int order = cx_node_compare(fold.lower.from->value, fold.upper.from->value);
		if (order > 0 || (order == 0 && (fold.lower.strict || fold.upper.strict))) {
			exclude(&fold, fold.lower.from, fold.upper.from, true);
			return;
		}
	}
	fold_values_against_limits(&fold);
}

void cx_lint_check_contradiction(const struct cx_lint_rule *rule, struct cx_lint_group *group)
{
	for (size_t i = 0; group->is_and && i < group->run_count; i++)
		if (group->runs[i].count > 1)
			check_run(rule, group, &group->runs[i]);
}
