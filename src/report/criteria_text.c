/* SPDX-License-Identifier: Apache-2.0 */
/* Criteria as an expression that reads like a sentence. */
/* Written with a mark where a line may be broken: a control character, so that no escaped text holds it. */
#include "report/criteria_text.h"

#include "base/utf8.h"
#include "doc/json.h"
#include "model/criteria_tree.h"
#include "report/escape.h"
#include "report/value_text.h"

#include <strings.h>

#define BREAK    '\x1f'
#define CUT_MARK "..."

struct word {
	const char *name, *shown;
};

static const struct word operators[] = {
	{"equals", "="},
	{"not_equals", "!="},
	{"greater_than", ">"},
	{"greater_than_or_equal", ">="},
	{"less_than", "<"},
	{"less_than_or_equal", "<="},
	{"contains", "contains"},
	{"not_contains", "does not contain"},
	{"starts_with", "starts with"},
	{"ends_with", "ends with"},
	{"in", "in"},
	{"not_in", "not in"},
	{"is_null", "is null"},
	{"is_not_null", "is not null"},
};

static const char *shown_operator(const char *name)
{
	for (size_t i = 0; name && i < CX_COUNT(operators); i++)
		if (strcmp(operators[i].name, name) == 0)
			return operators[i].shown;
	return NULL;
}

/* ---- values ---- */

/* What reads as something else than a text when it stands bare. */
static bool is_reserved(const char *text)
{
	static const char *const words[] = {"true", "false", "null", "and",      "or",     "in",
					    "not",  "is",    "does", "contains", "starts", "ends"};
	for (size_t i = 0; i < CX_COUNT(words); i++)
		if (strcasecmp(words[i], text) == 0)
			return true;
	return false;
}

static bool is_space(uint32_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
	       c == 0x3000;
}

/* What may be taken for a number; a date is none. */
static bool is_numeric(const char *text)
{
	static const char digits[] = "0123456789";
	bool date = strspn(text, digits) == 4 && text[4] == '-' && strspn(text + 5, digits) == 2 &&
		    text[7] == '-';
	return !date && strchr("0123456789.+-", *text) && !text[strspn(text, "0123456789.+-eE")];
}

static bool is_bare(const char *text, size_t len)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@+-%#&";
	if (!len || strlen(text) != len || is_reserved(text) || is_numeric(text) ||
	    cx_escape_is_command(text, len, 0))
		return false;
	for (size_t at = 0; at < len;) {
		uint32_t c = 0;
		size_t n = cx_utf8_decode(text + at, len - at, &c);
		if (!n || (c < 0x80 ? !strchr(plain, (int)c)
				    : cx_escape_needed(c) || is_space(c) || !cx_escape_width(c)))
			return false;
		at += n;
	}
	return true;
}

static void add_quoted(const char *text, size_t len, struct cx_buf *out)
{
	cx_buf_addc(out, '"');
	size_t begin = 0;
	for (size_t at = 0; at < len; at++) {
		if (text[at] != '"' && text[at] != '\\')
			continue;
		cx_escape_terminal(text + begin, at - begin, out);
		cx_buf_addf(out, "\\%c", text[at]);
		begin = at + 1;
	}
	cx_escape_terminal(text + begin, len - begin, out);
	cx_buf_addc(out, '"');
}

static void add_text(const char *text, size_t len, struct cx_buf *out)
{
	if (is_bare(text, len))
		cx_buf_add(out, text, len);
	else
		add_quoted(text, len, out);
}

static void add_value(const struct cx_node *value, struct cx_buf *out)
{
	if (!value)
		cx_buf_adds(out, "(no value)");
	else if (value->secret || value->type != CX_NODE_STRING || !value->text)
		cx_value_line(value, out);
	else
		add_text(value->text, value->len, out);
}

static void add_list(const struct cx_node *value, struct cx_buf *out)
{
	cx_buf_addc(out, '(');
	for (const struct cx_node *item = value->first; item; item = item->next) {
		add_value(item, out);
		if (item->next) {
			cx_buf_addc(out, ',');
			cx_buf_addc(out, BREAK);
		}
	}
	cx_buf_addc(out, ')');
}

/* ---- conditions and groups ---- */

/* Members that the schema does not know: shown, as they may mean anything. */
static void add_others(const struct cx_node *node, struct cx_buf *out)
{
	static const char *const known[] = {"field", "operator", "value", "conditions"};
	for (const struct cx_node *m = node->first; m; m = m->next) {
		bool is_known = false;
		for (size_t i = 0; i < CX_COUNT(known); i++)
			is_known |= strcmp(known[i], m->key) == 0;
		if (is_known)
			continue;
		cx_buf_addc(out, BREAK);
		cx_buf_addc(out, '{');
		add_text(m->key, m->key_len, out);
		cx_buf_adds(out, ": ");
		add_value(m, out);
		cx_buf_addc(out, '}');
	}
}

static void add_condition(const struct cx_node *condition, struct cx_buf *out)
{
	const struct cx_node *field = cx_node_get(condition, "field");
	const struct cx_node *operation = cx_node_get(condition, "operator");
	const struct cx_node *value = cx_node_get(condition, "value");
	bool is_text = operation && operation->type == CX_NODE_STRING;
	const char *name = is_text ? operation->text : NULL;
	const char *shown = shown_operator(name);
	if (condition->type != CX_NODE_OBJECT) {
		add_value(condition, out);
		return;
	}
	if (field)
		add_value(field, out);
	else
		cx_buf_adds(out, "(no field)");
	cx_buf_addc(out, BREAK);
	if (shown)
		cx_buf_adds(out, shown);
	else if (operation)
		add_value(operation, out);
	else
		cx_buf_adds(out, "(no operator)");
	bool takes_none = name && (strcmp(name, "is_null") == 0 || strcmp(name, "is_not_null") == 0);
	if (!takes_none) {
		bool is_list = name && (strcmp(name, "in") == 0 || strcmp(name, "not_in") == 0);
		cx_buf_addc(out, BREAK);
		if (is_list && value && value->type == CX_NODE_ARRAY && !value->secret)
			add_list(value, out);
		else
			add_value(value, out);
	}
	add_others(condition, out);
}

static void add_joint(const struct cx_criteria_part *group, struct cx_buf *out)
{
	const struct cx_node *operation = cx_node_get(group->node, "operator");
	cx_buf_addc(out, BREAK);
	if (cx_node_is_text(operation, "AND"))
		cx_buf_adds(out, "and");
	else if (cx_node_is_text(operation, "OR"))
		cx_buf_adds(out, "or");
	else if (operation)
		add_value(operation, out);
	else
		cx_buf_adds(out, "(no operator)");
	cx_buf_addc(out, BREAK);
}

static void add_part(const struct cx_criteria_part *part, bool is_root, struct cx_buf *out)
{
	if (!part->is_group) {
		add_condition(part->node, out);
		return;
	}
	bool closed = !is_root || part->node->count > 2;
	if (!part->count)
		cx_buf_adds(out, "(no conditions)");
	if (closed && part->count)
		cx_buf_addc(out, '(');
	for (size_t i = 0; i < part->count; i++) {
		if (i)
			add_joint(part, out);
		add_part(part->items[i], false, out);
	}
	if (closed && part->count)
		cx_buf_addc(out, ')');
	add_others(part->node, out);
}

static void add_marked(const struct cx_node *criteria, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_criteria_ids) struct cx_criteria_ids ids = {.arena = &arena};
	if (cx_criteria_is_group(criteria))
		add_part(cx_criteria_tree(&ids, criteria), true, out);
	else
		add_condition(criteria, out);
	cx_arena_release(&arena);
}

static void add_unmarked(const struct cx_buf *marked, struct cx_buf *out)
{
	for (size_t i = 0; i < marked->len; i++)
		cx_buf_addc(out, marked->data[i] == BREAK ? ' ' : marked->data[i]);
}

void cx_criteria_sentence(const struct cx_node *criteria, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf marked = CX_BUF_INIT;
	add_marked(criteria, &marked);
	add_unmarked(&marked, out);
}

void cx_criteria_label(const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf marked = CX_BUF_INIT;
	const struct cx_node *operation = cx_node_get(node, "operator");
	if (!cx_criteria_is_group(node)) {
		add_condition(node, &marked);
	} else {
		if (cx_node_is_text(operation, "AND"))
			cx_buf_adds(&marked, "all of");
		else if (cx_node_is_text(operation, "OR"))
			cx_buf_adds(&marked, "any of");
		else if (operation)
			add_value(operation, &marked);
		else
			cx_buf_adds(&marked, "(no operator)");
		add_others(node, &marked);
	}
	add_unmarked(&marked, out);
}

void cx_impact_why(const struct cx_impact *impact, struct cx_buf *out)
{
	if (!impact->blocker) {
		cx_buf_adds(out, impact->why);
		return;
	}
	cx_criteria_sentence(impact->blocker, out);
	cx_buf_adds(out, " is no filter that the tenant counts members by");
}

/* ---- lines ---- */

static void add_word(const char *word, size_t len, size_t room, struct cx_buf *out)
{
	size_t fits = cx_escape_fit(word, len, room), mark = strlen(CUT_MARK);
	if (fits == len) {
		cx_buf_add(out, word, len);
		return;
	}
	/* What closes it stays, so that groups can be told apart. */
	size_t tail = 0;
	while (tail < 8 && tail + 1 < len && strchr("),\"", word[len - tail - 1]))
		tail++;
	cx_buf_add(out, word, cx_escape_fit(word, len - tail, room > mark + tail ? room - mark - tail : 1));
	cx_buf_adds(out, CUT_MARK);
	cx_buf_add(out, word + len - tail, tail);
}

void cx_criteria_paragraph(const struct cx_node *criteria, size_t column, size_t indent, size_t width,
			   struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf marked = CX_BUF_INIT;
	add_marked(criteria, &marked);
	size_t at = column, room = indent + 12 < width ? width - indent : 12;
	bool first = true;
	for (size_t i = 0; i < marked.len;) {
		const char *word = marked.data + i;
		const char *end = memchr(word, BREAK, marked.len - i);
		size_t len = end ? (size_t)(end - word) : marked.len - i;
		size_t columns = cx_escape_columns(word, len);
		if (!first && at + 1 + columns > width) {
			cx_buf_addc(out, '\n');
			cx_buf_fill(out, ' ', indent);
			at = indent;
		} else if (!first) {
			cx_buf_addc(out, ' ');
			at++;
		}
		add_word(word, len, room, out);
		at += columns < room ? columns : room;
		first = false;
		i += len + 1;
	}
	cx_buf_addc(out, '\n');
}
