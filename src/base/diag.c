/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics live in an arena of their own list. */
#include "base/diag.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

struct cx_span cx_span_at(const struct cx_source *source, size_t offset, size_t width)
{
	struct cx_span span = {.source = source};
	if (!source->text || offset > source->len)
		return span;
	const char *line = source->text, *at = source->text + offset;
	span.line = 1;
	for (const char *p; (p = memchr(line, '\n', (size_t)(at - line)));) {
		line = p + 1;
		span.line++;
	}
	size_t left = source->len - offset;
	const char *end = memchr(at, '\n', left);
	if (end)
		left = (size_t)(end - at);
	span.column = (uint32_t)cx_utf8_count(line, (size_t)(at - line)) + 1;
	span.width = (uint32_t)cx_utf8_count(at, width < left ? width : left);
	if (!span.width)
		span.width = 1;
	return span;
}

static const char *diag_vprintf(struct cx_diags *diags, const struct cx_diag *diag, const char *fmt,
				va_list args)
{
	if (diag == diags->spare)
		return "";
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	text.max = 16 << 10;
	cx_buf_vaddf(&text, fmt, args);
	return cx_arena_strndup(&diags->arena, text.data, text.len);
}

static struct cx_diag *diag_new(struct cx_diags *diags, enum cx_severity severity)
{
	if (severity == CX_SEVERITY_ERROR)
		diags->errors++;
	else if (severity == CX_SEVERITY_WARNING)
		diags->warnings++;
	if (diags->count >= CX_MAX_DIAGS) {
		diags->dropped++;
		if (!diags->spare)
			diags->spare = cx_arena_alloc(&diags->arena, sizeof *diags->spare);
		return diags->spare;
	}
	struct cx_diag *diag = cx_arena_alloc(&diags->arena, sizeof *diag);
	diag->severity = severity;
	CX_GROW(diags->items, diags->count, diags->cap);
	diag->order = diags->count;
	diags->items[diags->count++] = diag;
	return diag;
}

struct cx_diag *cx_diag_add(struct cx_diags *diags, enum cx_severity severity, const char *code,
			    struct cx_span span, const char *fmt, ...)
{
	struct cx_diag *diag = diag_new(diags, severity);
	diag->code = code;
	diag->span = span;
	va_list args;
	va_start(args, fmt);
	diag->message = diag_vprintf(diags, diag, fmt, args);
	va_end(args);
	return diag;
}

struct cx_diag *cx_diag_error(struct cx_diags *diags, const char *code, const char *fmt, ...)
{
	struct cx_diag *diag = diag_new(diags, CX_SEVERITY_ERROR);
	diag->code = code;
	va_list args;
	va_start(args, fmt);
	diag->message = diag_vprintf(diags, diag, fmt, args);
	va_end(args);
	return diag;
}

void cx_diag_hint(struct cx_diags *diags, struct cx_diag *diag, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	diag->hint = diag_vprintf(diags, diag, fmt, args);
	va_end(args);
}

void cx_diag_note(struct cx_diags *diags, struct cx_diag *diag, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	diag->note = diag_vprintf(diags, diag, fmt, args);
	va_end(args);
}

void cx_diag_second(struct cx_diag *diag, struct cx_span span, const char *label)
{
	diag->second = span;
	diag->second_label = label;
}

bool cx_diags_say(const struct cx_diags *diags, const char *code, const char *message)
{
	for (size_t i = 0; i < diags->count; i++)
		if (strcmp(diags->items[i]->code, code) == 0 &&
		    strcmp(diags->items[i]->message, message) == 0)
			return true;
	return false;
}

void cx_diag_file(struct cx_diags *diags, struct cx_diag *diag, const char *name)
{
	if (diag == diags->spare)
		return;
	struct cx_source *source = cx_arena_alloc(&diags->arena, sizeof *source);
	source->name = cx_arena_strdup(&diags->arena, name);
	diag->span = (struct cx_span){source, 1, 1, 1};
}

void cx_diag_pointer(struct cx_diags *diags, struct cx_diag *diag, const char *pointer)
{
	if (diag != diags->spare)
		diag->pointer = cx_arena_strdup(&diags->arena, pointer);
}

void cx_diags_append(struct cx_diags *diags, const struct cx_diags *from, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		if (diags->count >= CX_MAX_DIAGS) {
			diags->dropped++;
			continue;
		}
		CX_GROW(diags->items, diags->count, diags->cap);
		from->items[i]->order = diags->count;
		diags->items[diags->count++] = from->items[i];
	}
}

void cx_diags_adopt(struct cx_diags *diags, struct cx_diags *from)
{
	diags->errors += from->errors;
	diags->warnings += from->warnings;
	diags->dropped += from->dropped;
	cx_arena_adopt(&diags->arena, &from->arena);
	cx_diags_release(from);
}

static int compare_sizes(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int diag_compare(const void *left, const void *right)
{
	const struct cx_diag *a = *(struct cx_diag *const *)left;
	const struct cx_diag *b = *(struct cx_diag *const *)right;
	if (!a->span.source || !b->span.source) {
		if (a->span.source || b->span.source)
			return a->span.source ? -1 : 1;
		return compare_sizes(a->order, b->order);
	}
	int order = strcmp(a->span.source->name, b->span.source->name);
	if (!order)
		order = compare_sizes(a->span.line, b->span.line);
	if (!order)
		order = compare_sizes(a->span.column, b->span.column);
	return order ? order : compare_sizes(a->order, b->order);
}

void cx_diags_sort(struct cx_diags *diags)
{
	if (diags->count)
		qsort(diags->items, diags->count, sizeof *diags->items, diag_compare);
}

void cx_diags_release(struct cx_diags *diags)
{
	cx_free(diags->items);
	cx_arena_release(&diags->arena);
	*diags = (struct cx_diags)CX_DIAGS_INIT;
}
