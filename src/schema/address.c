/* SPDX-License-Identifier: Apache-2.0 */
/* By hand over the bytes: inet_pton takes NUL-terminated text, and resolvers take too much. */
#include "schema/address.h"

#include "schema/idna.h"

#include <ctype.h>
#include <strings.h>

#define MAX_HOST_BYTES  253
#define MAX_LABEL_BYTES 63
#define MAX_LOCAL_BYTES 64

bool cx_address_ipv4(const char *text, size_t len)
{
	size_t at = 0;
	for (int octet = 0; octet < 4; octet++) {
		if (octet && (at >= len || text[at++] != '.'))
			return false;
		size_t start = at;
		int value = 0;
		while (at < len && isdigit((unsigned char)text[at]) && at - start < 3)
			value = value * 10 + (text[at++] - '0');
		if (at == start || value > 255 || (at - start > 1 && text[start] == '0'))
			return false;
	}
	return at == len;
}

bool cx_address_ipv6(const char *text, size_t len)
{
	size_t at = 0;
	int groups = 0;
	bool gap = false;
	if (len >= 2 && text[0] == ':' && text[1] == ':') {
		gap = true;
		at = 2;
	}
	while (at < len) {
		size_t n = 0;
		while (at + n < len && isxdigit((unsigned char)text[at + n]))
			n++;
		if (at + n < len && text[at + n] == '.') {
			groups += 2;
			if (!cx_address_ipv4(text + at, len - at))
				return false;
			break;
		}
		if (!n || n > 4)
			return false;
		groups++;
		at += n;
		if (at == len)
			break;
		if (text[at++] != ':' || at == len)
			return false;
		if (text[at] == ':') {
			if (gap)
				return false;
			gap = true;
			at++;
		}
	}
	return gap ? groups < 8 : groups == 8;
}

static bool label_valid(const char *text, size_t len)
{
	if (!len || len > MAX_LABEL_BYTES || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '-')
			return false;
	return len < 4 || strncasecmp(text, "xn--", 4) != 0 || cx_idna_a_label(text, len);
}

bool cx_address_hostname(const char *text, size_t len)
{
	size_t start = 0;
	if (len > MAX_HOST_BYTES)
		return false;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && text[i] != '.')
			continue;
		if (!label_valid(text + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

/* The length of a quoted local part with its quotes, or 0. */
static size_t quoted_length(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		if (text[i] == '"')
			return i + 1;
		if (text[i] == '\\')
			i++;
		if (i >= len || text[i] < ' ' || text[i] > '~')
			return 0;
	}
	return 0;
}

/* The length of a dot-string at the start of text, or 0. */
static size_t dots_length(const char *text, size_t len)
{
	size_t i = 0;
	for (; i < len && text[i] != '@'; i++) {
		bool dot = text[i] == '.';
		if (dot && (i == 0 || text[i - 1] == '.'))
			return 0;
		if (!dot && (!text[i] ||
			     (!isalnum((unsigned char)text[i]) && !strchr("!#$%&'*+-/=?^_`{|}~", text[i]))))
			return 0;
	}
	return i && text[i - 1] != '.' ? i : 0;
}

bool cx_address_email(const char *text, size_t len)
{
	size_t local = len && text[0] == '"' ? quoted_length(text, len) : dots_length(text, len);
	if (!local || local > MAX_LOCAL_BYTES || local + 1 >= len || text[local] != '@')
		return false;
	const char *domain = text + local + 1;
	size_t n = len - local - 1;
	if (domain[0] != '[')
		return cx_address_hostname(domain, n);
	if (domain[n - 1] != ']')
		return false;
	if (n > 7 && strncasecmp(domain + 1, "IPv6:", 5) == 0)
		return cx_address_ipv6(domain + 6, n - 7);
	return cx_address_ipv4(domain + 1, n - 2);
}
