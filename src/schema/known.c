/* SPDX-License-Identifier: Apache-2.0 */
/* A walk over what applies to the same value; bounded, for it only serves a hint. */
#include "schema/known.h"

#include "schema/keyword.h"

#define MAX_DEPTH 8

static bool has_name(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static size_t gather(const struct cx_subschema *schema, int depth, const char **names, size_t n)
{
	static const char *const through[] = {"$ref", "allOf", "anyOf", "oneOf", "if", "then", "else"};
	const struct cx_rule *properties = cx_subschema_rule(schema, "properties");
	/* In the schema's own order, which is the one to show. */
	const struct cx_node *member = properties ? properties->source->first : NULL;
	for (; member && n < CX_KNOWN_MAX; member = member->next)
		if (!has_name(names, n, member->key) && !(member->type == CX_NODE_BOOL && !member->boolean))
			names[n++] = member->key;
	for (size_t i = 0; i < CX_COUNT(through) && depth; i++) {
		const struct cx_rule *rule = cx_subschema_rule(schema, through[i]);
		if (rule && rule->schema)
			n = gather(rule->schema, depth - 1, names, n);
		for (size_t k = 0; rule && k < rule->list_count; k++)
			n = gather(rule->list[k], depth - 1, names, n);
	}
	return n;
}

size_t cx_known_names(const struct cx_subschema *schema, const char *ret_names[CX_KNOWN_MAX + 1])
{
	size_t n = gather(schema, MAX_DEPTH, ret_names, 0);
	ret_names[n] = NULL;
	return n;
}
