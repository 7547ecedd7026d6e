/* SPDX-License-Identifier: Apache-2.0 */
/* Optimal string alignment over three rows; long words are never near. */
#include "base/near.h"

#include <ctype.h>

#define MAX_WORD 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static char fold(char c)
{
	return (char)(c == '-' ? '_' : tolower((unsigned char)c));
}

struct word {
	char text[MAX_WORD];
	size_t len;
};

static struct word word_of(const char *text, size_t len)
{
	struct word word = {.len = len};
	for (size_t i = 0; i < len; i++)
		word.text[i] = fold(text[i]);
	return word;
}

static size_t distance(const struct word *a, const struct word *b)
{
	size_t rows[3][MAX_WORD + 1] = {0};
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b->len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a->len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b->len; j++) {
			size_t change = a->text[i - 1] == b->text[j - 1] ? 0 : 1;
			row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + change);
			if (i > 1 && j > 1 && a->text[i - 1] == b->text[j - 2] &&
			    a->text[i - 2] == b->text[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b->len];
}

size_t cx_near_distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	if (na > MAX_WORD || nb > MAX_WORD)
		return SIZE_MAX;
	const struct word left = word_of(a, na), right = word_of(b, nb);
	return distance(&left, &right);
}

/* Words whose lengths differ are at least that far from each other. */
const char *cx_near_word(const char *text, const char *const *words)
{
	size_t len = strlen(text), wanted = (len + 2) / 3;
	const char *found = NULL;
	if (len > MAX_WORD)
		return NULL;
	const struct word word = word_of(text, len);
	for (; *words; words++) {
		size_t n = strlen(*words), gap = n > len ? n - len : len - n;
		if (n > MAX_WORD || gap > wanted)
			continue;
		const struct word other = word_of(*words, n);
		size_t far = distance(&word, &other);
		if (far > wanted || (found && far == wanted))
			continue;
		found = *words;
		wanted = far;
	}
	return found;
}
