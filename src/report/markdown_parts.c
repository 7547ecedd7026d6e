/* SPDX-License-Identifier: Apache-2.0 */
/* What the Markdown of plan, apply and drift have in common. */
#include "report/markdown_parts.h"

#include "engine/secret_mark.h"
#include "report/escape.h"
#include "report/markdown.h"
#include "report/plan_text.h"
#include "report/value_text.h"

#include <inttypes.h>

#define COLUMNS      120
#define SHORT_COMMIT 12

void cx_markdown_marker(const char *command, const char *tenant, const struct cx_links *links,
			struct cx_buf *out)
{
	cx_buf_addf(out, "<!-- cxctl:%s:", command);
	cx_links_encode(tenant, out);
	cx_buf_addc(out, ' ');
	cx_links_encode(links->root && *links->root ? links->root : ".", out);
	cx_buf_adds(out, " -->\n");
}

void cx_markdown_link(const struct cx_links *links, const char *file, int64_t line, const char *commit,
		      struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf label = CX_BUF_INIT;
	cx_buf_adds(&label, file);
	if (line > 0)
		cx_buf_addf(&label, ":%" PRId64, line);
	cx_buf_addc(out, '[');
	cx_markdown_code(label.data, CX_MARKDOWN_NAME, out);
	cx_buf_adds(out, "](");
	cx_links_add(links, file, line, commit, out);
	cx_buf_addc(out, ')');
}

void cx_markdown_commit(const struct cx_links *links, const char *commit, struct cx_buf *out)
{
	cx_buf_addf(out, links->site ? "[`%.*s`](" : "`%.*s`", SHORT_COMMIT, commit);
	if (!links->site)
		return;
	cx_links_add(links, "", 0, commit, out);
	cx_buf_addc(out, ')');
}

/* "+ /name: VALUE", each further line of the value behind the same sign. */
static void add_value(char sign, const struct cx_field *field, const struct cx_buf *value, const char *remark,
		      struct cx_buf *out)
{
	cx_buf_addf(out, "%c ", sign);
	cx_escape_terminal_s(*field->path ? field->path : "/", out);
	cx_buf_adds(out, ": ");
	for (size_t i = 0; i < value->len; i++) {
		cx_buf_addc(out, value->data[i]);
		if (value->data[i] == '\n')
			cx_buf_addf(out, "%c ", sign);
	}
	cx_buf_addf(out, "%s%s%s\n", remark ? "  (" : "", remark ? remark : "", remark ? ")" : "");
}

static bool is_nested(const struct cx_node *node)
{
	return node && !node->secret && node->first;
}

static void add_replaced(const struct cx_field *field, const char *remark, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf before = CX_BUF_INIT, after = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf old = CX_BUF_INIT, new = CX_BUF_INIT;
	if (is_nested(field->before) || is_nested(field->after)) {
		cx_value_layout(field->before, 0, 0, COLUMNS, &old);
		cx_value_layout(field->after, 0, 0, COLUMNS, &new);
	} else {
		cx_value_line(field->before, &before);
		cx_value_line(field->after, &after);
		cx_value_cut_pair(&before, &after, COLUMNS, &old, &new);
	}
	add_value('-', field, &old, NULL, out);
	add_value('+', field, &new, remark, out);
}

/* The same reference stands on both sides: it is shown once. */
static void add_new_value(const struct cx_field *field, const char *remark, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
	cx_value_line(cx_secret_reference(&arena, field->after), &value);
	cx_buf_adds(&value, " has another value now");
	add_value('!', field, &value, remark, out);
	cx_arena_release(&arena);
}

static void add_field(const struct cx_field *field, const char *remark, struct cx_buf *out)
{
	if (field->new_value) {
		add_new_value(field, remark, out);
		return;
	}
	if (field->op == CX_FIELD_OP_REPLACE) {
		add_replaced(field, remark, out);
		return;
	}
	bool added = field->op == CX_FIELD_OP_ADD;
	CX_AUTO(cx_buf) struct cx_buf value = CX_BUF_INIT;
	cx_value_layout(added ? field->after : field->before, 0, 0, COLUMNS, &value);
	add_value(added ? '+' : '-', field, &value, remark, out);
}

/* Cuts what is behind line number limit and says how much that was. */
static void cut_lines(struct cx_buf *lines, size_t limit)
{
	size_t kept = 0, seen = 0;
	for (size_t at = 0; at < lines->len; at++)
		if (lines->data[at] == '\n' && ++seen == limit)
			kept = at + 1;
	if (seen <= limit + 1)
		return;
	cx_buf_cut(lines, kept);
	cx_buf_addf(lines, "  ... %zu more lines: see them with -v\n", seen - limit);
}

void cx_markdown_fields_add(const struct cx_markdown_fields *view, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	for (size_t i = 0; i < view->fields->count; i++) {
		const struct cx_field *field = &view->fields->items[i];
		add_field(field, cx_plan_text_remark(field, view->class, view->cause), &lines);
	}
	if (!lines.len)
		return;
	if (!view->all)
		cut_lines(&lines, CX_PLAN_TEXT_LINES);
	cx_markdown_fence("diff", &lines, out);
}
