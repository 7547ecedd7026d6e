/* SPDX-License-Identifier: Apache-2.0 */
/* A table; dates and times by hand, for clock.h's parser lets more through than RFC 3339 allows. */
#include "schema/format.h"

#include "base/clock.h"
#include "base/rand.h"
#include "schema/address.h"
#include "schema/uri.h"

#include <ctype.h>

/* Exactly n digits at *at. */
static bool read_digits(const char *text, size_t len, size_t *at, int n, int *ret_value)
{
	int value = 0;
	for (int i = 0; i < n; i++, (*at)++) {
		if (*at >= len || !isdigit((unsigned char)text[*at]))
			return false;
		value = value * 10 + (text[*at] - '0');
	}
	*ret_value = value;
	return true;
}

static bool read_char(const char *text, size_t len, size_t *at, const char *one_of)
{
	if (*at >= len || !text[*at] || !strchr(one_of, text[*at]))
		return false;
	(*at)++;
	return true;
}

static bool read_date(const char *text, size_t len, size_t *at)
{
	int year, month, day;
	return read_digits(text, len, at, 4, &year) && read_char(text, len, at, "-") &&
	       read_digits(text, len, at, 2, &month) && read_char(text, len, at, "-") &&
	       read_digits(text, len, at, 2, &day) && month >= 1 && month <= 12 && day >= 1 &&
	       cx_date_valid(year, month, day);
}

/* RFC 3339 5.6, full-time; a leap second only where it is 23:59 in UTC. */
static bool read_time(const char *text, size_t len, size_t *at)
{
	int hour, minute, second, offset_hour = 0, offset_minute = 0, fraction;
	if (!read_digits(text, len, at, 2, &hour) || !read_char(text, len, at, ":") ||
	    !read_digits(text, len, at, 2, &minute) || !read_char(text, len, at, ":") ||
	    !read_digits(text, len, at, 2, &second) || hour > 23 || minute > 59 || second > 60)
		return false;
	if (read_char(text, len, at, ".")) {
		if (!read_digits(text, len, at, 1, &fraction))
			return false;
		while (read_digits(text, len, at, 1, &fraction))
			continue;
	}
	int sign = 0;
	if (!read_char(text, len, at, "zZ")) {
		sign = *at < len && text[*at] == '-' ? -1 : 1;
		if (!read_char(text, len, at, "+-") || !read_digits(text, len, at, 2, &offset_hour) ||
		    !read_char(text, len, at, ":") || !read_digits(text, len, at, 2, &offset_minute) ||
		    offset_hour > 23 || offset_minute > 59)
			return false;
	}
	int day = 24 * 60, utc = hour * 60 + minute - sign * (offset_hour * 60 + offset_minute);
	return second < 60 || (utc + day) % day == day - 1;
}

static bool date_accepts(const char *text, size_t len)
{
	size_t at = 0;
	return read_date(text, len, &at) && at == len;
}

static bool date_time_accepts(const char *text, size_t len)
{
	size_t at = 0;
	return read_date(text, len, &at) && read_char(text, len, &at, "tT") && read_time(text, len, &at) &&
	       at == len;
}

static const struct cx_format formats[] = {
	{"date", "a date", "a date looks like 2026-11-21", date_accepts},
	{"date-time", "a date and time", "they look like 2026-11-21T09:30:00Z", date_time_accepts},
	{"email", "an e-mail address", "an address looks like name@example.com", cx_address_email},
	{"hostname", "a host name", "a host name looks like api.example.com", cx_address_hostname},
	{"ipv4", "an IPv4 address", "an address looks like 192.0.2.1", cx_address_ipv4},
	{"ipv6", "an IPv6 address", "an address looks like 2001:db8::1", cx_address_ipv6},
	{"uri", "a URI", "a URI looks like https://example.com/path", cx_uri_valid},
	{"uuid", "a UUID", "a UUID is 8-4-4-4-12 hexadecimal digits, as `uuidgen` prints them",
	 cx_uuid_valid},
};

const struct cx_format *cx_format_find(const char *name, size_t len)
{
	for (size_t i = 0; i < CX_COUNT(formats); i++)
		if (strlen(formats[i].name) == len && memcmp(formats[i].name, name, len) == 0)
			return &formats[i];
	return NULL;
}
