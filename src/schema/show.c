/* SPDX-License-Identifier: Apache-2.0 */
/* Values, names and types as messages spell them. */
#include "base/utf8.h"
#include "doc/json.h"
#include "schema/check.h"

#include <ctype.h>

/* Code points of a text that are shown. */
#define MAX_SHOWN 60

static const char *kept(struct cx_check *check, const struct cx_buf *text)
{
	return cx_arena_strndup(&check->arena, text->data, text->len);
}

static void put_text(struct cx_buf *out, const char *text, size_t len)
{
	size_t at = 0;
	uint32_t code_point;
	for (size_t n = 0; at < len && n < MAX_SHOWN; n++) {
		size_t size = cx_utf8_decode(text + at, len - at, &code_point);
		if (!size)
			break;
		at += size;
	}
	cx_json_string(text, at, out);
	if (at == len)
		return;
	cx_buf_cut(out, out->len - 1);
	cx_buf_adds(out, "\xe2\x80\xa6\"");
}

static void put_value(struct cx_buf *out, const struct cx_node *node, bool is_secret)
{
	switch (node->type) {
	case CX_NODE_NULL:
		cx_buf_adds(out, "null");
		break;
	case CX_NODE_BOOL:
		cx_buf_adds(out, node->boolean ? "true" : "false");
		break;
	case CX_NODE_NUMBER:
		if (is_secret)
			cx_buf_adds(out, "a number");
		else if (node->len > MAX_SHOWN)
			cx_buf_addf(out, "%.*s\xe2\x80\xa6", MAX_SHOWN, node->text);
		else
			cx_buf_add(out, node->text, node->len);
		break;
	case CX_NODE_STRING:
		if (is_secret || node->secret)
			cx_buf_adds(out, "a string");
		else
			put_text(out, node->text, node->len);
		break;
	case CX_NODE_ARRAY:
		cx_buf_adds(out, "an array");
		break;
	case CX_NODE_OBJECT:
		cx_buf_adds(out, "an object");
		break;
	}
}

const char *cx_check_show(struct cx_check *check, const struct cx_place *at)
{
	if (!check->report)
		return "";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	put_value(&out, at->node, at->is_secret);
	return kept(check, &out);
}

const char *cx_check_show_node(struct cx_check *check, const struct cx_node *value)
{
	if (!check->report)
		return "";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	if (value->type == CX_NODE_ARRAY || value->type == CX_NODE_OBJECT) {
		out.max = 4 * MAX_SHOWN;
		cx_json_line(value, &out);
	} else {
		put_value(&out, value, false);
	}
	return kept(check, &out);
}

const char *cx_check_show_list(struct cx_check *check, const struct cx_node *values)
{
	if (!check->report)
		return "";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	for (const struct cx_node *value = values->first; value; value = value->next) {
		cx_buf_adds(&out, out.len ? ", " : "");
		cx_buf_adds(&out, cx_check_show_node(check, value));
	}
	return out.len ? kept(check, &out) : "nothing";
}

const char *cx_check_show_name(struct cx_check *check, const char *name, size_t len)
{
	if (!check->report)
		return "";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	put_text(&out, name, len);
	return kept(check, &out);
}

static void put_key(struct cx_buf *out, const struct cx_node *member)
{
	bool plain = member->key_len > 0 && member->key_len <= MAX_SHOWN;
	for (size_t i = 0; i < member->key_len && plain; i++)
		plain = isalnum((unsigned char)member->key[i]) || member->key[i] == '_' ||
			member->key[i] == '-' || member->key[i] == '$';
	if (plain)
		cx_buf_add(out, member->key, member->key_len);
	else
		put_text(out, member->key, member->key_len);
}

/* A member by its key, an item as in "conditions[2]". */
static void put_place(struct cx_buf *out, const struct cx_place *at)
{
	if (!at->up) {
		cx_buf_adds(out, at->node->type == CX_NODE_ARRAY ? "the list" : "the document");
	} else if (at->is_key) {
		put_text(out, at->node->key, at->node->key_len);
	} else if (at->up->node->type == CX_NODE_ARRAY) {
		if (at->up->up)
			put_place(out, at->up);
		cx_buf_addf(out, "[%zu]", at->index);
	} else {
		put_key(out, at->node);
	}
}

const char *cx_check_show_place(struct cx_check *check, const struct cx_place *at)
{
	if (!check->report)
		return "";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	put_place(&out, at);
	return kept(check, &out);
}

const char *cx_check_show_types(struct cx_check *check, unsigned types)
{
	static const struct {
		unsigned bit;
		const char *text;
	} words[] = {
		{CX_TYPE_BIT_STRING, "a string"},    {CX_TYPE_BIT_NUMBER, "a number"},
		{CX_TYPE_BIT_INTEGER, "an integer"}, {CX_TYPE_BIT_BOOLEAN, "true or false"},
		{CX_TYPE_BIT_ARRAY, "an array"},     {CX_TYPE_BIT_OBJECT, "an object"},
		{CX_TYPE_BIT_NULL, "null"},
	};
	if (!check->report)
		return "";
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	if (types & CX_TYPE_BIT_NUMBER)
		types &= ~(unsigned)CX_TYPE_BIT_INTEGER;
	for (size_t i = 0; i < CX_COUNT(words); i++) {
		if (!(types & words[i].bit))
			continue;
		types &= ~words[i].bit;
		bool among = out.len || types;
		const char *text = words[i].bit == CX_TYPE_BIT_BOOLEAN && among ? "a boolean" : words[i].text;
		cx_buf_addf(&out, "%s%s", !out.len ? "" : types ? ", " : " or ", text);
	}
	return kept(check, &out);
}
