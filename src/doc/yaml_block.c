/* SPDX-License-Identifier: Apache-2.0 */
/* Every value gets a line of its own, so that something can be said of it; texts are written by yaml_print.
 */
#include "doc/yaml_block.h"

#include "base/utf8.h"
#include "doc/yaml_print.h"

#define INDENT       2
#define NOTE_COLUMN  40
#define PAGE_COLUMNS 80
/* libyaml and others take longer ones for no key, unless a question mark says so. */
#define MAX_SIMPLE_KEY 128

struct printer {
	struct cx_buf *out;
	const struct cx_yaml_notes *notes;
	size_t line; /* where the current line begins in out */
};

/* Whether a code point may stand as it is; line breaks and tabs may not. */
static bool is_shown(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{0x0000, 0x001f}, {0x007f, 0x009f}, {0x00ad, 0x00ad},    {0x061c, 0x061c}, {0x180e, 0x180e},
		{0x2000, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202f},    {0x205f, 0x206f}, {0xd800, 0xf8ff},
		{0xfeff, 0xfeff}, {0xfff0, 0xffff}, {0xe0000, 0x10ffff},
	};
	for (size_t i = 0; i < CX_COUNT(hidden); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	return true;
}

static bool all_shown(const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t n = cx_utf8_decode(text + at, len - at, &code);
		if (!n || !(is_shown(code) || code == '\n'))
			return false;
		at += n;
	}
	return true;
}

/* YAML 1.1 wants a point and a signed exponent: 1e5 is text to it, 1.0e+5 is not. */
static void print_number(const struct cx_node *node, struct cx_buf *out)
{
	size_t mantissa = strcspn(node->text, "eE");
	cx_buf_add(out, node->text, mantissa);
	if (mantissa == node->len)
		return;
	if (!memchr(node->text, '.', mantissa))
		cx_buf_adds(out, ".0");
	cx_buf_addc(out, 'e');
	const char *exponent = node->text + mantissa + 1;
	if (*exponent != '-' && *exponent != '+')
		cx_buf_addc(out, '+');
	cx_buf_adds(out, exponent);
}

static void print_scalar(const struct cx_node *node, struct cx_buf *out)
{
	switch (node->type) {
	case CX_NODE_NULL:
		cx_buf_adds(out, "null");
		break;
	case CX_NODE_BOOL:
		cx_buf_adds(out, node->boolean ? "true" : "false");
		break;
	case CX_NODE_NUMBER:
		print_number(node, out);
		break;
	case CX_NODE_STRING:
		cx_yaml_print_text(node->text, node->len, out);
		break;
	case CX_NODE_ARRAY:
		cx_buf_adds(out, "[]");
		break;
	case CX_NODE_OBJECT:
		cx_buf_adds(out, "{}");
		break;
	}
}

static size_t columns_of(const char *text, size_t len)
{
	size_t n = 0;
	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* Puts the comment lines in front of the current line, as deep as it is. */
static void note_above(struct printer *p, const char *note)
{
	struct cx_buf *out = p->out;
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_buf_add(&line, out->data + p->line, out->len - p->line);
	size_t indent = strspn(line.data, " ");
	cx_buf_cut(out, p->line);
	while (*note) {
		size_t len = strcspn(note, "\n");
		cx_buf_fill(out, ' ', indent);
		cx_buf_adds(out, "# ");
		cx_buf_add(out, note, len);
		cx_buf_addc(out, '\n');
		note += len + (note[len] == '\n');
	}
	p->line = out->len;
	cx_buf_add(out, line.data, line.len);
}

static void end_line(struct printer *p)
{
	cx_buf_addc(p->out, '\n');
	p->line = p->out->len;
}

/* Ends the line of a value, with what is said of it. */
static void end_value(struct printer *p, const struct cx_node *node)
{
	const char *note = p->notes ? p->notes->note(p->notes->data, node) : NULL;
	size_t width = columns_of(p->out->data + p->line, p->out->len - p->line);
	size_t column = width + INDENT < NOTE_COLUMN ? NOTE_COLUMN : width + INDENT;
	if (note && !strchr(note, '\n') && column + INDENT + columns_of(note, strlen(note)) <= PAGE_COLUMNS) {
		cx_buf_fill(p->out, ' ', column - width);
		cx_buf_addf(p->out, "# %s", note);
	} else if (note) {
		note_above(p, note);
	}
	end_line(p);
}

/*
 * Whether text can stand as it is, line by line. A line that begins with white space before any other could
 * be taken for the indent, so such text is quoted.
 */
static bool is_literal(const struct cx_node *node)
{
	if (node->type != CX_NODE_STRING || !memchr(node->text, '\n', node->len) ||
	    !all_shown(node->text, node->len))
		return false;
	return node->text[0] != '\n' && node->text[0] != ' ';
}

static void print_literal(struct printer *p, const struct cx_node *node, size_t indent)
{
	const char *text = node->text, *end = text + node->len;
	bool ends = end[-1] == '\n', more = ends && end[-2] == '\n';
	cx_buf_adds(p->out, more ? "|+" : ends ? "|" : "|-");
	end_value(p, node);
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((stop ? stop : end) - text);
		if (len)
			cx_buf_fill(p->out, ' ', indent);
		cx_buf_add(p->out, text, len);
		end_line(p);
		text += len + (stop != NULL);
	}
}

static void print_leaf(struct printer *p, const struct cx_node *node, size_t indent)
{
	if (is_literal(node)) {
		print_literal(p, node, indent);
		return;
	}
	print_scalar(node, p->out);
	end_value(p, node);
}

static void print_key(struct printer *p, const struct cx_node *member, size_t indent)
{
	bool simple = member->key_len <= MAX_SIMPLE_KEY;
	if (!simple)
		cx_buf_adds(p->out, "? ");
	cx_yaml_print_text(member->key, member->key_len, p->out);
	if (!simple) {
		end_line(p);
		cx_buf_fill(p->out, ' ', indent);
	}
	cx_buf_addc(p->out, ':');
}

/* A collection that is not empty; its first line's indent stands there already where it is begun. */
static void print_block(struct printer *p, const struct cx_node *node, size_t indent, bool begun)
{
	for (const struct cx_node *child = node->first; child; child = child->next) {
		bool leaf = !child->first, item = node->type == CX_NODE_ARRAY;
		if (!begun)
			cx_buf_fill(p->out, ' ', indent);
		begun = false;
		if (item)
			cx_buf_addc(p->out, '-');
		else
			print_key(p, child, indent);
		if (leaf || item)
			cx_buf_addc(p->out, ' ');
		else
			end_line(p);
		if (leaf)
			print_leaf(p, child, indent + INDENT);
		else
			print_block(p, child, indent + INDENT, item);
	}
}

void cx_yaml_block(const struct cx_node *node, const struct cx_yaml_notes *notes, struct cx_buf *out)
{
	struct printer p = {out, notes, out->len};
	if (node->first)
		print_block(&p, node, 0, false);
	else
		print_leaf(&p, node, INDENT);
}
