/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over rules, and the list of issues. */
#include "schema/check.h"

#include "doc/pointer.h"
#include "schema/keyword.h"

/* Evaluations of subschemas, and items looked at: so many for any value, and more for each of its nodes. */
#define FREE_STEPS     UINT64_C(2000000)
#define STEPS_PER_NODE UINT64_C(100)
/* Subschemas inside each other: documents are 64 deep, and a few schemas stand at each level. */
#define MAX_DEPTH 800u

struct cx_place cx_place_member(const struct cx_place *up, const struct cx_node *member)
{
	return (struct cx_place){
		.up = up, .node = member, .depth = up->depth + 1, .is_secret = up->is_secret};
}

struct cx_place cx_place_item(const struct cx_place *up, const struct cx_node *item, size_t index)
{
	return (struct cx_place){
		.up = up, .node = item, .index = index, .depth = up->depth + 1, .is_secret = up->is_secret};
}

unsigned cx_type_bit_of(enum cx_node_type type)
{
	return 1u << type;
}

bool cx_type_matches(struct cx_check *check, unsigned types, const struct cx_node *node)
{
	struct cx_dec dec;
	if (types & cx_type_bit_of(node->type))
		return true;
	if (node->type != CX_NODE_NUMBER || !(types & CX_TYPE_BIT_INTEGER))
		return false;
	return cx_dec_parse(node->text, node->len, &check->digits, &dec) && cx_dec_is_integer(&dec);
}

static uint64_t count_nodes(const struct cx_node *node)
{
	uint64_t n = 1;
	for (const struct cx_node *child = node->first; child; child = child->next)
		n += count_nodes(child);
	return n;
}

bool cx_check_step(struct cx_check *check, uint64_t cost)
{
	check->steps += cost;
	if (check->steps <= FREE_STEPS)
		return !check->gave_up;
	if (!check->allowance)
		check->allowance = FREE_STEPS + STEPS_PER_NODE * count_nodes(check->root);
	if (check->steps > check->allowance)
		check->gave_up = true;
	return !check->gave_up;
}

static bool check_rules(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
			struct cx_marks *marks)
{
	unsigned type = cx_type_bit_of(at->node->type);
	bool valid = true;
	for (size_t i = 0; i < schema->rule_count; i++) {
		const struct cx_rule *rule = &schema->rules[i];
		if (!rule->keyword->check || !(rule->keyword->applies & type))
			continue;
		if (rule->keyword->check(check, rule, at, marks))
			continue;
		valid = false;
		if (!check->report || rule->keyword->phase == CX_PHASE_TYPE)
			break;
	}
	return valid;
}

static bool check_marked(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
			 struct cx_marks *marks)
{
	if (!(schema->unevaluated & cx_type_bit_of(at->node->type)))
		return check_rules(check, schema, at, marks);
	struct cx_marks own;
	cx_marks_init(&own, at->node->count);
	bool valid = check_rules(check, schema, at, &own);
	if (marks)
		cx_marks_merge(marks, &own);
	cx_marks_release(&own);
	return valid;
}

static bool check_secret(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
			 struct cx_marks *marks)
{
	struct cx_place secret = *at;
	secret.is_secret = true;
	return check_marked(check, schema, &secret, marks);
}

bool cx_check_schema(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
		     struct cx_marks *marks)
{
	if (schema->never)
		return cx_check_fail(check, NULL, at, "is not allowed here");
	if (!schema->rule_count && !schema->write_only)
		return true;
	if (check->depth >= MAX_DEPTH)
		check->gave_up = true;
	if (!cx_check_step(check, 1 + at->node->count))
		return false;
	check->depth++;
	bool valid = schema->write_only ? check_secret(check, schema, at, marks)
					: check_marked(check, schema, at, marks);
	check->depth--;
	return valid;
}

bool cx_check_silently(struct cx_check *check, const struct cx_subschema *schema, const struct cx_place *at,
		       struct cx_marks *marks)
{
	bool report = check->report;
	check->report = false;
	bool valid = cx_check_schema(check, schema, at, marks);
	check->report = report;
	return valid;
}

static void put_pointer(struct cx_buf *out, const struct cx_place *at)
{
	if (!at->up)
		return;
	put_pointer(out, at->up);
	if (at->up->node->type == CX_NODE_ARRAY)
		cx_pointer_add_index(out, at->index);
	else
		cx_pointer_add(out, at->node->key, at->node->key_len);
}

/* x-cxctl-message or -hint for a keyword, as schema.h says. */
static const char *own_text(const struct cx_node *texts, const char *keyword)
{
	static const char *const plain[] = {"pattern", "format", "not"};
	if (!texts || texts->type == CX_NODE_OBJECT)
		return cx_node_get_text(texts, keyword);
	for (size_t i = 0; i < CX_COUNT(plain); i++)
		if (texts->type == CX_NODE_STRING && strcmp(plain[i], keyword) == 0)
			return texts->text;
	return NULL;
}

/* A text of the schema, with {value} replaced by the value. */
static const char *filled_text(struct cx_check *check, const char *text, const struct cx_place *at)
{
	static const char slot[] = "{value}";
	const char *found = strstr(text, slot);
	if (!found)
		return text;
	return cx_arena_printf(&check->arena, "%.*s%s%s", (int)(found - text), text, cx_check_show(check, at),
			       found + strlen(slot));
}

static void issue_init(struct cx_check *check, struct cx_issue *issue, const struct cx_rule *rule,
		       const struct cx_place *at)
{
	const char *keyword = rule ? rule->keyword->name : "false";
	cx_buf_clear(&check->scratch);
	put_pointer(&check->scratch, at);
	*issue = (struct cx_issue){
		.code = cx_arena_printf(&check->arena, "schema.%s", keyword),
		.rule = rule,
		.node = at->is_key ? NULL : at->node,
		.depth = at->depth,
		.types = rule ? rule->types : 0,
		.is_secret = at->is_secret,
		.span = at->is_key ? cx_node_key_span(at->node) : at->node->span,
		.pointer = cx_arena_strndup(&check->arena, check->scratch.data, check->scratch.len),
	};
}

bool cx_check_fail(struct cx_check *check, const struct cx_rule *rule, const struct cx_place *at,
		   const char *fmt, ...)
{
	/* Of a value that could not be read, that is said already. */
	bool unread = at->node->bad && !at->is_key;
	check->said |= unread;
	if (!check->report)
		return false;
	check->dropped = unread || check->issue_count >= check->issue_limit;
	if (check->dropped)
		return false;
	CX_GROW(check->issues, check->issue_count, check->issue_cap);
	struct cx_issue *issue = &check->issues[check->issue_count++];
	issue_init(check, issue, rule, at);
	const char *keyword = issue->code + strlen("schema.");
	const char *message = rule ? own_text(rule->owner->message, keyword) : NULL;
	issue->hint = rule ? own_text(rule->owner->hint, keyword) : NULL;
	if (message) {
		issue->message = filled_text(check, message, at);
		return false;
	}
	const char *place = cx_check_show_place(check, at);
	cx_buf_clear(&check->scratch);
	cx_buf_addf(&check->scratch, "%s ", place);
	va_list args;
	va_start(args, fmt);
	cx_buf_vaddf(&check->scratch, fmt, args);
	va_end(args);
	issue->message = cx_arena_strndup(&check->arena, check->scratch.data, check->scratch.len);
	return false;
}

static struct cx_issue *newest(struct cx_check *check)
{
	return check->report && !check->dropped && check->issue_count ? &check->issues[check->issue_count - 1]
								      : NULL;
}

void cx_check_code(struct cx_check *check, const char *code)
{
	struct cx_issue *issue = newest(check);
	if (issue)
		issue->code = code;
}

void cx_check_hint(struct cx_check *check, const char *fmt, ...)
{
	struct cx_issue *issue = newest(check);
	if (!issue || issue->hint)
		return;
	va_list args;
	va_start(args, fmt);
	cx_buf_clear(&check->scratch);
	cx_buf_vaddf(&check->scratch, fmt, args);
	va_end(args);
	issue->hint = cx_arena_strndup(&check->arena, check->scratch.data, check->scratch.len);
}

void cx_check_second(struct cx_check *check, struct cx_span span, const char *label)
{
	struct cx_issue *issue = newest(check);
	if (!issue)
		return;
	issue->second = span;
	issue->second_label = label;
}

void cx_check_name(struct cx_check *check, const char *name)
{
	struct cx_issue *issue = newest(check);
	if (issue)
		issue->name = name;
}

void cx_check_types(struct cx_check *check, unsigned types)
{
	struct cx_issue *issue = newest(check);
	if (issue)
		issue->types = types;
}
