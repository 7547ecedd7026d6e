/* SPDX-License-Identifier: Apache-2.0 */
/* Bit sets: one word on the stack for most values, the heap for long ones. */
#include "schema/check.h"

#define WORD_BITS 64

static size_t marks_words(const struct cx_marks *marks)
{
	return (marks->count + WORD_BITS - 1) / WORD_BITS;
}

void cx_marks_init(struct cx_marks *marks, size_t count)
{
	*marks = (struct cx_marks){.count = count};
	if (count > WORD_BITS)
		marks->words = cx_alloc(marks_words(marks) * sizeof *marks->words);
}

static uint64_t *marks_bits(struct cx_marks *marks)
{
	return marks->words ? marks->words : &marks->small;
}

void cx_marks_add(struct cx_marks *marks, size_t index)
{
	marks_bits(marks)[index / WORD_BITS] |= UINT64_C(1) << (index % WORD_BITS);
}

void cx_marks_add_all(struct cx_marks *marks)
{
	for (size_t i = 0; i < marks_words(marks); i++)
		marks_bits(marks)[i] = UINT64_MAX;
}

bool cx_marks_has(const struct cx_marks *marks, size_t index)
{
	const uint64_t *bits = marks->words ? marks->words : &marks->small;
	return (bits[index / WORD_BITS] >> (index % WORD_BITS)) & 1;
}

void cx_marks_merge(struct cx_marks *into, const struct cx_marks *from)
{
	const uint64_t *bits = from->words ? from->words : &from->small;
	for (size_t i = 0; i < marks_words(into); i++)
		marks_bits(into)[i] |= bits[i];
}

void cx_marks_release(struct cx_marks *marks)
{
	cx_free(marks->words);
	marks->words = NULL;
}
