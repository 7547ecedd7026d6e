/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a change: path, before -> after, on one line where that fits into 80 columns. */
#include "report/criteria_text.h"
#include "report/escape.h"
#include "report/plan_criteria.h"
#include "report/plan_origin.h"
#include "report/plan_text.h"
#include "report/text.h"
#include "report/value_text.h"

#define COLUMNS    80
#define INDENT     6
#define PATH_LIMIT 34

struct row {
	const struct cx_field *field;
	bool is_new; /* a new resource: that every field is added needs no saying */
	enum cx_class class;
	enum cx_cause cause; /* of the change; NONE: not asked for */
	bool colour;
	size_t path_columns; /* of the widest path */
};

static enum cx_ink op_ink(enum cx_field_op op)
{
	static const enum cx_ink inks[] = {[CX_FIELD_OP_ADD] = CX_INK_GREEN,
					   [CX_FIELD_OP_REMOVE] = CX_INK_RED,
					   [CX_FIELD_OP_REPLACE] = CX_INK_YELLOW};
	return inks[op];
}

const char *cx_plan_text_remark(const struct cx_field *field, enum cx_class class, enum cx_cause cause)
{
	if (field->decision == CX_DECISION_IGNORE)
		return "ignored";
	if (cause)
		return field->cause == cause ? NULL : cx_plan_text_cause(field->cause);
	if (field->class == class)
		return NULL;
	switch (field->class) {
	case CX_CLASS_INTENDED:
		return "from git";
	case CX_CLASS_DRIFT:
		return "changed by hand";
	case CX_CLASS_CONFLICT:
		return "changed on both sides";
	case CX_CLASS_NONE:
	case CX_CLASS_CONVERGED:
		break;
	}
	return NULL;
}

static const char *other_class(const struct row *row)
{
	return cx_plan_text_remark(row->field, row->class, row->cause);
}

static void add_other_class(const struct row *row, struct cx_buf *out)
{
	const char *text = other_class(row);
	if (!text)
		return;
	CX_AUTO(cx_buf) struct cx_buf note = CX_BUF_INIT;
	cx_buf_addf(&note, "  (%s)", text);
	cx_text_ink(out, row->colour, CX_INK_DIM, note.data);
}

static size_t add_path(const struct row *row, struct cx_buf *out)
{
	static const char marks[] = {
		[CX_FIELD_OP_ADD] = '+', [CX_FIELD_OP_REMOVE] = '-', [CX_FIELD_OP_REPLACE] = '~'};
	size_t column = INDENT;
	cx_buf_fill(out, ' ', INDENT);
	if (!row->is_new) {
		const char mark[] = {marks[row->field->op], '\0'};
		cx_text_ink(out, row->colour, op_ink(row->field->op), mark);
		cx_buf_addc(out, ' ');
		column += 2;
	}
	const char *path = *row->field->path ? row->field->path : "/";
	size_t columns = cx_escape_columns(path, strlen(path));
	cx_escape_terminal_s(path, out);
	size_t pad = row->path_columns > columns ? row->path_columns - columns : 0;
	cx_buf_fill(out, ' ', pad + 2);
	return column + columns + pad + 2;
}

static void add_replaced(const struct row *row, size_t column, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf before = CX_BUF_INIT, after = CX_BUF_INIT;
	cx_value_line(row->field->before, &before);
	cx_value_line(row->field->after, &after);
	const char *note = other_class(row);
	size_t need = column + cx_escape_columns(before.data, before.len) + 4 +
		      cx_escape_columns(after.data, after.len) + (note ? strlen(note) + 4 : 0);
	if (need <= COLUMNS) {
		cx_buf_addf(out, "%s -> %s", before.data, after.data);
		add_other_class(row, out);
		cx_buf_addc(out, '\n');
		return;
	}
	while (out->len && out->data[out->len - 1] == ' ')
		cx_buf_cut(out, out->len - 1);
	add_other_class(row, out);
	CX_AUTO(cx_buf) struct cx_buf cut_before = CX_BUF_INIT, cut_after = CX_BUF_INIT;
	cx_value_cut_pair(&before, &after, COLUMNS - INDENT - 7, &cut_before, &cut_after);
	cx_buf_addf(out, "\n%*s%s\n%*s-> %s\n", INDENT + 7, "", cut_before.data, INDENT + 4, "",
		    cut_after.data);
}

/* The same reference stands on both sides: it is shown once. */
static void add_new_value(const struct row *row, struct cx_buf *out)
{
	struct cx_arena arena = CX_ARENA_INIT;
	cx_value_line(cx_secret_reference(&arena, row->field->after), out);
	cx_buf_adds(out, " has another value now");
	add_other_class(row, out);
	cx_buf_addc(out, '\n');
	cx_arena_release(&arena);
}

static void add_row(const struct row *row, struct cx_buf *out)
{
	size_t column = add_path(row, out);
	if (row->field->new_value) {
		add_new_value(row, out);
		return;
	}
	if (row->field->op == CX_FIELD_OP_REPLACE) {
		add_replaced(row, column, out);
		return;
	}
	const struct cx_node *value =
		row->field->op == CX_FIELD_OP_ADD ? row->field->after : row->field->before;
	cx_value_layout(value, column, INDENT + (row->is_new ? 0 : 2), COLUMNS, out);
	add_other_class(row, out);
	cx_buf_addc(out, '\n');
}

/* A whole resource comes or goes with one sentence; a change of it has two, and what differs. */
static void add_criteria(const struct row *row, const struct cx_change *change, struct cx_buf *out)
{
	const struct cx_node *had = change->had_criteria, *has = change->has_criteria;
	if (had && has) {
		cx_plan_text_criteria(change, other_class(row), row->colour, out);
		return;
	}
	size_t column = add_path(row, out);
	cx_criteria_paragraph(had ? had : has, column, column, COLUMNS, out);
}

/* Criteria that have become others are sentences, without a path. */
static size_t widest_path(const struct cx_fields *fields, const struct cx_change *change)
{
	bool sentences = change && change->had_criteria && change->has_criteria;
	size_t widest = 0;
	for (size_t i = 0; i < fields->count; i++) {
		if (sentences && cx_plan_is_criteria(change, &fields->items[i]))
			continue;
		size_t columns = cx_escape_columns(fields->items[i].path, strlen(fields->items[i].path));
		if (columns > widest && columns <= PATH_LIMIT)
			widest = columns;
	}
	return widest;
}

/* Cuts what is behind line number limit and says how much that was. */
static void cut_lines(struct cx_buf *lines, size_t limit, struct cx_buf *out)
{
	size_t kept = 0, seen = 0;
	for (size_t at = 0; at < lines->len; at++) {
		if (lines->data[at] != '\n')
			continue;
		seen++;
		if (seen == limit)
			kept = at + 1;
	}
	if (seen <= limit + 1) {
		cx_buf_add(out, lines->data, lines->len);
		return;
	}
	cx_buf_add(out, lines->data, kept);
	cx_buf_addf(out, "%*s... %zu more lines: see them with -v\n", INDENT, "", seen - limit);
}

void cx_plan_text_fields(const struct cx_fields *fields, enum cx_class class, const struct cx_plan_view *view,
			 struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf lines = CX_BUF_INIT;
	struct row row = {.class = class,
			  .cause = view->cause,
			  .colour = view->colour,
			  .is_new = view->is_new,
			  .path_columns = widest_path(fields, view->change)};
	bool criteria = false;
	for (size_t i = 0; i < fields->count; i++) {
		row.field = &fields->items[i];
		if (!cx_plan_is_criteria(view->change, row.field))
			add_row(&row, &lines);
		else if (!criteria)
			add_criteria(&row, view->change, &lines);
		criteria |= cx_plan_is_criteria(view->change, row.field);
	}
	cut_lines(&lines, view->verbose ? SIZE_MAX - 1 : CX_PLAN_TEXT_LINES, out);
}
