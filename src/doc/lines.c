/* SPDX-License-Identifier: Apache-2.0 */
/* Lines are found once, places are looked up in them. */
#include "doc/lines.h"

struct cx_lines cx_lines_of(struct cx_arena *arena, const char *text, size_t len)
{
	struct cx_lines lines = {.text = text, .len = len};
	size_t count = 2;
	for (size_t i = 0; i < len; i++)
		count += text[i] == '\n';
	lines.starts = cx_arena_alloc(arena, count * sizeof *lines.starts);
	lines.count = 1;
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n')
			lines.starts[lines.count++] = i + 1;
	return lines;
}

size_t cx_lines_offset(struct cx_lines *lines, struct cx_yaml_place place)
{
	if (place.line == 0 || place.line > lines->count)
		return lines->len;
	bool further = place.line == lines->last.line && place.column >= lines->last.column;
	size_t at = further ? lines->last_at : lines->starts[place.line - 1];
	for (uint32_t n = further ? lines->last.column : 1; n < place.column && at < lines->len; n++)
		for (at++; at < lines->len && ((unsigned char)lines->text[at] & 0xc0) == 0x80;)
			at++;
	lines->last = place;
	lines->last_at = at;
	return at;
}

struct cx_yaml_place cx_lines_place(const struct cx_lines *lines, size_t at)
{
	struct cx_yaml_place place = {1, 1};
	while (place.line < lines->count && lines->starts[place.line] <= at)
		place.line++;
	for (size_t i = lines->starts[place.line - 1]; i < at && i < lines->len; i++)
		place.column += ((unsigned char)lines->text[i] & 0xc0) != 0x80;
	return place;
}
