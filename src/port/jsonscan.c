/* SPDX-License-Identifier: Apache-2.0 */
/* The strict scan of a JSON text. */
#include "port/jsonscan.h"

#include "base/limits.h"
#include "base/map.h"
#include "port/jsontoken.h"

/*
 * Recursive descent over the bytes; the depth limit bounds the stack. Text is copied in runs between the
 * places that change. Keys of the open objects lie on one stack: a small object is searched, a large one
 * gets a map, so that no number of keys makes the scan quadratic.
 */

#define FEW_KEYS 24

static void scan_space(struct cx_jsonscan *s)
{
	while (s->at < s->len && (s->text[s->at] == ' ' || s->text[s->at] == '\n' || s->text[s->at] == '\r' ||
				  s->text[s->at] == '\t'))
		s->at++;
}

/* Whether the scan goes on. */
static bool tell_duplicate(struct cx_jsonscan *s, const struct cx_jsonscan_key *key, size_t before)
{
	bool last = s->repeated == CX_JSON_KEYS_LAST;
	struct cx_diag *diag = cx_diag_add(s->diags, last ? CX_SEVERITY_WARNING : CX_SEVERITY_ERROR,
					   "json.duplicate", cx_span_at(s->source, key->at, s->at - key->at),
					   "the key \"%.*s\" stands twice in one object%s",
					   (int)(key->len < 100 ? key->len : 100), key->text,
					   last ? ": the last one counts" : "");
	cx_diag_second(diag, cx_span_at(s->source, before, s->at - key->at), "first here");
	return last;
}

/* Where in the text the same key stood before, or NULL. */
static const char *map_key(const struct cx_jsonscan *s, const struct cx_jsonscan_key *key,
			   struct cx_map *seen)
{
	return cx_map_put_n(seen, key->text, key->len, (void *)(s->text + key->at));
}

/* Remembers the key of the object whose keys begin at index first; false to end the scan: it is there
 * already. */
static bool scan_remember(struct cx_jsonscan *s, const struct cx_jsonscan_key *key, size_t first,
			  struct cx_map *seen)
{
	size_t count = s->key_count - first;
	if (count < FEW_KEYS) {
		for (size_t i = first; i < s->key_count; i++) {
			const struct cx_jsonscan_key *k = &s->keys[i];
			if (k->len == key->len && memcmp(k->text, key->text, k->len) == 0)
				return tell_duplicate(s, key, k->at);
		}
	} else {
		/* The stack moves when it grows: the map holds where in the text a key stands. */
		if (!seen->count)
			for (size_t i = first; i < s->key_count; i++)
				map_key(s, &s->keys[i], seen);
		const char *before = map_key(s, key, seen);
		if (before)
			return tell_duplicate(s, key, (size_t)(before - s->text));
	}
	CX_GROW(s->keys, s->key_count, s->key_cap);
	s->keys[s->key_count++] = *key;
	return true;
}

static bool scan_value(struct cx_jsonscan *s);

/* The key and its colon. */
static bool scan_member_key(struct cx_jsonscan *s, size_t first, struct cx_map *seen)
{
	struct cx_jsonscan_key key = {.at = s->at};
	bool escaped;
	if (!cx_jsontoken_at(s, '"'))
		return cx_jsontoken_unexpected(s, s->key_count == first ? "a key in double quotes or '}'"
									: "a key in double quotes");
	if (!cx_jsontoken_string(s, &escaped))
		return false;
	key.text = s->text + key.at + 1;
	key.len = s->at - key.at - 2;
	if (escaped)
		cx_jsontoken_decode(s, &key);
	if (!scan_remember(s, &key, first, seen))
		return false;
	scan_space(s);
	if (!cx_jsontoken_at(s, ':'))
		return cx_jsontoken_unexpected(s, "':'");
	s->at++;
	return true;
}

static bool scan_members(struct cx_jsonscan *s, size_t first, struct cx_map *seen)
{
	for (;;) {
		scan_space(s);
		if (s->key_count == first && cx_jsontoken_at(s, '}'))
			break;
		if (!scan_member_key(s, first, seen) || !scan_value(s))
			return false;
		scan_space(s);
		if (cx_jsontoken_at(s, '}'))
			break;
		if (!cx_jsontoken_at(s, ','))
			return cx_jsontoken_unexpected(s, "',' or '}'");
		s->at++;
	}
	s->at++;
	return true;
}

static bool scan_object(struct cx_jsonscan *s)
{
	CX_AUTO(cx_map) struct cx_map seen = CX_MAP_INIT;
	size_t first = s->key_count;
	s->at++;
	bool valid = scan_members(s, first, &seen);
	s->key_count = first;
	return valid;
}

static bool scan_array(struct cx_jsonscan *s)
{
	s->at++;
	scan_space(s);
	if (cx_jsontoken_at(s, ']')) {
		s->at++;
		return true;
	}
	for (;;) {
		if (!scan_value(s))
			return false;
		scan_space(s);
		if (cx_jsontoken_at(s, ']'))
			break;
		if (!cx_jsontoken_at(s, ','))
			return cx_jsontoken_unexpected(s, "',' or ']'");
		s->at++;
	}
	s->at++;
	return true;
}

static bool scan_nested(struct cx_jsonscan *s, bool (*scan_inside)(struct cx_jsonscan *))
{
	if (s->depth >= CX_MAX_DOC_DEPTH) {
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.depth", cx_span_at(s->source, s->at, 1),
			    "values are nested more than %d levels deep", CX_MAX_DOC_DEPTH);
		return false;
	}
	s->depth++;
	bool valid = scan_inside(s);
	s->depth--;
	return valid;
}

static bool scan_value(struct cx_jsonscan *s)
{
	scan_space(s);
	if (s->at >= s->len)
		return cx_jsontoken_unexpected(s, "a value");
	if (++s->values > CX_MAX_JSON_VALUES) {
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.size", cx_span_at(s->source, s->at, 1),
			    "there are more than %u values", CX_MAX_JSON_VALUES);
		return false;
	}
	char c = s->text[s->at];
	bool escaped;
	if (c == '"')
		return cx_jsontoken_string(s, &escaped);
	if (c == '{')
		return scan_nested(s, scan_object);
	if (c == '[')
		return scan_nested(s, scan_array);
	if (c == '-' || (c >= '0' && c <= '9'))
		return cx_jsontoken_number(s);
	return cx_jsontoken_literal(s);
}

static bool scan_text(struct cx_jsonscan *s)
{
	if (s->len > CX_MAX_BODY_BYTES) {
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.size", (struct cx_span){.source = s->source},
			    "the text is larger than %zu bytes", CX_MAX_BODY_BYTES);
		return false;
	}
	if (!scan_value(s))
		return false;
	scan_space(s);
	if (s->at < s->len)
		return cx_jsontoken_unexpected(s, "the end");
	cx_jsontoken_flush(s, s->len, s->len);
	return true;
}

bool cx_jsonscan_rewrite(const struct cx_source *source, enum cx_json_keys keys, struct cx_buf *out,
			 bool *ret_has_nul, struct cx_diags *diags)
{
	struct cx_jsonscan s = {.source = source,
				.text = source->text,
				.len = source->len,
				.out = out,
				.digits = CX_BUF_INIT,
				.repeated = keys,
				.diags = diags};
	bool valid = scan_text(&s);
	cx_free(s.keys);
	cx_arena_release(&s.arena);
	cx_buf_release(&s.digits);
	if (valid)
		*ret_has_nul = s.has_nul;
	return valid;
}
