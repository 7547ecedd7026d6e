/* SPDX-License-Identifier: Apache-2.0 */
/* The strict scan of a JSON text. */
#include "port/jsonscan.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"

/*
 * Recursive descent over the bytes; the depth limit bounds the stack. Text is copied in runs between the
 * places that change. Keys of the open objects lie on one stack: a small object is searched, a large one
 * gets a map, so that no number of keys makes the scan quadratic.
 */

#define FEW_KEYS 24

struct scan_key {
	const char *text; /* decoded: in the source, or in the arena if it has escapes */
	size_t len;
	size_t at; /* offset of its opening quote */
};

struct scan {
	const struct cx_source *source;
	const char *text;
	size_t len, at;
	size_t copied; /* source before this offset is in out */
	struct cx_buf *out;
	struct scan_key *keys;
	size_t key_count, key_cap;
	struct cx_arena arena;
	struct cx_buf digits;
	size_t values;
	unsigned depth;
	bool has_nul;
	struct cx_diags *diags;
};

static struct cx_diag *scan_fail(struct scan *s, const char *code, size_t at, size_t width,
				 const char *message)
{
	return cx_diag_add(s->diags, CX_SEVERITY_ERROR, code, cx_span_at(s->source, at, width), "%s",
			   message);
}

/* Whether the last character before s->at, but for space, is a comma. */
static bool behind_comma(const struct scan *s)
{
	size_t at = s->at;
	while (at && strchr(" \t\r\n", s->text[at - 1]))
		at--;
	return at && s->text[at - 1] == ',';
}

static const char *hint_for(const struct scan *s, bool value)
{
	static const struct {
		char first;
		const char *hint;
	} hints[] = {
		{'<', "this looks like HTML or XML, not JSON"},
		{'\'', "strings stand in double quotes"},
		{'+', "a number has no plus sign in front"},
		{'.', "a number starts with a digit: 0.5"},
		{'T', "the literals are true, false and null, in lower case"},
		{'F', "the literals are true, false and null, in lower case"},
		{'N', "the literals are true, false and null, in lower case"},
	};
	char c = s->text[s->at];
	if (c == '/' || c == '#')
		return "JSON has no comments";
	if ((c == ']' || c == '}') && behind_comma(s))
		return "no comma stands before a closing bracket";
	for (size_t i = 0; value && i < CX_COUNT(hints); i++)
		if (hints[i].first == c)
			return hints[i].hint;
	return NULL;
}

/* False with a diagnostic about what stands at s->at, where something else was expected. */
static bool scan_unexpected(struct scan *s, const char *expected)
{
	struct cx_span span = cx_span_at(s->source, s->at, 1);
	if (s->at >= s->len) {
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.syntax", span,
			    "the text ends where %s is expected", expected);
		return false;
	}
	uint32_t code;
	size_t n = cx_utf8_decode(s->text + s->at, s->len - s->at, &code);
	if (!n) {
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.utf8", span, "byte 0x%02x is no valid UTF-8",
			    (unsigned char)s->text[s->at]);
		return false;
	}
	char found[24];
	if (code == 0xfeff)
		(void)snprintf(found, sizeof found, "a byte order mark");
	else if (code < 0x20 || code == 0x7f)
		(void)snprintf(found, sizeof found, "the character U+%04X", code);
	else
		(void)snprintf(found, sizeof found, "'%.*s'", (int)n, s->text + s->at);
	struct cx_diag *diag = cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.syntax", span,
					   "%s stands where %s is expected", found, expected);
	const char *hint = hint_for(s, strncmp(expected, "a ", 2) == 0);
	if (hint)
		cx_diag_hint(s->diags, diag, "%s", hint);
	return false;
}

/* Puts everything before the offset end into out, and goes on behind resume. */
static void scan_flush(struct scan *s, size_t end, size_t resume)
{
	cx_buf_add(s->out, s->text + s->copied, end - s->copied);
	s->copied = resume;
}

static void scan_space(struct scan *s)
{
	while (s->at < s->len && (s->text[s->at] == ' ' || s->text[s->at] == '\n' || s->text[s->at] == '\r' ||
				  s->text[s->at] == '\t'))
		s->at++;
}

static bool scan_at(const struct scan *s, char c)
{
	return s->at < s->len && s->text[s->at] == c;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The code unit of the four digits behind "\u" at the offset; false if they are none. */
static bool hex_unit(const struct scan *s, size_t at, uint32_t *ret_unit)
{
	if (s->len - at < 6 || s->text[at] != '\\' || s->text[at + 1] != 'u')
		return false;
	uint32_t unit = 0;
	for (size_t i = at + 2; i < at + 6; i++) {
		int digit = hex_value(s->text[i]);
		if (digit < 0)
			return false;
		unit = unit << 4 | (uint32_t)digit;
	}
	*ret_unit = unit;
	return true;
}

static bool scan_unicode_escape(struct scan *s)
{
	uint32_t unit, low;
	if (!hex_unit(s, s->at, &unit)) {
		scan_fail(s, "json.syntax", s->at, 2, "\\u needs four hexadecimal digits behind it");
		return false;
	}
	size_t n = 6;
	if (unit >= 0xd800 && unit <= 0xdfff) {
		if (unit >= 0xdc00 || !hex_unit(s, s->at + 6, &low) || low < 0xdc00 || low > 0xdfff) {
			scan_fail(s, "json.utf8", s->at, 6,
				  "this escape is one half of a surrogate pair, the other is missing");
			return false;
		}
		n = 12;
	}
	if (!unit) {
		static const char nul = CX_JSONSCAN_NUL;
		scan_flush(s, s->at, s->at + 6);
		cx_buf_addc(s->out, nul);
		s->has_nul = true;
	}
	s->at += n;
	return true;
}

static bool scan_escape(struct scan *s)
{
	if (s->at + 1 >= s->len) {
		s->at = s->len;
		return scan_unexpected(s, "the end of an escape");
	}
	char c = s->text[s->at + 1];
	if (c == 'u')
		return scan_unicode_escape(s);
	if (!c || !strchr("\"\\/bfnrt", c)) {
		struct cx_diag *diag = scan_fail(s, "json.syntax", s->at, 2, "this escape is unknown");
		cx_diag_hint(s->diags, diag, "a backslash itself is written \\\\");
		return false;
	}
	s->at += 2;
	return true;
}

static bool scan_special(struct scan *s, size_t open)
{
	if (s->at >= s->len) {
		scan_fail(s, "json.syntax", open, 1, "the string that opens here is not closed");
		return false;
	}
	unsigned char c = (unsigned char)s->text[s->at];
	if (c == '\\')
		return scan_escape(s);
	if (c < 0x20) {
		struct cx_diag *diag = scan_fail(s, "json.syntax", s->at, 1,
						 c == '\n' ? "a line break stands inside a string"
							   : "a control character stands inside a string");
		cx_diag_hint(s->diags, diag,
			     c == '\n' ? "close the quote, or write \\n" : "write it as \\u%04x", c);
		return false;
	}
	uint32_t code;
	size_t n = cx_utf8_decode(s->text + s->at, s->len - s->at, &code);
	s->at += n;
	return n || scan_unexpected(s, "text");
}

/* From the opening quote to behind the closing one. */
static bool scan_string(struct scan *s, bool *ret_escaped)
{
	size_t open = s->at++;
	bool escaped = false;
	for (;;) {
		while (s->at < s->len) {
			unsigned char c = (unsigned char)s->text[s->at];
			if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
				break;
			s->at++;
		}
		if (scan_at(s, '"'))
			break;
		escaped = escaped || scan_at(s, '\\');
		if (!scan_special(s, open))
			return false;
	}
	s->at++;
	*ret_escaped = escaped;
	return true;
}

/* The text of a string that the scan has passed, without its escapes. */
static void decode_key(struct scan *s, struct scan_key *key)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char *text = cx_arena_alloc(&s->arena, key->len + 1);
	size_t n = 0, at = key->at + 1, end = at + key->len;
	while (at < end) {
		uint32_t unit, low;
		if (s->text[at] != '\\') {
			text[n++] = s->text[at++];
		} else if (!hex_unit(s, at, &unit)) {
			text[n++] = to[strchr(from, s->text[at + 1]) - from];
			at += 2;
		} else {
			at += 6;
			if (unit >= 0xd800 && unit <= 0xdbff && hex_unit(s, at, &low)) {
				unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
				at += 6;
			}
			n += cx_utf8_encode(unit, text + n);
		}
	}
	key->text = text;
	key->len = n;
}

static bool fail_duplicate(struct scan *s, const struct scan_key *key, size_t before)
{
	struct cx_diag *diag = cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.duplicate",
					   cx_span_at(s->source, key->at, s->at - key->at),
					   "the key \"%.*s\" stands twice in one object",
					   (int)(key->len < 100 ? key->len : 100), key->text);
	cx_diag_second(diag, cx_span_at(s->source, before, s->at - key->at), "first here");
	return false;
}

/* Where in the text the same key stood before, or NULL. */
static const char *map_key(const struct scan *s, const struct scan_key *key, struct cx_map *seen)
{
	return cx_map_put_n(seen, key->text, key->len, (void *)(s->text + key->at));
}

/* Remembers the key of the object whose keys begin at index first; false if it is there already. */
static bool scan_remember(struct scan *s, const struct scan_key *key, size_t first, struct cx_map *seen)
{
	size_t count = s->key_count - first;
	if (count < FEW_KEYS) {
		for (size_t i = first; i < s->key_count; i++) {
			const struct scan_key *k = &s->keys[i];
			if (k->len == key->len && memcmp(k->text, key->text, k->len) == 0)
				return fail_duplicate(s, key, k->at);
		}
	} else {
		/* The stack moves when it grows: the map holds where in the text a key stands. */
		if (!seen->count)
			for (size_t i = first; i < s->key_count; i++)
				map_key(s, &s->keys[i], seen);
		const char *before = map_key(s, key, seen);
		if (before)
			return fail_duplicate(s, key, (size_t)(before - s->text));
	}
	CX_GROW(s->keys, s->key_count, s->key_cap);
	s->keys[s->key_count++] = *key;
	return true;
}

static bool scan_value(struct scan *s);

/* The key and its colon. */
static bool scan_member_key(struct scan *s, size_t first, struct cx_map *seen)
{
	struct scan_key key = {.at = s->at};
	bool escaped;
	if (!scan_at(s, '"'))
		return scan_unexpected(s, s->key_count == first ? "a key in double quotes or '}'"
								: "a key in double quotes");
	if (!scan_string(s, &escaped))
		return false;
	key.text = s->text + key.at + 1;
	key.len = s->at - key.at - 2;
	if (escaped)
		decode_key(s, &key);
	if (!scan_remember(s, &key, first, seen))
		return false;
	scan_space(s);
	if (!scan_at(s, ':'))
		return scan_unexpected(s, "':'");
	s->at++;
	return true;
}

static bool scan_members(struct scan *s, size_t first, struct cx_map *seen)
{
	for (;;) {
		scan_space(s);
		if (s->key_count == first && scan_at(s, '}'))
			break;
		if (!scan_member_key(s, first, seen) || !scan_value(s))
			return false;
		scan_space(s);
		if (scan_at(s, '}'))
			break;
		if (!scan_at(s, ','))
			return scan_unexpected(s, "',' or '}'");
		s->at++;
	}
	s->at++;
	return true;
}

static bool scan_object(struct scan *s)
{
	CX_AUTO(cx_map) struct cx_map seen = CX_MAP_INIT;
	size_t first = s->key_count;
	s->at++;
	bool valid = scan_members(s, first, &seen);
	s->key_count = first;
	return valid;
}

static bool scan_array(struct scan *s)
{
	s->at++;
	scan_space(s);
	if (scan_at(s, ']')) {
		s->at++;
		return true;
	}
	for (;;) {
		if (!scan_value(s))
			return false;
		scan_space(s);
		if (scan_at(s, ']'))
			break;
		if (!scan_at(s, ','))
			return scan_unexpected(s, "',' or ']'");
		s->at++;
	}
	s->at++;
	return true;
}

static size_t scan_digits(struct scan *s)
{
	size_t start = s->at;
	while (s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9')
		s->at++;
	return s->at - start;
}

static bool number_parts(struct scan *s, size_t *ret_exponent_digits)
{
	if (scan_at(s, '-'))
		s->at++;
	size_t whole_at = s->at, whole = scan_digits(s);
	if (!whole)
		return scan_unexpected(s, "a digit");
	if (whole > 1 && s->text[whole_at] == '0') {
		scan_fail(s, "json.syntax", whole_at, whole, "a number starts with a zero too many");
		return false;
	}
	if (scan_at(s, '.')) {
		s->at++;
		if (!scan_digits(s))
			return scan_unexpected(s, "a digit");
	}
	if (scan_at(s, 'e') || scan_at(s, 'E')) {
		s->at++;
		if (scan_at(s, '+') || scan_at(s, '-'))
			s->at++;
		*ret_exponent_digits = scan_digits(s);
		if (!*ret_exponent_digits)
			return scan_unexpected(s, "a digit");
	}
	return true;
}

static bool scan_number(struct scan *s)
{
	static const char open[] = {'"', CX_JSONSCAN_NUMBER};
	size_t start = s->at, exponent_digits = 0;
	struct cx_dec dec;
	if (!number_parts(s, &exponent_digits))
		return false;
	if (exponent_digits > 8 && !cx_dec_parse(s->text + start, s->at - start, &s->digits, &dec)) {
		scan_fail(s, "json.number", start, s->at - start,
			  "the exponent of this number is beyond 1,000,000,000");
		return false;
	}
	scan_flush(s, start, start);
	cx_buf_add(s->out, open, sizeof open);
	scan_flush(s, s->at, s->at);
	cx_buf_addc(s->out, '"');
	return true;
}

static bool scan_literal(struct scan *s)
{
	static const char *const literals[] = {"true", "false", "null"};
	for (size_t i = 0; i < CX_COUNT(literals); i++) {
		size_t n = strlen(literals[i]);
		if (s->len - s->at >= n && memcmp(s->text + s->at, literals[i], n) == 0) {
			s->at += n;
			return true;
		}
	}
	return scan_unexpected(s, "a value");
}

static bool scan_nested(struct scan *s, bool (*scan_inside)(struct scan *))
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

static bool scan_value(struct scan *s)
{
	scan_space(s);
	if (s->at >= s->len)
		return scan_unexpected(s, "a value");
	if (++s->values > CX_MAX_JSON_VALUES) {
		cx_diag_add(s->diags, CX_SEVERITY_ERROR, "json.size", cx_span_at(s->source, s->at, 1),
			    "there are more than %u values", CX_MAX_JSON_VALUES);
		return false;
	}
	char c = s->text[s->at];
	bool escaped;
	if (c == '"')
		return scan_string(s, &escaped);
	if (c == '{')
		return scan_nested(s, scan_object);
	if (c == '[')
		return scan_nested(s, scan_array);
	if (c == '-' || (c >= '0' && c <= '9'))
		return scan_number(s);
	return scan_literal(s);
}

static bool scan_text(struct scan *s)
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
		return scan_unexpected(s, "the end");
	scan_flush(s, s->len, s->len);
	return true;
}

bool cx_jsonscan_rewrite(const struct cx_source *source, struct cx_buf *out, bool *ret_has_nul,
			 struct cx_diags *diags)
{
	struct scan s = {.source = source,
			 .text = source->text,
			 .len = source->len,
			 .out = out,
			 .digits = CX_BUF_INIT,
			 .diags = diags};
	bool valid = scan_text(&s);
	cx_free(s.keys);
	cx_arena_release(&s.arena);
	cx_buf_release(&s.digits);
	if (valid)
		*ret_has_nul = s.has_nul;
	return valid;
}
