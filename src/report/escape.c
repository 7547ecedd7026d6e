/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges of code points in tables. The locale's wcwidth is not used: output must not depend on it. */
#include "report/escape.h"

#include "base/utf8.h"

#include <ctype.h>

struct range {
	uint32_t first, last;
};

static const struct range hostile[] = {
	{0x0000, 0x001f}, {0x007f, 0x009f}, {0x00ad, 0x00ad}, {0x061c, 0x061c},   {0x180e, 0x180e},
	{0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},   {0xfeff, 0xfeff},
	{0xfff9, 0xfffb}, {0xd800, 0xdfff}, {0xe000, 0xf8ff}, {0xe0000, 0xe0fff},
};

/* Mn, Me and Cf of the scripts in use, Hangul vowels and finals, variation selectors. */
static const struct range combining[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},   {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
	{0x05c4, 0x05c5}, {0x05c7, 0x05c7}, {0x0610, 0x061a},   {0x064b, 0x065f}, {0x0670, 0x0670},
	{0x06d6, 0x06dc}, {0x06df, 0x06e4}, {0x06e7, 0x06e8},   {0x06ea, 0x06ed}, {0x0711, 0x0711},
	{0x0730, 0x074a}, {0x07a6, 0x07b0}, {0x07eb, 0x07f3},   {0x0816, 0x0823}, {0x08d3, 0x0902},
	{0x093a, 0x093a}, {0x093c, 0x093c}, {0x0941, 0x0948},   {0x094d, 0x094d}, {0x0951, 0x0957},
	{0x0962, 0x0963}, {0x0981, 0x0981}, {0x09bc, 0x09bc},   {0x09c1, 0x09c4}, {0x09cd, 0x09cd},
	{0x0a01, 0x0a02}, {0x0a3c, 0x0a51}, {0x0a70, 0x0a71},   {0x0abc, 0x0abc}, {0x0ac1, 0x0acd},
	{0x0b3c, 0x0b3c}, {0x0b41, 0x0b44}, {0x0b4d, 0x0b4d},   {0x0bc0, 0x0bc0}, {0x0bcd, 0x0bcd},
	{0x0c3e, 0x0c40}, {0x0c46, 0x0c56}, {0x0cbc, 0x0cbc},   {0x0ccc, 0x0ccd}, {0x0d41, 0x0d44},
	{0x0d4d, 0x0d4d}, {0x0dca, 0x0dca}, {0x0dd2, 0x0dd6},   {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},
	{0x0e47, 0x0e4e}, {0x0eb1, 0x0eb1}, {0x0eb4, 0x0ebc},   {0x0ec8, 0x0ecd}, {0x0f18, 0x0f19},
	{0x0f35, 0x0f39}, {0x0f71, 0x0f7e}, {0x0f80, 0x0f84},   {0x0f90, 0x0fbc}, {0x102d, 0x1030},
	{0x1032, 0x1037}, {0x1039, 0x103a}, {0x1160, 0x11ff},   {0x135d, 0x135f}, {0x17b4, 0x17b5},
	{0x17b7, 0x17bd}, {0x17c6, 0x17c6}, {0x17c9, 0x17d3},   {0x180b, 0x180d}, {0x1ab0, 0x1aff},
	{0x1dc0, 0x1dff}, {0x200c, 0x200d}, {0x20d0, 0x20f0},   {0x2de0, 0x2dff}, {0x302a, 0x302d},
	{0x3099, 0x309a}, {0xa66f, 0xa672}, {0xa674, 0xa67d},   {0xd7b0, 0xd7ff}, {0xfb1e, 0xfb1e},
	{0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0x1f3fb, 0x1f3ff},
};

/* East Asian Width W and F (UAX 11), in blocks. */
static const struct range wide[] = {
	{0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x23f0, 0x23f0},
	{0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267f, 0x267f},
	{0x2693, 0x2693},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},
	{0x26ce, 0x26ce},   {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
	{0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
	{0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
	{0x27b0, 0x27b0},   {0x27bf, 0x27bf},   {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},
	{0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},
	{0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
	{0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x1f004, 0x1f004},
	{0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f335},
	{0x1f337, 0x1f37c}, {0x1f37e, 0x1f393}, {0x1f3a0, 0x1f3ca}, {0x1f3cf, 0x1f3d3}, {0x1f3e0, 0x1f3f0},
	{0x1f3f4, 0x1f3f4}, {0x1f3f8, 0x1f43e}, {0x1f440, 0x1f440}, {0x1f442, 0x1f4fc}, {0x1f4ff, 0x1f53d},
	{0x1f54b, 0x1f54e}, {0x1f550, 0x1f567}, {0x1f57a, 0x1f57a}, {0x1f595, 0x1f596}, {0x1f5a4, 0x1f5a4},
	{0x1f5fb, 0x1f64f}, {0x1f680, 0x1f6c5}, {0x1f6cc, 0x1f6cc}, {0x1f6d0, 0x1f6d2}, {0x1f6d5, 0x1f6d7},
	{0x1f6dc, 0x1f6df}, {0x1f6eb, 0x1f6ec}, {0x1f6f4, 0x1f6fc}, {0x1f7e0, 0x1f7eb}, {0x1f7f0, 0x1f7f0},
	{0x1f90c, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

static bool in_ranges(const struct range *ranges, size_t n, uint32_t code_point)
{
	for (size_t i = 0; i < n; i++)
		if (code_point >= ranges[i].first && code_point <= ranges[i].last)
			return true;
	return false;
}

static bool is_plain_ascii(uint32_t code_point)
{
	return code_point >= 0x20 && code_point < 0x7f;
}

bool cx_escape_is_command(const char *text, size_t len, size_t at)
{
	if (len - at < 3 || text[at] != text[at + 1])
		return false;
	if (text[at] == ':') {
		bool word = !at || text[at - 1] == ' ' || (unsigned char)text[at - 1] >= 0x80;
		return word && isalpha((unsigned char)text[at + 2]);
	}
	size_t end = at + 2;
	while (end < len && isalpha((unsigned char)text[end]))
		end++;
	return text[at] == '#' && end < len && text[end] == '[';
}

/* Most of every text is plain: its runs are copied whole. */
static size_t plain_run(const char *text, size_t len, size_t at)
{
	size_t n = at;
	while (n < len && is_plain_ascii((unsigned char)text[n]) &&
	       ((text[n] != ':' && text[n] != '#') || !cx_escape_is_command(text, len, n)))
		n++;
	return n - at;
}

bool cx_escape_needed(uint32_t code_point)
{
	return !is_plain_ascii(code_point) && in_ranges(hostile, CX_COUNT(hostile), code_point);
}

unsigned cx_escape_width(uint32_t code_point)
{
	if (code_point < 0x300)
		return 1;
	if (in_ranges(combining, CX_COUNT(combining), code_point))
		return 0;
	return in_ranges(wide, CX_COUNT(wide), code_point) ? 2 : 1;
}

void cx_escape_code_point(uint32_t code_point, struct cx_buf *out)
{
	char bytes[4];
	if (!cx_escape_needed(code_point))
		cx_buf_add(out, bytes, cx_utf8_encode(code_point, bytes));
	else if (code_point == '\n')
		cx_buf_adds(out, "\\n");
	else if (code_point == '\t')
		cx_buf_adds(out, "\\t");
	else if (code_point == '\r')
		cx_buf_adds(out, "\\r");
	else if (code_point < 0x80)
		cx_buf_addf(out, "\\x%02x", (unsigned)code_point);
	else
		cx_buf_addf(out, "\\u{%x}", (unsigned)code_point);
}

void cx_escape_terminal(const char *text, size_t len, struct cx_buf *out)
{
	for (size_t at = 0; at < len;) {
		uint32_t code_point = 0;
		size_t plain = plain_run(text, len, at);
		cx_buf_add(out, text + at, plain);
		at += plain;
		if (at == len)
			break;
		size_t n = cx_utf8_decode(text + at, len - at, &code_point);
		if (n == 1 && is_plain_ascii(code_point))
			cx_buf_addf(out, "\\x%02x", (unsigned)code_point);
		else if (n)
			cx_escape_code_point(code_point, out);
		else
			cx_buf_addf(out, "\\x%02x", (unsigned)(unsigned char)text[at]);
		at += n ? n : 1;
	}
}

void cx_escape_terminal_s(const char *text, struct cx_buf *out)
{
	cx_escape_terminal(text, strlen(text), out);
}

void cx_escape_json(const char *text, size_t len, struct cx_buf *out)
{
	for (size_t at = 0; at < len;) {
		uint32_t code_point = 0;
		size_t plain = plain_run(text, len, at);
		cx_buf_add(out, text + at, plain);
		at += plain;
		if (at == len)
			break;
		size_t n = cx_utf8_decode(text + at, len - at, &code_point);
		if (!n)
			cx_buf_adds(out, "\xef\xbf\xbd");
		else if (n == 1 && text[at] == '#')
			cx_buf_adds(out, "\\u0023");
		else if (code_point == '\n' || !cx_escape_needed(code_point))
			cx_buf_add(out, text + at, n);
		else if (code_point < 0x10000)
			cx_buf_addf(out, "\\u%04x", (unsigned)code_point);
		else
			cx_buf_addf(out, "\\u%04x\\u%04x",
				    (unsigned)(0xd800 + ((code_point - 0x10000) >> 10)),
				    (unsigned)(0xdc00 + ((code_point - 0x10000) & 0x3ff)));
		at += n ? n : 1;
	}
}

size_t cx_escape_columns(const char *text, size_t len)
{
	if (plain_run(text, len, 0) == len)
		return len;
	CX_AUTO(cx_buf) struct cx_buf shown = CX_BUF_INIT;
	cx_escape_terminal(text, len, &shown);
	size_t columns = 0;
	for (size_t at = 0; at < shown.len;) {
		uint32_t code_point = 0;
		at += cx_utf8_decode(shown.data + at, shown.len - at, &code_point);
		columns += cx_escape_width(code_point);
	}
	return columns;
}

size_t cx_escape_fit(const char *shown, size_t len, size_t columns)
{
	size_t at = 0, taken = 0;
	while (at < len) {
		uint32_t code_point = 0;
		size_t n = cx_utf8_decode(shown + at, len - at, &code_point);
		taken += cx_escape_width(code_point);
		if (taken > columns)
			break;
		at += n ? n : 1;
	}
	return at;
}
