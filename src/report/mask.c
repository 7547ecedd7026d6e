/* SPDX-License-Identifier: Apache-2.0 */
/* One walk over some lines: a word in front of a colon is a key, what follows is its value. */
#include "report/mask.h"

#include "base/near.h"

#include <ctype.h>
#include <strings.h>

#define MAX_KEY 64

static bool is_key_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Of NUL too: no. */
static bool has(const char *set, char c)
{
	return c && strchr(set, c);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcasecmp(text + n - m, end) == 0;
}

/* A third of a word's letters may be wrong: what is further off is another word, as segment is. */
static bool is_misspelt(const char *key)
{
	static const char *const words[] = {"secret", "token", "password", "authorization"};
	for (size_t i = 0; i < CX_COUNT(words); i++)
		if (cx_near_distance(key, words[i]) <= strlen(words[i]) / 3)
			return true;
	return false;
}

static bool sounds_secret(const char *key, size_t len)
{
	static const char *const parts[] = {"secret",        "token",      "passw",      "passphrase",
					    "authorization", "cookie",     "apikey",     "api_key",
					    "api-key",       "credential", "private_key"};
	char text[MAX_KEY + 1];
	if (len > MAX_KEY)
		return false;
	/* An escape in a key may spell anything. */
	if (memchr(key, '\\', len))
		return true;
	for (size_t i = 0; i < len; i++)
		text[i] = (char)tolower((unsigned char)key[i]);
	text[len] = '\0';
	if (ends_with(text, "url") || ends_with(text, "uri"))
		return false;
	for (size_t i = 0; i < CX_COUNT(parts); i++)
		if (strstr(text, parts[i]))
			return true;
	return is_misspelt(text);
}

/* The key that ends in front of the colon at `at`: where it begins, and its length; 0 if there is none. */
static size_t key_before(const char *line, size_t at, size_t *ret_start)
{
	size_t end = at;
	while (end > 0 && line[end - 1] == ' ')
		end--;
	bool quoted = end > 0 && (line[end - 1] == '"' || line[end - 1] == '\'');
	end -= quoted;
	size_t start = end;
	while (start > 0 && (is_key_char(line[start - 1]) || (quoted && line[start - 1] == '\\')))
		start--;
	*ret_start = start;
	return end - start;
}

/* How far in front of the shown part the walk begins, at most; and names of anchors that are kept. */
enum { LEAD = 65536, MOST_ALIASES = 32, MOST_STARS = 10000 };
#define NOWHERE SIZE_MAX

struct name {
	const char *text;
	size_t len;
};

struct walk {
	const char *text;
	size_t len;  /* of the whole */
	size_t show; /* what is in front of it is walked over and not shown */
	struct cx_buf *out;
	char quote;   /* of a secret's text that goes on; 0: none */
	size_t depth; /* brackets that are open in a secret's value */
	size_t zone;  /* lines indented that deep belong to a secret; NOWHERE: none */
	size_t block; /* and those to its block text */
	struct name aliases[MOST_ALIASES];
	size_t alias_count;
	bool all_aliases; /* there are more than are kept: each anchor may hold a secret */
};

static void emit(struct walk *w, size_t from, size_t to, bool blank)
{
	from = from < w->show ? w->show : from;
	for (size_t i = from; blank && i < to; i++)
		if (((unsigned char)w->text[i] & 0xc0) != 0x80)
			cx_buf_addc(w->out, '*');
	if (!blank && from < to)
		cx_buf_add(w->out, w->text + from, to - from);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Behind the quote that closes, or end. */
static size_t quote_end(struct walk *w, size_t at, size_t end)
{
	for (; at < end; at++) {
		if (w->quote == '"' && w->text[at] == '\\')
			at++;
		else if (w->text[at] == w->quote) {
			w->quote = '\0';
			return at + 1;
		}
	}
	return end;
}

static size_t plain_end(const struct walk *w, size_t at, size_t end, bool in_flow)
{
	while (at < end && !(in_flow && has(",}]", w->text[at])))
		at++;
	return at;
}

/* Behind the colon of the key at `at`, or 0 if there is none. */
static size_t key_end(const struct walk *w, size_t at, size_t end)
{
	size_t i = at;
	while (i < end && is_key_char(w->text[i]))
		i++;
	if (i == at)
		return 0;
	while (i < end && is_blank(w->text[i]))
		i++;
	return i < end && w->text[i] == ':' && (i + 1 == end || is_blank(w->text[i + 1])) ? i + 1 : 0;
}

static bool is_word(const struct walk *w, size_t at, const char *word)
{
	size_t n = strlen(word);
	return at + n < w->len && memcmp(w->text + at, word, n) == 0 && !is_key_char(w->text[at + n]);
}

/* Behind `env: NAME`, `file: path` or `version: 2` at `at`, which say where a secret is; 0 if it is none. */
static size_t reference_end(const struct walk *w, size_t at, size_t end)
{
	bool env = is_word(w, at, "env");
	size_t value = key_end(w, at, end);
	if (!value || !(env || is_word(w, at, "file") || is_word(w, at, "version")))
		return 0;
	while (value < end && is_blank(w->text[value]))
		value++;
	size_t stop = plain_end(w, value, end, w->depth > 0);
	for (size_t i = value; env && i < stop; i++)
		if (!isalnum((unsigned char)w->text[i]) && !has("_ \t\r", w->text[i]))
			return 0;
	return stop;
}

/* What belongs to a secret: blanked but for its keys, brackets and references. Ends behind its last bracket.
 */
static size_t walk_zone(struct walk *w, size_t at, size_t end, bool bounded)
{
	while (at < end) {
		char c = w->text[at];
		size_t next = at + 1;
		if (w->quote) {
			next = quote_end(w, at, end);
			emit(w, at, next, true);
			if (!w->quote && !w->depth && bounded)
				return next;
		} else if (c == '"' || c == '\'') {
			w->quote = c;
			emit(w, at, next, true);
		} else if (has("[]{}, \t\r", c) || (c == '-' && (next == end || is_blank(w->text[next])))) {
			w->depth += c == '[' || c == '{';
			emit(w, at, next, false);
			if ((c == ']' || c == '}') && w->depth && --w->depth == 0)
				return next;
		} else if ((next = reference_end(w, at, end)) || (next = key_end(w, at, end))) {
			emit(w, at, next, false);
		} else {
			next = plain_end(w, at, end, w->depth > 0);
			emit(w, at, next, true);
		}
		at = next;
	}
	return end;
}

/* Whether a block text begins here: its sign, and nothing but its header behind it. */
static bool is_block(const struct walk *w, size_t at, size_t end)
{
	if (w->text[at] != '|' && w->text[at] != '>')
		return false;
	for (at++; at < end && has("+-0123456789", w->text[at]); at++)
		;
	return at == end || is_blank(w->text[at]) || w->text[at] == '#';
}

/* Behind blanks, anchors and tags in front of a value. */
static size_t value_start(const struct walk *w, size_t at, size_t end)
{
	for (;;) {
		while (at < end && is_blank(w->text[at]))
			at++;
		if (at == end || (w->text[at] != '&' && w->text[at] != '!'))
			return at;
		while (at < end && !is_blank(w->text[at]))
			at++;
	}
}

/* Text that stands free behind a secret's closing quote may be a part of it. */
static size_t walk_behind(struct walk *w, size_t at, size_t end)
{
	size_t next = at;
	while (next < end && is_blank(w->text[next]))
		next++;
	if (w->quote || w->depth || next == end || has(",]}#:", w->text[next]))
		return at;
	emit(w, at, end, true);
	return end;
}

/* A secret's value from `at`, of a key in that column; returns where it ends in this line. */
static size_t walk_value(struct walk *w, size_t at, size_t end, size_t column, bool in_flow)
{
	size_t value = value_start(w, at, end), stop;
	emit(w, at, value, false);
	if (value == end || w->text[value] == '#') {
		w->zone = in_flow ? NOWHERE : column + 1;
		return value;
	}
	if (is_block(w, value, end)) {
		w->block = column + 1;
		emit(w, value, end, false);
		return end;
	}
	if (has("{[\"'", w->text[value])) {
		stop = walk_zone(w, value, end, true);
		return walk_behind(w, stop, end);
	}
	stop = plain_end(w, value, end, in_flow);
	emit(w, value, stop, true);
	w->zone = in_flow ? NOWHERE : column + 1;
	return stop;
}

/* An anchor whose value a secret's key repeats. */
static bool is_aliased(const struct walk *w, size_t at, size_t end)
{
	size_t n = 0;
	while (at + n < end && !is_blank(w->text[at + n]) && !has(",]}", w->text[at + n]))
		n++;
	for (size_t i = 0; i < w->alias_count; i++)
		if (w->aliases[i].len == n && memcmp(w->aliases[i].text, w->text + at, n) == 0)
			return true;
	return w->all_aliases && n > 0;
}

static bool is_secret_key(const struct walk *w, size_t start, size_t colon)
{
	size_t at, n = key_before(w->text + start, colon - start, &at);
	return n && sounds_secret(w->text + start + at, n);
}

/* A line in which no secret goes on from above. */
static void walk_keys(struct walk *w, size_t at, size_t end, size_t column)
{
	size_t done = at, start = at;
	bool in_flow = false;
	for (size_t i = at; i < end; i++) {
		char c = w->text[i];
		bool first = i == start || has(" \t[{,:", w->text[i - 1]);
		in_flow = in_flow || c == '{' || c == '[';
		bool anchor = c == '&' && first && is_aliased(w, i + 1, end);
		if (!anchor && (c != ':' || !is_secret_key(w, start, i)))
			continue;
		emit(w, done, i + !anchor, false);
		done = walk_value(w, i + !anchor, end, column, in_flow);
		i = done - 1;
	}
	emit(w, done, end, false);
}

static void walk_line(struct walk *w, size_t start, size_t end)
{
	size_t first = start;
	while (first < end && is_blank(w->text[first]))
		first++;
	if (first == end && !w->quote) {
		emit(w, start, end, false);
		return;
	}
	size_t column = first;
	while (column + 1 < end && has("-?", w->text[column]) && is_blank(w->text[column + 1]))
		for (column++; column < end && is_blank(w->text[column]); column++)
			;
	bool item = has("-:", w->text[first]);
	size_t indent = first - start, at = start;
	if (w->quote || w->depth) {
		at = walk_zone(w, start, end, true);
		at = walk_behind(w, at, end);
	} else if (w->block != NOWHERE && indent >= w->block) {
		emit(w, start, end, true);
		return;
	} else if (w->zone != NOWHERE && indent + item >= w->zone) {
		w->block = NOWHERE;
		walk_zone(w, start, end, false);
		return;
	} else {
		w->block = w->zone = NOWHERE;
		if (w->text[first] == '?' && is_secret_key(w, first + 1, end))
			w->zone = indent + 1;
	}
	walk_keys(w, at, end, column - start);
}

static void add_alias(struct walk *w, size_t at)
{
	struct name name = {w->text + at, 0};
	while (at + name.len < w->len && !has(" \t\r\n,]}", name.text[name.len]))
		name.len++;
	if (w->alias_count == MOST_ALIASES)
		w->all_aliases = true;
	else if (name.len)
		w->aliases[w->alias_count++] = name;
}

/* Aliases that stand behind a key that sounds secret, anywhere in the text. */
static void find_aliases(struct walk *w)
{
	const char *end = w->text + w->len, *star = w->text;
	for (unsigned stars = 0; (star = memchr(star, '*', (size_t)(end - star))); star++) {
		if (++stars > MOST_STARS)
			w->all_aliases = true;
		if (w->all_aliases)
			return;
		size_t at = (size_t)(star - w->text), from;
		while (at && (is_blank(w->text[at - 1]) || has("\n[-", w->text[at - 1])))
			at--;
		if (!at || w->text[at - 1] != ':')
			continue;
		from = at > 2 * MAX_KEY ? at - 2 * MAX_KEY : 0;
		if (is_secret_key(w, from, at - 1))
			add_alias(w, (size_t)(star + 1 - w->text));
	}
}

/* Whether a line that says --- begins here: it ends whatever was open. */
static bool is_marker(const char *at, const char *end)
{
	static const char marker[] = "---";
	size_t n = strlen(marker);
	return (size_t)(end - at) > n && memcmp(at, marker, n) == 0 && (is_blank(at[n]) || at[n] == '\n');
}

/* Where the walk begins, so that what goes on at `from` is known: the document, or not too far in front. */
static size_t walk_start(const char *text, size_t from)
{
	size_t first = from > LEAD ? from - LEAD : 0;
	const char *end = memrchr(text + first, '\n', from - first);
	while (end) {
		const char *line = memrchr(text + first, '\n', (size_t)(end - text) - first);
		if (line && is_marker(line + 1, end + 1))
			return (size_t)(line + 1 - text);
		end = line;
	}
	return first;
}

void cx_mask_text(const char *text, size_t len, size_t from, size_t to, struct cx_buf *out)
{
	struct walk w = {
		.text = text, .len = len, .show = from, .out = out, .zone = NOWHERE, .block = NOWHERE};
	size_t at = walk_start(text, from);
	find_aliases(&w);
	while (at < to) {
		const char *newline = memchr(text + at, '\n', to - at);
		size_t end = newline ? (size_t)(newline - text) : to;
		walk_line(&w, at, end);
		at = end + 1;
	}
}
