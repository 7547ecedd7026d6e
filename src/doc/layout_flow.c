/* SPDX-License-Identifier: Apache-2.0 */
/* Entries move, what stands between them stays: a gap belongs to its place in the row, not to an entry. */
#include "doc/layout_flow.h"

static bool node_read(struct cx_layout_scan *s, struct cx_layout_node *node);
static void node_print(const struct cx_layout_node *node, struct cx_buf *out);

/* The text from behind the last token up to `to`: blanks, commas, colons and comments. */
static bool gap_take(struct cx_layout_scan *s, size_t to, struct cx_layout_slice *ret_gap)
{
	if (to < s->pos)
		return cx_layout_scan_give_up(s, to);
	for (size_t i = s->pos; i < to; i++) {
		char c = s->text[i];
		if (c == '#')
			while (i + 1 < to && s->text[i + 1] != '\n')
				i++;
		else if (!c || !strchr(" \t\n,:", c))
			return cx_layout_scan_give_up(s, i);
	}
	*ret_gap = (struct cx_layout_slice){s->text + s->pos, to - s->pos};
	s->pos = to;
	return true;
}

/* Where the colon of a key without a value ends; s->pos if there is none. */
static size_t colon_end(const struct cx_layout_scan *s)
{
	for (size_t i = s->pos; i < s->len; i++) {
		char c = s->text[i];
		if (c == ':')
			return i + 1;
		if (c == '#')
			while (i + 1 < s->len && s->text[i + 1] != '\n')
				i++;
		else if (c != ' ' && c != '\t' && c != '\n')
			break;
	}
	return s->pos;
}

/* The gap before an item, or before the closing bracket. A comment there is of a place, not of a key. */
static bool gap_add(struct cx_layout_scan *s, struct cx_layout_node *node, size_t to)
{
	struct cx_layout_slice gap = {0};
	if (!gap_take(s, to, &gap))
		return false;
	node->pinned |= gap.len && memchr(gap.text, '#', gap.len);
	CX_ARENA_GROW(s->arena, node->gaps, node->gap_count, node->gap_cap);
	node->gaps[node->gap_count++] = gap;
	return true;
}

static bool slice_read(struct cx_layout_scan *s, struct cx_layout_slice *ret_slice)
{
	size_t end = s->end;
	if (end < s->pos)
		return cx_layout_scan_give_up(s, s->pos);
	*ret_slice = (struct cx_layout_slice){s->text + s->pos, end - s->pos};
	s->pos = end;
	return true;
}

static bool is_empty(struct cx_layout_scan *s)
{
	size_t start = s->start;
	return s->event.kind == CX_YAML_SCALAR && start == s->end;
}

/* The event is a key's. */
static bool entry_read(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	struct cx_layout_slice key = {0};
	bool is_alias = s->event.kind == CX_YAML_ALIAS;
	size_t start = s->start;
	if ((!is_alias && s->event.kind != CX_YAML_SCALAR) || is_empty(s))
		return cx_layout_scan_give_up(s, start);
	if (!gap_add(s, node, start) || !slice_read(s, &key))
		return false;
	struct cx_layout_item *item = cx_layout_scan_item(s, node);
	item->key = key.text;
	item->key_len = key.len;
	item->name_len = is_alias ? 0 : s->event.len;
	item->name = cx_arena_strndup(s->arena, is_alias ? "" : s->event.text, item->name_len);
	cx_layout_scan_mark(s);
	if (!cx_layout_scan_next(s))
		return false;
	cx_layout_scan_mark(s);
	size_t value = is_empty(s) ? colon_end(s) : s->start;
	if (!gap_take(s, value, &item->colon) || !node_read(s, &item->value))
		return false;
	item->marks_end = s->layout->mark_count;
	return true;
}

/* The event is an item's first. */
static bool item_read(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	if (!gap_add(s, node, s->start))
		return false;
	struct cx_layout_item *item = cx_layout_scan_item(s, node);
	cx_layout_scan_mark(s);
	if (!node_read(s, &item->value))
		return false;
	item->marks_end = s->layout->mark_count;
	return true;
}

/* Behind the bracket that closes; a mapping of one entry inside a list may have none, and no gap. */
static bool end_read(struct cx_layout_scan *s, struct cx_layout_node *node, bool is_bare)
{
	size_t at = is_bare ? s->pos : s->start;
	if (!gap_add(s, node, at))
		return false;
	node->close = (struct cx_layout_slice){s->text + at, is_bare ? 0 : 1};
	s->pos = at + node->close.len;
	return true;
}

bool cx_layout_flow_read(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	bool is_map = s->event.kind == CX_YAML_MAPPING_START;
	struct cx_layout_slice open = {0};
	s->pos = s->start;
	if (!slice_read(s, &open))
		return false;
	bool is_bare = !open.len || !strchr("[{", open.text[open.len - 1]);
	if (is_bare && open.len)
		return cx_layout_scan_give_up(s, s->pos);
	*node = (struct cx_layout_node){.type = is_map ? CX_LAYOUT_FLOW_MAP : CX_LAYOUT_FLOW_SEQUENCE,
					.text = open.text,
					.len = open.len};
	for (;;) {
		if (!cx_layout_scan_next(s))
			return false;
		if (s->event.kind == CX_YAML_MAPPING_END || s->event.kind == CX_YAML_SEQUENCE_END)
			return end_read(s, node, is_bare);
		if (!(is_map ? entry_read(s, node) : item_read(s, node)))
			return false;
	}
}

/* The event is the node's first, and s->pos its start. */
static bool node_read(struct cx_layout_scan *s, struct cx_layout_node *node)
{
	struct cx_layout_slice slice;
	if (s->event.kind == CX_YAML_MAPPING_START || s->event.kind == CX_YAML_SEQUENCE_START)
		return cx_layout_flow_read(s, node);
	if (is_empty(s))
		return true;
	if (!slice_read(s, &slice))
		return false;
	*node = (struct cx_layout_node){.type = CX_LAYOUT_INLINE, .text = slice.text, .len = slice.len};
	return true;
}

/* What a gap does with the blanks that it had. */
struct gap_end {
	bool after_alias; /* a blank stays before a colon */
	bool closes;      /* a bracket closes behind it */
};

static size_t blanks_of(const struct cx_layout_slice *gap, size_t at)
{
	size_t n = at;
	while (n < gap->len && (gap->text[n] == ' ' || gap->text[n] == '\t'))
		n++;
	return n - at;
}

/* The blank behind the colon of an empty value may be the last. */
static size_t trimmed(const struct cx_buf *out)
{
	size_t len = out->len;
	while (len && out->data[len - 1] == ' ')
		len--;
	return len;
}

static void gap_print(const struct cx_layout_slice *gap, struct gap_end end, struct cx_buf *out)
{
	char last = '\0';
	for (size_t at = 0; at < gap->len;) {
		size_t blanks = blanks_of(gap, at);
		const char *from = gap->text + at;
		bool indent = last == '\n';
		at += blanks;
		if (at == gap->len) {
			cx_buf_add(out, from, indent ? blanks : 0);
			break;
		}
		last = gap->text[at++];
		if (last == '#') {
			size_t start = at - 1;
			while (at < gap->len && gap->text[at] != '\n')
				at++;
			cx_buf_cut(out, blanks ? trimmed(out) : out->len);
			cx_buf_add(out, from, blanks);
			cx_buf_add(out, gap->text + start, at - start);
			continue;
		}
		if (last == '\n')
			cx_buf_cut(out, trimmed(out));
		else if (indent)
			cx_buf_add(out, from, blanks);
		if (last == ':' && end.after_alias && !indent)
			cx_buf_addc(out, ' ');
		cx_buf_addc(out, last);
	}
	/* Some readers refuse a colon before a bracket. */
	if (last == ':' || (last == ',' && !end.closes))
		cx_buf_addc(out, ' ');
}

static void item_print(const struct cx_layout_item *item, struct cx_buf *out)
{
	if (item->key) {
		struct gap_end end = {.after_alias = item->key[0] == '*'};
		cx_buf_add(out, item->key, item->key_len);
		gap_print(&item->colon, end, out);
	}
	node_print(&item->value, out);
}

void cx_layout_flow_print(const struct cx_layout_node *node, struct cx_buf *out)
{
	size_t i = 0;
	cx_buf_add(out, node->text, node->len);
	for (const struct cx_layout_item *item = node->first; item; item = item->next) {
		gap_print(&node->gaps[i++], (struct gap_end){0}, out);
		item_print(item, out);
	}
	gap_print(&node->gaps[i], (struct gap_end){.closes = true}, out);
	cx_buf_add(out, node->close.text, node->close.len);
}

static void node_print(const struct cx_layout_node *node, struct cx_buf *out)
{
	if (node->type == CX_LAYOUT_FLOW_MAP || node->type == CX_LAYOUT_FLOW_SEQUENCE)
		cx_layout_flow_print(node, out);
	else
		cx_buf_add(out, node->text, node->len);
}
