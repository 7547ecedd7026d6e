/* SPDX-License-Identifier: Apache-2.0 */
/* One change on the page. A plan may have 10,000 of them, so that what is folded stands in <noscript>: where
 * there is a script, browsers take it as text, and it is parsed when it is unfolded. End tags that HTML does
 * not need are left out. */
#include "engine/secret_mark.h"
#include "report/criteria_html.h"
#include "report/html.h"
#include "report/plan_html.h"
#include "report/plan_origin.h"
#include "report/plan_text.h"
#include "report/plan_words.h"
#include "report/value_text.h"

#include <inttypes.h>

/* Columns: of a name in a summary, of a value that is one text, of a line of one with members. */
#define NAME  120
#define VALUE 4000
#define LINE  100

static void add_value(const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	bool nested = node && node->first && !node->secret;
	if (nested)
		cx_value_layout(node, 0, 0, LINE, &text);
	else
		cx_value_line(node, &text);
	if (!nested) {
		cx_html_name(text.data, VALUE, out);
		return;
	}
	for (const char *at = text.data; *at;) {
		size_t len = strcspn(at, "\n");
		cx_html_text_n(at, len, out);
		at += len;
		if (*at == '\n') {
			cx_buf_addc(out, '\n');
			at++;
		}
	}
}

/* Of a secret with another value the same reference stands on both sides. */
static void add_side(const struct cx_field *field, const struct cx_node *value, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	add_value(field->new_value ? cx_secret_reference(&arena, value) : value, out);
	cx_arena_release(&arena);
}

static void add_row(const struct cx_field *field, const char *remark, struct cx_buf *out)
{
	static const char *const ops[] = {[CX_FIELD_OP_ADD] = "add",
					  [CX_FIELD_OP_REMOVE] = "remove",
					  [CX_FIELD_OP_REPLACE] = "replace"};
	cx_buf_addf(out, "<tr class=\"f-%s\"><th scope=\"row\">", ops[field->op]);
	cx_html_text(*field->path ? field->path : "/", out);
	if (remark)
		cx_buf_addf(out, "<small>%s</small>", remark);
	cx_buf_adds(out, field->op == CX_FIELD_OP_ADD ? "<td class=\"none\">–" : "<td><del>");
	if (field->op != CX_FIELD_OP_ADD) {
		add_side(field, field->before, out);
		cx_buf_adds(out, "</del>");
	}
	cx_buf_adds(out, field->op == CX_FIELD_OP_REMOVE ? "<td class=\"none\">–" : "<td><ins>");
	if (field->op != CX_FIELD_OP_REMOVE) {
		add_side(field, field->after, out);
		if (field->new_value)
			cx_buf_adds(out, " <small>has another value now</small>");
		cx_buf_adds(out, "</ins>");
	}
	cx_buf_addc(out, '\n');
}

struct table {
	const struct cx_fields *fields;
	enum cx_class class;
	enum cx_cause cause;
	const char *before, *after; /* headings; before is NULL where there is nothing to compare with */
	const char *without;        /* a field that is drawn elsewhere; or NULL */
};

static bool is_drawn(const struct table *table, const struct cx_field *field)
{
	return table->without && strcmp(field->path, table->without) == 0;
}

/* A new or a deleted resource has one column. */
static void add_one_sided(const struct cx_field *field, struct cx_buf *out)
{
	bool added = field->op == CX_FIELD_OP_ADD;
	cx_buf_addf(out, "<tr class=\"f-%s\"><th scope=\"row\">", added ? "add" : "remove");
	cx_html_text(field->path, out);
	cx_buf_addf(out, "<td><%s>", added ? "ins" : "del");
	add_value(added ? field->after : field->before, out);
	cx_buf_addf(out, "</%s>\n", added ? "ins" : "del");
}

static void add_table(const struct table *table, struct cx_buf *out)
{
	size_t shown = 0;
	for (size_t i = 0; i < table->fields->count; i++)
		shown += !is_drawn(table, &table->fields->items[i]);
	if (!shown)
		return;
	cx_buf_adds(out, "<div class=\"scroll\"><table class=\"fields\"><thead><tr><th scope=\"col\">Field");
	if (table->before)
		cx_buf_addf(out, "<th scope=\"col\">%s", table->before);
	cx_buf_addf(out, "<th scope=\"col\">%s<tbody>\n", table->after);
	for (size_t i = 0; i < table->fields->count; i++) {
		const struct cx_field *field = &table->fields->items[i];
		if (is_drawn(table, field))
			continue;
		if (table->before)
			add_row(field, cx_plan_text_remark(field, table->class, table->cause), out);
		else
			add_one_sided(field, out);
	}
	cx_buf_adds(out, "</table></div>\n");
}

static void add_link(const struct cx_html_view *view, const char *file, int64_t line, const char *commit,
		     struct cx_buf *out)
{
	cx_buf_adds(out, "<dt>Defined in<dd><a href=\"");
	cx_links_add(&view->links, file, line, commit, out);
	cx_buf_adds(out, "\"><code>");
	cx_html_name(file, NAME, out);
	if (line > 0)
		cx_buf_addf(out, ":%" PRId64, line);
	cx_buf_adds(out, "</code></a>");
}

static void add_place(const struct cx_html_view *view, const struct cx_change *change, struct cx_buf *out)
{
	const struct cx_node *old = cx_node_get(change->base, "origin");
	const char *path = cx_node_get_text(old, "path");
	int64_t line = 0;
	if (change->desired) {
		add_link(view, change->desired->file, change->desired->line, NULL, out);
	} else if (path) {
		(void)cx_node_get_int64(old, "line", &line);
		add_link(view, path, line, cx_node_get_text(old, "commit"), out);
	}
}

static void add_fact(const char *label, const char *text, const char *element, struct cx_buf *out)
{
	if (!text)
		return;
	cx_buf_addf(out, "<dt>%s<dd>%s%s%s", label, element ? "<" : "", element ? element : "",
		    element ? ">" : "");
	cx_html_name(text, VALUE, out);
	if (element)
		cx_buf_addf(out, "</%s>", element);
}

static void add_facts(const struct cx_html_view *view, const struct cx_change *change, struct cx_buf *out)
{
	const char *was = change->base_address && change->desired ? change->base_address : change->address;
	cx_buf_adds(out, "<dl class=\"facts\">");
	if (change->refusal)
		add_fact(change->unable ? "Not done" : "Refused", change->refusal, "strong", out);
	add_fact("Note", change->note, NULL, out);
	add_place(view, change, out);
	if (strcmp(was, change->address) != 0)
		add_fact("Was", was, "code", out);
	add_fact("Id", change->id, "code", out);
	if (change->cause)
		add_fact("Cause", cx_plan_text_cause(change->cause), NULL, out);
	add_fact("By", cx_plan_word_author(change), NULL, out);
	CX_AUTO(cx_buf) struct cx_buf unknown = CX_BUF_INIT;
	if (cx_plan_word_unknown(change, &unknown))
		add_fact("Members after", unknown.data, NULL, out);
	cx_buf_adds(out, "</dl>\n");
}

static void add_effect(const struct cx_change *change, struct cx_buf *out)
{
	const char *effect = cx_plan_word_effect(change);
	if (effect)
		cx_buf_addf(out, " <span class=\"effect\">%s</span>", effect);
	if (!cx_plan_shows_members(change))
		return;
	cx_buf_adds(out, " <span class=\"members\">");
	cx_html_number(change->members, out);
	cx_buf_addf(out, " %s now", change->members == 1 ? "member" : "members");
	if (cx_plan_shows_after(change)) {
		cx_buf_adds(out, ", ");
		cx_html_number(change->impact->after, out);
		cx_buf_adds(out, " after");
	}
	cx_buf_adds(out, "</span>");
}

static void add_change(const struct cx_html_view *view, const struct cx_change *change, struct cx_buf *out)
{
	bool drawn = cx_plan_shows_criteria(change);
	bool two_sided = change->action == CX_ACTION_UPDATE || change->action == CX_ACTION_RECORD;
	const struct table table = {
		.fields = &change->fields,
		.class = change->class,
		.cause = change->cause,
		.before = two_sided ? "In the tenant now" : NULL,
		.after = change->action == CX_ACTION_DELETE ? "What is deleted" : "After apply",
		.without = drawn ? "/criteria" : NULL,
	};
	cx_buf_addf(out,
		    "<li class=\"item\" data-kind=\"%s\" data-class=\"%s\" data-action=\"%s\">"
		    "<details><summary><span class=\"badge %s\">%s</span> <code>",
		    change->kind->name, cx_class_name(change->class), cx_action_name(change->action),
		    cx_action_name(change->action), cx_plan_word_action(change->action));
	cx_html_name(change->address, NAME, out);
	cx_buf_adds(out, "</code>");
	add_effect(change, out);
	if (change->refusal && !change->unable)
		cx_buf_adds(out, " <span class=\"refused\">refused</span>");
	cx_buf_adds(out, "</summary><noscript><div class=\"body\">");
	add_facts(view, change, out);
	if (drawn)
		cx_criteria_html(change->had_criteria, change->has_criteria, out);
	add_table(&table, out);
	cx_buf_adds(out, "</div></noscript></details>\n");
}

static void add_left(const struct cx_left *left, struct cx_buf *out)
{
	bool whole = !*left->fields.items[0].path;
	const struct table table = {.fields = &left->fields,
				    .class = CX_CLASS_CONFLICT,
				    .before = "In the tenant, stays",
				    .after = "In git"};
	cx_buf_addf(out,
		    "<li class=\"item\" data-kind=\"%s\" data-class=\"conflict\" data-action=\"left\">"
		    "<details><summary><span class=\"badge left\">Left</span> <code>",
		    left->kind->name);
	cx_html_name(left->address, NAME, out);
	cx_buf_adds(out, "</code></summary><noscript><div class=\"body\">");
	if (whole)
		cx_buf_adds(out, left->fields.items[0].op == CX_FIELD_OP_REMOVE
					 ? "<p>Removed from git, but changed in the tenant: it stays."
					 : "<p>Deleted in the tenant, but changed in git: it is not created "
					   "anew.");
	else
		add_table(&table, out);
	cx_buf_adds(out, "</div></noscript></details>\n");
}

void cx_plan_html_entry(const struct cx_html_view *view, const struct cx_plan_entry *entry,
			struct cx_buf *out)
{
	if (entry->change) {
		add_change(view, entry->change, out);
	} else if (entry->left) {
		add_left(entry->left, out);
	} else {
		cx_buf_adds(out, "<li class=\"plain\"><code>");
		cx_html_name(entry->undone, NAME, out);
		cx_buf_adds(out, "</code>\n");
	}
}
