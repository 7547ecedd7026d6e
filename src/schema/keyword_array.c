/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords about arrays. */
#include "schema/keyword.h"

static bool check_items_count(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			      struct cx_marks *marks)
{
	(void)marks;
	bool upper = rule->keyword->name[1] == 'a';
	uint64_t n = at->node->count;
	if (upper ? n <= rule->count : n >= rule->count)
		return true;
	if (!n)
		return cx_check_fail(check, rule, at, "is empty, at least %llu %s needed",
				     (unsigned long long)rule->count,
				     rule->count == 1 ? "item is" : "items are");
	return cx_check_fail(check, rule, at, "has %llu item%s, at %s %llu %s allowed", (unsigned long long)n,
			     n == 1 ? "" : "s", upper ? "most" : "least", (unsigned long long)rule->count,
			     rule->count == 1 ? "is" : "are");
}

static bool compile_unique(struct cx_compiler *compiler, struct cx_rule *rule)
{
	if (rule->source->type != CX_NODE_BOOL)
		return cx_compile_error(compiler, "schema.invalid", rule->source,
					"\"uniqueItems\" must be true or false");
	rule->count = rule->source->boolean;
	return true;
}

struct indexed {
	const struct cx_node *item;
	size_t index;
};

static int compare_indexed(const void *left, const void *right)
{
	const struct indexed *a = left, *b = right;
	int order = cx_node_compare(a->item, b->item);
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static bool check_unique(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			 struct cx_marks *marks)
{
	(void)marks;
	size_t n = at->node->count, i = 0;
	if (!rule->count || n < 2)
		return true;
	struct indexed *sorted = cx_alloc(n * sizeof *sorted);
	for (const struct cx_node *item = at->node->first; item; item = item->next, i++)
		sorted[i] = (struct indexed){item, i};
	qsort(sorted, n, sizeof *sorted, compare_indexed);
	bool unique = true;
	for (i = 1; i < n && (unique || check->report); i++) {
		if (cx_node_compare(sorted[i - 1].item, sorted[i].item) != 0)
			continue;
		struct cx_place place = cx_place_item(at, sorted[i].item, sorted[i].index);
		unique = cx_check_fail(check, rule, &place, "is the same as item %zu", sorted[i - 1].index);
		cx_check_second(check, sorted[i - 1].item->span, "first here");
		cx_check_hint(check, "remove one of the two");
	}
	cx_free(sorted);
	return unique;
}

static bool check_prefix(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			 struct cx_marks *marks)
{
	size_t i = 0;
	bool valid = true;
	for (const struct cx_node *item = at->node->first; item && i < rule->list_count;
	     item = item->next, i++) {
		struct cx_place place = cx_place_item(at, item, i);
		if (marks)
			cx_marks_add(marks, i);
		valid = cx_check_schema(check, rule->list[i], &place, NULL) && valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

static bool check_items(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			struct cx_marks *marks)
{
	size_t i = 0;
	bool valid = true;
	if (marks)
		cx_marks_add_all(marks);
	for (const struct cx_node *item = at->node->first; item; item = item->next, i++) {
		if (i < rule->start)
			continue;
		struct cx_place place = cx_place_item(at, item, i);
		if (rule->schema->never) {
			cx_check_fail(check, rule, at, "has %zu items, at most %zu %s allowed",
				      at->node->count, rule->start, rule->start == 1 ? "is" : "are");
			return false;
		}
		valid = cx_check_schema(check, rule->schema, &place, NULL) && valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

static bool check_contains(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			   struct cx_marks *marks)
{
	uint64_t found = 0;
	size_t i = 0;
	for (const struct cx_node *item = at->node->first; item; item = item->next, i++) {
		struct cx_place place = cx_place_item(at, item, i);
		if (!cx_check_silently(check, rule->schema, &place, NULL))
			continue;
		found++;
		if (marks)
			cx_marks_add(marks, i);
	}
	if (found >= rule->least && found <= rule->most)
		return true;
	bool few = found < rule->least;
	cx_check_fail(check, rule, at, "has %llu matching item%s, at %s %llu %s allowed",
		      (unsigned long long)found, found == 1 ? "" : "s", few ? "least" : "most",
		      (unsigned long long)(few ? rule->least : rule->most),
		      (few ? rule->least : rule->most) == 1 ? "is" : "are");
	if (few && rule->least != 1)
		cx_check_code(check, "schema.minContains");
	if (!few)
		cx_check_code(check, "schema.maxContains");
	return false;
}

static bool check_unevaluated(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			      struct cx_marks *marks)
{
	size_t i = 0;
	bool valid = true;
	for (const struct cx_node *item = at->node->first; item; item = item->next, i++) {
		if (cx_marks_has(marks, i))
			continue;
		struct cx_place place = cx_place_item(at, item, i);
		cx_marks_add(marks, i);
		valid = (rule->schema->never ? cx_check_fail(check, rule, &place, "is one item too many")
					     : cx_check_schema(check, rule->schema, &place, NULL)) &&
			valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

#define ON_ARRAY .phase = CX_PHASE_PLAIN, .applies = CX_TYPE_BIT_ARRAY

const struct cx_keyword cx_keywords_array[] = {
	{.name = "minItems",
	 .example = "1",
	 ON_ARRAY,
	 .compile = cx_compile_count,
	 .check = check_items_count},
	{.name = "maxItems",
	 .example = "10",
	 ON_ARRAY,
	 .compile = cx_compile_count,
	 .check = check_items_count},
	{.name = "uniqueItems",
	 .example = "true",
	 ON_ARRAY,
	 .compile = compile_unique,
	 .check = check_unique},
	{.name = "prefixItems",
	 .example = "[{type: string}, {type: integer}]",
	 ON_ARRAY,
	 .compile = cx_compile_schemas,
	 .check = check_prefix},
	{.name = "items",
	 .example = "{type: string}",
	 ON_ARRAY,
	 .compile = cx_compile_schema,
	 .check = check_items},
	{.name = "contains",
	 .example = "{const: x}",
	 ON_ARRAY,
	 .compile = cx_compile_schema,
	 .check = check_contains},
	{.name = "minContains", .example = "1", ON_ARRAY, .compile = cx_compile_count},
	{.name = "maxContains", .example = "2", ON_ARRAY, .compile = cx_compile_count},
	{.name = "unevaluatedItems",
	 .example = "false",
	 .phase = CX_PHASE_LAST,
	 .applies = CX_TYPE_BIT_ARRAY,
	 .compile = cx_compile_schema,
	 .check = check_unevaluated},
	{.name = NULL},
};
