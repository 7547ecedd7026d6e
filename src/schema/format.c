/* SPDX-License-Identifier: Apache-2.0 */
/* A table; dates and times by hand, for clock.h's parser lets more through than RFC 3339 allows. */
#include "schema/format.h"

#include "base/clock.h"
#include "base/near.h"
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

struct moment {
	int year, month, day;
	int minute_of_day, second; /* local */
	int offset;                /* minutes east of UTC */
};

static bool read_date(const char *text, size_t len, size_t *at, struct moment *m)
{
	return read_digits(text, len, at, 4, &m->year) && read_char(text, len, at, "-") &&
	       read_digits(text, len, at, 2, &m->month) && read_char(text, len, at, "-") &&
	       read_digits(text, len, at, 2, &m->day) && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
	       cx_date_valid(m->year, m->month, m->day);
}

/* Two numbers with a colon, as minutes. */
static bool read_minutes(const char *text, size_t len, size_t *at, int *ret_minutes)
{
	int hour, minute;
	if (!read_digits(text, len, at, 2, &hour) || !read_char(text, len, at, ":") ||
	    !read_digits(text, len, at, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*ret_minutes = hour * 60 + minute;
	return true;
}

static bool read_offset(const char *text, size_t len, size_t *at, struct moment *m)
{
	if (read_char(text, len, at, "zZ"))
		return true;
	int sign = *at < len && text[*at] == '-' ? -1 : 1;
	if (!read_char(text, len, at, "+-") || !read_minutes(text, len, at, &m->offset))
		return false;
	m->offset *= sign;
	return true;
}

/* RFC 3339 5.6, full-time. */
static bool read_time(const char *text, size_t len, size_t *at, struct moment *m)
{
	int fraction;
	if (!read_minutes(text, len, at, &m->minute_of_day) || !read_char(text, len, at, ":") ||
	    !read_digits(text, len, at, 2, &m->second) || m->second > 60)
		return false;
	if (read_char(text, len, at, ".")) {
		if (!read_digits(text, len, at, 1, &fraction))
			return false;
		while (read_digits(text, len, at, 1, &fraction))
			continue;
	}
	return read_offset(text, len, at, m);
}

/* RFC 3339 5.7: at the end of June or December, in UTC, of which the local date may be a day off. */
static bool may_leap(const struct moment *m)
{
	static const struct {
		int shift, month, day;
	} ends[] = {{0, 6, 30}, {0, 12, 31}, {-1, 7, 1}, {-1, 1, 1}, {1, 6, 29}, {1, 12, 30}};
	const int day = 24 * 60;
	int utc = m->minute_of_day - m->offset, shift = utc < 0 ? -1 : utc / day;
	if (utc - shift * day != day - 1)
		return false;
	for (size_t i = 0; i < CX_COUNT(ends); i++)
		if (ends[i].shift == shift && ends[i].month == m->month && ends[i].day == m->day)
			return true;
	return false;
}

static bool date_accepts(const char *text, size_t len)
{
	struct moment m = {0};
	size_t at = 0;
	return read_date(text, len, &at, &m) && at == len;
}

static bool date_time_accepts(const char *text, size_t len)
{
	struct moment m = {0};
	size_t at = 0;
	return read_date(text, len, &at, &m) && read_char(text, len, &at, "tT") &&
	       read_time(text, len, &at, &m) && at == len && (m.second < 60 || may_leap(&m));
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

const char *cx_format_near(const char *name)
{
	/* Of the draft, and not asserted. */
	static const char *const others[] = {"time",          "duration",     "regex",
					     "uri-reference", "uri-template", "iri",
					     "iri-reference", "json-pointer", "relative-json-pointer",
					     "idn-email",     "idn-hostname"};
	const char *words[CX_COUNT(formats) + 1] = {NULL};
	for (size_t i = 0; i < CX_COUNT(others); i++)
		if (strcmp(others[i], name) == 0)
			return NULL;
	for (size_t i = 0; i < CX_COUNT(formats); i++)
		words[i] = formats[i].name;
	return cx_near_word(name, words);
}
