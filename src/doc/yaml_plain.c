/* SPDX-License-Identifier: Apache-2.0 */
/* What a plain scalar means, by its characters alone. */
#include "doc/yaml_plain.h"

/*
 * The first character decides for nearly all texts; only what may be a number is taken apart. The patterns
 * are those of YAML 1.2.2, 10.3.2, and of YAML 1.1's bool, int, float and null types.
 */

static const struct {
	const char *text;
	enum cx_plain plain;
} words[] = {
	{"~", CX_PLAIN_NULL},         {"null", CX_PLAIN_NULL},    {"Null", CX_PLAIN_NULL_WORD},
	{"NULL", CX_PLAIN_NULL_WORD}, {"true", CX_PLAIN_BOOL},    {"True", CX_PLAIN_BOOL},
	{"TRUE", CX_PLAIN_BOOL},      {"false", CX_PLAIN_BOOL},   {"False", CX_PLAIN_BOOL},
	{"FALSE", CX_PLAIN_BOOL},     {"yes", CX_PLAIN_WORD},     {"Yes", CX_PLAIN_WORD},
	{"YES", CX_PLAIN_WORD},       {"no", CX_PLAIN_WORD},      {"No", CX_PLAIN_WORD},
	{"NO", CX_PLAIN_WORD},        {"on", CX_PLAIN_WORD},      {"On", CX_PLAIN_WORD},
	{"ON", CX_PLAIN_WORD},        {"off", CX_PLAIN_WORD},     {"Off", CX_PLAIN_WORD},
	{"OFF", CX_PLAIN_WORD},       {"y", CX_PLAIN_WORD},       {"Y", CX_PLAIN_WORD},
	{"n", CX_PLAIN_WORD},         {"N", CX_PLAIN_WORD},       {".inf", CX_PLAIN_SPECIAL},
	{".Inf", CX_PLAIN_SPECIAL},   {".INF", CX_PLAIN_SPECIAL}, {".nan", CX_PLAIN_SPECIAL},
	{".NaN", CX_PLAIN_SPECIAL},   {".NAN", CX_PLAIN_SPECIAL},
};

static enum cx_plain find_word(const char *text, size_t len)
{
	for (size_t i = 0; i < CX_COUNT(words); i++)
		if (words[i].text[0] == text[0] && strlen(words[i].text) == len &&
		    memcmp(words[i].text, text, len) == 0)
			return words[i].plain;
	return CX_PLAIN_TEXT;
}

/* The length of the longest start of text that has only characters of the set. */
static size_t span_of(const char *text, size_t len, const char *set)
{
	size_t n = 0;
	while (n < len && text[n] && strchr(set, text[n]))
		n++;
	return n;
}

#define DIGITS "0123456789"

/* [0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)? */
static bool is_sixty(const char *text, size_t len)
{
	size_t at = span_of(text, len, DIGITS "_");
	if (!at || at >= len || text[at] != ':')
		return false;
	while (at < len && text[at] == ':') {
		size_t n = span_of(text + at + 1, len - at - 1, DIGITS);
		if (!n || n > 2 || (n == 2 && text[at + 1] > '5'))
			return false;
		at += 1 + n;
	}
	if (at < len && text[at] == '.')
		at += 1 + span_of(text + at + 1, len - at - 1, DIGITS "_");
	return at == len;
}

/* 0x1F, 0b101, 0o17, with underscores. */
static enum cx_plain based_number(const char *text, size_t len)
{
	static const struct {
		char letter;
		const char *digits;
		enum cx_plain plain;
	} bases[] = {
		{'x', DIGITS "abcdefABCDEF_", CX_PLAIN_BASE},
		{'b', "01_", CX_PLAIN_BASE},
		{'o', "01234567_", CX_PLAIN_OCTAL},
	};
	for (size_t i = 0; len > 2 && text[0] == '0' && i < CX_COUNT(bases); i++)
		if (text[1] == bases[i].letter && span_of(text + 2, len - 2, bases[i].digits) == len - 2)
			return bases[i].plain;
	return CX_PLAIN_TEXT;
}

/* A decimal without its sign: digits, fraction, exponent. */
static enum cx_plain decimal_number(const char *text, size_t len)
{
	size_t whole = span_of(text, len, DIGITS "_"), at = whole, part = 0;
	bool point = at < len && text[at] == '.';
	if (whole && text[0] == '_')
		return CX_PLAIN_TEXT;
	if (point) {
		part = span_of(text + at + 1, len - at - 1, DIGITS "_");
		at += 1 + part;
	}
	if (!whole && (!part || text[1] == '_'))
		return CX_PLAIN_TEXT;
	if (at < len && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		at += at < len && (text[at] == '+' || text[at] == '-');
		size_t digits = span_of(text + at, len - at, DIGITS);
		if (!digits)
			return CX_PLAIN_TEXT;
		at += digits;
	}
	if (at != len)
		return CX_PLAIN_TEXT;
	if (memchr(text, '_', len))
		return CX_PLAIN_SEPARATED;
	if (whole > 1 && text[0] == '0')
		return CX_PLAIN_OCTAL;
	return !whole || (point && !part) ? CX_PLAIN_SHORT : CX_PLAIN_NUMBER;
}

static enum cx_plain number_or_text(const char *text, size_t len)
{
	bool sign = text[0] == '-' || text[0] == '+', plus = text[0] == '+';
	text += sign;
	len -= sign;
	if (!len)
		return CX_PLAIN_TEXT;
	if (is_sixty(text, len))
		return CX_PLAIN_SIXTY;
	enum cx_plain plain = based_number(text, len);
	if (plain == CX_PLAIN_TEXT)
		plain = decimal_number(text, len);
	if (plain == CX_PLAIN_TEXT && text[0] == '.')
		plain = find_word(text, len);
	return plain == CX_PLAIN_NUMBER && plus ? CX_PLAIN_SHORT : plain;
}

enum cx_plain cx_plain_classify(const char *text, size_t len)
{
	if (!len)
		return CX_PLAIN_NULL;
	if (strchr("~nNyYtTfFoO", text[0]) && text[0])
		return len <= 5 ? find_word(text, len) : CX_PLAIN_TEXT;
	if (strchr(DIGITS "+-.", text[0]) && text[0])
		return number_or_text(text, len);
	return CX_PLAIN_TEXT;
}

bool cx_plain_is_ambiguous(enum cx_plain plain)
{
	return plain >= CX_PLAIN_WORD;
}

const char *cx_plain_other_reading(enum cx_plain plain)
{
	static const char *const names[] = {
		[CX_PLAIN_TEXT] = "text",
		[CX_PLAIN_NULL] = "null",
		[CX_PLAIN_BOOL] = "a boolean",
		[CX_PLAIN_NUMBER] = "a number",
		[CX_PLAIN_WORD] = "a boolean",
		[CX_PLAIN_NULL_WORD] = "null",
		[CX_PLAIN_OCTAL] = "an octal number",
		[CX_PLAIN_BASE] = "a number of another base",
		[CX_PLAIN_SIXTY] = "a number of base 60",
		[CX_PLAIN_SEPARATED] = "a number with separators",
		[CX_PLAIN_SPECIAL] = "no finite number",
		[CX_PLAIN_SHORT] = "a number",
	};
	return names[plain];
}
