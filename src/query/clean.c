/* SPDX-License-Identifier: Apache-2.0 */
/* One field at a time, each by its rule; what does not fit a rule is left, not guessed at. */
#include "query/clean.h"

#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"

#define PHONE_MAX_DIGITS 15
#define PHONE_MIN_DIGITS 3
/* So many digits of a decimal survive in a double. */
#define DOUBLE_DIGITS   15
#define DOUBLE_INTEGERS INT64_C(9007199254740991)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Blanks that people do not see, at either end: those of Unicode, and marks of no width. */
static bool is_blank(uint32_t c)
{
	return c <= ' ' || c == 0x7f || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	       c == 0x2060 || c == 0x3000 || c == 0xfeff;
}

/* The part of text that is not blank at its ends; *ret_len may be 0. */
static const char *trim(const char *text, size_t len, size_t *ret_len)
{
	size_t begin = len, end = 0;
	for (size_t at = 0, n; at < len; at += n) {
		uint32_t c = 'x';
		n = cx_utf8_decode(text + at, len - at, &c);
		n = n ? n : 1;
		if (is_blank(c))
			continue;
		begin = begin < at ? begin : at;
		end = at + n;
	}
	*ret_len = end > begin ? end - begin : 0;
	return text + begin;
}

void cx_clean_key(const char *key, size_t len, struct cx_buf *out)
{
	bool gap = false;
	size_t begin = out->len;
	for (size_t i = 0; i < len; i++) {
		char c = key[i], before = i ? key[i - 1] : '\0', behind = i + 1 < len ? key[i + 1] : '\0';
		bool word = is_digit(c) || is_lower(c) || is_upper(c) || (c & 0x80);
		bool hump = is_upper(c) &&
			    (is_lower(before) || is_digit(before) || (is_upper(before) && is_lower(behind)));
		if ((gap || hump) && word && out->len > begin)
			cx_buf_addc(out, '_');
		gap = !word;
		if (word)
			cx_buf_addc(out, is_upper(c) ? (char)(c + ('a' - 'A')) : c);
	}
	if (out->len == begin)
		cx_buf_add(out, key, len);
}

void cx_clean_phone(const char *text, size_t len, struct cx_buf *out)
{
	size_t n, digits = 0, begin = out->len;
	const char *number = trim(text, len, &n);
	bool plus = n && number[0] == '+', good = true;
	for (size_t i = 0; i < n && good; i++) {
		char c = number[i];
		if (plus && digits && n - i >= 3 && memcmp(number + i, "(0)", 3) == 0) {
			i += 2;
			continue;
		}
		good = is_digit(c) || (c == '+' && i == 0) || (c && strchr(" \t().-/", c));
		digits += is_digit(c);
		if (is_digit(c) || c == '+')
			cx_buf_addc(out, c);
	}
	bool country = !plus || out->len == begin + 1 || out->data[begin + 1] != '0';
	if (good && country && digits >= PHONE_MIN_DIGITS && digits <= PHONE_MAX_DIGITS)
		return;
	cx_buf_cut(out, begin);
	cx_buf_add(out, number, n);
}

bool cx_clean_is_numeral(const char *text, size_t len)
{
	CX_AUTO(cx_buf) struct cx_buf scratch = CX_BUF_INIT;
	CX_AUTO(cx_buf) struct cx_buf printed = CX_BUF_INIT;
	struct cx_dec dec;
	int64_t whole = 0;
	if (!cx_dec_parse(text, len, &scratch, &dec))
		return false;
	cx_dec_print(&dec, &printed);
	if (printed.len != len || memcmp(printed.data, text, len) != 0 || memchr(text, 'e', len))
		return false;
	if (cx_dec_is_integer(&dec))
		return cx_int_parse_n(text, len, &whole) && whole <= DOUBLE_INTEGERS &&
		       whole >= -DOUBLE_INTEGERS;
	return dec.len <= DOUBLE_DIGITS;
}

static struct cx_node *clean_text(struct cx_arena *arena, enum cx_clean_rule rule,
				  const struct cx_node *value)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	size_t len = 0;
	const char *text = trim(value->text, value->len, &len);
	if (rule == CX_CLEAN_PHONE)
		cx_clean_phone(text, len, &out);
	else
		cx_buf_add(&out, text, len);
	for (size_t i = 0; i < out.len && rule == CX_CLEAN_EMAIL; i++)
		if (is_upper(out.data[i]))
			out.data[i] = (char)(out.data[i] + ('a' - 'A'));
	return cx_node_string_n(arena, cx_arena_strndup(arena, out.data, out.len), out.len);
}

static struct cx_node *typed(struct cx_arena *arena, const struct cx_node *value)
{
	struct cx_node *text = clean_text(arena, CX_CLEAN_TEXT, value);
	if (cx_node_is_text(text, "true") || cx_node_is_text(text, "false"))
		return cx_node_bool(arena, text->len == 4);
	return cx_clean_is_numeral(text->text, text->len) ? cx_node_number(arena, text->text, text->len)
							  : text;
}

static struct cx_node *clean_tags(struct cx_arena *arena, const struct cx_node *tags)
{
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (const struct cx_node *item = tags->first; item; item = item->next) {
		if (item->type == CX_NODE_NULL)
			continue;
		struct cx_node *tag = item->type == CX_NODE_STRING ? clean_text(arena, CX_CLEAN_TEXT, item)
								   : cx_node_copy(arena, item);
		if (tag->type != CX_NODE_STRING || tag->len)
			cx_node_push(list, tag);
	}
	return list;
}

/* The key in snake_case, with "_2" and so on where it is there already. */
static const char *fresh_key(struct cx_arena *arena, struct cx_map *keys, const struct cx_node *member,
			     size_t *ret_len)
{
	CX_AUTO(cx_buf) struct cx_buf key = CX_BUF_INIT;
	cx_clean_key(member->key, member->key_len, &key);
	size_t len = key.len;
	/* As many members may share a key as an object has: what comes after is put behind the last number.
	 */
	size_t *last = cx_map_get_n(keys, key.data, len);
	while (last && cx_map_get_n(keys, key.data, key.len)) {
		cx_buf_cut(&key, len);
		cx_buf_addf(&key, "_%zu", ++*last);
	}
	const char *text = cx_arena_strndup(arena, key.data, key.len);
	size_t *count = cx_arena_alloc(arena, sizeof *count);
	*count = 1;
	(void)cx_map_put_n(keys, text, key.len, count);
	*ret_len = key.len;
	return text;
}

/* As deep as JSON may be (CX_MAX_DOC_DEPTH). */
static struct cx_node *clean_attribute(struct cx_arena *arena, const struct cx_node *value)
{
	if (value->type == CX_NODE_STRING)
		return typed(arena, value);
	if (value->type != CX_NODE_ARRAY && value->type != CX_NODE_OBJECT)
		return cx_node_copy(arena, value);
	struct cx_node *node = cx_node_new(arena, value->type);
	struct cx_map keys = CX_MAP_INIT;
	for (const struct cx_node *item = value->first; item; item = item->next) {
		struct cx_node *child = clean_attribute(arena, item);
		size_t len = 0;
		if (value->type == CX_NODE_ARRAY) {
			cx_node_push(node, child);
			continue;
		}
		const char *key = fresh_key(arena, &keys, item, &len);
		cx_node_add_n(node, key, len, child);
	}
	cx_map_release(&keys);
	return node;
}

static struct cx_node *clean_missing(struct cx_arena *arena, enum cx_clean_rule rule)
{
	if (rule == CX_CLEAN_TAGS)
		return cx_node_new(arena, CX_NODE_ARRAY);
	if (rule == CX_CLEAN_ATTRIBUTES)
		return cx_node_new(arena, CX_NODE_OBJECT);
	return cx_node_string(arena, "");
}

struct cx_node *cx_clean_value(struct cx_arena *arena, enum cx_clean_rule rule, const struct cx_node *value)
{
	if (!value || value->type == CX_NODE_NULL)
		return clean_missing(arena, rule);
	if (rule == CX_CLEAN_ATTRIBUTES)
		return clean_attribute(arena, value);
	if (rule == CX_CLEAN_TAGS && value->type == CX_NODE_ARRAY)
		return clean_tags(arena, value);
	if (value->type == CX_NODE_STRING)
		return clean_text(arena, rule, value);
	return cx_node_copy(arena, value);
}
