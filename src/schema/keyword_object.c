/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords about objects. */
#include "base/near.h"
#include "schema/keyword.h"
#include "schema/known.h"

static bool check_members_count(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
				struct cx_marks *marks)
{
	(void)marks;
	bool upper = rule->keyword->name[1] == 'a';
	uint64_t n = at->node->count;
	if (upper ? n <= rule->count : n >= rule->count)
		return true;
	return cx_check_fail(check, rule, at, "has %llu member%s, at %s %llu %s allowed",
			     (unsigned long long)n, n == 1 ? "" : "s", upper ? "most" : "least",
			     (unsigned long long)rule->count, rule->count == 1 ? "is" : "are");
}

static bool compile_required(struct cx_compiler *compiler, struct cx_rule *rule)
{
	return cx_compile_names(compiler, rule->source, &rule->names);
}

static bool names_hold(const struct cx_name_list *names, const char *key, size_t len)
{
	size_t low = 0, high = names->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct cx_name *name = &names->items[middle];
		int order = cx_name_compare(key, len, name->text, name->len);
		if (!order)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* Keys are unique, so that counting hits is enough. */
static bool has_all(const struct cx_name_list *names, const struct cx_node *object)
{
	size_t hits = 0;
	if (object->count < names->count)
		return false;
	for (const struct cx_node *member = object->first; member && hits < names->count;
	     member = member->next)
		hits += names_hold(names, member->key, member->key_len);
	return hits == names->count;
}

static bool check_required(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			   struct cx_marks *marks)
{
	(void)marks;
	if (has_all(&rule->names, at->node))
		return true;
	if (!check->report)
		return false;
	for (const struct cx_node *name = rule->source->first; name; name = name->next) {
		if (!cx_check_step(check, at->node->count) || cx_node_get_n(at->node, name->text, name->len))
			continue;
		cx_check_fail(check, rule, at, "has no %s", cx_check_show_name(check, name->text, name->len));
		cx_check_name(check, name->text);
	}
	return false;
}

static bool compile_dependent_names(struct cx_compiler *compiler, struct cx_rule *rule)
{
	const struct cx_node *source = rule->source;
	size_t n = 0;
	if (source->type != CX_NODE_OBJECT)
		return cx_compile_error(compiler, "schema.invalid", source,
					"\"dependentRequired\" must be an object of name lists");
	rule->name_lists = cx_arena_alloc(compiler->arena, (source->count + 1) * sizeof *rule->name_lists);
	for (const struct cx_node *member = source->first; member; member = member->next)
		if (!cx_compile_names(compiler, member, &rule->name_lists[n++]))
			return false;
	return true;
}

static bool check_dependent_names(struct cx_check *check, const struct cx_rule *rule,
				  const struct cx_place *at, struct cx_marks *marks)
{
	(void)marks;
	bool valid = true;
	size_t n = 0;
	for (const struct cx_node *when = rule->source->first; when; when = when->next, n++) {
		if (!cx_check_step(check, at->node->count) ||
		    !cx_node_get_n(at->node, when->key, when->key_len) ||
		    has_all(&rule->name_lists[n], at->node))
			continue;
		valid = false;
		for (const struct cx_node *name = when->first; name && check->report; name = name->next) {
			if (cx_node_get_n(at->node, name->text, name->len))
				continue;
			cx_check_fail(check, rule, at, "has no %s, which is needed beside %s",
				      cx_check_show_name(check, name->text, name->len),
				      cx_check_show_name(check, when->key, when->key_len));
			cx_check_name(check, name->text);
		}
	}
	return valid;
}

static bool check_properties(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			     struct cx_marks *marks)
{
	bool valid = true;
	size_t i = 0;
	for (const struct cx_node *member = at->node->first; member; member = member->next, i++) {
		const struct cx_named_schema *named = cx_named_find(rule, member->key, member->key_len);
		if (!named && rule->closed && !check->report)
			return false;
		if (!named)
			continue;
		struct cx_place place = cx_place_member(at, member);
		if (marks)
			cx_marks_add(marks, i);
		valid = cx_check_schema(check, named->schema, &place, NULL) && valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

static bool compile_patterns(struct cx_compiler *compiler, struct cx_rule *rule)
{
	if (!cx_compile_named(compiler, rule))
		return false;
	bool valid = true;
	for (const struct cx_node *member = rule->source->first; member; member = member->next) {
		struct cx_named_schema *named =
			(struct cx_named_schema *)cx_named_find(rule, member->key, member->key_len);
		struct cx_node key = {.span = cx_node_key_span(member)};
		named->regex = cx_compile_regex(compiler, &key, named->name, named->len);
		valid = valid && named->regex;
	}
	return valid;
}

static bool key_matches(struct cx_check *check, const struct cx_regex *regex, const struct cx_node *member)
{
	enum cx_regex_result result = cx_regex_match(regex, member->key, member->key_len);
	if (result == CX_REGEX_RESULT_LIMIT)
		check->gave_up = true;
	return result == CX_REGEX_RESULT_MATCH;
}

static bool check_patterns(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			   struct cx_marks *marks)
{
	bool valid = true;
	size_t i = 0;
	for (const struct cx_node *member = at->node->first; member; member = member->next, i++) {
		struct cx_place place = cx_place_member(at, member);
		for (size_t p = 0; p < rule->named_count; p++) {
			if (!key_matches(check, rule->named[p].regex, member))
				continue;
			if (marks)
				cx_marks_add(marks, i);
			valid = cx_check_schema(check, rule->named[p].schema, &place, NULL) && valid;
			if (!valid && !check->report)
				return false;
		}
	}
	return valid;
}

static bool is_matched(struct cx_check *check, const struct cx_rule *patterns, const struct cx_node *member)
{
	for (size_t p = 0; patterns && p < patterns->named_count; p++)
		if (key_matches(check, patterns->named[p].regex, member))
			return true;
	return false;
}

/* The member that would know the key one level down, or NULL. */
static const char *place_below(const struct cx_rule *rule, const char *key)
{
	const char *words[CX_KNOWN_MAX + 1];
	for (size_t i = 0; rule->properties && i < rule->properties->named_count; i++) {
		const struct cx_named_schema *named = &rule->properties->named[i];
		size_t n = cx_known_names(named->schema, words);
		for (size_t k = 0; k < n; k++)
			if (strcmp(words[k], key) == 0)
				return named->name;
	}
	return NULL;
}

/* What to do with a member that is near to nothing. */
static void hint_unknown(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			 const struct cx_node *member)
{
	const char *words[CX_KNOWN_MAX + 1], *below = place_below(rule, member->key);
	size_t n = cx_known_names(rule->owner, words);
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT, all = CX_BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		cx_buf_addf(&all, "%s%s", i ? ", " : "", words[i]);
		if (!cx_node_get(at->node, words[i]))
			cx_buf_addf(&list, "%s%s", list.len ? ", " : "", words[i]);
	}
	if (below)
		cx_check_hint(check, "it stands below %s: indent it there", below);
	else if (n && n <= CX_KNOWN_LISTED && list.len)
		cx_check_hint(check, "known here, and not yet used: %s", list.data);
	else if (n && n <= CX_KNOWN_LISTED)
		cx_check_hint(check, "remove it: all that is known here is used: %s", all.data);
	else
		cx_check_hint(check, "remove it");
}

/* A member that no schema knows. */
static bool refuse_member(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			  const struct cx_node *member)
{
	if (!check->report)
		return false;
	struct cx_place place = cx_place_member(at, member);
	place.is_key = true;
	cx_check_fail(check, rule, &place, "is not known %s%s", at->up ? "in " : "here",
		      at->up ? cx_check_show_place(check, at) : "");
	cx_check_code(check, "schema.unknown");
	const char *words[CX_KNOWN_MAX + 1];
	(void)cx_known_names(rule->owner, words);
	const char *near = cx_near_word(member->key, words);
	cx_check_name(check, near ? near : "");
	if (near) {
		cx_check_hint(check, "did you mean \"%s\"?", near);
		return false;
	}
	hint_unknown(check, rule, at, member);
	return false;
}

static bool check_additional(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			     struct cx_marks *marks)
{
	bool valid = true;
	size_t i = 0;
	/* Silently, that is found out where the members are looked up anyway. */
	if (rule->closed && rule->properties && !check->report)
		return true;
	for (const struct cx_node *member = at->node->first; member; member = member->next, i++) {
		if ((rule->properties && cx_named_find(rule->properties, member->key, member->key_len)) ||
		    is_matched(check, rule->patterns, member))
			continue;
		if (marks)
			cx_marks_add(marks, i);
		struct cx_place place = cx_place_member(at, member);
		valid = (rule->schema->never ? refuse_member(check, rule, at, member)
					     : cx_check_schema(check, rule->schema, &place, NULL)) &&
			valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

static bool check_names(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			struct cx_marks *marks)
{
	(void)marks;
	bool valid = true;
	for (const struct cx_node *member = at->node->first; member; member = member->next) {
		struct cx_node key = {.type = CX_NODE_STRING,
				      .quoted = true,
				      .key = member->key,
				      .key_len = member->key_len,
				      .text = member->key,
				      .len = member->key_len,
				      .span = cx_node_key_span(member)};
		struct cx_place place = cx_place_member(at, &key);
		place.is_key = true;
		valid = cx_check_schema(check, rule->schema, &place, NULL) && valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

static bool check_dependent_schemas(struct cx_check *check, const struct cx_rule *rule,
				    const struct cx_place *at, struct cx_marks *marks)
{
	bool valid = true;
	for (const struct cx_node *member = at->node->first; member; member = member->next) {
		const struct cx_named_schema *named = cx_named_find(rule, member->key, member->key_len);
		if (named)
			valid = cx_check_schema(check, named->schema, at, marks) && valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

static bool check_unevaluated(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			      struct cx_marks *marks)
{
	bool valid = true;
	size_t i = 0;
	for (const struct cx_node *member = at->node->first; member; member = member->next, i++) {
		if (cx_marks_has(marks, i))
			continue;
		cx_marks_add(marks, i);
		struct cx_place place = cx_place_member(at, member);
		valid = (rule->schema->never ? refuse_member(check, rule, at, member)
					     : cx_check_schema(check, rule->schema, &place, NULL)) &&
			valid;
		if (!valid && !check->report)
			return false;
	}
	return valid;
}

#define ON_OBJECT .phase = CX_PHASE_PLAIN, .applies = CX_TYPE_BIT_OBJECT

const struct cx_keyword cx_keywords_object[] = {
	{.name = "minProperties",
	 .example = "1",
	 ON_OBJECT,
	 .compile = cx_compile_count,
	 .check = check_members_count},
	{.name = "maxProperties",
	 .example = "10",
	 ON_OBJECT,
	 .compile = cx_compile_count,
	 .check = check_members_count},
	{.name = "required",
	 .example = "[name]",
	 ON_OBJECT,
	 .compile = compile_required,
	 .check = check_required},
	{.name = "dependentRequired",
	 .example = "{name: [id]}",
	 ON_OBJECT,
	 .compile = compile_dependent_names,
	 .check = check_dependent_names},
	{.name = "properties",
	 .example = "{name: {type: string}}",
	 ON_OBJECT,
	 .compile = cx_compile_named,
	 .check = check_properties},
	{.name = "patternProperties",
	 .example = "{'^x-': {type: string}}",
	 ON_OBJECT,
	 .compile = compile_patterns,
	 .check = check_patterns},
	{.name = "additionalProperties",
	 .example = "false",
	 ON_OBJECT,
	 .compile = cx_compile_schema,
	 .check = check_additional},
	{.name = "propertyNames",
	 .example = "{pattern: '^[a-z]+$'}",
	 ON_OBJECT,
	 .compile = cx_compile_schema,
	 .check = check_names},
	{.name = "dependentSchemas",
	 .example = "{name: {required: [id]}}",
	 ON_OBJECT,
	 .compile = cx_compile_named,
	 .check = check_dependent_schemas},
	{.name = "unevaluatedProperties",
	 .example = "false",
	 .phase = CX_PHASE_LAST,
	 .applies = CX_TYPE_BIT_OBJECT,
	 .compile = cx_compile_schema,
	 .check = check_unevaluated},
	{.name = NULL},
};
