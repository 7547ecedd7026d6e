/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a value, and what is said about it. */
/*
 * A silent pass, which is all that a valid value costs; a second pass that collects issues; and
 * of these the ones that are no mere consequence of another become diagnostics.
 */
#include "schema/schema.h"

#include "base/limits.h"
#include "schema/check.h"

static void check_release(struct cx_check *check)
{
	cx_free(check->issues);
	cx_arena_release(&check->arena);
	cx_buf_release(&check->digits);
	cx_buf_release(&check->scratch);
}

/* Issues that are gathered; at most CX_MAX_DIAGS of them are shown. */
#define MAX_ISSUES (3 * CX_MAX_DIAGS)
#define CHECK_INIT                                                                        \
	{                                                                                 \
		.digits = CX_BUF_INIT, .scratch = CX_BUF_INIT, .issue_limit = MAX_ISSUES, \
	}

static bool is_code(const struct cx_issue *issue, const char *code)
{
	return strcmp(issue->code, code) == 0;
}

/* The same thing said before, or something about a value whose type is wrong anyway. */
static bool follows_from(const struct cx_issue *issue, bool is_earlier, const struct cx_issue *other)
{
	bool same_place = issue->node && issue->node == other->node;
	if (same_place && is_code(other, "schema.type") && !is_code(issue, "schema.type"))
		return true;
	if (is_earlier && strcmp(issue->pointer, other->pointer) == 0 && issue->node == other->node &&
	    is_code(issue, other->code) && strcmp(issue->message, other->message) == 0)
		return true;
	if (is_earlier && same_place && is_code(issue, "schema.type") && is_code(other, "schema.type"))
		return true;
	return false;
}

/* A branch that asks for one of several names, and describes none of them. */
static bool is_choice(const struct cx_issue *missing)
{
	return missing->rule && !cx_subschema_rule(missing->rule->owner, "properties");
}

/* A name is missing because it stands there misspelt, or because something else stands in a choice's place.
 */
static bool is_misspelt(const struct cx_issue *missing, const struct cx_issue *unknown)
{
	size_t n = strlen(missing->pointer);
	return missing->name && unknown->name && is_code(missing, "schema.required") &&
	       is_code(unknown, "schema.unknown") &&
	       (strcmp(missing->name, unknown->name) == 0 || is_choice(missing)) &&
	       strncmp(missing->pointer, unknown->pointer, n) == 0 && unknown->pointer[n] == '/' &&
	       !strchr(unknown->pointer + n + 1, '/');
}

static bool is_consequence(const struct cx_check *check, size_t i)
{
	for (size_t k = 0; k < check->issue_count; k++)
		if (k != i && (follows_from(&check->issues[i], k < i, &check->issues[k]) ||
			       is_misspelt(&check->issues[i], &check->issues[k])))
			return true;
	return false;
}

/* Excerpts of secrets are not shown: the source goes without its text. */
static struct cx_span without_text(struct cx_diags *diags, struct cx_span span)
{
	if (!span.source)
		return span;
	struct cx_source *source = cx_arena_alloc(&diags->arena, sizeof *source);
	source->name = span.source->name;
	span.source = source;
	return span;
}

static void add_diag(struct cx_diags *diags, const struct cx_issue *issue)
{
	struct cx_span span = issue->is_secret ? without_text(diags, issue->span) : issue->span;
	struct cx_diag *diag =
		cx_diag_add(diags, CX_SEVERITY_ERROR, cx_arena_strdup(&diags->arena, issue->code), span, "%s",
			    issue->message);
	cx_diag_pointer(diags, diag, issue->pointer);
	if (issue->hint)
		cx_diag_hint(diags, diag, "%s", issue->hint);
	if (issue->note)
		cx_diag_note(diags, diag, "%s", issue->note);
	if (issue->second_label)
		cx_diag_second(diag, issue->second, issue->second_label);
}

static bool run(struct cx_check *check, const struct cx_schema *schema, const struct cx_node *value,
		bool report)
{
	struct cx_place root = {.node = value};
	check->report = report;
	check->root = value;
	return cx_check_schema(check, schema->root, &root, NULL) && !check->gave_up;
}

bool cx_schema_accepts(const struct cx_schema *schema, const struct cx_node *value)
{
	__attribute__((cleanup(check_release))) struct cx_check check = CHECK_INIT;
	return run(&check, schema, value, false);
}

bool cx_schema_check(const struct cx_schema *schema, const struct cx_node *value, struct cx_diags *diags)
{
	__attribute__((cleanup(check_release))) struct cx_check check = CHECK_INIT;
	if (run(&check, schema, value, false))
		return true;
	check.steps = 0;
	if (!check.gave_up)
		run(&check, schema, value, true);
	for (size_t i = 0; i < check.issue_count; i++)
		if (!is_consequence(&check, i))
			add_diag(diags, &check.issues[i]);
	if (!check.gave_up && (check.issue_count || check.said))
		return false;
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_ERROR, "schema.limit", value->span,
					   "checking with the schema %s takes too many steps", schema->name);
	cx_diag_pointer(diags, diag, "");
	cx_diag_hint(diags, diag, "look for a $ref or an allOf in it that doubles at each step");
	return false;
}
