/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a value fits is found out by writing it: values of definitions are small, and depth is bounded. */
#include "report/value_text.h"

#include "base/utf8.h"
#include "doc/json.h"
#include "report/escape.h"

#define CUT_MARK "..."

/* Keys that need no quotes stand without, as people write them in YAML. */
static void add_key(const struct cx_node *member, struct cx_buf *out)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	if (member->key_len && strspn(member->key, plain) == member->key_len)
		cx_buf_add(out, member->key, member->key_len);
	else
		cx_json_string(member->key, member->key_len, out);
	cx_buf_adds(out, ": ");
}

static void add_value(const struct cx_node *node, struct cx_buf *out)
{
	if (node->secret) {
		cx_buf_adds(out, CX_VALUE_SECRET);
		return;
	}
	bool object = node->type == CX_NODE_OBJECT;
	if (!object && node->type != CX_NODE_ARRAY) {
		cx_json_line(node, out);
		return;
	}
	cx_buf_addc(out, object ? '{' : '[');
	for (const struct cx_node *child = node->first; child; child = child->next) {
		if (child != node->first)
			cx_buf_adds(out, ", ");
		if (object)
			add_key(child, out);
		add_value(child, out);
	}
	cx_buf_addc(out, object ? '}' : ']');
}

void cx_value_line(const struct cx_node *node, struct cx_buf *out)
{
	if (!node) {
		cx_buf_adds(out, "(none)");
		return;
	}
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	add_value(node, &text);
	cx_escape_terminal(text.data, text.len, out);
}

static void add_cut(const char *text, size_t len, size_t columns, struct cx_buf *out)
{
	if (cx_escape_fit(text, len, columns) == len) {
		cx_buf_add(out, text, len);
		return;
	}
	size_t mark = strlen(CUT_MARK);
	cx_buf_add(out, text, cx_escape_fit(text, len, columns > mark ? columns - mark : 0));
	cx_buf_adds(out, CUT_MARK);
}

void cx_value_cut_middle(const struct cx_buf *text, size_t columns, struct cx_buf *out)
{
	if (cx_escape_fit(text->data, text->len, columns) == text->len) {
		cx_buf_add(out, text->data, text->len);
		return;
	}
	size_t mark = strlen(CUT_MARK), room = columns > mark ? columns - mark : 1, tail = room / 3, at = 0;
	cx_buf_add(out, text->data, cx_escape_fit(text->data, text->len, room - tail));
	cx_buf_adds(out, CUT_MARK);
	/* No code point has more columns than bytes, so that what fits begins at most there. */
	size_t begin = text->len > 4 * tail ? text->len - 4 * tail : 0;
	while (begin < text->len && ((unsigned char)text->data[begin] & 0xc0) == 0x80)
		begin++;
	for (at = begin; cx_escape_columns(text->data + at, text->len - at) > tail;) {
		uint32_t code_point = 0;
		at += cx_utf8_decode(text->data + at, text->len - at, &code_point);
	}
	cx_buf_add(out, text->data + at, text->len - at);
}

static size_t room_from(size_t column, size_t width)
{
	enum { LEAST = 12 };
	return column + LEAST < width ? width - column : LEAST;
}

void cx_value_layout(const struct cx_node *node, size_t column, size_t indent, size_t width,
		     struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_value_line(node, &line);
	size_t room = room_from(column, width);
	bool nested = node && node->first && !node->secret;
	if (!nested || cx_escape_fit(line.data, line.len, room) == line.len) {
		add_cut(line.data, line.len, room, out);
		return;
	}
	bool object = node->type == CX_NODE_OBJECT;
	cx_buf_addc(out, object ? '{' : '[');
	for (const struct cx_node *child = node->first; child; child = child->next) {
		cx_buf_addc(out, '\n');
		cx_buf_fill(out, ' ', indent + 2);
		size_t at = indent + 2;
		if (object) {
			CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
			add_key(child, &key);
			size_t before = out->len;
			cx_escape_terminal(key.data, key.len, out);
			at += cx_escape_columns(out->data + before, out->len - before);
		}
		cx_value_layout(child, at, indent + 2, width - (child->next ? 1 : 0), out);
		if (child->next)
			cx_buf_addc(out, ',');
	}
	cx_buf_addc(out, '\n');
	cx_buf_fill(out, ' ', indent);
	cx_buf_addc(out, object ? '}' : ']');
}

/* Bytes that both begin with, ending between two code points. */
static size_t common_start(const struct cx_buf *a, const struct cx_buf *b)
{
	size_t n = 0;
	while (n < a->len && n < b->len && a->data[n] == b->data[n])
		n++;
	while (n && n < a->len && ((unsigned char)a->data[n] & 0xc0) == 0x80)
		n--;
	return n;
}

void cx_value_cut_pair(const struct cx_buf *before, const struct cx_buf *after, size_t columns,
		       struct cx_buf *ret_before, struct cx_buf *ret_after)
{
	size_t start = common_start(before, after), mark = strlen(CUT_MARK), skip = 0;
	bool fits = cx_escape_fit(before->data, before->len, columns) == before->len &&
		    cx_escape_fit(after->data, after->len, columns) == after->len;
	if (!fits && cx_escape_fit(before->data, start, columns / 2) < start) {
		/* A part of what both share stays, so that the place can be recognised. */
		size_t longest = before->len > after->len ? before->len : after->len, rest = longest - start;
		columns = columns > mark ? columns - mark : 1;
		size_t keep = columns > rest + columns / 4 ? columns - rest : columns / 4;
		skip = start > keep ? start - keep : 0;
		while (skip < start && ((unsigned char)before->data[skip] & 0xc0) == 0x80)
			skip++;
		cx_buf_adds(ret_before, CUT_MARK);
		cx_buf_adds(ret_after, CUT_MARK);
	}
	add_cut(before->data + skip, before->len - skip, columns, ret_before);
	add_cut(after->data + skip, after->len - skip, columns, ret_after);
}
