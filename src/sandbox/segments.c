/* SPDX-License-Identifier: Apache-2.0 */
/* The OData filter of contacts. */
#include "sandbox/segments.h"

#include "sandbox/audiences.h"
#include "sandbox/sandbox.h"

#include <ctype.h>

struct segments {
	struct cx_exchange *exchange;
	const char *at; /* what is not read yet */
	const char *ids[CX_SEGMENTS_MAX];
	size_t count;
	bool too_many;
};

static void blanks_skip(struct segments *s)
{
	s->at += strspn(s->at, " ");
}

/* A word of letters, exactly; or signs. */
static bool word_take(struct segments *s, const char *word)
{
	size_t len = strlen(word);
	if (strncmp(s->at, word, len) != 0)
		return false;
	if (isalnum((unsigned char)word[len - 1]) && isalnum((unsigned char)s->at[len]))
		return false;
	s->at += len;
	return true;
}

static void id_add(struct segments *s, const char *text, size_t len)
{
	if (s->count == CX_SEGMENTS_MAX)
		s->too_many = true;
	else
		s->ids[s->count++] = cx_exchange_lower(s->exchange, text, len);
}

/* 'text' with quotes doubled; NULL where it is none. */
static const char *literal_take(struct segments *s)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (*s->at != '\'')
		return NULL;
	for (s->at++; *s->at; s->at++) {
		if (*s->at == '\'' && *++s->at != '\'')
			return cx_arena_strndup(&s->exchange->arena, text.data, text.len);
		cx_buf_addc(&text, *s->at);
	}
	return NULL;
}

/* The name of a variable; 0 where there is none. */
static size_t name_len(const char *text)
{
	size_t len = 0;
	while (isalnum((unsigned char)text[len]) || text[len] == '_')
		len++;
	return isdigit((unsigned char)*text) ? 0 : len;
}

/* any(s: s eq 'ID'), behind "segmentIds/". */
static bool any_read(struct segments *s)
{
	if (!word_take(s, "any("))
		return false;
	blanks_skip(s);
	const char *name = s->at;
	size_t len = name_len(name);
	s->at += len;
	blanks_skip(s);
	if (!len || !word_take(s, ":"))
		return false;
	blanks_skip(s);
	if (name_len(s->at) != len || memcmp(s->at, name, len) != 0)
		return false;
	s->at += len;
	blanks_skip(s);
	if (!word_take(s, "eq"))
		return false;
	blanks_skip(s);
	const char *id = literal_take(s);
	blanks_skip(s);
	if (!id || !word_take(s, ")"))
		return false;
	id_add(s, id, strlen(id));
	return true;
}

/* contains 'ID,ID', behind "segmentIds". */
static bool contains_read(struct segments *s)
{
	blanks_skip(s);
	if (!word_take(s, "contains"))
		return false;
	blanks_skip(s);
	const char *list = literal_take(s);
	for (const char *at = list ? list : ""; *at; at += strspn(at, ",")) {
		size_t len = strcspn(at, ",");
		id_add(s, at, len);
		at += len;
	}
	return s->count > 0;
}

static bool filter_read(struct segments *s)
{
	blanks_skip(s);
	if (!word_take(s, "segmentIds"))
		return false;
	if (*s->at != '/') {
		bool read = contains_read(s);
		blanks_skip(s);
		return read && !*s->at;
	}
	for (;;) {
		if (!word_take(s, "/") || !any_read(s))
			return false;
		blanks_skip(s);
		if (!*s->at)
			return true;
		if (!word_take(s, "or"))
			return false;
		blanks_skip(s);
		if (!word_take(s, "segmentIds"))
			return false;
	}
}

/* False with a 409. */
static bool segment_add(struct cx_exchange *x, const char *id, struct cx_where *where)
{
	struct cx_object audience;
	if (!cx_objects_get(x->sandbox->objects, CX_OBJECT_AUDIENCE, id, &x->arena, &audience))
		return true;
	cx_buf_adds(&where->sql, " OR ");
	if (cx_audiences_where(x->sandbox, &audience, &x->arena, where))
		return true;
	cx_exchange_error(x, 409, "not_evaluated", "the audience %s is too big to be evaluated", id);
	return false;
}

bool cx_segments_read(struct cx_exchange *x, const char *filter, struct cx_where *where)
{
	struct segments s = {.exchange = x, .at = filter};
	bool read = filter_read(&s);
	if (s.too_many) {
		cx_exchange_error(x, 400, "invalid_filter", "at most %d segments can be asked for",
				  CX_SEGMENTS_MAX);
		return false;
	}
	if (!read) {
		cx_exchange_error(
			x, 400, "invalid_filter",
			"the filter is not understood from its character %zu on: segmentIds/any(s: s eq "
			"'ID') joined by or, or segmentIds contains 'ID,ID'",
			(size_t)(s.at - filter) + 1);
		return false;
	}
	cx_buf_adds(&where->sql, " AND (0");
	for (size_t i = 0; i < s.count; i++)
		if (!segment_add(x, s.ids[i], where))
			return false;
	cx_buf_addc(&where->sql, ')');
	return true;
}
