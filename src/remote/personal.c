/* SPDX-License-Identifier: Apache-2.0 */
/* A few shapes, found from the left. */
#include "remote/personal.h"

#include <ctype.h>

#define PHONE_DIGITS  7
#define ENCODED_BYTES 16 /* a shorter one says too little */

static bool is_address_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-'", c)) || (unsigned char)c >= 0x80;
}

static void blank_addresses(char *text, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		if (text[at] != '@')
			continue;
		size_t begin = at, end = at + 1;
		while (begin > 0 && is_address_char(text[begin - 1]))
			begin--;
		while (end < len && is_address_char(text[end]))
			end++;
		if (begin < at && end > at + 1)
			memset(text + begin, '*', end - begin);
		at = end - 1;
	}
}

static bool is_between(char c)
{
	return c && strchr(" -./()", c);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void blank_numbers(char *text, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		if (!isdigit((unsigned char)text[at]))
			continue;
		size_t begin = at, end = at, digits = 0;
		for (size_t i = at; i < len && (isdigit((unsigned char)text[i]) || is_between(text[i])); i++)
			if (isdigit((unsigned char)text[i])) {
				digits++;
				end = i + 1;
			}
		/* A part of a word, such as an id, is no number of its own. */
		bool alone = (begin == 0 || !is_word(text[begin - 1])) && (end == len || !is_word(text[end]));
		if (digits >= PHONE_DIGITS && alone)
			memset(text + begin, '*', end - begin);
		at = end;
	}
}

static bool is_escape(const char *text, size_t len, size_t at)
{
	size_t left = len - at;
	switch (text[at]) {
	case '%':
		return left > 2 && isxdigit((unsigned char)text[at + 1]) &&
		       isxdigit((unsigned char)text[at + 2]);
	case '\\':
		return left > 2 && (text[at + 1] == 'x' || text[at + 1] == 'u');
	case '&':
		return left > 2 && (text[at + 1] == '#' || isalpha((unsigned char)text[at + 1])) &&
		       memchr(text + at, ';', left < 10 ? left : 10);
	default:
		return false;
	}
}

static bool is_code_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("+/=_-", c));
}

/* Base64 changes between the cases and digits all the time; words seldom do. */
static bool looks_encoded(const char *run, size_t len)
{
	static const char upper = 'A', lower = 'a', number = '0';
	size_t changes = 0, hex = 0;
	bool uppers = false, lowers = false;
	char last = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)run[i];
		char kind = isupper(c) ? upper : islower(c) ? lower : number;
		changes += last && kind != last;
		last = kind;
		uppers |= kind == upper;
		lowers |= kind == lower;
		hex += isxdigit(c) != 0;
	}
	return len >= ENCODED_BYTES && (hex == len || (uppers && lowers && changes * 4 > len));
}

/* From blank to blank: what is around an escape is a part of the same text. */
static void blank_encoded(char *text, size_t len)
{
	for (size_t begin = 0, end = 0; begin < len; begin = end + 1) {
		bool found = false;
		for (end = begin; end < len && text[end] != ' '; end++)
			found |= is_escape(text, len, end);
		for (size_t at = begin, stop; !found && at < end; at = stop + 1) {
			for (stop = at; stop < end && is_code_char(text[stop]); stop++)
				;
			if (looks_encoded(text + at, stop - at))
				memset(text + at, '*', stop - at);
		}
		if (found)
			memset(text + begin, '*', end - begin);
	}
}

void cx_personal_blank(char *text, size_t len)
{
	blank_encoded(text, len);
	blank_addresses(text, len);
	blank_numbers(text, len);
}
