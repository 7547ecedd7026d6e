/* SPDX-License-Identifier: Apache-2.0 */
/* Suppressions: comments taken apart, and held against warnings. */
#include "model/suppress.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <ctype.h>

#define DATE_LEN strlen("2027-01-31")

/* What is left of one comment. */
struct reading {
	struct cx_arena *arena;
	const struct cx_comment *comment;
	const char *at, *end;
	const char *counted; /* up to there the columns are known */
	uint32_t column;
};

static void skip_blanks(struct reading *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

static size_t word_len(const struct reading *r)
{
	const char *p = r->at;
	while (p < r->end && !strchr(" \t,:", *p))
		p++;
	return (size_t)(p - r->at);
}

static bool is_word(const struct reading *r, const char *word)
{
	size_t n = word_len(r);
	return n == strlen(word) && memcmp(r->at, word, n) == 0;
}

static struct cx_span span_here(struct reading *r, size_t width)
{
	struct cx_span span = r->comment->span;
	r->column += (uint32_t)cx_utf8_count(r->counted, (size_t)(r->at - r->counted));
	r->counted = r->at;
	span.column = r->column;
	span.width = (uint32_t)cx_utf8_count(r->at, width);
	return span;
}

static void fail(struct reading *r, struct cx_suppression *s, enum cx_suppress_fault fault, size_t width)
{
	s->fault = fault;
	s->at = width ? span_here(r, width) : r->comment->span;
}

static bool read_rules(struct reading *r, struct cx_suppression *s)
{
	for (;;) {
		skip_blanks(r);
		size_t n = is_word(r, "until") ? 0 : word_len(r);
		if (!n) {
			fail(r, s, CX_SUPPRESS_FAULT_RULE, 0);
			return false;
		}
		if (s->rule_count == CX_MAX_SUPPRESSION_RULES) {
			fail(r, s, CX_SUPPRESS_FAULT_RULES, n);
			return false;
		}
		CX_ARENA_GROW(r->arena, s->rules, s->rule_count, s->rule_cap);
		s->rules[s->rule_count++] = (struct cx_suppressed_rule){
			.name = cx_arena_strndup(r->arena, r->at, n), .span = span_here(r, n)};
		r->at += n;
		skip_blanks(r);
		if (r->at == r->end || *r->at != ',')
			return true;
		r->at++;
	}
}

static int digits(const char *text, size_t n)
{
	int value = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)text[i]))
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* The moment after the day. */
static bool day_end(const char *text, size_t len, int64_t *ret_ms)
{
	char moment[CX_TIME_LEN + 1];
	if (len != DATE_LEN || text[4] != '-' || text[7] != '-')
		return false;
	int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
	if (year < 0 || month < 0 || day < 0 || !cx_date_valid(year, month, day))
		return false;
	(void)snprintf(moment, sizeof moment, "%.10sT00:00:00Z", text);
	if (!cx_time_parse(moment, ret_ms))
		return false;
	*ret_ms += (int64_t)24 * 60 * 60 * 1000;
	return true;
}

static bool read_date(struct reading *r, struct cx_suppression *s)
{
	if (!is_word(r, "until")) {
		fail(r, s, CX_SUPPRESS_FAULT_NO_DATE, 0);
		return false;
	}
	r->at += strlen("until");
	skip_blanks(r);
	size_t n = word_len(r);
	if (!n) {
		fail(r, s, CX_SUPPRESS_FAULT_NO_DATE, 0);
		return false;
	}
	s->until = cx_arena_strndup(r->arena, r->at, n);
	if (!day_end(s->until, n, &s->end_ms)) {
		fail(r, s, CX_SUPPRESS_FAULT_DATE, n);
		return false;
	}
	r->at += n;
	return true;
}

static bool read_reason(struct reading *r, struct cx_suppression *s)
{
	skip_blanks(r);
	bool colon = r->at < r->end && *r->at == ':';
	r->at += colon;
	skip_blanks(r);
	if (!colon || r->at == r->end) {
		fail(r, s, CX_SUPPRESS_FAULT_REASON, 0);
		return false;
	}
	s->reason = cx_arena_strndup(r->arena, r->at, (size_t)(r->end - r->at));
	return true;
}

static struct cx_suppression read_one(struct cx_arena *arena, const struct cx_comment *comment)
{
	struct cx_suppression s = {.comment = comment, .at = comment->span, .until = "", .reason = ""};
	const struct cx_span *span = &comment->span;
	struct reading r = {.arena = arena,
			    .comment = comment,
			    .at = comment->text + strlen(CX_SUPPRESS_WORD),
			    .end = comment->text + comment->len};
	r.column = span->column + span->width;
	r.column -= (uint32_t)cx_utf8_count(r.at, (size_t)(r.end - r.at));
	r.counted = r.at;
	if (read_rules(&r, &s) && read_date(&r, &s))
		(void)read_reason(&r, &s);
	return s;
}

/* ---- finding ---- */

/* `single` is lint.single; codes of other areas are written in full. */
static const char *bare_name(const char *name)
{
	static const char area[] = "lint.";
	size_t n = strlen(area);
	return strncmp(name, area, n) == 0 ? name + n : name;
}

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_entries(const void *left, const void *right)
{
	const struct cx_suppress_entry *a = left, *b = right;
	int order = strcmp(a->name, b->name);
	if (!order)
		order = compare_sizes(a->suppression->comment->first, b->suppression->comment->first);
	/* Both are items of one array. */
	if (!order)
		order = compare_sizes((size_t)a->suppression, (size_t)b->suppression);
	return order ? order : compare_sizes((size_t)a->rule, (size_t)b->rule);
}

/* The entries in front that do not end before this one begins, from the nearest on. */
static void link_entries(struct cx_suppressions *set)
{
	for (size_t i = 1; i < set->entry_count; i++) {
		struct cx_suppress_entry *entry = &set->entries[i];
		const struct cx_suppress_entry *before = entry - 1;
		if (strcmp(before->name, entry->name) != 0)
			continue;
		while (before && before->suppression->comment->last < entry->suppression->comment->first)
			before = before->around;
		entry->around = before;
	}
}

static void fill_entries(struct cx_arena *arena, struct cx_suppressions *set)
{
	size_t count = 0, kept = 0;
	for (size_t i = 0; i < set->count; i++)
		count += set->items[i].fault ? 0 : set->items[i].rule_count;
	set->entries = cx_arena_alloc(arena, (count + 1) * sizeof *set->entries);
	for (size_t i = 0; i < set->count; i++) {
		struct cx_suppression *s = &set->items[i];
		for (size_t k = 0; !s->fault && k < s->rule_count; k++)
			set->entries[set->entry_count++] = (struct cx_suppress_entry){
				.name = bare_name(s->rules[k].name), .suppression = s, .rule = &s->rules[k]};
	}
	qsort(set->entries, set->entry_count, sizeof *set->entries, compare_entries);
	/* A rule that is named twice is needed once. */
	for (size_t i = 0; i < set->entry_count; i++) {
		const struct cx_suppress_entry *last = kept ? &set->entries[kept - 1] : NULL;
		if (!last || last->suppression != set->entries[i].suppression ||
		    strcmp(last->name, set->entries[i].name) != 0)
			set->entries[kept++] = set->entries[i];
	}
	set->entry_count = kept;
	link_entries(set);
}

struct cx_suppressions *cx_suppressions_read(struct cx_arena *arena, const struct cx_source *source)
{
	struct cx_comments comments;
	bool full = cx_comments_read(arena, source, CX_SUPPRESS_WORD, CX_MAX_SUPPRESSIONS, &comments);
	if (!comments.count)
		return NULL;
	struct cx_suppressions *set = cx_arena_alloc(arena, sizeof *set);
	*set = (struct cx_suppressions){.source = source, .full = full};
	set->items = cx_arena_alloc(arena, comments.count * sizeof *set->items);
	for (size_t i = 0; i < comments.count; i++)
		set->items[set->count++] = read_one(arena, &comments.items[i]);
	fill_entries(arena, set);
	return set;
}

/* The last entry of that name that begins in the line or above it; or NULL. */
static const struct cx_suppress_entry *entry_at(const struct cx_suppressions *set, const char *name,
						uint32_t line)
{
	size_t low = 0, high = set->entry_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct cx_suppress_entry *entry = &set->entries[middle];
		int order = strcmp(entry->name, name);
		if (order < 0 || (order == 0 && entry->suppression->comment->first <= line))
			low = middle + 1;
		else
			high = middle;
	}
	return low && strcmp(set->entries[low - 1].name, name) == 0 ? &set->entries[low - 1] : NULL;
}

bool cx_suppressions_match(struct cx_suppressions *set, const char *code, const struct cx_span *span,
			   int64_t now_ms, const struct cx_suppression **ret_expired)
{
	bool silenced = false;
	const struct cx_suppression *expired = NULL;
	const struct cx_suppress_entry *entry = set ? entry_at(set, bare_name(code), span->line) : NULL;
	for (; entry; entry = entry->around) {
		const struct cx_suppression *s = entry->suppression;
		if (span->line > s->comment->last)
			continue;
		entry->rule->used = true;
		if (now_ms < s->end_ms)
			silenced = true;
		else if (!expired)
			expired = s;
	}
	*ret_expired = silenced ? NULL : expired;
	return silenced;
}

void cx_suppression_note(const struct cx_suppression *expired, struct cx_diags *diags, struct cx_diag *diag)
{
	cx_diag_note(diags, diag, "%s%sits suppression in line %u expired on %s: %s",
		     diag->note ? diag->note : "", diag->note ? "; " : "", expired->comment->span.line,
		     expired->until, expired->reason);
}

size_t cx_suppressions_filter(struct cx_suppressions *set, int64_t now_ms, struct cx_diags *diags,
			      size_t first)
{
	size_t kept = first, before = diags->count;
	if (!set)
		return 0;
	for (size_t i = first; i < before; i++) {
		struct cx_diag *d = diags->items[i];
		const struct cx_suppression *expired = NULL;
		bool silenced = d->severity != CX_SEVERITY_ERROR && d->span.source == set->source &&
				cx_suppressions_match(set, d->code, &d->span, now_ms, &expired);
		if (expired)
			cx_suppression_note(expired, diags, d);
		if (silenced)
			diags->warnings -= d->severity == CX_SEVERITY_WARNING;
		else
			diags->items[kept++] = d;
	}
	diags->count = kept;
	return before - kept;
}
