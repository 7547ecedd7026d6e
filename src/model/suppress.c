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

/* Comments stand in one line, to whose end nothing is missing. */
static struct cx_span span_here(const struct reading *r, size_t width)
{
	struct cx_span span = r->comment->span;
	span.column += span.width - (uint32_t)cx_utf8_count(r->at, (size_t)(r->end - r->at));
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
	struct reading r = {.arena = arena,
			    .comment = comment,
			    .at = comment->text + strlen(CX_SUPPRESS_WORD),
			    .end = comment->text + comment->len};
	if (read_rules(&r, &s) && read_date(&r, &s))
		(void)read_reason(&r, &s);
	return s;
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
	return set;
}

/* ---- matching ---- */

/* `single` is lint.single; codes of other areas are written in full. */
static bool is_named(const char *name, const char *code)
{
	static const char area[] = "lint.";
	size_t n = strlen(area);
	return strcmp(name, code) == 0 || (strncmp(code, area, n) == 0 && strcmp(name, code + n) == 0);
}

static struct cx_suppressed_rule *rule_of(const struct cx_suppression *s, const char *code)
{
	for (size_t i = 0; i < s->rule_count; i++)
		if (is_named(s->rules[i].name, code))
			return &s->rules[i];
	return NULL;
}

bool cx_suppressions_match(struct cx_suppressions *set, const char *code, const struct cx_span *span,
			   int64_t now_ms, const struct cx_suppression **ret_expired)
{
	bool silenced = false;
	const struct cx_suppression *expired = NULL;
	for (size_t i = 0; set && i < set->count; i++) {
		struct cx_suppression *s = &set->items[i];
		if (s->fault || span->line < s->comment->first || span->line > s->comment->last)
			continue;
		struct cx_suppressed_rule *rule = rule_of(s, code);
		if (!rule)
			continue;
		rule->used = true;
		if (now_ms < s->end_ms)
			silenced = true;
		else
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
