/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes into YAML. What is not certainly text to every reader is quoted; nothing is escaped by doubling. */
#include "doc/yaml_print.h"

#include "base/rand.h"
#include "base/utf8.h"
#include "doc/yaml_plain.h"

enum {
	FLOW_WIDTH = 76, /* columns that a line with a flow collection may take */
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_plain_char(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr(" _-./@+=()", c));
}

/* Whether the text may stand without quotes, in flow collections and as a key, too. */
static bool is_plain(const char *text, size_t len)
{
	if (!len || text[len - 1] == ' ' || cx_plain_classify(text, len) != CX_PLAIN_TEXT)
		return false;
	if (!is_letter(text[0]) && text[0] != '/' && text[0] != '_' && !cx_uuid_valid(text, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		/* A colon inside a word, as in URLs, is read as text by all. */
		bool colon = text[i] == ':' && i + 1 < len && text[i + 1] == '/';
		if (!is_plain_char(text[i]) && !colon)
			return false;
	}
	return true;
}

/* Characters that a reader may refuse, break a line at, or show as nothing. */
static bool is_escaped(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff0 && c <= 0xffff) || c >= 0xe0000;
}

static void print_escape(uint32_t c, struct cx_buf *out)
{
	static const char from[] = "\b\f\n\r\t", to[] = "bfnrt";
	const char *known = c && c < 0x20 ? strchr(from, (int)c) : NULL;
	if (known)
		cx_buf_addf(out, "\\%c", to[known - from]);
	else if (c <= 0xffff)
		cx_buf_addf(out, "\\u%04x", c);
	else
		cx_buf_addf(out, "\\U%08x", c);
}

static void print_quoted(const char *text, size_t len, struct cx_buf *out)
{
	cx_buf_addc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t c = 0xfffd;
		size_t n = cx_utf8_decode(text + at, len - at, &c);
		if (is_escaped(c)) {
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

static void print_scalar(const struct cx_node *node, struct cx_buf *out)
{
	if (node->type == CX_NODE_NULL)
		cx_buf_adds(out, "null");
	else if (node->type == CX_NODE_BOOL)
		cx_buf_adds(out, node->boolean ? "true" : "false");
	else if (node->type == CX_NODE_NUMBER)
		cx_buf_add(out, node->text, node->len);
	else
		cx_yaml_print_text(node->text, node->len, out);
}

static bool is_scalar(const struct cx_node *node)
{
	return node->type != CX_NODE_ARRAY && node->type != CX_NODE_OBJECT;
}

void cx_yaml_print_flow(const struct cx_node *node, struct cx_buf *out)
{
	if (is_scalar(node)) {
		print_scalar(node, out);
		return;
	}
	bool is_object = node->type == CX_NODE_OBJECT;
	cx_buf_addc(out, is_object ? '{' : '[');
	for (const struct cx_node *child = node->first; child; child = child->next) {
		if (is_object) {
			cx_yaml_print_text(child->key, child->key_len, out);
			cx_buf_adds(out, ": ");
		}
		cx_yaml_print_flow(child, out);
		if (child->next)
			cx_buf_adds(out, ", ");
	}
	cx_buf_addc(out, is_object ? '}' : ']');
}

/* A list of scalars, or an object of them, reads best on one line; longer ones do not. */
static bool is_flat(const struct cx_node *node)
{
	for (const struct cx_node *child = node->first; child; child = child->next) {
		bool is_list = child->type == CX_NODE_ARRAY && is_flat(child);
		if (!is_scalar(child) && !is_list)
			return false;
	}
	return true;
}

/* Prints the collection on this line if it is small and what stands there already leaves room. */
static bool print_small(const struct cx_node *node, size_t column, struct cx_buf *out)
{
	if (node->count && !is_flat(node))
		return false;
	size_t before = out->len;
	cx_yaml_print_flow(node, out);
	bool fits = column + cx_utf8_count(out->data + before, out->len - before) <= FLOW_WIDTH;
	if (fits || !node->count)
		return true;
	cx_buf_cut(out, before);
	return false;
}

/* Text of several lines as `|`: nothing in it may need an escape or an indicator of its indent. */
static bool is_block_text(const struct cx_node *node)
{
	const char *text = node->text, *end = text + node->len;
	const char *newline = node->type == CX_NODE_STRING ? memchr(text, '\n', node->len) : NULL;
	if (!newline || newline + 1 == end || text[0] == ' ' || text[0] == '\n' || text[0] == '\t')
		return false;
	if (end[-1] == '\n' && end[-2] == '\n')
		return false;
	for (const char *at = text; at < end;) {
		uint32_t c = 0;
		size_t n = cx_utf8_decode(at, (size_t)(end - at), &c);
		bool blank_at_end = *at == ' ' && (at + 1 == end || at[1] == '\n');
		if (!n || blank_at_end || (c != '\n' && is_escaped(c)))
			return false;
		at += n;
	}
	return true;
}

static void print_block_text(const struct cx_node *node, size_t indent, struct cx_buf *out)
{
	const char *text = node->text, *end = text + node->len;
	cx_buf_adds(out, end[-1] == '\n' ? "|\n" : "|-\n");
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((stop ? stop : end) - text);
		if (len)
			cx_buf_fill(out, ' ', indent);
		cx_buf_add(out, text, len);
		cx_buf_addc(out, '\n');
		text = stop ? stop + 1 : end;
	}
}

static void print_members(const struct cx_node *object, size_t indent, bool begun, struct cx_buf *out);
static void print_items(const struct cx_node *array, size_t indent, struct cx_buf *out);

void cx_yaml_print_value(const struct cx_node *node, size_t indent, struct cx_buf *out)
{
	/* The width of the key is not known here; what follows it is on the same line all the same. */
	const char *line = out->data + out->len;
	while (line > out->data && line[-1] != '\n')
		line--;
	size_t column = cx_utf8_count(line, (size_t)(out->data + out->len - line)) + 1;
	cx_buf_addc(out, ' ');
	if (is_block_text(node)) {
		print_block_text(node, indent + 2, out);
		return;
	}
	bool alone = node->type == CX_NODE_OBJECT && node->count > 1;
	if (is_scalar(node))
		print_scalar(node, out);
	else if (alone || !print_small(node, column, out)) {
		cx_buf_cut(out, out->len - 1);
		cx_buf_addc(out, '\n');
		if (node->type == CX_NODE_OBJECT)
			print_members(node, indent + 2, false, out);
		else
			print_items(node, indent + 2, out);
		return;
	}
	cx_buf_addc(out, '\n');
}

/* begun: the first key stands on a line that is there already, behind "- ". */
static void print_members(const struct cx_node *object, size_t indent, bool begun, struct cx_buf *out)
{
	for (const struct cx_node *member = object->first; member; member = member->next) {
		if (!begun || member != object->first)
			cx_buf_fill(out, ' ', indent);
		cx_yaml_print_text(member->key, member->key_len, out);
		cx_buf_addc(out, ':');
		cx_yaml_print_value(member, indent, out);
	}
}

static void print_items(const struct cx_node *array, size_t indent, struct cx_buf *out)
{
	for (const struct cx_node *item = array->first; item; item = item->next) {
		cx_buf_fill(out, ' ', indent);
		cx_buf_addc(out, '-');
		if (item->type != CX_NODE_OBJECT || !item->count) {
			cx_yaml_print_value(item, indent, out);
			continue;
		}
		cx_buf_addc(out, ' ');
		if (print_small(item, indent + 2, out))
			cx_buf_addc(out, '\n');
		else
			print_members(item, indent + 2, true, out);
	}
}

void cx_yaml_print(const struct cx_node *node, struct cx_buf *out)
{
	if (node->type == CX_NODE_OBJECT && node->count) {
		print_members(node, 0, false, out);
	} else if (node->type == CX_NODE_ARRAY && node->count) {
		print_items(node, 0, out);
	} else {
		cx_yaml_print_flow(node, out);
		cx_buf_addc(out, '\n');
	}
}
