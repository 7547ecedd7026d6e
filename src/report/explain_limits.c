/* SPDX-License-Identifier: Apache-2.0 */
/* The keywords of a field in words: a table, and what does not fit one. */
#include "doc/json.h"
#include "report/explain_text.h"
#include "schema/format.h"

static const struct {
	const char *keyword, *before, *after;
} rows[] = {
	{"const", "always ", ""},
	{"minimum", "at least ", ""},
	{"maximum", "at most ", ""},
	{"exclusiveMinimum", "greater than ", ""},
	{"exclusiveMaximum", "less than ", ""},
	{"multipleOf", "a multiple of ", ""},
	{"minLength", "characters: at least ", ""},
	{"maxLength", "characters: at most ", ""},
	{"minItems", "items: at least ", ""},
	{"maxItems", "items: at most ", ""},
	{"minProperties", "members: at least ", ""},
	{"maxProperties", "members: at most ", ""},
	{"x-cxctl-max-depth", "levels below the first: at most ", ""},
	{"x-cxctl-ref", "names a definition of the kind ", ""},
	{"default", "if it is left out: ", ""},
};

static void put_values(const char *before, const struct cx_node *list, struct cx_buf *out)
{
	if (!list || list->type != CX_NODE_ARRAY)
		return;
	cx_buf_adds(out, before);
	for (const struct cx_node *value = list->first; value; value = value->next) {
		cx_buf_adds(out, value == list->first ? "" : ", ");
		cx_json_line(value, out);
	}
	cx_buf_addc(out, '\n');
}

static void put_pattern(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out)
{
	const struct cx_node *pattern = cx_explain_get(document, schema, "pattern");
	const struct cx_node *hint = cx_explain_get(document, schema, "x-cxctl-hint");
	if (!pattern || pattern->type != CX_NODE_STRING)
		return;
	if (hint && hint->type == CX_NODE_STRING)
		cx_buf_addf(out, "%s\n", hint->text);
	else
		cx_buf_addf(out, "must match %s\n", pattern->text);
}

static void put_format(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out)
{
	const struct cx_node *name = cx_explain_get(document, schema, "format");
	const struct cx_format *format =
		name && name->type == CX_NODE_STRING ? cx_format_find(name->text, name->len) : NULL;
	if (format)
		cx_buf_addf(out, "%s\n", format->what);
}

static void put_flags(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out)
{
	static const struct {
		const char *keyword, *text;
	} flags[] = {
		{"readOnly", "set by the tenant: it cannot be declared"},
		{"writeOnly", "a secret: its value is never shown"},
		{"deprecated", "deprecated"},
		{"uniqueItems", "no item twice"},
		{"x-cxctl-directive", "sent, and never compared"},
	};
	for (size_t i = 0; i < CX_COUNT(flags); i++) {
		const struct cx_node *value = cx_explain_get(document, schema, flags[i].keyword);
		if (value && value->type == CX_NODE_BOOL && value->boolean)
			cx_buf_addf(out, "%s\n", flags[i].text);
	}
}

void cx_explain_limits(const struct cx_node *document, const struct cx_node *schema, struct cx_buf *out)
{
	const struct cx_node *allowed = cx_explain_get(document, schema, "enum");
	put_values("one of ", allowed, out);
	if (!allowed)
		put_values("known: ", cx_explain_known(document, schema), out);
	put_format(document, schema, out);
	put_pattern(document, schema, out);
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		const struct cx_node *value = cx_explain_get(document, schema, rows[i].keyword);
		if (!value)
			continue;
		cx_buf_adds(out, rows[i].before);
		cx_json_line(value, out);
		cx_buf_addf(out, "%s\n", rows[i].after);
	}
	CX_AUTO(cx_buf) struct cx_buf choice = CX_BUF_INIT;
	if (cx_explain_choice(document, schema, &choice))
		cx_buf_addf(out, "%s\n", choice.data);
	put_flags(document, schema, out);
}
