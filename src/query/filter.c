/* SPDX-License-Identifier: Apache-2.0 */
/* Filters: a table of operators, read from the left. */
#include "query/filter.h"

#include "base/num.h"
#include "port/http_url.h"
#include "remote/personal.h"
#include "schema/format.h"

static const struct op_row {
	const char *sign;
	int cost;
	bool orders, text; /* needs an attribute with an order, of text */
} ops[CX_FILTER_OPS] = {
	[CX_FILTER_EQ] = {"=", 1, false, false},      [CX_FILTER_NEQ] = {"!=", 1, false, false},
	[CX_FILTER_GT] = {">", 2, true, false},       [CX_FILTER_LT] = {"<", 2, true, false},
	[CX_FILTER_CONTAINS] = {"~", 5, false, true},
};

const char *cx_filter_op_sign(enum cx_filter_op op)
{
	return ops[op].sign;
}

int cx_filter_cost(enum cx_filter_op op)
{
	return ops[op].cost;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool op_at(const char *text, enum cx_filter_op *ret_op)
{
	for (size_t i = 0; i < CX_FILTER_OPS; i++)
		if (strncmp(text, ops[i].sign, strlen(ops[i].sign)) == 0) {
			*ret_op = (enum cx_filter_op)i;
			return true;
		}
	return false;
}

/* What stands in a filter may be about a person: it is told by its number, and by what is before its value.
 */
static struct cx_diag *wrong(struct cx_diags *diags, const char *code, size_t number, const char *why)
{
	return cx_diag_error(diags, code, "--filter number %zu %s", number, why);
}

static bool filter_parse(struct cx_arena *arena, const char *text, size_t number,
			 struct cx_filter *ret_filter, struct cx_diags *diags)
{
	const char *at = text, *begin = text + strspn(text, " \t");
	for (; *at && !op_at(at, &ret_filter->op); at++)
		;
	if (!*at) {
		cx_diag_hint(diags, wrong(diags, "filter.form", number, "has no operator"),
			     "write ATTRIBUTE=VALUE; the operators are =, !=, >, < and ~ (contains)");
		return false;
	}
	const char *end = at, *value = at + strlen(ops[ret_filter->op].sign);
	while (end > begin && is_blank(end[-1]))
		end--;
	bool or_equal = (ret_filter->op == CX_FILTER_GT || ret_filter->op == CX_FILTER_LT) && *value == '=';
	bool twice = ret_filter->op == CX_FILTER_EQ && *value == '=';
	value += strspn(value, " \t");
	if (or_equal || twice) {
		cx_diag_hint(diags,
			     wrong(diags, "filter.operator", number, "has no operator that members know"),
			     "the operators are =, !=, >, < and ~ (contains)");
		return false;
	}
	if (end == begin || !*value) {
		cx_diag_hint(diags,
			     wrong(diags, "filter.form", number,
				   end == begin ? "names no attribute" : "has no value"),
			     "write ATTRIBUTE%sVALUE", ops[ret_filter->op].sign);
		return false;
	}
	ret_filter->attribute = cx_arena_strndup(arena, begin, (size_t)(end - begin));
	ret_filter->value = value;
	return true;
}

static bool limits_hold(const struct cx_filters *filters, const struct cx_runtime *limits,
			struct cx_diags *diags)
{
	bool good = true;
	if (filters->count > (size_t)limits->filters) {
		struct cx_diag *d = cx_diag_error(
			diags, "filter.count", "%zu filters are more than the %lld that one query may have",
			filters->count, (long long)limits->filters);
		cx_diag_hint(diags, d, "ask for fewer, and filter what comes with jq");
		good = false;
	}
	if (filters->complexity > limits->filter_complexity) {
		struct cx_diag *d = cx_diag_error(
			diags, "filter.complexity", "the filters cost %lld, and one query may cost %lld",
			(long long)filters->complexity, (long long)limits->filter_complexity);
		cx_diag_hint(diags, d, "= and != cost 1, > and < cost 2, ~ costs 5");
		good = false;
	}
	return good;
}

enum cx_status cx_filters_parse(struct cx_arena *arena, const char *const *texts, size_t count,
				const struct cx_runtime *limits, struct cx_filters *ret_filters,
				struct cx_diags *diags)
{
	struct cx_filters filters = {.items = cx_arena_alloc(arena, (count + 1) * sizeof *filters.items)};
	bool good = true;
	for (size_t i = 0; i < count; i++) {
		struct cx_filter *filter = &filters.items[filters.count];
		if (!filter_parse(arena, texts[i], i + 1, filter, diags)) {
			good = false;
			continue;
		}
		filters.complexity += ops[filter->op].cost;
		filters.count++;
	}
	good &= limits_hold(&filters, limits, diags);
	*ret_filters = filters;
	return good ? CX_STATUS_OK : CX_STATUS_INVALID;
}

static bool is_date(const char *text)
{
	static const char *const formats[] = {"date", "date-time"};
	for (size_t i = 0; i < CX_COUNT(formats); i++)
		if (cx_format_find(formats[i], strlen(formats[i]))->accepts(text, strlen(text)))
			return true;
	return false;
}

static bool is_number(const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT;
	struct cx_dec dec;
	return cx_dec_parse(text, strlen(text), &scratch, &dec);
}

static const struct type_rule {
	const char *what;
	bool (*accepts)(const char *text); /* NULL: everything */
	bool has_order, is_text;
	const char *hint;
} rules[] = {
	[CX_ATTRIBUTE_UNKNOWN] = {"of an unknown type", NULL, true, true, NULL},
	[CX_ATTRIBUTE_NUMBER] = {"a number", is_number, true, false, "a number is 500 or 12.5"},
	[CX_ATTRIBUTE_STRING] = {"text", NULL, false, true, NULL},
	[CX_ATTRIBUTE_BOOLEAN] = {"true or false", NULL, false, false, "write true or false"},
	[CX_ATTRIBUTE_DATE] = {"a date", is_date, true, false,
			       "a date is 2026-11-21, with a time 2026-11-21T09:30:00Z"},
};

static void filter_check(const struct cx_filter *filter, const struct cx_attributes *attributes,
			 struct cx_diags *diags)
{
	const struct cx_attribute *attribute = cx_map_get(&attributes->by_name, filter->attribute);
	if (!attribute) {
		/* Where the two sides were mixed up it is a value. */
		char *name = cx_arena_strdup(&diags->arena, filter->attribute);
		cx_personal_blank(name, strlen(name));
		cx_attributes_hint(
			attributes, filter->attribute, diags,
			cx_diag_error(diags, "filter.attribute", "the tenant has no attribute %s", name));
		return;
	}
	enum cx_attribute_type type = cx_attribute_type(attribute);
	const struct type_rule *rule = &rules[type];
	const struct op_row *op = &ops[filter->op];
	if ((op->orders && !rule->has_order) || (op->text && !rule->is_text)) {
		struct cx_diag *d =
			cx_diag_error(diags, "filter.operator", "%s %s, and %s is %s", op->sign,
				      op->text ? "looks for a part of text" : "compares by size or time",
				      attribute->name, rule->what);
		cx_diag_hint(diags, d, "use %s",
			     rule->has_order ? "=, !=, > or <"
			     : rule->is_text ? "=, != or ~"
					     : "= or !=");
		return;
	}
	bool is_bool = strcmp(filter->value, "true") == 0 || strcmp(filter->value, "false") == 0;
	bool fits = type == CX_ATTRIBUTE_BOOLEAN ? is_bool : !rule->accepts || rule->accepts(filter->value);
	if (!fits)
		cx_diag_hint(diags,
			     cx_diag_error(diags, "filter.type", "%s is %s, and what stands behind %s is not",
					   attribute->name, rule->what, op->sign),
			     "%s", rule->hint);
}

enum cx_status cx_filters_check(const struct cx_filters *filters, const struct cx_attributes *attributes,
				struct cx_diags *diags)
{
	size_t errors = diags->errors;
	for (size_t i = 0; i < filters->count; i++)
		filter_check(&filters->items[i], attributes, diags);
	return diags->errors == errors ? CX_STATUS_OK : CX_STATUS_INVALID;
}

void cx_filter_print(const struct cx_filter *filter, struct cx_buf *out)
{
	cx_buf_addf(out, "%s%s%s", filter->attribute, ops[filter->op].sign, filter->value);
}

void cx_filters_query(const struct cx_filters *filters, struct cx_buf *out)
{
	for (size_t i = 0; i < filters->count; i++) {
		CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
		cx_filter_print(&filters->items[i], &text);
		cx_buf_adds(out, out->len ? "&filter=" : "filter=");
		cx_http_encode(out, text.data, text.len);
	}
}
