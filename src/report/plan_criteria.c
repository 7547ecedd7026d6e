/* SPDX-License-Identifier: Apache-2.0 */
/* What a change does to criteria, as text: two sentences, and a line for each part that differs. */
#include "report/plan_criteria.h"

#include "report/criteria_text.h"
#include "report/escape.h"
#include "report/text.h"
#include "report/value_text.h"

#define COLUMNS 80
#define INDENT  6
/* Conditions of a group that is named beside something else. */
#define MAX_WRITTEN 6

bool cx_plan_is_criteria(const struct cx_change *change, const struct cx_field *field)
{
	static const char path[] = "/criteria";
	size_t len = sizeof path - 1;
	bool shown = change && (change->criteria_differ || !change->had_criteria != !change->has_criteria);
	return shown && strncmp(field->path, path, len) == 0 &&
	       (!field->path[len] || field->path[len] == '/');
}

static void add_sentence(const char *label, const struct cx_node *criteria, struct cx_buf *out)
{
	cx_buf_fill(out, ' ', INDENT);
	cx_buf_adds(out, label);
	size_t column = INDENT + strlen(label);
	cx_criteria_paragraph(criteria, column, column, COLUMNS, out);
}

struct sign {
	const char *mark;
	enum cx_ink ink;
};
static const struct sign signs[CX_CRITERIA_MARK_COUNT] = {
	[CX_CRITERIA_SAME] = {" ", CX_INK_PLAIN},  [CX_CRITERIA_ADDED] = {"+", CX_INK_GREEN},
	[CX_CRITERIA_REMOVED] = {"-", CX_INK_RED}, [CX_CRITERIA_CHANGED] = {"~", CX_INK_YELLOW},
	[CX_CRITERIA_MOVED] = {">", CX_INK_CYAN},
};

/* "(a = 1 or b = 2)" of a group, "a = 1" of a condition. */
static void add_part(const struct cx_node *node, struct cx_buf *out)
{
	bool is_group = cx_criteria_is_group(node);
	if (is_group)
		cx_buf_addc(out, '(');
	cx_criteria_sentence(node, out);
	if (is_group)
		cx_buf_addc(out, ')');
}

/* A large group is named for each part that moved into it, so it is not written out. */
static void add_into(const struct cx_node *group, struct cx_buf *text)
{
	size_t count = cx_node_get(group, "conditions")->count;
	cx_buf_adds(text, "  moved into ");
	if (count <= MAX_WRITTEN) {
		add_part(group, text);
		return;
	}
	cx_criteria_label(group, text);
	cx_buf_addf(text, " %zu", count);
}

static void add_moved(const struct cx_criteria_diff *diff, const struct cx_criteria_entry *entry,
		      struct cx_buf *text)
{
	add_part(entry->after, text);
	const struct cx_criteria_entry *parent = &diff->items[entry->parent];
	if (entry->from == CX_CRITERIA_NOWHERE)
		cx_buf_adds(text, "  was all of it");
	else if (parent->depth == 0 && parent->mark != CX_CRITERIA_MOVED)
		cx_buf_adds(text, "  moved to the top");
	else
		add_into(parent->after, text);
}

static void add_changed(const struct cx_criteria_entry *entry, struct cx_buf *text)
{
	bool is_group = entry->is_group;
	(is_group ? cx_criteria_label : cx_criteria_sentence)(entry->before, text);
	cx_buf_adds(text, " -> ");
	(is_group ? cx_criteria_label : cx_criteria_sentence)(entry->after, text);
	if (!is_group)
		return;
	cx_buf_addc(text, ' ');
	add_part(entry->after, text);
}

static void add_entry(const struct cx_criteria_diff *diff, const struct cx_criteria_entry *entry, bool colour,
		      struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (entry->mark == CX_CRITERIA_MOVED)
		add_moved(diff, entry, &text);
	else if (entry->mark == CX_CRITERIA_CHANGED)
		add_changed(entry, &text);
	else
		add_part(entry->after ? entry->after : entry->before, &text);
	cx_buf_fill(out, ' ', INDENT);
	cx_text_ink(out, colour, signs[entry->mark].ink, signs[entry->mark].mark);
	cx_buf_addc(out, ' ');
	cx_value_cut_middle(&text, COLUMNS - INDENT - 2, out);
	cx_buf_addc(out, '\n');
}

/*
 * What came or went with the group that it stands in is told with the group. A new root, or one that is gone,
 * is told by what stands in it.
 */
static bool is_told(const struct cx_criteria_diff *diff, const struct cx_criteria_entry *entry)
{
	if (entry->depth == 0)
		return entry->mark != CX_CRITERIA_CHANGED;
	const struct cx_criteria_entry *parent = &diff->items[entry->parent];
	return entry->mark == CX_CRITERIA_SAME ||
	       ((entry->mark == CX_CRITERIA_ADDED || entry->mark == CX_CRITERIA_REMOVED) && parent->depth &&
		parent->mark == entry->mark);
}

static void add_note(const char *note, bool colour, struct cx_buf *out)
{
	if (!note)
		return;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_buf_addf(&text, "criteria %s:", note);
	cx_buf_fill(out, ' ', INDENT);
	cx_text_ink(out, colour, CX_INK_DIM, text.data);
	cx_buf_addc(out, '\n');
}

/* One condition became another: the line that says so holds both sentences. */
static bool is_one_change(const struct cx_criteria_diff *diff)
{
	return diff->count == 2 && diff->items[1].mark == CX_CRITERIA_CHANGED;
}

void cx_plan_text_criteria(const struct cx_change *change, const char *note, bool colour, struct cx_buf *out)
{
	const struct cx_node *had = change->had_criteria, *has = change->has_criteria;
	struct cx_arena arena = CX_ARENA_INIT;
	struct cx_criteria_diff diff = cx_criteria_diff_of(&arena, had, has);
	add_note(note, colour, out);
	if (!is_one_change(&diff)) {
		add_sentence("before  ", had, out);
		add_sentence("after   ", has, out);
	}
	for (size_t i = 0; i < diff.count; i++)
		if (!is_told(&diff, &diff.items[i]))
			add_entry(&diff, &diff.items[i], colour, out);
	cx_arena_release(&arena);
}
