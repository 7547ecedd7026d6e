/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and digits stay, in lower case; what else there is becomes one dash. */
#include "model/good_name.h"

#include "base/buf.h"

#include <ctype.h>

/* The letters of German that names of audiences are full of; others become a dash. */
static const char *spelt_out(const char *at, size_t *ret_len)
{
	static const char *const letters[][2] = {{"\xc3\xa4", "ae"}, {"\xc3\xb6", "oe"}, {"\xc3\xbc", "ue"},
						 {"\xc3\x84", "ae"}, {"\xc3\x96", "oe"}, {"\xc3\x9c", "ue"},
						 {"\xc3\x9f", "ss"}};
	for (size_t i = 0; i < CX_COUNT(letters); i++)
		if (strncmp(at, letters[i][0], 2) == 0) {
			*ret_len = 2;
			return letters[i][1];
		}
	*ret_len = 1;
	return "-";
}

const char *cx_good_name(struct cx_arena *arena, const char *text)
{
	CX_AUTO(cx_buf) struct cx_buf name = CX_BUF_INIT;
	for (size_t n = 1; *text; text += n) {
		const char *letters = NULL;
		n = 1;
		if (isalnum((unsigned char)*text) || strchr("._-", *text))
			cx_buf_addc(&name, (char)tolower((unsigned char)*text));
		else
			letters = spelt_out(text, &n);
		if (letters && (letters[0] != '-' || (name.len && name.data[name.len - 1] != '-')))
			cx_buf_adds(&name, letters);
	}
	const char *start = name.len ? name.data : "";
	while (*start && !isalnum((unsigned char)*start))
		start++;
	size_t len = strlen(start);
	len = len < CX_GOOD_NAME_MAX ? len : CX_GOOD_NAME_MAX;
	while (len && !isalnum((unsigned char)start[len - 1]))
		len--;
	return cx_arena_strndup(arena, start, len);
}
