/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the pattern; whatever the two dialects read alike is copied. */
#include "port/ecma.h"

#include "port/ecma_property.h"

#include <ctype.h>

#define SPACES                                                                                       \
	"\\t\\n\\x{b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}" \
	"\\x{3000}\\x{feff}"
/* The complement, spelt out because a class cannot hold a negated class. */
#define NON_SPACES                                                                               \
	"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"         \
	"\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-" \
	"\\x{fefe}\\x{ff00}-\\x{10ffff}"

struct ecma {
	const char *text;
	size_t len, at;
	bool in_class;
	bool repeatable; /* a quantifier may follow */
	struct cx_buf *out, *error;
};

static bool refuse(struct ecma *e, const char *what)
{
	cx_buf_clear(e->error);
	cx_buf_addf(e->error, "%s at character %zu", what, e->at + 1);
	return false;
}

static char peek(const struct ecma *e, size_t ahead)
{
	return e->at + ahead < e->len ? e->text[e->at + ahead] : '\0';
}

static bool starts(const struct ecma *e, const char *with)
{
	size_t n = strlen(with);
	return e->len - e->at >= n && memcmp(e->text + e->at, with, n) == 0;
}

static void put_range(struct ecma *e, const char *range)
{
	cx_buf_addf(e->out, e->in_class ? "%s" : "[%s]", range);
}

static bool put_property(struct ecma *e)
{
	bool negated = peek(e, 1) == 'P';
	const char *name = e->text + e->at + 3;
	const char *end = peek(e, 2) == '{' ? memchr(name, '}', e->len - e->at - 3) : NULL;
	if (!end)
		return refuse(e, "a property needs braces, as in \\p{L},");
	size_t len = (size_t)(end - name);
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_' && name[i] != '=')
			return refuse(e, "no such property");
	e->at += len + 4;
	cx_ecma_property_add(name, len, negated, e->in_class, e->out);
	return true;
}

static bool read_hex(const struct ecma *e, size_t from, size_t digits, uint32_t *ret_value)
{
	uint32_t value = 0;
	for (size_t i = 0; i < digits; i++) {
		char c = peek(e, from + i);
		if (!isxdigit((unsigned char)c))
			return false;
		int digit = isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
		value = value * 16 + (uint32_t)digit;
	}
	*ret_value = value;
	return true;
}

static void put_code_point(struct ecma *e, uint32_t code_point, size_t consumed)
{
	cx_buf_addf(e->out, "\\x{%x}", (unsigned)code_point);
	e->at += consumed;
}

static bool put_unicode(struct ecma *e)
{
	uint32_t high, low;
	if (peek(e, 2) == '{') {
		size_t digits = 0;
		while (isxdigit((unsigned char)peek(e, 3 + digits)))
			digits++;
		if (!digits || digits > 8 || peek(e, 3 + digits) != '}' || !read_hex(e, 3, digits, &high) ||
		    high > 0x10ffff)
			return refuse(e, "no code point");
		put_code_point(e, high, digits + 4);
		return true;
	}
	if (!read_hex(e, 2, 4, &high))
		return refuse(e, "\\u needs four hexadecimal digits,");
	if (high >= 0xd800 && high < 0xdc00 && peek(e, 6) == '\\' && peek(e, 7) == 'u' &&
	    read_hex(e, 8, 4, &low) && low >= 0xdc00 && low < 0xe000) {
		put_code_point(e, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12);
		return true;
	}
	put_code_point(e, high, 6);
	return true;
}

/* \1 to \99 outside a class: a group by its number. */
static bool put_back_reference(struct ecma *e)
{
	size_t digits = 1;
	while (isdigit((unsigned char)peek(e, 1 + digits)))
		digits++;
	cx_buf_addf(e->out, "\\g{%.*s}", (int)digits, e->text + e->at + 1);
	e->at += digits + 1;
	return true;
}

static bool put_group_name_reference(struct ecma *e)
{
	const char *name = e->text + e->at + 3;
	const char *end = peek(e, 2) == '<' ? memchr(name, '>', e->len - e->at - 3) : NULL;
	if (!end)
		return refuse(e, "\\k needs a group's name, as in \\k<name>,");
	cx_buf_addf(e->out, "\\k<%.*s>", (int)(end - name), name);
	e->at += (size_t)(end - name) + 4;
	return true;
}

static bool put_letter_escape(struct ecma *e, char c)
{
	uint32_t value;
	switch (c) {
	case 'd':
	case 'D':
	case 'w':
	case 'W':
	case 't':
	case 'n':
	case 'f':
	case 'r':
		cx_buf_addf(e->out, "\\%c", c);
		break;
	case 'b':
	case 'B':
		if (e->in_class && c == 'B')
			return refuse(e, "\\B in a class");
		cx_buf_adds(e->out, e->in_class ? "\\x{8}" : c == 'b' ? "\\b" : "\\B");
		e->repeatable = e->in_class;
		break;
	case 'v':
		cx_buf_adds(e->out, "\\x{b}");
		break;
	case 's':
		put_range(e, SPACES);
		break;
	case 'S':
		put_range(e, NON_SPACES);
		break;
	case 'c':
		if (!isalpha((unsigned char)peek(e, 2)))
			return refuse(e, "\\c needs a letter");
		put_code_point(e, (uint32_t)peek(e, 2) % 32, 3);
		return true;
	case 'x':
		if (!read_hex(e, 2, 2, &value))
			return refuse(e, "\\x needs two hexadecimal digits,");
		put_code_point(e, value, 4);
		return true;
	case 'u':
		return put_unicode(e);
	case 'p':
	case 'P':
		return put_property(e);
	case 'k':
		return e->in_class ? refuse(e, "\\k in a class") : put_group_name_reference(e);
	default:
		cx_buf_clear(e->error);
		cx_buf_addf(e->error, "\\%c is no escape of ECMA-262, at character %zu", c, e->at + 1);
		return false;
	}
	e->at += 2;
	return true;
}

static bool put_escape(struct ecma *e)
{
	if (e->at + 1 >= e->len)
		return refuse(e, "nothing behind the backslash");
	char c = peek(e, 1);
	e->repeatable = true;
	if (isalpha((unsigned char)c))
		return put_letter_escape(e, c);
	if (c == '0' && !isdigit((unsigned char)peek(e, 2))) {
		put_code_point(e, 0, 2);
		return true;
	}
	if (isdigit((unsigned char)c))
		return e->in_class || c == '0' ? refuse(e, "octal escape") : put_back_reference(e);
	if ((unsigned char)c >= 0x80 || c == '_' || c == ' ') {
		e->at++;
		return true;
	}
	cx_buf_addf(e->out, "\\%c", c);
	e->at += 2;
	return true;
}

static bool put_class(struct ecma *e)
{
	e->repeatable = true;
	if (starts(e, "[^]")) {
		cx_buf_adds(e->out, "[\\x{0}-\\x{10ffff}]");
		e->at += 3;
		return true;
	}
	if (starts(e, "[]")) {
		cx_buf_adds(e->out, "(?!)");
		e->at += 2;
		return true;
	}
	e->in_class = true;
	cx_buf_adds(e->out, peek(e, 1) == '^' ? "[^" : "[");
	e->at += peek(e, 1) == '^' ? 2 : 1;
	while (e->at < e->len && peek(e, 0) != ']') {
		if (peek(e, 0) == '\\') {
			if (!put_escape(e))
				return false;
			continue;
		}
		if (peek(e, 0) == '[')
			cx_buf_addc(e->out, '\\');
		cx_buf_addc(e->out, e->text[e->at++]);
	}
	if (e->at >= e->len)
		return refuse(e, "the class is not closed");
	e->in_class = false;
	cx_buf_addc(e->out, ']');
	e->at++;
	e->repeatable = true;
	return true;
}

static bool put_group(struct ecma *e)
{
	static const char *const kinds[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};
	e->repeatable = false;
	for (size_t i = 0; i < CX_COUNT(kinds); i++) {
		if (starts(e, kinds[i])) {
			cx_buf_adds(e->out, kinds[i]);
			e->at += strlen(kinds[i]);
			return true;
		}
	}
	if (starts(e, "(*") || (starts(e, "(?") && !starts(e, "(?<")))
		return refuse(e, "no group of ECMA-262");
	size_t n = starts(e, "(?<") ? 3 : 1;
	cx_buf_add(e->out, e->text + e->at, n);
	e->at += n;
	return true;
}

/* The length of {n}, {n,} or {n,m} here; 0 if the brace is none. */
static size_t braces_length(const struct ecma *e)
{
	size_t i = 1;
	while (isdigit((unsigned char)peek(e, i)))
		i++;
	if (i == 1)
		return 0;
	if (peek(e, i) == ',')
		i++;
	while (isdigit((unsigned char)peek(e, i)))
		i++;
	return peek(e, i) == '}' ? i + 1 : 0;
}

static bool put_quantifier(struct ecma *e, size_t n)
{
	if (!e->repeatable)
		return refuse(e, "nothing to repeat");
	cx_buf_add(e->out, e->text + e->at, n);
	e->at += n;
	if (peek(e, 0) == '?') {
		cx_buf_addc(e->out, '?');
		e->at++;
	}
	e->repeatable = false;
	return true;
}

static bool put_next(struct ecma *e)
{
	char c = peek(e, 0);
	size_t braces = c == '{' ? braces_length(e) : 0;
	switch (c) {
	case '\\':
		return put_escape(e);
	case '[':
		return put_class(e);
	case '(':
		return put_group(e);
	case '*':
	case '+':
	case '?':
		return put_quantifier(e, 1);
	case '.':
		cx_buf_adds(e->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		break;
	case '{':
		if (braces)
			return put_quantifier(e, braces);
		cx_buf_adds(e->out, "\\{");
		break;
	case '^':
	case '$':
	case '|':
		cx_buf_addc(e->out, c);
		e->at++;
		e->repeatable = false;
		return true;
	default:
		cx_buf_addc(e->out, c);
	}
	e->at++;
	e->repeatable = true;
	return true;
}

bool cx_ecma_translate(const char *pattern, size_t len, struct cx_buf *out, struct cx_buf *error)
{
	struct ecma e = {.text = pattern, .len = len, .out = out, .error = error};
	while (e.at < e.len)
		if (!put_next(&e))
			return false;
	return true;
}
