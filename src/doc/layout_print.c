/* SPDX-License-Identifier: Apache-2.0 */
/* A layout as text: what stands between slices is made anew, lines within a slice are moved as one. */
#include "doc/layout.h"

#include "doc/layout_flow.h"

#define STEP 2

struct printer {
	struct cx_buf *out;
	bool fresh; /* at the start of a collection or document: no empty line here */
	bool keep;  /* behind a block scalar to which an empty line would belong */
};

static void collection_print(struct printer *p, const struct cx_layout_node *node, size_t column,
			     bool compact);

/* Whether a collection begins in the line of its dash. */
static bool is_compact(const struct cx_layout_item *item)
{
	const struct cx_layout_node *value = &item->value;
	bool is_collection = value->type == CX_LAYOUT_MAP || value->type == CX_LAYOUT_SEQUENCE;
	return !item->key && is_collection && !value->len && !item->head.text && !value->header.first;
}

static void line_begin(struct printer *p, bool blank, size_t column)
{
	if (blank && !p->fresh && !p->keep)
		cx_buf_addc(p->out, '\n');
	p->fresh = p->keep = false;
	cx_buf_fill(p->out, ' ', column);
}

static void comments_print(struct printer *p, const struct cx_layout_comments *comments, size_t column)
{
	for (const struct cx_layout_comment *c = comments->first; c; c = c->next) {
		line_begin(p, c->blank, column);
		cx_buf_add(p->out, c->text, c->len);
		cx_buf_addc(p->out, '\n');
	}
}

static void line_end(struct printer *p, const struct cx_layout_comment *comment)
{
	if (comment->text) {
		cx_buf_fill(p->out, ' ', comment->column);
		cx_buf_add(p->out, comment->text, comment->len);
	}
	cx_buf_addc(p->out, '\n');
}

static size_t blanks_of(const char *text, size_t len)
{
	size_t n = 0;
	while (n < len && text[n] == ' ')
		n++;
	return n;
}

static size_t line_len(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	return end ? (size_t)(end - text) : len;
}

/* Later lines of a scalar or of brackets: moved with the key, though never before least. */
static void lines_print(struct printer *p, const char *text, size_t len, const struct cx_layout_item *item,
			size_t column)
{
	/* A closing bracket may stand below its key. */
	size_t n = line_len(text, len), least = item->value.type == CX_LAYOUT_INLINE ? column + STEP : column;
	cx_buf_add(p->out, text, n);
	while (n < len) {
		text += n + 1;
		len -= n + 1;
		n = line_len(text, len);
		size_t blanks = blanks_of(text, n);
		size_t want = blanks + column > item->column ? blanks + column - item->column : 0;
		cx_buf_addc(p->out, '\n');
		if (blanks < n && text[blanks] == '\t')
			want = blanks;
		if (blanks < n)
			cx_buf_fill(p->out, ' ', want < least ? least : want);
		cx_buf_add(p->out, text + blanks, n - blanks);
	}
}

static void inline_print(struct printer *p, const struct cx_layout_item *item, size_t column)
{
	const struct cx_layout_node *value = &item->value;
	if (value->type == CX_LAYOUT_INLINE) {
		lines_print(p, value->text, value->len, item, column);
		return;
	}
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_layout_flow_print(value, &text);
	lines_print(p, text.data, text.len, item, column);
}

/* The column of a block scalar's text: said by a digit, or that of its first line. */
static size_t block_column(const struct cx_layout_item *item, size_t header, bool *ret_said)
{
	const char *text = item->value.text;
	size_t len = item->value.len, at = 0;
	while (at < header && text[at] != '|' && text[at] != '>')
		at += line_len(text + at, header - at) && text[at] != ' ' ? strcspn(text + at, " \t\n") : 1;
	for (at++; at < header && strchr("+-0123456789", text[at]); at++)
		if (text[at] >= '1' && text[at] <= '9') {
			*ret_said = true;
			return item->column + (size_t)(text[at] - '0');
		}
	*ret_said = false;
	for (at = header + 1; at < len;) {
		size_t n = line_len(text + at, len - at), blanks = blanks_of(text + at, n);
		if (blanks < n)
			return blanks;
		at += n + 1;
	}
	return SIZE_MAX;
}

static void block_scalar_print(struct printer *p, const struct cx_layout_item *item, size_t column)
{
	const char *text = item->value.text;
	size_t len = item->value.len, header = line_len(text, len), shown = header;
	bool said;
	size_t old = block_column(item, header, &said);
	size_t new = said ? column + old - item->column : column + STEP;
	while (shown && (text[shown - 1] == ' ' || text[shown - 1] == '\t'))
		shown--;
	cx_buf_add(p->out, text, shown);
	for (size_t at = header; at < len;) {
		cx_buf_addc(p->out, '\n');
		at++;
		size_t n = line_len(text + at, len - at), blanks = blanks_of(text + at, n);
		size_t cut = blanks < old ? blanks : old;
		if (cut < n) {
			cx_buf_fill(p->out, ' ', new);
			cx_buf_add(p->out, text + at + cut, n - cut);
		}
		at += n;
	}
	if (!len || text[len - 1] != '\n')
		cx_buf_addc(p->out, '\n');
	p->keep = item->value.keep;
}

/* Behind the colon or the dash. */
static void value_print(struct printer *p, const struct cx_layout_item *item, size_t column)
{
	const struct cx_layout_node *value = &item->value;
	switch (value->type) {
	case CX_LAYOUT_EMPTY:
		line_end(p, &item->head);
		break;
	case CX_LAYOUT_INLINE:
	case CX_LAYOUT_FLOW_MAP:
	case CX_LAYOUT_FLOW_SEQUENCE:
		if (item->below) {
			line_end(p, &item->head);
			comments_print(p, &item->before, column + STEP);
			line_begin(p, false, column + STEP);
		} else {
			cx_buf_addc(p->out, ' ');
		}
		inline_print(p, item, column);
		line_end(p, &item->trailing);
		break;
	case CX_LAYOUT_BLOCK_SCALAR:
		cx_buf_addc(p->out, ' ');
		block_scalar_print(p, item, column);
		break;
	case CX_LAYOUT_MAP:
	case CX_LAYOUT_SEQUENCE:
		if (is_compact(item)) {
			cx_buf_addc(p->out, ' ');
			collection_print(p, value, column + STEP, true);
			break;
		}
		if (value->len)
			cx_buf_addc(p->out, ' ');
		cx_buf_add(p->out, value->text, value->len);
		line_end(p, &item->head);
		collection_print(p, value, column + STEP, false);
		break;
	}
	comments_print(p, &item->after, column + STEP);
}

/* What comes before a key in the line of a dash comes before the dash. */
static void item_print(struct printer *p, const struct cx_layout_item *item, size_t column, bool compact)
{
	if (!compact) {
		comments_print(p, &item->lead, column);
		for (const struct cx_layout_item *i = item; is_compact(i); i = i->value.first)
			comments_print(p, &i->value.first->lead, column);
		line_begin(p, item->blank, column);
	}
	cx_buf_add(p->out, item->key ? item->key : "-", item->key ? item->key_len : 1);
	if (item->key)
		cx_buf_adds(p->out, item->key[0] == '*' ? " :" : ":");
	value_print(p, item, column);
}

/* compact: the first item follows a dash in its line. */
static void collection_print(struct printer *p, const struct cx_layout_node *node, size_t column,
			     bool compact)
{
	p->fresh = true;
	comments_print(p, &node->header, column);
	if (node->header.first)
		cx_buf_addc(p->out, '\n');
	p->fresh = true;
	for (const struct cx_layout_item *item = node->first; item; item = item->next) {
		item_print(p, item, column, compact && item == node->first);
		p->fresh = false;
	}
	comments_print(p, &node->tail, column);
}

void cx_layout_print(const struct cx_layout *layout, struct cx_buf *out)
{
	struct printer p = {.out = out, .fresh = true};
	for (const struct cx_layout_document *d = layout->first; d; d = d->next) {
		comments_print(&p, &d->lead, 0);
		if (d->is_explicit) {
			line_begin(&p, d->blank, 0);
			cx_buf_adds(out, "---");
			line_end(&p, &d->head);
		}
		p.fresh = true;
		if (d->root.type != CX_LAYOUT_EMPTY)
			collection_print(&p, &d->root, 0, false);
		comments_print(&p, &d->tail, 0);
		p.fresh = false;
	}
}
