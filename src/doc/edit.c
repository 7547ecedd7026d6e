/* SPDX-License-Identifier: Apache-2.0 */
/* Edits by the slices of the layout; entries of block collections come and go as whole lines. */
#include "doc/edit.h"

#include "doc/yaml_print.h"

const char *cx_edit_reason(enum cx_edit_result result)
{
	static const char *const reasons[] = {
		[CX_EDIT_DONE] = "nothing",
		[CX_EDIT_ANCHOR] = "an anchor, an alias or a tag stands there",
		[CX_EDIT_VARIABLE] = "the value comes from a variable",
		[CX_EDIT_BRACKETS] = "it does not fit into the brackets",
		[CX_EDIT_LAYOUT] = "it shares its lines with something else",
	};
	return reasons[result];
}

static void edit_add(struct cx_edits *edits, const char *from, const char *to, const struct cx_buf *text)
{
	CX_ARENA_GROW(edits->arena, edits->items, edits->count, edits->cap);
	edits->items[edits->count] = (struct cx_edit){
		.from = (size_t)(from - edits->text),
		.to = (size_t)(to - edits->text),
		.text = cx_arena_strndup(edits->arena, text->data, text->len),
		.len = text->len,
		.order = edits->count,
	};
	edits->count++;
}

static const char *node_begin(const struct cx_layout_node *node)
{
	if (node->type == CX_LAYOUT_MAP || node->type == CX_LAYOUT_SEQUENCE)
		return node->first->key ? node->first->key : node_begin(&node->first->value);
	return node->text;
}

/* Behind its last byte; NULL for nothing. */
static const char *node_end(const struct cx_layout_node *node)
{
	switch (node->type) {
	case CX_LAYOUT_EMPTY:
		return NULL;
	case CX_LAYOUT_INLINE:
	case CX_LAYOUT_BLOCK_SCALAR:
		return node->text + node->len;
	case CX_LAYOUT_FLOW_MAP:
	case CX_LAYOUT_FLOW_SEQUENCE:
		return node->close.text + node->close.len;
	case CX_LAYOUT_MAP:
	case CX_LAYOUT_SEQUENCE:
		break;
	}
	const char *end = node_end(&node->last->value);
	return end ? end : node->last->key ? node->last->key + node->last->key_len : NULL;
}

static const char *item_begin(const struct cx_layout_item *item)
{
	return item->key ? item->key : node_begin(&item->value);
}

size_t cx_edit_offset(const struct cx_edits *edits, const struct cx_layout_item *item)
{
	const char *value = node_begin(&item->value), *at = value ? value : item->key;
	return at ? (size_t)(at - edits->text) : 0;
}

static const char *line_begin(const struct cx_edits *edits, const char *at)
{
	while (at > edits->text && at[-1] != '\n')
		at--;
	return at;
}

/* Behind the line feed of the line that the last byte before end is in. */
static const char *line_end(const struct cx_edits *edits, const char *end)
{
	const char *stop = edits->text + edits->len;
	if (end > edits->text && end[-1] == '\n')
		return end;
	const char *newline = memchr(end, '\n', (size_t)(stop - end));
	return newline ? newline + 1 : stop;
}

bool cx_edit_is_marked(const struct cx_layout_node *node)
{
	return node->len && node->text && strchr("&*!", node->text[0]);
}

/* "$${" is no variable's mark, but text. */
static bool holds_variable(const char *from, const char *to)
{
	for (const char *at = from; at + 1 < to; at++) {
		if (at[0] == '$' && at[1] == '{')
			return true;
		if (at + 2 < to && at[0] == '$' && at[1] == '$' && at[2] == '{')
			at += 2;
	}
	return false;
}

/* A value on one line, collections in brackets; false where that is not possible. */
static bool print_line(const struct cx_node *value, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_node *list = cx_node_new(&arena, CX_NODE_ARRAY);
	if (value->type == CX_NODE_STRING) {
		cx_yaml_print_text(value->text, value->len, out);
		cx_arena_release(&arena);
		return true;
	}
	cx_node_push(list, cx_node_copy(&arena, value));
	cx_yaml_print(list, NULL, &text);
	cx_arena_release(&arena);
	const char *newline = strchr(text.data, '\n');
	bool block = value->first && text.data[2] != '[' && text.data[2] != '{';
	if (block || !newline || newline[1] || text.len < 3)
		return false;
	cx_buf_add(out, text.data + 2, text.len - 3);
	return true;
}

/* Text, which is taken over, and behind it the value, on one line, in place of what stands there. */
static enum cx_edit_result put_line(struct cx_edits *edits, const char *from, const char *to,
				    const struct cx_node *value, struct cx_buf *text)
{
	if (!print_line(value, text))
		return CX_EDIT_BRACKETS;
	edit_add(edits, from, to, text);
	return CX_EDIT_DONE;
}

static enum cx_edit_result replace_slice(struct cx_edits *edits, const char *from, const char *to,
					 const struct cx_node *value)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	return holds_variable(from, to) ? CX_EDIT_VARIABLE : put_line(edits, from, to, value, &text);
}

/* The header, and the lines below it. */
static enum cx_edit_result replace_block(struct cx_edits *edits, const struct cx_layout_item *item,
					 const struct cx_node *value)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *from = item->value.text, *to = from + item->value.len;
	if (value->first)
		return CX_EDIT_BRACKETS;
	if (holds_variable(from, to))
		return CX_EDIT_VARIABLE;
	cx_yaml_print_value(value, item->column, &text);
	size_t len = text.len;
	if (item->value.len && to[-1] != '\n')
		len--;
	struct cx_buf made = {.data = text.data + 1, .len = len - 1};
	edit_add(edits, from, to, &made);
	return CX_EDIT_DONE;
}

/* "key:" gets a value behind the colon. */
static enum cx_edit_result replace_nothing(struct cx_edits *edits, const struct cx_layout_item *item,
					   const struct cx_node *value)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *at = item->key ? item->key + item->key_len : NULL;
	if (!at || *at != ':')
		return CX_EDIT_LAYOUT;
	cx_buf_addc(&text, ' ');
	if (!print_line(value, &text))
		return CX_EDIT_BRACKETS;
	edit_add(edits, at + 1, at + 1, &text);
	return CX_EDIT_DONE;
}

static bool holds_mark(const struct cx_layout_node *node)
{
	bool found = cx_edit_is_marked(node);
	for (const struct cx_layout_item *item = node->first; item && !found; item = item->next)
		found = (item->key && strchr("&*!", item->key[0])) || holds_mark(&item->value);
	return found;
}

enum cx_edit_result cx_edit_replace(struct cx_edits *edits, const struct cx_layout_item *item,
				    const struct cx_node *value)
{
	const struct cx_layout_node *old = &item->value;
	const char *end = node_end(old);
	if (cx_edit_is_marked(old))
		return CX_EDIT_ANCHOR;
	switch (old->type) {
	case CX_LAYOUT_EMPTY:
		return replace_nothing(edits, item, value);
	case CX_LAYOUT_INLINE:
		return replace_slice(edits, old->text, end, value);
	case CX_LAYOUT_BLOCK_SCALAR:
		return replace_block(edits, item, value);
	case CX_LAYOUT_FLOW_MAP:
	case CX_LAYOUT_FLOW_SEQUENCE:
		if (memchr(old->text, '#', (size_t)(end - old->text)) &&
		    memchr(old->text, '\n', (size_t)(end - old->text)))
			return CX_EDIT_BRACKETS;
		if (holds_mark(old))
			return CX_EDIT_ANCHOR;
		return replace_slice(edits, old->text, end, value);
	case CX_LAYOUT_MAP:
	case CX_LAYOUT_SEQUENCE:
		break;
	}
	return CX_EDIT_LAYOUT;
}

/* The line that an entry of a block collection begins, and nothing else does; NULL: it is shared. */
static const char *own_line(const struct cx_edits *edits, const struct cx_layout_node *in,
			    const struct cx_layout_item *item)
{
	const char *begin = item_begin(item);
	if (!begin || (in->type != CX_LAYOUT_MAP && in->type != CX_LAYOUT_SEQUENCE))
		return NULL;
	const char *line = line_begin(edits, begin), *at = line + strspn(line, " ");
	bool own = (size_t)(at - line) == in->column && (item->key ? at == begin : *at == '-');
	return own ? line : NULL;
}

enum cx_edit_result cx_edit_remove(struct cx_edits *edits, const struct cx_layout_node *in,
				   const struct cx_layout_item *item)
{
	static const struct cx_buf nothing = CX_BUF_INIT;
	const char *line = own_line(edits, in, item), *end = node_end(&item->value);
	if (cx_edit_is_marked(&item->value))
		return CX_EDIT_ANCHOR;
	end = end ? end : item->key ? item->key + item->key_len : NULL;
	if (!line || !end)
		return CX_EDIT_LAYOUT;
	end = line_end(edits, end);
	if (holds_variable(line, end))
		return CX_EDIT_VARIABLE;
	edit_add(edits, line, end, &nothing);
	return CX_EDIT_DONE;
}

static void add_indented(const char *text, size_t indent, struct cx_buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		if (len)
			cx_buf_fill(out, ' ', indent);
		cx_buf_add(out, text, len);
		cx_buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

static const char *item_end(const struct cx_layout_item *item)
{
	const char *end = node_end(&item->value);
	return end ? end : item->key ? item->key + item->key_len : NULL;
}

/* ", key: value" behind the last one; a comma that stands there already is the new one's. */
static enum cx_edit_result add_in_brackets(struct cx_edits *edits, const struct cx_layout_node *in,
					   const struct cx_edit_entry *entry)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *end = item_end(in->last);
	if (!end)
		return CX_EDIT_LAYOUT;
	cx_buf_adds(&text, ", ");
	if (entry->key) {
		cx_yaml_print_text(entry->key, entry->key_len, &text);
		cx_buf_adds(&text, ": ");
	}
	return put_line(edits, end, end, entry->value, &text);
}

static enum cx_edit_result add_lines(struct cx_edits *edits, const struct cx_layout_node *in,
				     const struct cx_edit_entry *entry)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	const char *end = item_end(entry->after ? entry->after : in->last);
	if (!end)
		return CX_EDIT_LAYOUT;
	struct cx_node *holder = cx_node_new(edits->arena, entry->key ? CX_NODE_OBJECT : CX_NODE_ARRAY);
	struct cx_node *value = cx_node_copy(edits->arena, entry->value);
	if (entry->key)
		cx_node_add_n(holder, entry->key, entry->key_len, value);
	else
		cx_node_push(holder, value);
	cx_yaml_print(holder, NULL, &text);
	end = line_end(edits, end);
	if (end > edits->text && end[-1] != '\n')
		cx_buf_addc(&lines, '\n');
	add_indented(text.data, in->column, &lines);
	edit_add(edits, end, end, &lines);
	edits->items[edits->count - 1].depth = in->column;
	return CX_EDIT_DONE;
}

enum cx_edit_result cx_edit_add(struct cx_edits *edits, const struct cx_layout_node *in,
				const struct cx_edit_entry *entry)
{
	if (cx_edit_is_marked(in))
		return CX_EDIT_ANCHOR;
	if (!in->last)
		return CX_EDIT_LAYOUT;
	if (in->type == CX_LAYOUT_FLOW_MAP || in->type == CX_LAYOUT_FLOW_SEQUENCE)
		return add_in_brackets(edits, in, entry);
	return in->type == CX_LAYOUT_MAP || in->type == CX_LAYOUT_SEQUENCE ? add_lines(edits, in, entry)
									   : CX_EDIT_LAYOUT;
}

/* Whether a comment is on the lines of an entry. */
static bool has_comment(const struct cx_layout_item *item)
{
	const struct cx_layout_node *value = &item->value;
	bool found = item->head.text || item->before.first || item->trailing.text || item->after.first ||
		     value->header.first || value->tail.first;
	for (size_t i = 0; i < value->gap_count && !found; i++)
		found = value->gaps[i].len && memchr(value->gaps[i].text, '#', value->gaps[i].len);
	for (const struct cx_layout_item *child = value->first; child && !found; child = child->next)
		found = child->lead.first || has_comment(child);
	return found;
}

enum cx_edit_result cx_edit_swap(struct cx_edits *edits, const struct cx_layout_node *in,
				 const struct cx_layout_item *item, const struct cx_edit_entry *entry)
{
	struct cx_edit_entry behind = *entry;
	size_t before = edits->count;
	behind.after = item;
	if (has_comment(item))
		return CX_EDIT_BRACKETS;
	if (holds_mark(&item->value))
		return CX_EDIT_ANCHOR;
	enum cx_edit_result result = cx_edit_remove(edits, in, item);
	if (!result)
		result = cx_edit_add(edits, in, &behind);
	if (result)
		edits->count = before;
	return result;
}

static int compare_edits(const void *left, const void *right)
{
	const struct cx_edit *a = left, *b = right;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	/* Several entries that are added in one place keep their order, before what is taken out there. */
	bool a_adds = a->to == a->from, b_adds = b->to == b->from;
	if (a_adds != b_adds)
		return a_adds ? -1 : 1;
	if (a->depth != b->depth)
		return a->depth > b->depth ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

bool cx_edits_apply(struct cx_edits *edits, struct cx_buf *out)
{
	size_t at = 0;
	if (edits->count)
		qsort(edits->items, edits->count, sizeof *edits->items, compare_edits);
	for (size_t i = 0; i < edits->count; i++) {
		const struct cx_edit *edit = &edits->items[i];
		if (edit->from < at)
			return false;
		cx_buf_add(out, edits->text + at, edit->from - at);
		cx_buf_add(out, edit->text, edit->len);
		at = edit->to;
	}
	cx_buf_add(out, edits->text + at, edits->len - at);
	return true;
}
