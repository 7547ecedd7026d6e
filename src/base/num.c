/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers without the C library's parsers: no locale, no rounding. */
#include "base/num.h"

#include <ctype.h>

#define MAX_EXPONENT 1000000000

bool cx_int_parse_n(const char *text, size_t len, int64_t *ret_value)
{
	bool negative = len && text[0] == '-';
	size_t i = negative;
	if (i >= len)
		return false;
	int64_t value = 0;
	for (; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		int digit = text[i] - '0';
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit, &value))
			return false;
	}
	*ret_value = value;
	return true;
}

bool cx_int_parse(const char *text, int64_t *ret_value)
{
	return cx_int_parse_n(text, strlen(text), ret_value);
}

static size_t span_digits(const char *text, size_t len, size_t at)
{
	size_t end = at;
	while (end < len && isdigit((unsigned char)text[end]))
		end++;
	return end - at;
}

bool cx_dec_parse(const char *text, size_t len, struct cx_buf *scratch, struct cx_dec *ret_dec)
{
	size_t at = len && text[0] == '-';
	size_t whole = span_digits(text, len, at);
	if (!whole || (whole > 1 && text[at] == '0'))
		return false;
	cx_buf_clear(scratch);
	cx_buf_add(scratch, text + at, whole);
	at += whole;
	int64_t exponent = 0;
	if (at < len && text[at] == '.') {
		size_t part = span_digits(text, len, ++at);
		if (!part)
			return false;
		cx_buf_add(scratch, text + at, part);
		exponent = -(int64_t)part;
		at += part;
	}
	if (at < len && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		bool minus = at < len && text[at] == '-';
		if (at < len && (text[at] == '-' || text[at] == '+'))
			at++;
		size_t part = span_digits(text, len, at);
		int64_t given;
		if (!part)
			return false;
		if (!cx_int_parse_n(text + at, part, &given) || given > MAX_EXPONENT)
			return false;
		exponent += minus ? -given : given;
		at += part;
	}
	if (at != len || scratch->full)
		return false;
	const char *digits = scratch->data;
	size_t n = scratch->len;
	while (n && *digits == '0') {
		digits++;
		n--;
	}
	while (n && digits[n - 1] == '0') {
		n--;
		exponent++;
	}
	/* In normal form too, so that what cx_dec_print writes can always be read. */
	int64_t scientific = exponent + (int64_t)n - 1;
	if (n && (scientific > MAX_EXPONENT || scientific < -MAX_EXPONENT))
		return false;
	*ret_dec = (struct cx_dec){n && text[0] == '-', digits, n, n ? exponent : 0};
	return true;
}

static int compare_magnitude(const struct cx_dec *a, const struct cx_dec *b)
{
	if (!a->len || !b->len)
		return (a->len > 0) - (b->len > 0);
	int64_t top_a = a->exponent + (int64_t)a->len, top_b = b->exponent + (int64_t)b->len;
	if (top_a != top_b)
		return top_a < top_b ? -1 : 1;
	size_t common = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->digits, b->digits, common);
	if (order)
		return order < 0 ? -1 : 1;
	return (a->len > b->len) - (a->len < b->len);
}

int cx_dec_compare(const struct cx_dec *a, const struct cx_dec *b)
{
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	int order = compare_magnitude(a, b);
	return a->negative ? -order : order;
}

bool cx_dec_is_integer(const struct cx_dec *dec)
{
	return dec->exponent >= 0;
}

void cx_dec_print(const struct cx_dec *dec, struct cx_buf *out)
{
	if (!dec->len) {
		cx_buf_addc(out, '0');
		return;
	}
	if (dec->negative)
		cx_buf_addc(out, '-');
	int64_t k = (int64_t)dec->len, n = dec->exponent + k; /* ECMA-262: digits, and place of the point */
	if (k <= n && n <= 21) {
		cx_buf_add(out, dec->digits, dec->len);
		cx_buf_fill(out, '0', (size_t)(n - k));
	} else if (0 < n && n <= 21) {
		cx_buf_add(out, dec->digits, (size_t)n);
		cx_buf_addc(out, '.');
		cx_buf_add(out, dec->digits + n, (size_t)(k - n));
	} else if (-6 < n && n <= 0) {
		cx_buf_adds(out, "0.");
		cx_buf_fill(out, '0', (size_t)-n);
		cx_buf_add(out, dec->digits, dec->len);
	} else {
		cx_buf_addc(out, dec->digits[0]);
		if (k > 1) {
			cx_buf_addc(out, '.');
			cx_buf_add(out, dec->digits + 1, dec->len - 1);
		}
		cx_buf_addf(out, "e%c%lld", n - 1 < 0 ? '-' : '+', (long long)(n - 1 < 0 ? 1 - n : n - 1));
	}
}
