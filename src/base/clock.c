/* SPDX-License-Identifier: Apache-2.0 */
/* Time by arithmetic on days (H. Hinnant's civil calendar), so that no locale or TZ plays in. */
#include "base/clock.h"

#include <ctype.h>
#include <errno.h>

static int64_t timespec_of(clockid_t id, int64_t per_second)
{
	struct timespec ts;
	if (clock_gettime(id, &ts) < 0)
		abort();
	return (int64_t)ts.tv_sec * per_second + ts.tv_nsec / (1000000000 / per_second);
}

static int64_t system_realtime_ms(struct cx_clock *clock)
{
	(void)clock;
	return timespec_of(CLOCK_REALTIME, 1000);
}

static int64_t system_monotonic_us(struct cx_clock *clock)
{
	(void)clock;
	return timespec_of(CLOCK_MONOTONIC, 1000000);
}

static void system_sleep_us(struct cx_clock *clock, int64_t us)
{
	(void)clock;
	if (us <= 0)
		return;
	struct timespec ts = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};
	/* A signal ends the sleep: the caller looks at its deadline again. */
	(void)nanosleep(&ts, NULL);
}

struct cx_clock *cx_clock_system(void)
{
	static struct cx_clock clock = {
		.realtime_ms = system_realtime_ms,
		.monotonic_us = system_monotonic_us,
		.sleep_us = system_sleep_us,
	};
	return &clock;
}

/* Days since 1970-01-01 of a proleptic Gregorian date. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	unsigned year_of_era = (unsigned)(year - era * 400);
	unsigned day_of_year = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
	unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + (int64_t)day_of_era - 719468;
}

void cx_time_format(int64_t realtime_ms, char ret_text[CX_TIME_LEN + 1])
{
	int64_t seconds = realtime_ms / 1000, ms = realtime_ms % 1000;
	if (ms < 0) {
		ms += 1000;
		seconds--;
	}
	time_t t = (time_t)seconds;
	struct tm tm = {0};
	if (!gmtime_r(&t, &tm) || tm.tm_year + 1900 > 9999 || tm.tm_year + 1900 < 0)
		tm = (struct tm){.tm_year = 70, .tm_mday = 1};
	char text[96];
	(void)snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900,
		       tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)ms);
	memcpy(ret_text, text, CX_TIME_LEN);
	ret_text[CX_TIME_LEN] = '\0';
}

bool cx_date_valid(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= days[month - 1] + (month == 2 && leap);
}

/* Exactly n digits at *at; moves it. */
static bool take_digits(const char **at, int n, int *ret_value)
{
	int value = 0;
	for (int i = 0; i < n; i++, (*at)++) {
		if (!isdigit((unsigned char)**at))
			return false;
		value = value * 10 + (**at - '0');
	}
	*ret_value = value;
	return true;
}

static bool take_char(const char **at, const char *any_of)
{
	if (!**at || !strchr(any_of, **at))
		return false;
	(*at)++;
	return true;
}

bool cx_time_parse(const char *text, int64_t *ret_realtime_ms)
{
	int year, month, day, hour, minute, second, offset = 0;
	int64_t ms = 0;
	if (!take_digits(&text, 4, &year) || !take_char(&text, "-") || !take_digits(&text, 2, &month) ||
	    !take_char(&text, "-") || !take_digits(&text, 2, &day) || !take_char(&text, "Tt ") ||
	    !take_digits(&text, 2, &hour) || !take_char(&text, ":") || !take_digits(&text, 2, &minute) ||
	    !take_char(&text, ":") || !take_digits(&text, 2, &second))
		return false;
	if (take_char(&text, ".")) {
		int scale = 100;
		if (!isdigit((unsigned char)*text))
			return false;
		for (; isdigit((unsigned char)*text); text++, scale /= 10)
			ms += (*text - '0') * scale;
	}
	if (!take_char(&text, "Zz")) {
		int sign = *text == '-' ? -1 : 1, hours, minutes;
		if (!take_char(&text, "+-") || !take_digits(&text, 2, &hours) || !take_char(&text, ":") ||
		    !take_digits(&text, 2, &minutes) || hours > 23 || minutes > 59)
			return false;
		offset = sign * (hours * 60 + minutes);
	}
	if (*text || !cx_date_valid(year, month, day) || hour > 23 || minute > 59 || second > 60)
		return false;
	int64_t days = days_of(year, (unsigned)month, (unsigned)day);
	*ret_realtime_ms = (((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000 + ms;
	return true;
}

/* The month at *at; moves it. */
static bool take_month(const char **at, int *ret_month)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int m = 0; m < 12; m++)
		if (strncmp(*at, months + (size_t)m * 3, 3) == 0) {
			*ret_month = m + 1;
			*at += 3;
			return true;
		}
	return false;
}

/* One of the three forms of RFC 9110 5.6.7, past the name of the day. */
struct http_date {
	int day, month, year, hour, minute, second;
};

static bool take_time(const char **at, struct http_date *date)
{
	return take_digits(at, 2, &date->hour) && take_char(at, ":") && take_digits(at, 2, &date->minute) &&
	       take_char(at, ":") && take_digits(at, 2, &date->second);
}

/* " 06 Nov 1994 08:49:37 GMT" */
static bool take_imf(const char *at, struct http_date *date)
{
	return take_char(&at, " ") && take_digits(&at, 2, &date->day) && take_char(&at, " ") &&
	       take_month(&at, &date->month) && take_char(&at, " ") && take_digits(&at, 4, &date->year) &&
	       take_char(&at, " ") && take_time(&at, date) && strcmp(at, " GMT") == 0;
}

/* " 06-Nov-94 08:49:37 GMT"; years of two digits are 1970 to 2069. */
static bool take_rfc850(const char *at, struct http_date *date)
{
	if (!take_char(&at, " ") || !take_digits(&at, 2, &date->day) || !take_char(&at, "-") ||
	    !take_month(&at, &date->month) || !take_char(&at, "-") || !take_digits(&at, 2, &date->year))
		return false;
	date->year += date->year < 70 ? 2000 : 1900;
	return take_char(&at, " ") && take_time(&at, date) && strcmp(at, " GMT") == 0;
}

/* "Nov  6 08:49:37 1994" */
static bool take_asctime(const char *at, struct http_date *date)
{
	if (!take_month(&at, &date->month) || !take_char(&at, " "))
		return false;
	int digits = *at == ' ' ? 1 : 2;
	at += digits == 1;
	return take_digits(&at, digits, &date->day) && take_char(&at, " ") && take_time(&at, date) &&
	       take_char(&at, " ") && take_digits(&at, 4, &date->year) && *at == '\0';
}

bool cx_time_parse_http(const char *text, int64_t *ret_realtime_ms)
{
	struct http_date d = {0};
	size_t name = strcspn(text, ", ");
	const char *rest = text + name;
	bool good = *rest == ',' ? take_imf(rest + 1, &d) || take_rfc850(rest + 1, &d)
				 : *rest == ' ' && name == 3 && take_asctime(rest + 1, &d);
	if (!good || !cx_date_valid(d.year, d.month, d.day) || d.hour > 23 || d.minute > 59 || d.second > 60)
		return false;
	int64_t days = days_of(d.year, (unsigned)d.month, (unsigned)d.day);
	*ret_realtime_ms = (((days * 24 + d.hour) * 60 + d.minute) * 60 + d.second) * 1000;
	return true;
}
