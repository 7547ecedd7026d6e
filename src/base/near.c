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

size_t cx_near_distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	if (na > MAX_WORD || nb > MAX_WORD)
		return SIZE_MAX;
	size_t rows[3][MAX_WORD + 1] = {0};
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= nb; j++)
		last[j] = j;
	for (size_t i = 1; i <= na; i++) {
		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t change = fold(a[i - 1]) == fold(b[j - 1]) ? 0 : 1;
			row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + change);
			if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[nb];
}

const char *cx_near_word(const char *text, const char *const *words)
{
	size_t best = SIZE_MAX;
	const char *found = NULL;
	for (; *words; words++) {
		size_t distance = cx_near_distance(text, *words);
		if (distance < best) {
			best = distance;
			found = *words;
		}
	}
	size_t allowed = (strlen(text) + 2) / 3;
	return found && best <= allowed ? found : NULL;
}
