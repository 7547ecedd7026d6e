/* SPDX-License-Identifier: Apache-2.0 */
/* A walk over what applies to the same value; bounded, for it only serves a hint. */
#include "schema/known.h"

#include "schema/keyword.h"

#define MAX_DEPTH   8
#define MAX_SCHEMAS 512

/* Each subschema is looked at once: references that double at every step would be exponential otherwise. */
struct gathered {
	const char **names;
	size_t count;
	const struct cx_subschema *seen[MAX_SCHEMAS];
	size_t seen_count;
};

static bool is_new(struct gathered *g, const struct cx_subschema *schema)
{
	for (size_t i = 0; i < g->seen_count; i++)
		if (g->seen[i] == schema)
			return false;
	if (g->seen_count == MAX_SCHEMAS)
		return false;
	g->seen[g->seen_count++] = schema;
	return true;
}

static bool has_name(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void gather(struct gathered *g, const struct cx_subschema *schema, int depth)
{
	static const char *const through[] = {"$ref", "allOf", "anyOf", "oneOf", "if", "then", "else"};
	if (!is_new(g, schema))
		return;
	const struct cx_rule *properties = cx_subschema_rule(schema, "properties");
	/* In the schema's own order, which is the one to show. */
	const struct cx_node *member = properties ? properties->source->first : NULL;
	for (; member && g->count < CX_KNOWN_MAX; member = member->next)
		if (!has_name(g->names, g->count, member->key) &&
		    !(member->type == CX_NODE_BOOL && !member->boolean))
			g->names[g->count++] = member->key;
	for (size_t i = 0; i < CX_COUNT(through) && depth; i++) {
		const struct cx_rule *rule = cx_subschema_rule(schema, through[i]);
		if (rule && rule->schema)
			gather(g, rule->schema, depth - 1);
		for (size_t k = 0; rule && k < rule->list_count; k++)
			gather(g, rule->list[k], depth - 1);
	}
}

size_t cx_known_names(const struct cx_subschema *schema, const char *ret_names[CX_KNOWN_MAX + 1])
{
	struct gathered g = {.names = ret_names};
	gather(&g, schema, MAX_DEPTH);
	ret_names[g.count] = NULL;
	return g.count;
}
