/* SPDX-License-Identifier: Apache-2.0 */
/* Values are gathered by file, so that the history of each is walked once. */
#include "cli/plan_base.h"

#include "base/file.h"
#include "port/git_blame.h"

/* A value whose origin is asked for. */
struct value {
	struct cx_change *change;
	struct cx_field *field;
	struct cx_span span;
	int64_t time_s;
};
struct values {
	struct value *items;
	size_t count, cap;
};

static int compare_values(const void *left, const void *right)
{
	const struct value *a = left, *b = right;
	int order = strcmp(a->span.source->name, b->span.source->name);
	return order ? order : (a->span.line > b->span.line) - (a->span.line < b->span.line);
}

static void values_collect(struct cx_arena *arena, struct cx_plan *plan, struct values *values)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct cx_change *change = &plan->changes[i];
		for (size_t f = 0; change->desired && f < change->fields.count; f++) {
			struct cx_field *field = &change->fields.items[f];
			if (!field->after || !field->after->span.source || !field->after->span.line)
				continue;
			CX_ARENA_GROW(arena, values->items, values->count, values->cap);
			values->items[values->count++] =
				(struct value){.change = change, .field = field, .span = field->after->span};
		}
	}
	if (values->count)
		qsort(values->items, values->count, sizeof *values->items, compare_values);
}

/* Those of one file. */
static void file_trace(struct cx_context *context, struct value *values, size_t count)
{
	const struct cx_source *source = values->span.source;
	bool in_commit = !cx_oid_is_zero(&context->tree.commit);
	struct cx_blame_file file = {
		.path = cx_path_join(context->arena, context->project.root, source->name),
		.text = in_commit ? NULL : source->text,
		.len = source->len,
	};
	struct cx_blame_line *lines = cx_arena_alloc(context->arena, (count + 1) * sizeof *lines);
	for (size_t i = 0; i < count; i++)
		lines[i].line = values[i].span.line;
	bool told = cx_repo_blame(context->repo, &context->commit, &file, context->arena, lines, count);
	for (size_t i = 0; i < count; i++) {
		bool committed = told && !cx_oid_is_zero(&lines[i].commit);
		if (!committed && in_commit)
			continue;
		struct cx_value_origin *origin = cx_arena_alloc(context->arena, sizeof *origin);
		*origin = (struct cx_value_origin){
			.file = source->name,
			.line = values[i].span.line,
			.commit = committed ? cx_arena_strdup(context->arena, lines[i].commit.hex) : NULL,
			.author = committed ? lines[i].author : NULL,
		};
		values[i].field->origin = origin;
		values[i].time_s = committed ? lines[i].time_s : INT64_MAX;
	}
}

static int compare_by_change(const void *left, const void *right)
{
	const struct value *a = left, *b = right;
	if (a->change != b->change)
		return a->change < b->change ? -1 : 1;
	bool first = a->field->cause == a->change->cause, second = b->field->cause == b->change->cause;
	if (first != second)
		return first ? -1 : 1;
	if (a->time_s != b->time_s)
		return a->time_s < b->time_s ? 1 : -1;
	return (a->span.line > b->span.line) - (a->span.line < b->span.line);
}

/* A change's is that of the value that was written last, of those that give it its cause. */
static void changes_trace(struct values *values)
{
	if (values->count)
		qsort(values->items, values->count, sizeof *values->items, compare_by_change);
	for (size_t i = 0; i < values->count; i++)
		if (!values->items[i].change->origin)
			values->items[i].change->origin = values->items[i].field->origin;
}

size_t cx_plan_trace(struct cx_context *context, const struct cx_plan_trace *limits, struct cx_plan *plan)
{
	struct values values = {0};
	size_t files = 0, left = 0;
	int64_t until_us = context->clock->monotonic_us(context->clock) + limits->milliseconds * 1000;
	if (!context->has_commit)
		return 0;
	values_collect(context->arena, plan, &values);
	for (size_t from = 0, to; from < values.count; from = to) {
		const char *name = values.items[from].span.source->name;
		for (to = from; to < values.count && strcmp(values.items[to].span.source->name, name) == 0;
		     to++)
			;
		if (files++ < limits->files && context->clock->monotonic_us(context->clock) < until_us)
			file_trace(context, &values.items[from], to - from);
		else
			left += to - from;
	}
	changes_trace(&values);
	return left;
}
