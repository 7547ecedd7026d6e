/* SPDX-License-Identifier: Apache-2.0 */
/* Layout, order, layout again; then the result is held against what was there. */
#include "model/format.h"

#include "base/limits.h"
#include "doc/layout.h"
#include "doc/yaml.h"
#include "schema/embedded.h"
#include "schema/order.h"

/* One text that is being formatted. */
struct job {
	struct cx_arena *arena;
	const struct cx_formats *formats;
	const struct cx_source *source;
	const struct cx_layout *layout;
	const struct cx_source *from; /* what the layout's slices point into */
	struct cx_diags *diags;
};

struct ranked {
	struct cx_layout_item *item;
	uintptr_t rank;
	size_t index;
};

static void node_order(const struct job *job, struct cx_layout_node *node,
		       const struct cx_order_place *place);

enum cx_status cx_formats_init(struct cx_arena *arena, const struct cx_catalog *catalog,
			       struct cx_formats *ret_formats, struct cx_diags *diags)
{
	struct cx_node *envelope;
	enum cx_status status = cx_embedded_read(arena, "envelope.schema.json", &envelope, diags);
	if (!status)
		*ret_formats = (struct cx_formats){catalog, envelope};
	return status;
}

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Whether every alias still stands behind its anchor and before the next of that name, here within. */
static bool marks_fit(const struct job *job, const struct ranked *order, size_t count)
{
	const struct cx_layout_mark *marks = job->layout->marks;
	size_t begin = SIZE_MAX, end = 0, seen = 0;
	for (size_t i = 0; i < count; i++) {
		begin = order[i].item->marks_begin < begin ? order[i].item->marks_begin : begin;
		end = order[i].item->marks_end > end ? order[i].item->marks_end : end;
	}
	if (begin >= end)
		return true;
	size_t *places = cx_arena_alloc(job->arena, (end - begin) * sizeof *places);
	for (size_t i = 0; i < count; i++)
		for (size_t k = order[i].item->marks_begin; k < order[i].item->marks_end; k++)
			places[k - begin] = seen++;
	for (size_t k = begin; k < end; k++) {
		size_t anchor = marks[k].is_alias ? marks[k].target : k, next = marks[anchor].next;
		if (anchor >= begin && places[anchor - begin] > places[k - begin])
			return false;
		if (next >= begin && next < end && places[next - begin] < places[k - begin])
			return false;
	}
	return true;
}

static struct cx_diag *say_kept(const struct job *job, const struct cx_layout_node *node, const char *code,
				const char *why)
{
	struct cx_span span = {0};
	/* A place costs a walk over the file. */
	if (job->diags->count < CX_MAX_DIAGS)
		span = cx_span_at(job->from, (size_t)(node->first->key - job->from->text),
				  node->first->key_len);
	span.source = job->source;
	return cx_diag_add(job->diags, CX_SEVERITY_WARNING, code, span,
			   "the keys from %.*s on keep their order: %s", (int)node->first->key_len,
			   node->first->key, why);
}

static void say_alias(const struct job *job, const struct cx_layout_node *node)
{
	cx_diag_hint(job->diags,
		     say_kept(job, node, "fmt.alias", "another one would put an alias before its anchor"),
		     "move the anchor to the value that comes first in the schema's order");
}

static void say_comment(const struct job *job, const struct cx_layout_node *node)
{
	cx_diag_hint(job->diags,
		     say_kept(job, node, "fmt.comment", "comments stand between them in brackets"),
		     "write them without brackets, one a line: comments then move with their keys");
}

static void relink(struct cx_layout_node *node, const struct ranked *order)
{
	node->first = order[0].item;
	node->last = order[node->count - 1].item;
	for (size_t i = 0; i < node->count; i++)
		order[i].item->next = i + 1 < node->count ? order[i + 1].item : NULL;
}

static void items_sort(const struct job *job, struct cx_layout_node *node, const struct cx_order_place *open)
{
	CX_AUTO(cx_map) struct cx_map ranks = CX_MAP_INIT;
	struct ranked *order = cx_arena_alloc(job->arena, node->count * sizeof *order);
	size_t count = 0;
	bool moved = false;
	cx_order_ranks(open, &ranks);
	if (!ranks.count)
		return;
	for (struct cx_layout_item *item = node->first; item; item = item->next) {
		uintptr_t rank = (uintptr_t)cx_map_get_n(&ranks, item->name, item->name_len);
		order[count] = (struct ranked){item, rank ? rank : UINTPTR_MAX, count};
		moved |= count && compare_ranked(&order[count - 1], &order[count]) > 0;
		count++;
	}
	if (!moved)
		return;
	if (node->pinned) {
		say_comment(job, node);
		return;
	}
	qsort(order, count, sizeof *order, compare_ranked);
	if (marks_fit(job, order, count))
		relink(node, order);
	else
		say_alias(job, node);
}

static void map_order(const struct job *job, struct cx_layout_node *node, const struct cx_order_place *place)
{
	CX_AUTO(cx_map) struct cx_map keys = CX_MAP_INIT;
	struct cx_order_place open, member;
	for (struct cx_layout_item *item = node->first; item; item = item->next)
		cx_map_put_n(&keys, item->name, item->name_len, item);
	cx_order_open(place, &keys, &open);
	items_sort(job, node, &open);
	for (struct cx_layout_item *item = node->first; item; item = item->next) {
		cx_order_member(&open, item->name, item->name_len, &member);
		node_order(job, &item->value, &member);
	}
}

static void node_order(const struct job *job, struct cx_layout_node *node, const struct cx_order_place *place)
{
	static const struct cx_map nothing = CX_MAP_INIT;
	struct cx_order_place open, items;
	if (!place->count)
		return;
	if (node->type == CX_LAYOUT_MAP || node->type == CX_LAYOUT_FLOW_MAP) {
		map_order(job, node, place);
	} else if (node->type == CX_LAYOUT_SEQUENCE || node->type == CX_LAYOUT_FLOW_SEQUENCE) {
		cx_order_open(place, &nothing, &open);
		cx_order_items(&open, &items);
		for (struct cx_layout_item *item = node->first; item; item = item->next)
			node_order(job, &item->value, &items);
	}
}

/* An overlay is ordered as what it patches: the patch has the shape of the whole definition. */
static void document_order(const struct job *job, struct cx_layout_node *root, const struct cx_node *document)
{
	const char *kind = cx_node_get_text(document, "kind");
	const struct cx_catalog_entry *entry = kind ? cx_catalog_find(job->formats->catalog, kind) : NULL;
	struct cx_order_place place = {0};
	const struct cx_node *envelope = job->formats->envelope;
	if (!entry || strcmp(entry->name, kind) != 0) {
		if (cx_node_get(document, "apiVersion"))
			cx_order_place_add(&place, envelope, envelope);
	} else {
		if (entry->is_kind && entry->origin)
			cx_order_place_add(&place, envelope, envelope);
		cx_order_place_add(&place, entry->document, entry->document);
	}
	node_order(job, root, &place);
	if (!cx_node_get(document, "patch") || root->type != CX_LAYOUT_MAP)
		return;
	for (struct cx_layout_item *item = root->first; item; item = item->next)
		if (item->name_len == 5 && memcmp(item->name, "patch", 5) == 0)
			node_order(job, &item->value, &place);
}

/* Documents with nothing in them are in the layout alone. */
static void layout_order(const struct job *job, const struct cx_docs *docs)
{
	size_t at = 0;
	for (struct cx_layout_document *d = job->layout->first; d; d = d->next)
		if (d->root.type != CX_LAYOUT_EMPTY && at < docs->count)
			document_order(job, &d->root, docs->items[at++]);
}

/* How often each byte stands there that is no white space: nothing may be lost, nothing come in. */
static void count_bytes(const char *text, size_t len, size_t counts[256])
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\n\r", text[i]) || !text[i])
			counts[(unsigned char)text[i]]++;
}

static bool is_kept(struct cx_arena *arena, const struct cx_docs *docs, const struct cx_source *before,
		    const struct cx_source *after)
{
	CX_AUTO(cx_diags) struct cx_diags unsaid = CX_DIAGS_INIT;
	struct cx_docs made = {0};
	size_t was[256] = {0}, is[256] = {0};
	count_bytes(before->text, before->len, was);
	count_bytes(after->text, after->len, is);
	if (memcmp(was, is, sizeof was) != 0 || cx_yaml_parse(arena, after, &made, &unsaid) ||
	    made.count != docs->count)
		return false;
	for (size_t i = 0; i < docs->count; i++)
		if (!cx_node_equal(docs->items[i], made.items[i]))
			return false;
	return true;
}

/* Without byte order mark, lines ended by "\n", the last one too. */
static struct cx_source plain_lines(struct cx_arena *arena, const struct cx_source *source)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	size_t start = source->len >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	for (size_t i = start; i < source->len; i++)
		if (source->text[i] != '\r' || i + 1 == source->len || source->text[i + 1] != '\n')
			cx_buf_addc(&text, source->text[i]);
	if (text.len && text.data[text.len - 1] != '\n')
		cx_buf_addc(&text, '\n');
	return (struct cx_source){source->name, cx_arena_strndup(arena, text.data, text.len), text.len};
}

static enum cx_status once(const struct job *given, const struct cx_docs *docs, const struct cx_source *from,
			   struct cx_source *ret_made, struct cx_yaml_place *ret_place)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_layout layout;
	struct job job = *given;
	job.layout = &layout;
	job.from = from;
	enum cx_status status = cx_layout_parse(job.arena, from->text, from->len, &layout, ret_place);
	if (status)
		return status;
	layout_order(&job, docs);
	cx_layout_print(&layout, &out);
	*ret_made = (struct cx_source){from->name, cx_arena_strndup(job.arena, out.data, out.len), out.len};
	return CX_STATUS_OK;
}

static enum cx_status left_alone(const struct job *job, const char *code, uint32_t line, uint32_t column)
{
	struct cx_span span = {.source = job->source, .line = line, .column = column, .width = 1};
	bool layout = line > 0;
	struct cx_diag *d =
		cx_diag_add(job->diags, CX_SEVERITY_WARNING, code, span,
			    layout ? "the file is left as it is: fmt does not know this way of writing"
				   : "the file is left as it is: formatted, it would not say the same");
	cx_diag_hint(job->diags, d,
		     layout ? "it formats documents that are indented mappings and lists, with plain keys"
			    : "a text block at the end of the file may need a line break behind it");
	return CX_STATUS_ABSENT;
}

enum cx_status cx_format_text(struct cx_arena *arena, const struct cx_formats *formats,
			      const struct cx_source *source, struct cx_buf *out, struct cx_diags *diags)
{
	CX_AUTO(cx_diags) struct cx_diags unsaid = CX_DIAGS_INIT;
	struct cx_docs docs = {0};
	struct cx_yaml_place place;
	enum cx_status status = cx_yaml_parse(arena, source, &docs, diags);
	if (status)
		return status;
	struct cx_source before = plain_lines(arena, source), after, again;
	struct job job = {.arena = arena, .formats = formats, .source = source, .diags = diags};
	if (!docs.count) {
		cx_buf_add(out, source->text, source->len);
		return CX_STATUS_OK;
	}
	if (once(&job, &docs, &before, &after, &place))
		return left_alone(&job, "fmt.layout", place.line, place.column);
	job.diags = &unsaid;
	bool stable = is_kept(arena, &docs, &before, &after) && !once(&job, &docs, &after, &again, &place) &&
		      again.len == after.len && memcmp(again.text, after.text, after.len) == 0;
	job.diags = diags;
	if (!stable)
		return left_alone(&job, "fmt.keep", 0, 0);
	cx_buf_add(out, after.text, after.len);
	return CX_STATUS_OK;
}
