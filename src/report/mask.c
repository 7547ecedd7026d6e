/* SPDX-License-Identifier: Apache-2.0 */
/* One walk over a line: a word in front of a colon is a key, what follows is its value. */
#include "report/mask.h"

#include "base/near.h"

#include <ctype.h>
#include <strings.h>

#define MAX_KEY 64

static bool is_key_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcasecmp(text + n - m, end) == 0;
}

static bool sounds_secret(const char *key, size_t len)
{
	static const char *const parts[] = {"secret",        "token",      "passw",      "passphrase",
					    "authorization", "cookie",     "apikey",     "api_key",
					    "api-key",       "credential", "private_key"};
	static const char *const words[] = {"secret", "token", "password", "authorization", NULL};
	char text[MAX_KEY + 1];
	if (len > MAX_KEY)
		return false;
	for (size_t i = 0; i < len; i++)
		text[i] = (char)tolower((unsigned char)key[i]);
	text[len] = '\0';
	if (ends_with(text, "url") || ends_with(text, "uri"))
		return false;
	for (size_t i = 0; i < CX_COUNT(parts); i++)
		if (strstr(text, parts[i]))
			return true;
	return cx_near_word(text, words) != NULL;
}

/* The key that ends in front of the colon at `at`: where it begins, and its length; 0 if there is none. */
static size_t key_before(const char *line, size_t at, size_t *ret_start)
{
	size_t end = at;
	while (end > 0 && line[end - 1] == ' ')
		end--;
	if (end > 0 && (line[end - 1] == '"' || line[end - 1] == '\''))
		end--;
	size_t start = end;
	while (start > 0 && is_key_char(line[start - 1]))
		start--;
	*ret_start = start;
	return end - start;
}

/* Where a value that begins at `at` ends: a quoted one behind its quote, a plain one in a flow at its sign.
 */
static size_t value_end(const char *line, size_t len, size_t at, bool in_flow)
{
	char quote = line[at] == '"' || line[at] == '\'' ? line[at] : '\0';
	for (size_t i = at + 1; i < len; i++) {
		if (quote == '"' && line[i] == '\\')
			i++;
		else if (quote && line[i] == quote)
			return i + 1;
		else if (!quote && in_flow && strchr(",}]", line[i]))
			return i;
	}
	return len;
}

static void add_blanked(const char *text, size_t len, struct cx_buf *out)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			cx_buf_addc(out, '*');
}

void cx_mask_line(const char *line, size_t len, struct cx_buf *out)
{
	size_t done = 0, start;
	bool in_flow = false;
	for (size_t i = 0; i < len; i++) {
		in_flow = in_flow || line[i] == '{' || line[i] == '[';
		if (line[i] != ':')
			continue;
		size_t key_len = key_before(line, i, &start);
		size_t at = i + 1;
		while (at < len && (line[at] == ' ' || line[at] == '\t'))
			at++;
		if (!key_len || at == len || line[at] == '{' || !sounds_secret(line + start, key_len))
			continue;
		size_t end = value_end(line, len, at, in_flow);
		cx_buf_add(out, line + done, at - done);
		add_blanked(line + at, end - at, out);
		done = end;
		i = end - 1;
	}
	cx_buf_add(out, line + done, len - done);
}
