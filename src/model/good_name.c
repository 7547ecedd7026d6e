/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and digits stay, in lower case; what else there is becomes one dash. */
#include "model/good_name.h"

#include "base/buf.h"

#include <ctype.h>

/* U+00C0 to U+00FF: with marks that names in Western Europe are full of; German ones as they are spelt out.
 */
static const char *const latin[64] = {
	"a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i",  "i", "i",  "i",
	"d", "n", "o", "o", "o",  "o", "oe", "-", "o", "u", "u", "u", "ue", "y", "th", "ss",
	"a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i",  "i", "i",  "i",
	"d", "n", "o", "o", "o",  "o", "oe", "-", "o", "u", "u", "u", "ue", "y", "th", "y",
};

/* Of a byte that is no letter or digit; other scripts become dashes. */
static const char *spelt_out(const char *at, size_t *ret_len)
{
	unsigned char lead = (unsigned char)at[0], next = (unsigned char)at[1];
	bool found = lead == 0xc3 && next >= 0x80 && next <= 0xbf;
	*ret_len = found ? 2 : 1;
	return found ? latin[next - 0x80] : "-";
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
