/* SPDX-License-Identifier: Apache-2.0 */
/* Compile functions that several keywords share, and lookups in what they make. */
#include "schema/keyword.h"

int cx_name_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return a_len ? memcmp(a, b, a_len) : 0;
}

const struct cx_named_schema *cx_named_find(const struct cx_rule *rule, const char *name, size_t len)
{
	size_t low = 0, high = rule->named_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct cx_named_schema *named = &rule->named[middle];
		int order = cx_name_compare(name, len, named->name, named->len);
		if (!order)
			return named;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct cx_rule *cx_subschema_rule(const struct cx_subschema *schema, const char *keyword)
{
	for (size_t i = 0; i < schema->rule_count; i++)
		if (strcmp(schema->rules[i].keyword->name, keyword) == 0)
			return &schema->rules[i];
	return NULL;
}

static bool invalid_value(struct cx_compiler *compiler, const struct cx_rule *rule, const char *what)
{
	return cx_compile_error(compiler, "schema.invalid", rule->source, "\"%s\" must be %s",
				rule->keyword->name, what);
}

bool cx_compile_count(struct cx_compiler *compiler, struct cx_rule *rule)
{
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT;
	const struct cx_node *source = rule->source;
	struct cx_dec dec;
	int64_t value;
	if (source->type != CX_NODE_NUMBER || !cx_dec_parse(source->text, source->len, &digits, &dec) ||
	    dec.negative || !cx_dec_is_integer(&dec))
		return invalid_value(compiler, rule, "an integer of at least 0");
	/* More than any value has. */
	rule->count = cx_node_int64(source, &value) ? (uint64_t)value : UINT64_MAX;
	return true;
}

bool cx_compile_bound(struct cx_compiler *compiler, struct cx_rule *rule)
{
	CX_AUTO(cx_buf) struct cx_buf digits = CX_BUF_INIT;
	const struct cx_node *source = rule->source;
	struct cx_bound *bound = &rule->bound;
	if (source->type != CX_NODE_NUMBER || !cx_dec_parse(source->text, source->len, &digits, &bound->dec))
		return invalid_value(compiler, rule, "a number");
	bound->dec.digits = cx_arena_strndup(compiler->arena, bound->dec.digits, bound->dec.len);
	bound->text = source->text;
	bound->is_small = cx_int_parse_n(source->text, source->len, &bound->value);
	return true;
}

bool cx_compile_schema(struct cx_compiler *compiler, struct cx_rule *rule)
{
	rule->schema = cx_compile_child(compiler, rule->source, NULL, 0);
	return rule->schema != NULL;
}

bool cx_compile_schemas(struct cx_compiler *compiler, struct cx_rule *rule)
{
	const struct cx_node *source = rule->source;
	if (source->type != CX_NODE_ARRAY || !source->count)
		return invalid_value(compiler, rule, "an array of one or more schemas");
	rule->list = cx_arena_alloc(compiler->arena, source->count * sizeof(struct cx_subschema *));
	bool valid = true;
	for (const struct cx_node *item = source->first; item; item = item->next) {
		struct cx_subschema *schema = cx_compile_item(compiler, item, rule->list_count);
		rule->list[rule->list_count++] = schema;
		valid = valid && schema;
	}
	return valid;
}

static int compare_named(const void *left, const void *right)
{
	const struct cx_named_schema *a = left, *b = right;
	return cx_name_compare(a->name, a->len, b->name, b->len);
}

bool cx_compile_named(struct cx_compiler *compiler, struct cx_rule *rule)
{
	const struct cx_node *source = rule->source;
	if (source->type != CX_NODE_OBJECT)
		return invalid_value(compiler, rule, "an object of schemas");
	rule->named = cx_arena_alloc(compiler->arena, (source->count + 1) * sizeof(struct cx_named_schema));
	bool valid = true;
	for (const struct cx_node *member = source->first; member; member = member->next) {
		struct cx_subschema *schema =
			cx_compile_child(compiler, member, member->key, member->key_len);
		rule->named[rule->named_count++] = (struct cx_named_schema){
			.name = member->key, .len = member->key_len, .schema = schema};
		valid = valid && schema;
	}
	if (rule->named_count)
		qsort(rule->named, rule->named_count, sizeof *rule->named, compare_named);
	return valid;
}

static int compare_names(const void *left, const void *right)
{
	const struct cx_name *a = left, *b = right;
	return cx_name_compare(a->text, a->len, b->text, b->len);
}

bool cx_compile_names(struct cx_compiler *compiler, const struct cx_node *source,
		      struct cx_name_list *ret_names)
{
	struct cx_name_list list = {0};
	if (source->type != CX_NODE_ARRAY)
		return cx_compile_error(compiler, "schema.invalid", source, "\"%s\" takes a list of names",
					compiler->keyword->name);
	list.items = cx_arena_alloc(compiler->arena, (source->count + 1) * sizeof *list.items);
	for (const struct cx_node *item = source->first; item; item = item->next) {
		if (item->type != CX_NODE_STRING)
			return cx_compile_error(compiler, "schema.invalid", item, "a name must be a string");
		list.items[list.count++] = (struct cx_name){item->text, item->len};
	}
	if (list.count)
		qsort(list.items, list.count, sizeof *list.items, compare_names);
	size_t kept = 0;
	for (size_t i = 0; i < list.count; i++)
		if (!kept || compare_names(&list.items[kept - 1], &list.items[i]) != 0)
			list.items[kept++] = list.items[i];
	list.count = kept;
	*ret_names = list;
	return true;
}

struct cx_regex *cx_compile_regex(struct cx_compiler *compiler, const struct cx_node *node,
				  const char *pattern, size_t len)
{
	const char *error = NULL;
	struct cx_regex *regex = cx_regex_compile(compiler->arena, pattern, len, &error);
	if (regex)
		return regex;
	cx_compile_error(compiler, "schema.regex", node, "pattern \"%s\" is no regular expression: %s",
			 pattern, error);
	cx_compile_hint(compiler, "%s",
			strstr(error, "lookbehind")
				? "what (?<= and (?<! hold must have a length that is known"
			: strstr(error, "too large") ? "repeat less: counts inside each other multiply"
						     : "patterns are those of JavaScript with the flag u");
	return NULL;
}
