/* SPDX-License-Identifier: Apache-2.0 */
/* Depth-first search with a stack of its own: chains of $ref may be as long as the document. */
#include "schema/cycle.h"

#include "schema/keyword.h"

struct step {
	struct cx_subschema *schema;
	size_t rule, edge;
};

static bool stays(const struct cx_rule *rule)
{
	static const char *const names[] = {"$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"};
	for (size_t i = 0; i < CX_COUNT(names); i++)
		if (strcmp(rule->keyword->name, names[i]) == 0)
			return true;
	return false;
}

/* The next subschema at the same value, or NULL when all were taken. */
static struct cx_subschema *next_edge(struct step *step)
{
	for (; step->rule < step->schema->rule_count; step->rule++, step->edge = 0) {
		const struct cx_rule *rule = &step->schema->rules[step->rule];
		if (!stays(rule))
			continue;
		if (step->edge < rule->list_count)
			return rule->list[step->edge++];
		if (step->edge == rule->list_count && rule->schema) {
			step->edge++;
			return rule->schema;
		}
	}
	return NULL;
}

static const struct cx_subschema *search_from(struct cx_subschema *start, struct step *stack)
{
	size_t depth = 0;
	stack[depth++] = (struct step){.schema = start};
	start->is_seen = start->on_path = true;
	while (depth) {
		struct cx_subschema *next = next_edge(&stack[depth - 1]);
		if (!next) {
			stack[--depth].schema->on_path = false;
		} else if (next->on_path) {
			return next;
		} else if (!next->is_seen) {
			next->is_seen = next->on_path = true;
			stack[depth++] = (struct step){.schema = next};
		}
	}
	return NULL;
}

const struct cx_subschema *cx_cycle_find(struct cx_subschema *const *schemas, size_t count)
{
	struct step *stack = cx_alloc((count + 1) * sizeof *stack);
	const struct cx_subschema *found = NULL;
	for (size_t i = 0; i < count && !found; i++)
		if (!schemas[i]->is_seen)
			found = search_from(schemas[i], stack);
	cx_free(stack);
	return found;
}
