/* SPDX-License-Identifier: Apache-2.0 */
/* Two shapes, found from the left. */
#include "remote/personal.h"

#include <ctype.h>

#define PHONE_DIGITS 7

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

void cx_personal_blank(char *text, size_t len)
{
	blank_addresses(text, len);
	blank_numbers(text, len);
}
