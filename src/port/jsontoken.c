/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of JSON: strings with their escapes, numbers, literals; and what stands in their place. */
#include "port/jsontoken.h"

#include "base/num.h"
#include "base/utf8.h"
#include "port/jsonscan.h"

static struct cx_diag *token_fail(struct cx_jsonscan *s, const char *code, size_t at, size_t width,
				  const char *message)
{
	return cx_diag_add(s->diags, CX_SEVERITY_ERROR, code, cx_span_at(s->source, at, width), "%s",
			   message);
}

/* Whether the last character before s->at, but for space, is a comma. */
static bool behind_comma(const struct cx_jsonscan *s)
{
	size_t at = s->at;
	while (at && strchr(" \t\r\n", s->text[at - 1]))
		at--;
	return at && s->text[at - 1] == ',';
}

static const char *hint_for(const struct cx_jsonscan *s, bool value)
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

bool cx_jsontoken_unexpected(struct cx_jsonscan *s, const char *expected)
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

void cx_jsontoken_flush(struct cx_jsonscan *s, size_t end, size_t resume)
{
	cx_buf_add(s->out, s->text + s->copied, end - s->copied);
	s->copied = resume;
}

bool cx_jsontoken_at(const struct cx_jsonscan *s, char c)
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
static bool hex_unit(const struct cx_jsonscan *s, size_t at, uint32_t *ret_unit)
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

static bool token_unicode_escape(struct cx_jsonscan *s)
{
	uint32_t unit, low;
	if (!hex_unit(s, s->at, &unit)) {
		token_fail(s, "json.syntax", s->at, 2, "\\u needs four hexadecimal digits behind it");
		return false;
	}
	size_t n = 6;
	if (unit >= 0xd800 && unit <= 0xdfff) {
		if (unit >= 0xdc00 || !hex_unit(s, s->at + 6, &low) || low < 0xdc00 || low > 0xdfff) {
			token_fail(s, "json.utf8", s->at, 6,
				   "this escape is one half of a surrogate pair, the other is missing");
			return false;
		}
		n = 12;
	}
	if (!unit) {
		static const char nul = CX_JSONSCAN_NUL;
		cx_jsontoken_flush(s, s->at, s->at + 6);
		cx_buf_addc(s->out, nul);
		s->has_nul = true;
	}
	s->at += n;
	return true;
}

static bool token_escape(struct cx_jsonscan *s)
{
	if (s->at + 1 >= s->len) {
		s->at = s->len;
		return cx_jsontoken_unexpected(s, "the end of an escape");
	}
	char c = s->text[s->at + 1];
	if (c == 'u')
		return token_unicode_escape(s);
	if (!c || !strchr("\"\\/bfnrt", c)) {
		struct cx_diag *diag = token_fail(s, "json.syntax", s->at, 2, "this escape is unknown");
		cx_diag_hint(s->diags, diag, "a backslash itself is written \\\\");
		return false;
	}
	s->at += 2;
	return true;
}

static bool token_special(struct cx_jsonscan *s, size_t open)
{
	if (s->at >= s->len) {
		token_fail(s, "json.syntax", open, 1, "the string that opens here is not closed");
		return false;
	}
	unsigned char c = (unsigned char)s->text[s->at];
	if (c == '\\')
		return token_escape(s);
	if (c < 0x20) {
		struct cx_diag *diag = token_fail(s, "json.syntax", s->at, 1,
						  c == '\n' ? "a line break stands inside a string"
							    : "a control character stands inside a string");
		cx_diag_hint(s->diags, diag,
			     c == '\n' ? "close the quote, or write \\n" : "write it as \\u%04x", c);
		return false;
	}
	uint32_t code;
	size_t n = cx_utf8_decode(s->text + s->at, s->len - s->at, &code);
	s->at += n;
	return n || cx_jsontoken_unexpected(s, "text");
}

bool cx_jsontoken_string(struct cx_jsonscan *s, bool *ret_escaped)
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
		if (cx_jsontoken_at(s, '"'))
			break;
		escaped = escaped || cx_jsontoken_at(s, '\\');
		if (!token_special(s, open))
			return false;
	}
	s->at++;
	*ret_escaped = escaped;
	return true;
}

void cx_jsontoken_decode(struct cx_jsonscan *s, struct cx_jsonscan_key *key)
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

static size_t token_digits(struct cx_jsonscan *s)
{
	size_t start = s->at;
	while (s->at < s->len && s->text[s->at] >= '0' && s->text[s->at] <= '9')
		s->at++;
	return s->at - start;
}

static bool number_parts(struct cx_jsonscan *s, size_t *ret_exponent_digits)
{
	if (cx_jsontoken_at(s, '-'))
		s->at++;
	size_t whole_at = s->at, whole = token_digits(s);
	if (!whole)
		return cx_jsontoken_unexpected(s, "a digit");
	if (whole > 1 && s->text[whole_at] == '0') {
		token_fail(s, "json.syntax", whole_at, whole, "a number starts with a zero too many");
		return false;
	}
	if (cx_jsontoken_at(s, '.')) {
		s->at++;
		if (!token_digits(s))
			return cx_jsontoken_unexpected(s, "a digit");
	}
	if (cx_jsontoken_at(s, 'e') || cx_jsontoken_at(s, 'E')) {
		s->at++;
		if (cx_jsontoken_at(s, '+') || cx_jsontoken_at(s, '-'))
			s->at++;
		*ret_exponent_digits = token_digits(s);
		if (!*ret_exponent_digits)
			return cx_jsontoken_unexpected(s, "a digit");
	}
	return true;
}

bool cx_jsontoken_number(struct cx_jsonscan *s)
{
	static const char open[] = {'"', CX_JSONSCAN_NUMBER};
	size_t start = s->at, exponent_digits = 0;
	struct cx_dec dec;
	if (!number_parts(s, &exponent_digits))
		return false;
	if (exponent_digits > 8 && !cx_dec_parse(s->text + start, s->at - start, &s->digits, &dec)) {
		token_fail(s, "json.number", start, s->at - start,
			   "the exponent of this number is beyond 1,000,000,000");
		return false;
	}
	cx_jsontoken_flush(s, start, start);
	cx_buf_add(s->out, open, sizeof open);
	cx_jsontoken_flush(s, s->at, s->at);
	cx_buf_addc(s->out, '"');
	return true;
}

bool cx_jsontoken_literal(struct cx_jsonscan *s)
{
	static const char *const literals[] = {"true", "false", "null"};
	for (size_t i = 0; i < CX_COUNT(literals); i++) {
		size_t n = strlen(literals[i]);
		if (s->len - s->at >= n && memcmp(s->text + s->at, literals[i], n) == 0) {
			s->at += n;
			return true;
		}
	}
	return cx_jsontoken_unexpected(s, "a value");
}
