/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria against attributes: a walk over what the schemas call criteria, and a table of types. */
#include "model/attributes.h"

#include "base/near.h"
#include "doc/json.h"
#include "model/criteria.h"
#include "schema/format.h"

struct type_row {
	const char *word; /* as the tenant calls it */
	const char *what; /* as we do */
	enum cx_node_type type;
	const char *formats[3]; /* of a string: one must accept it; NULL: any text */
	bool is_text;           /* an operator on text makes sense */
	const char *hint;       /* where the type is wrong */
};

#define NUMBER(word)                                                                            \
	{                                                                                       \
		word, "a number", CX_NODE_NUMBER, {0}, false, "write the number without quotes" \
	}
#define STRING(word)                                                        \
	{                                                                   \
		word, "text", CX_NODE_STRING, {0}, true, "put it in quotes" \
	}
#define BOOLEAN(word)                                                                                  \
	{                                                                                              \
		word, "true or false", CX_NODE_BOOL, {0}, false, "write true or false, without quotes" \
	}
#define DATE(word)                                                           \
	{                                                                    \
		word, "a date", CX_NODE_STRING, {"date", "date-time"}, true, \
			"a date is 2026-11-21, "                             \
			"with a time 2026-11-21T09:30:00Z"                   \
	}

static const struct type_row types[] = {
	NUMBER("number"), NUMBER("integer"), NUMBER("int"),      NUMBER("long"),    NUMBER("float"),
	NUMBER("double"), NUMBER("decimal"), NUMBER("numeric"),  STRING("string"),  STRING("text"),
	STRING("email"),  STRING("phone"),   BOOLEAN("boolean"), BOOLEAN("bool"),   DATE("date"),
	DATE("datetime"), DATE("date-time"), DATE("date_time"),  DATE("timestamp"),
};

static const char *const text_operators[] = {"contains", "not_contains", "starts_with", "ends_with", NULL};
static const char *const null_operators[] = {"is_null", "is_not_null", NULL};
static const char *const list_operators[] = {"in", "not_in", NULL};

struct checker {
	const struct cx_attributes *attributes;
	struct cx_diags *diags;
};

void cx_attributes_release(struct cx_attributes *attributes)
{
	cx_map_release(&attributes->by_name);
}

static bool is_one_of(const char *const *words, const char *text)
{
	for (; text && *words; words++)
		if (strcmp(*words, text) == 0)
			return true;
	return false;
}

static bool same_word(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a >= 'A' && *a <= 'Z' ? *a + 32 : *a) != *b)
			return false;
	return *a == *b;
}

static const struct type_row *type_of(const struct cx_attribute *attribute)
{
	for (size_t i = 0; attribute->type && i < CX_COUNT(types); i++)
		if (same_word(attribute->type, types[i].word))
			return &types[i];
	return NULL;
}

enum cx_attribute_type cx_attribute_type(const struct cx_attribute *attribute)
{
	const struct type_row *row = type_of(attribute);
	if (!row)
		return CX_ATTRIBUTE_UNKNOWN;
	if (row->type == CX_NODE_STRING)
		return row->formats[0] ? CX_ATTRIBUTE_DATE : CX_ATTRIBUTE_STRING;
	return row->type == CX_NODE_BOOL ? CX_ATTRIBUTE_BOOLEAN : CX_ATTRIBUTE_NUMBER;
}

void cx_attributes_hint(const struct cx_attributes *attributes, const char *name, struct cx_diags *diags,
			struct cx_diag *diag)
{
	enum { MAX_SHOWN = 240 };
	/* Near words of what nobody is told are not looked for. */
	if (diags->dropped)
		return;
	const char **names = cx_alloc((attributes->count + 1) * sizeof *names);
	for (size_t i = 0; i < attributes->count; i++)
		names[i] = attributes->items[i].name;
	const char *near = cx_near_word(name, names);
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	size_t i = 0;
	for (; !near && names[i] && list.len + strlen(names[i]) < MAX_SHOWN; i++)
		cx_buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	if (near)
		cx_diag_hint(diags, diag, "did you mean %s?", near);
	else if (!i)
		cx_diag_hint(diags, diag, "it has no attributes at all");
	else
		cx_diag_hint(diags, diag, "it has %s%s", list.data, names[i] ? ", and others" : "");
	cx_free(names);
}

static void unknown_field(struct checker *checker, const struct cx_node *field)
{
	struct cx_diag *d = cx_diag_add(checker->diags, CX_SEVERITY_ERROR, "online.field", field->span,
					"the tenant has no attribute %s", field->text);
	cx_attributes_hint(checker->attributes, field->text, checker->diags, d);
}

static bool value_fits(const struct type_row *row, const struct cx_node *value)
{
	if (value->type == CX_NODE_NULL)
		return true;
	if (value->type != row->type)
		return false;
	for (size_t i = 0; row->formats[i]; i++)
		if (cx_format_find(row->formats[i], strlen(row->formats[i]))
			    ->accepts(value->text, value->len))
			return true;
	return !row->formats[0];
}

static void check_value(struct checker *checker, const struct cx_attribute *attribute,
			const struct type_row *row, const struct cx_node *value)
{
	enum { MAX_SHOWN = 60 };
	if (value_fits(row, value))
		return;
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
	if (value->type == CX_NODE_ARRAY || value->type == CX_NODE_OBJECT)
		cx_buf_addf(&shown, "an %s", cx_node_type_name(value->type));
	else
		cx_json_line(value, &shown);
	struct cx_diag *d = cx_diag_add(checker->diags, CX_SEVERITY_ERROR, "online.type", value->span,
					"%s is %s, not %.*s%s", attribute->name, row->what,
					shown.len > MAX_SHOWN ? (int)MAX_SHOWN : (int)shown.len, shown.data,
					shown.len > MAX_SHOWN ? "…" : "");
	if (value->type == CX_NODE_ARRAY)
		cx_diag_hint(checker->diags, d, "a list goes with the operators in and not_in");
	else
		cx_diag_hint(checker->diags, d, "%s", row->hint);
}

static void check_condition(struct checker *checker, const struct cx_node *condition)
{
	const struct cx_node *field = cx_node_get(condition, "field"),
			     *value = cx_node_get(condition, "value");
	const struct cx_node *operator= cx_node_get(condition, "operator");
	if (!field || field->type != CX_NODE_STRING || !operator|| operator->type != CX_NODE_STRING || !value)
		return;
	const struct cx_attribute *attribute = cx_map_get(&checker->attributes->by_name, field->text);
	if (!attribute) {
		unknown_field(checker, field);
		return;
	}
	const struct type_row *row = type_of(attribute);
	if (!row || is_one_of(null_operators, operator->text))
		return;
	if (is_one_of(text_operators, operator->text)) {
		if (!row->is_text) {
			struct cx_diag *d = cx_diag_add(
				checker->diags, CX_SEVERITY_ERROR, "online.operator", operator->span,
				"%s compares text, and %s is %s", operator->text, attribute->name, row->what);
			cx_diag_hint(checker->diags, d,
				     "use equals, greater_than or less_than, or another field");
		}
		return;
	}
	if (value->type != CX_NODE_ARRAY || !is_one_of(list_operators, operator->text)) {
		check_value(checker, attribute, row, value);
		return;
	}
	for (const struct cx_node *item = value->first; item; item = item->next)
		check_value(checker, attribute, row, item);
}

/* Documents are at most CX_MAX_DOC_DEPTH deep. */
static void check_criteria(struct checker *checker, const struct cx_node *node)
{
	if (!cx_criteria_is_group(node)) {
		check_condition(checker, node);
		return;
	}
	for (const struct cx_node *child = cx_node_get(node, "conditions")->first; child; child = child->next)
		check_criteria(checker, child);
}

static void find_criteria(struct checker *checker, const struct cx_shape *shape, const struct cx_node *node)
{
	if (!shape)
		return;
	if (shape->criteria) {
		check_criteria(checker, node);
		return;
	}
	for (const struct cx_node *child = node->first; child; child = child->next)
		find_criteria(checker,
			      node->type == CX_NODE_ARRAY
				      ? shape->items
				      : cx_shape_member(shape, child->key, child->key_len),
			      child);
}

void cx_attributes_check(const struct cx_attributes *attributes, const struct cx_definitions *set,
			 struct cx_diags *diags)
{
	struct checker checker = {.attributes = attributes, .diags = diags};
	for (size_t i = 0; i < set->count; i++)
		find_criteria(&checker, set->items[i].kind->spec,
			      cx_node_get(set->items[i].document, "spec"));
}
