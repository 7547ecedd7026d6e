/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a YAML file by their number. */
#include "doc/yaml_line.h"

bool cx_yaml_line_at(const struct cx_source *source, uint32_t number, struct cx_yaml_line *ret_line)
{
	const char *at = source->text, *end = at + source->len;
	if (source->len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	for (uint32_t n = 1; n < number; n++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			return false;
		at = newline + 1;
	}
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	size_t len = (size_t)((newline ? newline : end) - at);
	while (len && (at[len - 1] == '\r' || at[len - 1] == ' '))
		len--;
	*ret_line = (struct cx_yaml_line){at, len};
	return true;
}

size_t cx_yaml_line_offset(const struct cx_yaml_line *line, uint32_t column)
{
	size_t at = 0;
	for (uint32_t c = 1; c < column && at < line->len; c++) {
		at++;
		while (at < line->len && ((unsigned char)line->text[at] & 0xc0) == 0x80)
			at++;
	}
	return at;
}

size_t cx_yaml_line_indent(const struct cx_yaml_line *line)
{
	size_t n = 0;
	while (n < line->len && line->text[n] == ' ')
		n++;
	return n;
}
