/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes into JSON: canonical (RFC 8785), readable, and on one line. */
#include "base/num.h"
#include "base/utf8.h"
#include "doc/json.h"

struct printer {
	struct cx_buf *out;
	struct cx_buf digits; /* scratch */
	bool canonical;
	bool indent;
	size_t depth;
};

static void print_escape(unsigned char c, struct cx_buf *out)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *short_one = c ? strchr(from, c) : NULL;
	if (!short_one) {
		cx_buf_addf(out, "\\u%04x", c);
		return;
	}
	cx_buf_addc(out, '\\');
	cx_buf_addc(out, to[short_one - from]);
}

void cx_json_string(const char *text, size_t len, struct cx_buf *out)
{
	size_t plain = 0, at = 0; /* text[plain..at) needs no change */
	uint32_t code;
	cx_buf_addc(out, '"');
	while (at < len) {
		unsigned char c = (unsigned char)text[at];
		size_t n = c < 0x80 ? 1 : cx_utf8_decode(text + at, len - at, &code);
		if (n && c >= 0x20 && c != '"' && c != '\\') {
			at += n;
			continue;
		}
		cx_buf_add(out, text + plain, at - plain);
		if (n)
			print_escape(c, out);
		else
			cx_buf_adds(out, "\xef\xbf\xbd"); /* U+FFFD: what we print is always JSON */
		plain = ++at;
	}
	cx_buf_add(out, text + plain, at - plain);
	cx_buf_addc(out, '"');
}

/*
 * Order by UTF-16 code units (RFC 8785 3.2.3). It is the order of the UTF-8 bytes, but that code points
 * above U+FFFF, which start with 0xf0 or more, stand before U+E000 to U+FFFF, which start with 0xee or 0xef.
 */
static int compare_members(const void *left, const void *right)
{
	const struct cx_node *a = *(const struct cx_node *const *)left;
	const struct cx_node *b = *(const struct cx_node *const *)right;
	size_t common = a->key_len < b->key_len ? a->key_len : b->key_len;
	for (size_t i = 0; i < common; i++) {
		unsigned char x = (unsigned char)a->key[i], y = (unsigned char)b->key[i];
		if (x == y)
			continue;
		if (x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0))
			return x >= 0xf0 ? -1 : 1;
		return x < y ? -1 : 1;
	}
	return (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

static bool members_sorted(const struct cx_node *object)
{
	for (const struct cx_node *m = object->first; m && m->next; m = m->next)
		if (compare_members(&m, &m->next) > 0)
			return false;
	return true;
}

static void print_break(struct printer *p)
{
	if (!p->indent)
		return;
	cx_buf_addc(p->out, '\n');
	cx_buf_fill(p->out, ' ', p->depth * 2);
}

static void print_node(struct printer *p, const struct cx_node *node);

static void print_child(struct printer *p, const struct cx_node *parent, const struct cx_node *child,
			bool first)
{
	if (!first)
		cx_buf_addc(p->out, ',');
	print_break(p);
	if (parent->type == CX_NODE_OBJECT) {
		cx_json_string(child->key, child->key_len, p->out);
		cx_buf_adds(p->out, p->indent ? ": " : ":");
	}
	print_node(p, child);
}

static void print_sorted(struct printer *p, const struct cx_node *object)
{
	const struct cx_node **members = cx_alloc(object->count * sizeof *members);
	size_t n = 0;
	for (const struct cx_node *m = object->first; m; m = m->next)
		members[n++] = m;
	qsort(members, n, sizeof *members, compare_members);
	for (size_t i = 0; i < n; i++)
		print_child(p, object, members[i], i == 0);
	cx_free(members);
}

static void print_children(struct printer *p, const struct cx_node *node)
{
	bool object = node->type == CX_NODE_OBJECT;
	if (!node->first) {
		cx_buf_adds(p->out, object ? "{}" : "[]");
		return;
	}
	cx_buf_addc(p->out, object ? '{' : '[');
	p->depth++;
	if (object && p->canonical && !members_sorted(node))
		print_sorted(p, node);
	else
		for (const struct cx_node *child = node->first; child; child = child->next)
			print_child(p, node, child, child == node->first);
	p->depth--;
	print_break(p);
	cx_buf_addc(p->out, object ? '}' : ']');
}

static void print_number(struct printer *p, const struct cx_node *node)
{
	struct cx_dec dec;
	if (p->canonical && cx_dec_parse(node->text, node->len, &p->digits, &dec))
		cx_dec_print(&dec, p->out);
	else
		cx_buf_add(p->out, node->text, node->len);
}

static void print_node(struct printer *p, const struct cx_node *node)
{
	switch (node->type) {
	case CX_NODE_NULL:
		cx_buf_adds(p->out, "null");
		break;
	case CX_NODE_BOOL:
		cx_buf_adds(p->out, node->boolean ? "true" : "false");
		break;
	case CX_NODE_NUMBER:
		print_number(p, node);
		break;
	case CX_NODE_STRING:
		cx_json_string(node->text, node->len, p->out);
		break;
	case CX_NODE_ARRAY:
	case CX_NODE_OBJECT:
		print_children(p, node);
		break;
	}
}

static void print_as(const struct cx_node *node, struct cx_buf *out, bool canonical, bool indent)
{
	struct printer p = {.out = out, .digits = CX_BUF_INIT, .canonical = canonical, .indent = indent};
	print_node(&p, node);
	cx_buf_release(&p.digits);
}

void cx_json_canonical(const struct cx_node *node, struct cx_buf *out)
{
	print_as(node, out, true, false);
}

void cx_json_pretty(const struct cx_node *node, struct cx_buf *out)
{
	print_as(node, out, false, true);
}

void cx_json_line(const struct cx_node *node, struct cx_buf *out)
{
	print_as(node, out, false, false);
}
