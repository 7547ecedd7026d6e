/* SPDX-License-Identifier: Apache-2.0 */
/* Punycode by hand; the rules as patterns, for the properties of characters are in PCRE2 already. */
#include "schema/idna.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "port/regex.h"

#include <ctype.h>

#define MAX_LABEL 63

/* RFC 3492 5. */
enum {
	BASE = 36,
	TMIN = 1,
	TMAX = 26,
	SKEW = 38,
	DAMP = 700,
	INITIAL_BIAS = 72,
	INITIAL_N = 128,
};

static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;
	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / count; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t digit_value(char c)
{
	return isdigit((unsigned char)c) ? (uint32_t)(c - '0') + 26 : (uint32_t)(c - 'a');
}

/* A generalised variable-length integer at *at; false if it is cut or too large. */
static bool read_delta(const char *text, size_t len, size_t *at, uint32_t bias, uint32_t *ret_delta)
{
	uint64_t delta = 0, weight = 1;
	for (uint32_t k = BASE;; k += BASE) {
		if (*at >= len)
			return false;
		uint32_t digit = digit_value(text[(*at)++]);
		uint32_t threshold = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		delta += digit * weight;
		if (delta > UINT32_MAX)
			return false;
		if (digit < threshold)
			break;
		weight *= BASE - threshold;
	}
	*ret_delta = (uint32_t)delta;
	return true;
}

/* The code points of lower-case Punycode; 0 if it is none, or stands for plain ASCII. */
static size_t decode(const char *text, size_t len, uint32_t ret_points[MAX_LABEL])
{
	size_t count = 0, at = 0;
	for (size_t i = len; i > 0; i--) {
		if (text[i - 1] != '-')
			continue;
		for (; count < i - 1; count++)
			ret_points[count] = (uint32_t)(unsigned char)text[count];
		at = i;
		break;
	}
	uint32_t n = INITIAL_N, bias = INITIAL_BIAS;
	uint64_t i = 0;
	bool first = true;
	if (at >= len)
		return 0;
	for (; at < len; first = false) {
		uint32_t delta;
		if (!read_delta(text, len, &at, bias, &delta) || count >= MAX_LABEL)
			return 0;
		i += delta;
		count++;
		n += (uint32_t)(i / count);
		i %= count;
		if (n > 0x10ffff || (n >= 0xd800 && n < 0xe000))
			return 0;
		bias = adapt(delta, (uint32_t)count, first);
		memmove(&ret_points[i + 1], &ret_points[i], (count - 1 - i) * sizeof *ret_points);
		ret_points[i++] = n;
	}
	return count;
}

#define VIRAMAS                                                                                              \
	"\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D3B\\u0D3C\\u0D4D\\u0DCA\\u0E3A\\u0EBA" \
	"\\u0F84"                                                                                            \
	"\\u1039\\u103A\\u1714\\u1734\\u17D2\\u1A60\\u1B44\\u1BAA\\u1BAB\\u1BF2\\u1BF3\\u2D7F\\uA806\\uA8C4" \
	"\\uA953"                                                                                            \
	"\\uA9C0\\uAAF6\\uABED"
/* Arabic letters that join to the left: all but those that join to the right alone. */
#define JOINS_LEFT                                                                              \
	"(?![\\u0622-\\u0625\\u0627\\u0629\\u062F-\\u0632\\u0648\\u0671-\\u0673\\u0675-\\u0677" \
	"\\u0688-\\u0699\\u06C0\\u06C3-\\u06CB\\u06CD\\u06CF\\u06D2\\u06D3\\u06D5])\\p{Script=Arabic}"

/* RFC 5892 2.6 and appendix A; general categories instead of the derived property. */
static const struct {
	const char *pattern;
	bool wanted; /* must match; else must not */
} rules[] = {
	{"^[\\p{Ll}\\p{Lo}\\p{Lm}\\p{Mn}\\p{Mc}\\p{Nd}\\-"
	 "\\u06FD\\u06FE\\u0F0B\\u3007\\u00B7\\u0375\\u05F3\\u05F4"
	 "\\u30FB\\u200C\\u200D]+$",
	 true},
	{"[\\u0640\\u07FA\\u302E\\u302F\\u3031-\\u3035\\u303B]", false},
	{"^\\p{M}|^-|-$|^..--", false},
	{"(?<!l)\\u00B7|\\u00B7(?!l)", false},
	{"\\u0375(?!\\p{Script=Greek})", false},
	{"(?<!\\p{Script=Hebrew})[\\u05F3\\u05F4]", false},
	{"^(?!.*[\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Han}]).*\\u30FB", false},
	{"[\\u0660-\\u0669].*[\\u06F0-\\u06F9]|[\\u06F0-\\u06F9].*[\\u0660-\\u0669]", false},
	{"(?<![" VIRAMAS "])\\u200D", false},
	{"(?<![" VIRAMAS "]|" JOINS_LEFT "|\\p{Script=Arabic}\\p{Mn})\\u200C", false},
	{"(?<![" VIRAMAS "])\\u200C(?!\\p{Mn}*\\p{Script=Arabic})", false},
};

static bool u_label_valid(const char *text, size_t len)
{
	CX_AUTO(cx_arena) struct cx_arena arena = CX_ARENA_INIT;
	bool valid = true;
	for (size_t i = 0; i < CX_COUNT(rules) && valid; i++) {
		const char *error;
		const struct cx_regex *regex =
			cx_regex_compile(&arena, rules[i].pattern, strlen(rules[i].pattern), &error);
		enum cx_regex_result result =
			regex ? cx_regex_match(regex, text, len) : CX_REGEX_RESULT_LIMIT;
		valid = result == (rules[i].wanted ? CX_REGEX_RESULT_MATCH : CX_REGEX_RESULT_NO_MATCH);
	}
	return valid;
}

bool cx_idna_a_label(const char *text, size_t len)
{
	char lower[MAX_LABEL], encoded[4];
	uint32_t points[MAX_LABEL + 1];
	CX_AUTO(cx_buf) struct cx_buf label = CX_BUF_INIT;
	if (len <= 4 || len > MAX_LABEL)
		return false;
	for (size_t i = 4; i < len; i++)
		lower[i - 4] = (char)tolower((unsigned char)text[i]);
	size_t count = decode(lower, len - 4, points);
	for (size_t i = 0; i < count; i++)
		cx_buf_add(&label, encoded, cx_utf8_encode(points[i], encoded));
	return count && u_label_valid(label.data, label.len);
}
