/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets in texts of the tenant. */
/*
 * What is searched for is folded (case, the two alphabets of base64), and stands in a table by its first four
 * bytes. The text is read as it stands and with each sort of escapes undone: so no list of all
 * spellings of a secret is needed, and mixed ones are found too.
 */
#include "remote/secrets.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "port/crypto.h"

#define TABLE_BITS 14
#define KEY_BYTES  CX_SECRETS_LEAST_BYTES

/* One text to find. */
struct needle {
	unsigned char *text; /* folded */
	size_t len;
	size_t next; /* index + 1 of the next with the same hash */
};

struct cx_secrets {
	struct needle *items;
	size_t count, cap;
	size_t heads[1 << TABLE_BITS]; /* index + 1 */
};

struct cx_secrets *cx_secrets_new(void)
{
	return cx_alloc(sizeof(struct cx_secrets));
}

void cx_secrets_free(struct cx_secrets *secrets)
{
	if (!secrets)
		return;
	for (size_t i = 0; i < secrets->count; i++)
		cx_free_secret(secrets->items[i].text, secrets->items[i].len);
	cx_free(secrets->items);
	cx_free(secrets);
}

static unsigned char fold(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned char)(c - 'A' + 'a');
	return c == '-' || c == ' ' ? '+' : c == '_' ? '/' : c;
}

static size_t hash(const unsigned char *key)
{
	uint32_t word =
		(uint32_t)key[0] | (uint32_t)key[1] << 8 | (uint32_t)key[2] << 16 | (uint32_t)key[3] << 24;
	return word * UINT32_C(2654435761) >> (32 - TABLE_BITS);
}

static void add_needle(struct cx_secrets *secrets, const char *text, size_t len)
{
	if (len < KEY_BYTES)
		return;
	unsigned char *folded = cx_alloc(len);
	for (size_t i = 0; i < len; i++)
		folded[i] = fold((unsigned char)text[i]);
	size_t *head = &secrets->heads[hash(folded)];
	for (size_t i = *head; i; i = secrets->items[i - 1].next) {
		const struct needle *known = &secrets->items[i - 1];
		if (known->len == len && memcmp(known->text, folded, len) == 0) {
			cx_free_secret(folded, len);
			return;
		}
	}
	CX_GROW(secrets->items, secrets->count, secrets->cap);
	secrets->items[secrets->count++] = (struct needle){folded, len, *head};
	*head = secrets->count;
}

/* A buffer that holds a secret may not grow by moving: what it left behind would not be wiped. */
static void reserve(struct cx_buf *buf, size_t n)
{
	cx_buf_fill(buf, ' ', n + 1);
	cx_buf_clear(buf);
}

/* What base64 makes of a value wherever it stands: without the characters that its neighbours share. */
static void add_base64(struct cx_secrets *secrets, const char *value, size_t len)
{
	for (size_t before = 0; before < 3; before++) {
		struct cx_buf shifted = CX_BUF_INIT, encoded = CX_BUF_INIT;
		reserve(&shifted, len + before);
		reserve(&encoded, (len + before) * 2 + 8);
		cx_buf_fill(&shifted, 'x', before);
		cx_buf_add(&shifted, value, len);
		cx_base64_add(&encoded, shifted.data, shifted.len);
		size_t from = before ? before + 1 : 0, to = shifted.len * 8 / 6;
		add_needle(secrets, encoded.data + from, to - from);
		cx_buf_release_secret(&shifted);
		cx_buf_release_secret(&encoded);
	}
}

void cx_secrets_add(struct cx_secrets *secrets, const char *value, size_t len)
{
	if (len < CX_SECRETS_LEAST_BYTES)
		return;
	size_t before = secrets->count;
	add_needle(secrets, value, len);
	if (secrets->count == before)
		return;
	struct cx_buf hex = CX_BUF_INIT;
	reserve(&hex, 2 * len + 1);
	for (size_t i = 0; i < len; i++)
		cx_buf_addf(&hex, "%02x", (unsigned char)value[i]);
	add_needle(secrets, hex.data, hex.len);
	cx_buf_release_secret(&hex);
	add_base64(secrets, value, len);
}

/* The text that is searched. */
struct text {
	const unsigned char *bytes;
	size_t len;
};

static int digit(unsigned char c, unsigned base)
{
	int value = c >= '0' && c <= '9'   ? c - '0'
		    : c >= 'a' && c <= 'f' ? c - 'a' + 10
		    : c >= 'A' && c <= 'F' ? c - 'A' + 10
					   : 16;
	return (unsigned)value < base ? value : -1;
}

/* Digits from at on, at least min and at most max; returns their end, or 0. */
static size_t number(const struct text *text, size_t at, unsigned base, size_t min, size_t max,
		     uint32_t *ret_value)
{
	size_t end = at;
	uint32_t value = 0;
	for (int d; end < text->len && end - at < max && (d = digit(text->bytes[end], base)) >= 0; end++)
		value = value * base + (uint32_t)d;
	*ret_value = value;
	return end - at >= min ? end : 0;
}

/* Which escapes are undone: in JSON an ampersand may be one, in HTML a backslash. */
enum escapes {
	ESCAPES_NONE,
	ESCAPES_BACKSLASH = 1, /* of JSON and C */
	ESCAPES_URL = 2,
	ESCAPES_HTML = 4,
	ESCAPES_ALL = 7,
};

/* What one character of the text means: 1 to 4 bytes, none for a NUL. */
struct unit {
	char bytes[4];
	size_t len;
	size_t end; /* in the text */
};

static size_t read_backslash(const struct text *text, size_t at, uint32_t *ret_c)
{
	static const char letters[] = "nrtbf", meanings[] = "\n\r\t\b\f";
	if (at + 1 >= text->len)
		return 0;
	unsigned char letter = text->bytes[at + 1];
	uint32_t low;
	if (letter == 'x')
		return number(text, at + 2, 16, 2, 2, ret_c);
	if (letter == 'u') {
		size_t end = number(text, at + 2, 16, 4, 4, ret_c);
		if (end && *ret_c >= 0xd800 && *ret_c < 0xdc00 && end + 1 < text->len &&
		    text->bytes[end] == '\\' && text->bytes[end + 1] == 'u') {
			end = number(text, end + 2, 16, 4, 4, &low);
			*ret_c = 0x10000 + ((*ret_c - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
		}
		return end;
	}
	const char *found = letter ? strchr(letters, letter) : NULL;
	*ret_c = found ? (unsigned char)meanings[found - letters] : letter;
	return letter < 0x80 ? at + 2 : 0;
}

static size_t read_entity(const struct text *text, size_t at, uint32_t *ret_c)
{
	static const struct {
		const char *name;
		uint32_t c;
	} names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	for (size_t i = 0; i < CX_COUNT(names); i++) {
		size_t n = strlen(names[i].name);
		if (text->len - at >= n && memcmp(text->bytes + at, names[i].name, n) == 0) {
			*ret_c = names[i].c;
			return at + n;
		}
	}
	if (at + 2 >= text->len || text->bytes[at + 1] != '#')
		return 0;
	bool is_hex = fold(text->bytes[at + 2]) == 'x';
	size_t end = number(text, at + (is_hex ? 3 : 2), is_hex ? 16 : 10, 1, 7, ret_c);
	return end && end < text->len && text->bytes[end] == ';' ? end + 1 : 0;
}

static struct unit read_unit(const struct text *text, size_t at, enum escapes escapes)
{
	unsigned char c = text->bytes[at];
	struct unit plain = {{(char)c}, 1, at + 1};
	uint32_t value = 0;
	size_t end = 0;
	switch (c) {
	case 0:
		plain.len = escapes ? 0 : 1;
		return plain;
	case '%':
		if (!(escapes & ESCAPES_URL))
			return plain;
		end = number(text, at + 1, 16, 2, 2, &value);
		plain = end ? (struct unit){{(char)(unsigned char)value}, 1, end} : plain;
		return plain;
	case '\\':
		if (!(escapes & ESCAPES_BACKSLASH))
			return plain;
		end = read_backslash(text, at, &value);
		break;
	case '&':
		if (!(escapes & ESCAPES_HTML))
			return plain;
		end = read_entity(text, at, &value);
		break;
	default:
		return plain;
	}
	if (!end || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return plain;
	struct unit unit = {.end = end};
	if (end - at == 4 && text->bytes[at + 1] == 'x' && c == '\\') {
		unit.bytes[0] = (char)(unsigned char)value;
		unit.len = 1;
		return unit;
	}
	unit.len = cx_utf8_encode(value, unit.bytes);
	return unit;
}

/* The first bytes from a place on, folded; false if the text ends before. */
static bool read_key(const struct text *text, size_t at, enum escapes escapes, unsigned char key[KEY_BYTES])
{
	size_t n = 0;
	while (n < KEY_BYTES && at < text->len) {
		struct unit unit = read_unit(text, at, escapes);
		for (size_t i = 0; i < unit.len && n < KEY_BYTES; i++)
			key[n++] = fold((unsigned char)unit.bytes[i]);
		at = unit.end;
	}
	return n == KEY_BYTES;
}

/* The end of the needle that begins at a place, or 0. */
static size_t match(const struct needle *needle, const struct text *text, size_t at, enum escapes escapes)
{
	size_t n = 0;
	while (n < needle->len) {
		if (at >= text->len)
			return 0;
		struct unit unit = read_unit(text, at, escapes);
		for (size_t i = 0; i < unit.len && n < needle->len; i++)
			if (fold((unsigned char)unit.bytes[i]) != needle->text[n++])
				return 0;
		at = unit.end;
	}
	return at;
}

/* Almost always the answer is no: without escapes among the first bytes, their hash tells. */
static bool may_begin(const struct cx_secrets *secrets, const struct text *text, size_t at)
{
	unsigned char key[KEY_BYTES];
	if (text->len - at < KEY_BYTES)
		return false;
	for (size_t i = 0; i < KEY_BYTES; i++) {
		unsigned char c = text->bytes[at + i];
		if (c == '%' || c == '\\' || c == '&' || c == 0)
			return true;
		key[i] = fold(c);
	}
	return secrets->heads[hash(key)] != 0;
}

/* The end of the longest secret that begins at a place, or 0. */
static size_t find_at(const struct cx_secrets *secrets, const struct text *text, size_t at,
		      enum escapes escapes)
{
	unsigned char key[KEY_BYTES];
	size_t best = 0;
	if (!read_key(text, at, escapes, key))
		return 0;
	for (size_t i = secrets->heads[hash(key)]; i; i = secrets->items[i - 1].next) {
		size_t end = match(&secrets->items[i - 1], text, at, escapes);
		best = end > best ? end : best;
	}
	return best;
}

/* The first secret from *at on: its begin and end. */
static bool find(const struct cx_secrets *secrets, const struct text *text, size_t *at, size_t *ret_end)
{
	static const enum escapes readings[] = {ESCAPES_NONE, ESCAPES_BACKSLASH, ESCAPES_URL, ESCAPES_HTML,
						ESCAPES_ALL};
	for (; *at < text->len; ++*at) {
		if (!may_begin(secrets, text, *at))
			continue;
		*ret_end = 0;
		for (size_t i = 0; i < CX_COUNT(readings); i++) {
			size_t end = find_at(secrets, text, *at, readings[i]);
			*ret_end = end > *ret_end ? end : *ret_end;
		}
		if (*ret_end)
			return true;
	}
	return false;
}

void cx_secrets_blank(const struct cx_secrets *secrets, char *text, size_t len)
{
	struct text all = {(const unsigned char *)text, len};
	size_t at = 0, end;
	while (secrets && secrets->count && find(secrets, &all, &at, &end)) {
		memset(text + at, '*', end - at);
		at = end;
	}
}

bool cx_secrets_hold(const struct cx_secrets *secrets, const char *text, size_t len)
{
	struct text all = {(const unsigned char *)text, len};
	size_t at = 0, end;
	return secrets && secrets->count && find(secrets, &all, &at, &end);
}
