/* SPDX-License-Identifier: Apache-2.0 */
/* The entries of a diff are in the order of reading: lists are opened and closed as their depth goes. */
#include "report/criteria_html.h"

#include "model/criteria_diff.h"
#include "report/criteria_text.h"
#include "report/html.h"

/* Columns after which a sentence is cut: the tree has it all. */
#define SENTENCE 2000

static void add_sentence(const char *label, const struct cx_node *criteria, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_criteria_sentence(criteria, &text);
	cx_buf_addf(out, "<dt>%s<dd><code>", label);
	cx_html_name(text.data, SENTENCE, out);
	cx_buf_adds(out, "</code>");
}

static void add_label(const char *element, const struct cx_node *node, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_criteria_label(node, &text);
	cx_buf_addf(out, "<%s>", element);
	cx_html_text(text.data, out);
	cx_buf_addf(out, "</%s>", element);
}

/* What a moved one stood in: "from any of, with tier = gold" would be long; the group's own words do. */
static void add_moved(const struct cx_criteria_diff *diff, const struct cx_criteria_entry *entry,
		      struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (entry->from == CX_CRITERIA_NOWHERE)
		return;
	const struct cx_criteria_entry *from = &diff->items[entry->from];
	cx_criteria_label(from->before ? from->before : from->after, &text);
	cx_buf_adds(out, from->depth ? " from another “" : " from the outermost “");
	cx_html_text(text.data, out);
	cx_buf_adds(out, "”");
}

/* Of a new or a deleted audience all would be marked alike. */
static bool has_marks(const struct cx_criteria_diff *diff)
{
	return diff->counts[CX_CRITERIA_ADDED] != diff->count &&
	       diff->counts[CX_CRITERIA_REMOVED] != diff->count;
}

static void add_entry(const struct cx_criteria_diff *diff, const struct cx_criteria_entry *entry,
		      const char *element, struct cx_buf *out)
{
	if (!has_marks(diff)) {
		cx_buf_adds(out, "<li>");
		add_label(entry->is_group ? "b" : "code", entry->after ? entry->after : entry->before, out);
		return;
	}
	cx_buf_addf(out, "<li class=\"c-%s\">", cx_criteria_mark_name(entry->mark));
	if (entry->mark == CX_CRITERIA_CHANGED && entry->before && entry->after) {
		add_label("del", entry->before, out);
		cx_buf_adds(out, " <span class=\"to\">becomes</span> ");
		add_label("ins", entry->after, out);
	} else {
		add_label(element, entry->after ? entry->after : entry->before, out);
	}
	if (entry->mark == CX_CRITERIA_SAME)
		return;
	cx_buf_addf(out, " <span class=\"mark\">%s", cx_criteria_mark_name(entry->mark));
	if (entry->mark == CX_CRITERIA_MOVED)
		add_moved(diff, entry, out);
	cx_buf_adds(out, "</span>");
}

static const char *element_of(const struct cx_criteria_entry *entry)
{
	if (entry->is_group)
		return "b";
	return entry->mark == CX_CRITERIA_ADDED ? "ins" : entry->mark == CX_CRITERIA_REMOVED ? "del" : "code";
}

static void add_tree(const struct cx_criteria_diff *diff, struct cx_buf *out)
{
	size_t open = 0;
	for (size_t i = 0; i < diff->count; i++) {
		const struct cx_criteria_entry *entry = &diff->items[i];
		for (; open < entry->depth + 1; open++)
			cx_buf_adds(out, "<ul>");
		for (; open > entry->depth + 1; open--)
			cx_buf_adds(out, "</ul>");
		add_entry(diff, entry, element_of(entry), out);
	}
	for (; open; open--)
		cx_buf_adds(out, "</ul>");
}

void cx_criteria_html(const struct cx_node *before, const struct cx_node *after, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_criteria_diff diff = cx_criteria_diff_of(&arena, before, after);
	cx_buf_adds(out, "<section class=\"criteria\"><h3>Who belongs</h3><dl class=\"sentences\">");
	if (before)
		add_sentence("Now", before, out);
	if (after)
		add_sentence("After apply", after, out);
	cx_buf_adds(out, "</dl><div class=\"tree\">");
	add_tree(&diff, out);
	cx_buf_adds(out, "</div></section>\n");
	cx_arena_release(&arena);
}
