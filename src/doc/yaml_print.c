/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes into YAML. What is not certainly text to every reader is quoted; nothing is escaped by doubling. */
#include "doc/yaml_print.h"

#include "base/rand.h"
#include "base/utf8.h"
#include "doc/yaml_plain.h"
#include "doc/yaml_stray.h"

enum {
	STEP = 2,
	FLOW_WIDTH = 76,  /* columns that a line with brackets may take */
	NOTE_COLUMN = 40, /* where notes stand below each other if there is room */
	PAGE_COLUMNS = 80,
	MAX_SIMPLE_KEY = 128, /* bytes; libyaml and others take longer ones for no key without `? ` */
};

struct printer {
	struct cx_buf *out;
	const struct cx_yaml_style *style;
	size_t line; /* where the current line begins in out */
};

static const struct cx_yaml_style compact = {0};

/* Code points that a reader may refuse, break a line at, or show as nothing. */
static bool is_hidden(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{0x0000, 0x001f}, {0x007f, 0x00a0}, {0x00ad, 0x00ad}, {0x061c, 0x061c}, {0x115f, 0x1160},
		{0x180e, 0x180e}, {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3164, 0x3164},
		{0xd800, 0xf8ff}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xffff}, {0xe0000, 0x10ffff},
	};
	if (c >= 0x20 && c < 0x7f)
		return false;
	for (size_t i = 0; i < CX_COUNT(hidden); i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return true;
	return false;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c > 0x7f && !is_hidden(c));
}

static bool is_plain_char(uint32_t c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (c && c < 0x80 && strchr(" _-./@+=()", (int)c));
}

/* Whether the text may stand without quotes, in brackets and as a key, too. */
static bool is_plain(const char *text, size_t len)
{
	uint32_t first = 0, last = 0;
	if (!len || text[len - 1] == ' ' || cx_plain_classify(text, len) != CX_PLAIN_TEXT)
		return false;
	(void)cx_utf8_decode(text, len, &first);
	if (len > 1 && memcmp(text, "//", 2) == 0)
		return false;
	if (!is_letter(first) && first != '/' && first != '_' && !cx_uuid_valid(text, len))
		return false;
	for (size_t at = 0; at < len;) {
		uint32_t c;
		size_t n = cx_utf8_decode(text + at, len - at, &c);
		/* A colon inside a word, as in URLs, is read as text by all. */
		bool colon = n && c == ':' && at + 1 < len && text[at + 1] == '/';
		if (!n || (!is_plain_char(c) && !colon))
			return false;
		last = c;
		at += n;
	}
	return !cx_yaml_stray_at_end(first) && !cx_yaml_stray_at_end(last);
}

static void print_escape(uint32_t c, struct cx_buf *out)
{
	static const char from[] = "\b\f\n\r\t", to[] = "bfnrt";
	const char *known = c && c < 0x20 ? strchr(from, (int)c) : NULL;
	if (known)
		cx_buf_addf(out, "\\%c", to[known - from]);
	else
		cx_buf_addf(out, c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

static void print_quoted(const char *text, size_t len, struct cx_buf *out)
{
	cx_buf_addc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t c = 0xfffd;
		size_t n = cx_utf8_decode(text + at, len - at, &c);
		if (!n || is_hidden(c)) {
			print_escape(c, out);
		} else {
			if (c == '"' || c == '\\')
				cx_buf_addc(out, '\\');
			cx_buf_add(out, text + at, n);
		}
		at += n ? n : 1;
	}
	cx_buf_addc(out, '"');
}

void cx_yaml_print_text(const char *text, size_t len, struct cx_buf *out)
{
	if (is_plain(text, len))
		cx_buf_add(out, text, len);
	else
		print_quoted(text, len, out);
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

static bool is_leaf(const struct cx_node *node)
{
	return !node->first;
}

/* A scalar, or an empty collection. */
static void print_leaf(const struct cx_node *node, struct cx_buf *out)
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

static size_t width_of(const struct printer *p)
{
	return cx_utf8_count(p->out->data + p->line, p->out->len - p->line);
}

/* In brackets; false once it is too wide, or holds an object that is not small: that reads badly so. */
static bool print_flow(struct printer *p, const struct cx_node *node)
{
	bool is_object = node->type == CX_NODE_OBJECT;
	cx_buf_addc(p->out, is_object ? '{' : '[');
	for (const struct cx_node *child = node->first; child; child = child->next) {
		if (is_object) {
			cx_yaml_print_text(child->key, child->key_len, p->out);
			cx_buf_adds(p->out, ": ");
		}
		if (is_leaf(child))
			print_leaf(child, p->out);
		else if (child->type == CX_NODE_OBJECT || !print_flow(p, child))
			return false;
		if (p->out->len - p->line > (size_t)FLOW_WIDTH * 4)
			return false;
		if (child->next)
			cx_buf_adds(p->out, ", ");
	}
	cx_buf_addc(p->out, is_object ? '}' : ']');
	return width_of(p) <= FLOW_WIDTH;
}

/* Prints a collection on this line if that may be. */
static bool print_small(struct printer *p, const struct cx_node *node)
{
	size_t before = p->out->len;
	if (p->style->spread)
		return false;
	if (print_flow(p, node))
		return true;
	cx_buf_cut(p->out, before);
	return false;
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
	const struct cx_yaml_style *style = p->style;
	const char *note = style->spread && style->note ? style->note(style->data, node) : NULL;
	if (note) {
		size_t width = width_of(p), column = width + STEP;
		column = column < NOTE_COLUMN ? NOTE_COLUMN : column;
		if (!strchr(note, '\n') &&
		    column + STEP + cx_utf8_count(note, strlen(note)) <= PAGE_COLUMNS) {
			cx_buf_fill(p->out, ' ', column - width);
			cx_buf_addf(p->out, "# %s", note);
		} else {
			note_above(p, note);
		}
	}
	end_line(p);
}

/* Text of several lines as `|`: nothing in it may need an escape or an indicator of its indent. */
static bool is_block_text(const struct cx_node *node)
{
	const char *text = node->text, *end = text + node->len;
	const char *newline = node->type == CX_NODE_STRING ? memchr(text, '\n', node->len) : NULL;
	if (!newline || newline + 1 == end || text[0] == ' ' || text[0] == '\n')
		return false;
	if (end[-1] == '\n' && end[-2] == '\n')
		return false;
	for (const char *at = text; at < end;) {
		uint32_t c = 0;
		size_t n = cx_utf8_decode(at, (size_t)(end - at), &c);
		bool blank_at_end = *at == ' ' && (at + 1 == end || at[1] == '\n');
		if (!n || blank_at_end || (c != '\n' && is_hidden(c)))
			return false;
		at += n;
	}
	return true;
}

static void print_block_text(struct printer *p, const struct cx_node *node, size_t indent)
{
	const char *text = node->text, *end = text + node->len;
	cx_buf_adds(p->out, end[-1] == '\n' ? "|" : "|-");
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

/* A scalar or an empty collection on the current line; lines of a text as deep as indent. */
static void print_leaf_line(struct printer *p, const struct cx_node *node, size_t indent)
{
	if (is_block_text(node)) {
		print_block_text(p, node, indent);
		return;
	}
	print_leaf(node, p->out);
	end_value(p, node);
}

static void print_members(struct printer *p, const struct cx_node *node, size_t indent, bool begun);

/* Behind a colon. An object of several members is spread even if it is small: that is how people write it. */
static void print_value(struct printer *p, const struct cx_node *node, size_t indent)
{
	bool alone = node->type == CX_NODE_OBJECT && node->count > 1;
	cx_buf_addc(p->out, ' ');
	if (is_leaf(node)) {
		print_leaf_line(p, node, indent + STEP);
		return;
	}
	if (!alone && print_small(p, node)) {
		end_line(p);
		return;
	}
	cx_buf_cut(p->out, p->out->len - 1);
	end_line(p);
	print_members(p, node, indent + STEP, false);
}

/* Behind a dash. */
static void print_item(struct printer *p, const struct cx_node *node, size_t indent)
{
	cx_buf_addc(p->out, ' ');
	if (is_leaf(node))
		print_leaf_line(p, node, indent + STEP);
	else if (print_small(p, node))
		end_line(p);
	else
		print_members(p, node, indent + STEP, true);
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

/* begun: the first one stands on a line that is there already, behind "- ". */
static void print_members(struct printer *p, const struct cx_node *node, size_t indent, bool begun)
{
	for (const struct cx_node *child = node->first; child; child = child->next) {
		if (!begun || child != node->first)
			cx_buf_fill(p->out, ' ', indent);
		if (node->type == CX_NODE_ARRAY) {
			cx_buf_addc(p->out, '-');
			print_item(p, child, indent);
		} else {
			print_key(p, child, indent);
			print_value(p, child, indent);
		}
	}
}

void cx_yaml_print(const struct cx_node *node, const struct cx_yaml_style *style, struct cx_buf *out)
{
	struct printer p = {out, style ? style : &compact, out->len};
	if (is_leaf(node))
		print_leaf_line(&p, node, STEP);
	else
		print_members(&p, node, 0, false);
}

void cx_yaml_print_value(const struct cx_node *node, size_t indent, struct cx_buf *out)
{
	struct printer p = {out, &compact, out->len};
	while (p.line && out->data[p.line - 1] != '\n')
		p.line--;
	print_value(&p, node, indent);
}

void cx_yaml_print_entry(const char *key, const struct cx_node *value, struct cx_buf *out)
{
	if (!key) {
		cx_yaml_print(value, NULL, out);
		return;
	}
	cx_yaml_print_text(key, strlen(key), out);
	cx_buf_addc(out, ':');
	cx_yaml_print_value(value, 0, out);
}
