/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords about a value itself: type, enum, const, numbers, strings. */
#include "base/near.h"
#include "base/utf8.h"
#include "schema/keyword.h"

#define MAX_DIVISOR_DIGITS 18
#define MAX_NEAR_WORDS     64
#define MAX_LISTED         12
#define LIMIT_COST         200000u

static const struct {
	const char *name;
	unsigned bit;
} types[] = {
	{"null", CX_TYPE_BIT_NULL},       {"boolean", CX_TYPE_BIT_BOOLEAN}, {"number", CX_TYPE_BIT_NUMBER},
	{"string", CX_TYPE_BIT_STRING},   {"array", CX_TYPE_BIT_ARRAY},     {"object", CX_TYPE_BIT_OBJECT},
	{"integer", CX_TYPE_BIT_INTEGER},
};

static bool add_type(struct cx_compiler *compiler, struct cx_rule *rule, const struct cx_node *name)
{
	for (size_t i = 0; i < CX_COUNT(types); i++) {
		if (cx_node_is_text(name, types[i].name)) {
			rule->types |= types[i].bit;
			return true;
		}
	}
	const char *words[CX_COUNT(types) + 1] = {NULL};
	for (size_t i = 0; i < CX_COUNT(types); i++)
		words[i] = types[i].name;
	const char *near = name->type == CX_NODE_STRING ? cx_near_word(name->text, words) : NULL;
	cx_compile_error(compiler, "schema.invalid", name,
			 "a type is one of null, boolean, number, integer, string, array, object");
	return near ? cx_compile_hint(compiler, "did you mean \"%s\"?", near) : false;
}

static bool compile_type(struct cx_compiler *compiler, struct cx_rule *rule)
{
	if (rule->source->type != CX_NODE_ARRAY)
		return add_type(compiler, rule, rule->source);
	for (const struct cx_node *name = rule->source->first; name; name = name->next)
		if (!add_type(compiler, rule, name))
			return false;
	return rule->types != 0 ||
	       cx_compile_error(compiler, "schema.invalid", rule->source, "\"type\" names no type");
}

/* How the one type that is wanted is written. */
static void hint_wanted(struct cx_check *check, unsigned wanted)
{
	static const struct {
		unsigned types;
		const char *hint;
	} rows[] = {
		{CX_TYPE_BIT_BOOLEAN, "write true or false"},
		{CX_TYPE_BIT_INTEGER, "write a whole number"},
		{CX_TYPE_BIT_NUMBER, "write a number"},
		{CX_TYPE_BIT_STRING, "write one text"},
		{CX_TYPE_BIT_ARRAY, "write a list: [a, b], or one item a line behind a dash"},
		{CX_TYPE_BIT_OBJECT, "write key: value, one a line and indented below it"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (rows[i].types == wanted)
			cx_check_hint(check, "%s", rows[i].hint);
}

/* The usual slips of YAML. */
static void hint_type(struct cx_check *check, unsigned wanted, const struct cx_node *node)
{
	struct cx_dec dec;
	bool scalar = node->type == CX_NODE_BOOL || node->type == CX_NODE_NUMBER;
	bool quoted = node->type == CX_NODE_STRING && node->quoted;
	bool number = quoted && (wanted & (CX_TYPE_BIT_NUMBER | CX_TYPE_BIT_INTEGER)) &&
		      cx_dec_parse(node->text, node->len, &check->digits, &dec);
	bool boolean = quoted && (wanted & CX_TYPE_BIT_BOOLEAN) &&
		       (cx_node_is_text(node, "true") || cx_node_is_text(node, "false"));
	if (scalar && (wanted & CX_TYPE_BIT_STRING))
		cx_check_hint(check, "quote it");
	else if (number || boolean)
		cx_check_hint(check, "remove the quotes");
	else if (node->type == CX_NODE_NULL)
		cx_check_hint(check, "give it a value, or remove it");
	else
		hint_wanted(check, wanted);
}

static bool check_type(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		       struct cx_marks *marks)
{
	(void)marks;
	if (cx_type_matches(check, rule->types, at->node))
		return true;
	cx_check_fail(check, rule, at, "must be %s, not %s", cx_check_show_types(check, rule->types),
		      cx_check_show(check, at));
	if (check->report)
		hint_type(check, rule->types, at->node);
	return false;
}

static bool compile_enum(struct cx_compiler *compiler, struct cx_rule *rule)
{
	return rule->source->type == CX_NODE_ARRAY ||
	       cx_compile_error(compiler, "schema.invalid", rule->source, "\"enum\" must be an array");
}

static const char *near_value(const struct cx_node *values, const struct cx_node *node)
{
	const char *words[MAX_NEAR_WORDS + 1] = {NULL};
	size_t n = 0;
	if (node->type != CX_NODE_STRING)
		return NULL;
	for (const struct cx_node *v = values->first; v && n < MAX_NEAR_WORDS; v = v->next)
		if (v->type == CX_NODE_STRING)
			words[n++] = v->text;
	return cx_near_word(node->text, words);
}

static bool check_enum(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		       struct cx_marks *marks)
{
	(void)marks;
	for (const struct cx_node *value = rule->source->first; value; value = value->next)
		if (value->type == at->node->type && cx_node_equal(value, at->node))
			return true;
	if (!check->report)
		return false;
	const struct cx_node *values = rule->source;
	const char *near = near_value(values, at->node), *shown = cx_check_show(check, at);
	if (values->count <= MAX_LISTED)
		cx_check_fail(check, rule, at, "must be %s%s, not %s", values->count > 1 ? "one of " : "",
			      cx_check_show_list(check, values), shown);
	else
		cx_check_fail(check, rule, at, "is %s, which is none of the %zu values allowed", shown,
			      values->count);
	if (near && !at->is_secret)
		cx_check_hint(check, "did you mean \"%s\"?", near);
	return false;
}

static bool compile_any(struct cx_compiler *compiler, struct cx_rule *rule)
{
	(void)compiler;
	(void)rule;
	return true;
}

static bool check_const(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			struct cx_marks *marks)
{
	(void)marks;
	return cx_node_equal(rule->source, at->node) ||
	       cx_check_fail(check, rule, at, "must be %s, not %s", cx_check_show_node(check, rule->source),
			     cx_check_show(check, at));
}

/* Less than, equal to, greater than 0; false if the number is beyond what is compared. */
static bool compare_bound(struct cx_check *check, const struct cx_rule *rule, const struct cx_node *node,
			  int *ret_order)
{
	int64_t value;
	struct cx_dec dec;
	if (rule->bound.is_small && cx_int_parse_n(node->text, node->len, &value)) {
		*ret_order = (value > rule->bound.value) - (value < rule->bound.value);
		return true;
	}
	if (!cx_dec_parse(node->text, node->len, &check->digits, &dec))
		return false;
	*ret_order = cx_dec_compare(&dec, &rule->bound.dec);
	return true;
}

static bool number_too_far(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at)
{
	return cx_check_fail(check, rule, at, "is %s, which is beyond all numbers that are compared",
			     cx_check_show(check, at));
}

static bool check_bound(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			struct cx_marks *marks)
{
	(void)marks;
	const char *name = rule->keyword->name;
	bool exclusive = name[0] == 'e', upper = strstr(name, "ax") != NULL;
	int order = 0;
	if (!compare_bound(check, rule, at->node, &order))
		return number_too_far(check, rule, at);
	if (upper ? order < 0 : order > 0)
		return true;
	if (!exclusive && order == 0)
		return true;
	const char *shown = cx_check_show(check, at);
	if (exclusive)
		return cx_check_fail(check, rule, at, "is %s, but must be %s than %s", shown,
				     upper ? "less" : "greater", rule->bound.text);
	return cx_check_fail(check, rule, at, "is %s, at %s %s is allowed", shown, upper ? "most" : "least",
			     rule->bound.text);
}

static bool compile_multiple(struct cx_compiler *compiler, struct cx_rule *rule)
{
	if (!cx_compile_bound(compiler, rule))
		return false;
	if (rule->bound.dec.negative || !rule->bound.dec.len)
		return cx_compile_error(compiler, "schema.invalid", rule->source,
					"\"multipleOf\" must be greater than 0");
	return rule->bound.dec.len <= MAX_DIVISOR_DIGITS ||
	       cx_compile_error(compiler, "schema.limit", rule->source,
				"\"multipleOf\" has more than %d digits", MAX_DIVISOR_DIGITS);
}

/* a * b mod m for m below 10^18. */
static uint64_t multiply_mod(uint64_t a, uint64_t b, uint64_t m)
{
	uint64_t product = 0;
	for (a %= m; b; b >>= 1) {
		if (b & 1)
			product = (product + a) % m;
		a = (a + a) % m;
	}
	return product;
}

static uint64_t digits_mod(const struct cx_dec *dec, uint64_t m)
{
	uint64_t rest = 0;
	for (size_t i = 0; i < dec->len; i++)
		rest = (rest * 10 + (uint64_t)(dec->digits[i] - '0')) % m;
	return rest;
}

/* Exact: with both exponents taken out, the digits must divide, and powers of ten may help. */
static bool is_multiple(const struct cx_dec *value, const struct cx_dec *divisor)
{
	if (!value->len)
		return true;
	int64_t shift = value->exponent - divisor->exponent;
	uint64_t m = digits_mod(divisor, UINT64_C(1000000000000000000));
	if (shift < 0 || !m)
		return false; /* normal form: the digits do not end in 0 */
	uint64_t rest = digits_mod(value, m), power = 10 % m;
	for (; shift; shift >>= 1) {
		if (shift & 1)
			rest = multiply_mod(rest, power, m);
		power = multiply_mod(power, power, m);
	}
	return rest == 0;
}

static bool check_multiple(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			   struct cx_marks *marks)
{
	(void)marks;
	struct cx_dec dec;
	if (!cx_dec_parse(at->node->text, at->node->len, &check->digits, &dec))
		return number_too_far(check, rule, at);
	return is_multiple(&dec, &rule->bound.dec) ||
	       cx_check_fail(check, rule, at, "is %s, which is no multiple of %s", cx_check_show(check, at),
			     rule->bound.text);
}

static bool check_length(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			 struct cx_marks *marks)
{
	(void)marks;
	bool upper = rule->keyword->name[1] == 'a';
	uint64_t n = cx_utf8_count(at->node->text, at->node->len);
	if (upper ? n <= rule->count : n >= rule->count)
		return true;
	if (!n)
		cx_check_fail(check, rule, at, "is empty, at least %llu %s needed",
			      (unsigned long long)rule->count,
			      rule->count == 1 ? "character is" : "characters are");
	else
		cx_check_fail(check, rule, at, "has %llu character%s, at %s %llu %s allowed",
			      (unsigned long long)n, n == 1 ? "" : "s", upper ? "most" : "least",
			      (unsigned long long)rule->count, rule->count == 1 ? "is" : "are");
	cx_check_hint(check, n ? upper ? "shorten it" : "write more" : "write a text between the quotes");
	return false;
}

static bool compile_pattern(struct cx_compiler *compiler, struct cx_rule *rule)
{
	const struct cx_node *source = rule->source;
	if (source->type != CX_NODE_STRING)
		return cx_compile_error(compiler, "schema.invalid", source, "\"pattern\" must be a string");
	rule->regex = cx_compile_regex(compiler, source, source->text, source->len);
	return rule->regex != NULL;
}

static bool check_pattern(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			  struct cx_marks *marks)
{
	(void)marks;
	switch (cx_regex_match(rule->regex, at->node->text, at->node->len)) {
	case CX_REGEX_RESULT_MATCH:
		return true;
	case CX_REGEX_RESULT_NO_MATCH:
		return cx_check_fail(check, rule, at, "is %s, which does not match the pattern %s",
				     cx_check_show(check, at), rule->source->text);
	case CX_REGEX_RESULT_LIMIT:
		break;
	}
	cx_check_step(check, LIMIT_COST);
	return cx_check_fail(check, rule, at, "cannot be matched with the pattern %s within the limits",
			     rule->source->text);
}

static bool compile_format(struct cx_compiler *compiler, struct cx_rule *rule)
{
	if (rule->source->type != CX_NODE_STRING)
		return cx_compile_error(compiler, "schema.invalid", rule->source,
					"\"format\" must be a string");
	rule->format = cx_format_find(rule->source->text, rule->source->len);
	const char *near = rule->format ? NULL : cx_format_near(rule->source->text);
	if (!near)
		return true;
	struct cx_diag *diag =
		cx_diag_add(compiler->diags, CX_SEVERITY_WARNING, "schema.format", rule->source->span,
			    "the format \"%s\" is unknown, and not checked", rule->source->text);
	cx_diag_hint(compiler->diags, diag, "did you mean \"%s\"?", near);
	return true;
}

static bool check_format(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
			 struct cx_marks *marks)
{
	(void)marks;
	if (!rule->format || rule->format->accepts(at->node->text, at->node->len))
		return true;
	cx_check_fail(check, rule, at, "is %s, which is not %s", cx_check_show(check, at),
		      rule->format->what);
	cx_check_hint(check, "%s", rule->format->hint);
	return false;
}

#define ON_NUMBER .phase = CX_PHASE_PLAIN, .applies = CX_TYPE_BIT_NUMBER
#define ON_STRING .phase = CX_PHASE_PLAIN, .applies = CX_TYPE_BIT_STRING
#define ON_ANY    .phase = CX_PHASE_PLAIN, .applies = CX_TYPE_BIT_ANY

const struct cx_keyword cx_keywords_value[] = {
	{.name = "type",
	 .example = "string",
	 .phase = CX_PHASE_TYPE,
	 .applies = CX_TYPE_BIT_ANY,
	 .compile = compile_type,
	 .check = check_type},
	{.name = "enum", .example = "[a, b]", ON_ANY, .compile = compile_enum, .check = check_enum},
	{.name = "const", ON_ANY, .compile = compile_any, .check = check_const},
	{.name = "minimum", .example = "0", ON_NUMBER, .compile = cx_compile_bound, .check = check_bound},
	{.name = "maximum", .example = "100", ON_NUMBER, .compile = cx_compile_bound, .check = check_bound},
	{.name = "exclusiveMinimum",
	 .example = "0",
	 ON_NUMBER,
	 .compile = cx_compile_bound,
	 .check = check_bound},
	{.name = "exclusiveMaximum",
	 .example = "100",
	 ON_NUMBER,
	 .compile = cx_compile_bound,
	 .check = check_bound},
	{.name = "multipleOf",
	 .example = "0.01",
	 ON_NUMBER,
	 .compile = compile_multiple,
	 .check = check_multiple},
	{.name = "minLength", .example = "1", ON_STRING, .compile = cx_compile_count, .check = check_length},
	{.name = "maxLength",
	 .example = "100",
	 ON_STRING,
	 .compile = cx_compile_count,
	 .check = check_length},
	{.name = "pattern",
	 .example = "'^[a-z]+$'",
	 ON_STRING,
	 .compile = compile_pattern,
	 .check = check_pattern},
	{.name = "format", .example = "date", ON_STRING, .compile = compile_format, .check = check_format},
	{.name = NULL},
};
