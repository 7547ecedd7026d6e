/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords that put schemas together. */
#include "schema/branch.h"
#include "schema/keyword.h"

static bool compile_defs(struct cx_compiler *compiler, struct cx_rule *rule)
{
	return cx_compile_named(compiler, rule);
}

static bool compile_ref(struct cx_compiler *compiler, struct cx_rule *rule)
{
	if (rule->source->type != CX_NODE_STRING)
		return cx_compile_error(compiler, "schema.invalid", rule->source, "$ref must be a string");
	cx_compile_later(compiler, rule);
	return true;
}

static bool check_one(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		      struct cx_marks *marks)
{
	return cx_check_schema(check, rule->schema, at, marks);
}

static bool check_all(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		      struct cx_marks *marks)
{
	bool valid = true;
	for (size_t i = 0; i < rule->list_count; i++) {
		valid = cx_check_schema(check, rule->list[i], at, marks) && valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

/* One branch, whose marks count only if it fits; while reporting always, so that nothing is said twice. */
static bool branch_fits(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
			struct cx_marks *marks)
{
	if (!marks)
		return cx_check_schema(check, schema, at, NULL);
	struct cx_marks own;
	cx_marks_init(&own, at->node->count);
	bool fits = cx_check_schema(check, schema, at, &own);
	if (fits || check->report)
		cx_marks_merge(marks, &own);
	cx_marks_release(&own);
	return fits;
}

/* How many branches the value fits; stops early where nobody asks for more. */
static size_t count_fits(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			 struct cx_marks *marks, size_t enough)
{
	size_t fits = 0;
	for (size_t i = 0; i < rule->list_count && fits < enough; i++)
		fits += branch_fits(check, rule->list[i], at, marks);
	return fits;
}

/* The same while reporting: all branches, with the nearest one's issues kept if none fits. */
static size_t explain_fits(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			   struct cx_marks *marks)
{
	struct cx_branches branches;
	cx_branches_begin(&branches, check);
	for (size_t i = 0; i < rule->list_count; i++)
		cx_branches_add(&branches, check, at, branch_fits(check, rule->list[i], at, marks));
	cx_branches_end(&branches, check, rule, at);
	return branches.fits;
}

static bool check_any(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		      struct cx_marks *marks)
{
	if (check->report)
		return explain_fits(check, rule, at, marks) > 0;
	return count_fits(check, rule, at, marks, marks ? SIZE_MAX : 1) > 0;
}

static bool check_exactly_one(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			      struct cx_marks *marks)
{
	if (!check->report)
		return count_fits(check, rule, at, marks, 2) == 1;
	size_t fits = explain_fits(check, rule, at, marks);
	if (fits > 1)
		cx_check_fail(check, rule, at, "fits %zu alternatives of which it may fit one only", fits);
	return fits == 1;
}

static bool check_not(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		      struct cx_marks *marks)
{
	(void)marks;
	return !cx_check_silently(check, rule->schema, at, NULL) ||
	       cx_check_fail(check, rule, at, "may not be %s", cx_check_show(check, at));
}

static bool check_if(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		     struct cx_marks *marks)
{
	bool holds;
	if (!marks && !rule->then_schema && !rule->else_schema)
		return true;
	if (marks) {
		struct cx_marks own;
		cx_marks_init(&own, at->node->count);
		holds = cx_check_silently(check, rule->schema, at, &own);
		if (holds)
			cx_marks_merge(marks, &own);
		cx_marks_release(&own);
	} else {
		holds = cx_check_silently(check, rule->schema, at, NULL);
	}
	const struct cx_subschema *next = holds ? rule->then_schema : rule->else_schema;
	return !next || cx_check_schema(check, next, at, marks);
}

#define ON_ANY .phase = CX_PHASE_PLAIN, .applies = CX_TYPE_BIT_ANY

const struct cx_keyword cx_keywords_logic[] = {
	{.name = "$defs", .example = "{name: {type: string}}", ON_ANY, .compile = compile_defs},
	{.name = "$ref", .example = "\"#/$defs/name\"", ON_ANY, .compile = compile_ref, .check = check_one},
	{.name = "allOf",
	 .example = "[{required: [name]}]",
	 ON_ANY,
	 .compile = cx_compile_schemas,
	 .check = check_all},
	{.name = "anyOf",
	 .example = "[{type: string}, {type: integer}]",
	 ON_ANY,
	 .compile = cx_compile_schemas,
	 .check = check_any},
	{.name = "oneOf",
	 .example = "[{type: string}, {type: integer}]",
	 ON_ANY,
	 .compile = cx_compile_schemas,
	 .check = check_exactly_one},
	{.name = "not", .example = "{const: x}", ON_ANY, .compile = cx_compile_schema, .check = check_not},
	{.name = "if",
	 .example = "{required: [name]}",
	 ON_ANY,
	 .compile = cx_compile_schema,
	 .check = check_if},
	{.name = "then", .example = "{required: [id]}", ON_ANY, .compile = cx_compile_schema},
	{.name = "else", .example = "{required: [id]}", ON_ANY, .compile = cx_compile_schema},
	{.name = NULL},
};
