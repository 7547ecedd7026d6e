/* SPDX-License-Identifier: Apache-2.0 */
/* Time: one clock that tests replace, and RFC 3339 and HTTP-date texts. */
#ifndef CX_BASE_CLOCK_H
#define CX_BASE_CLOCK_H

#include "base/base.h"

/* All waiting and all time stamps go through one of these. */
struct cx_clock {
	int64_t (*realtime_ms)(struct cx_clock *clock);  /* since 1970 UTC */
	int64_t (*monotonic_us)(struct cx_clock *clock); /* for durations */
	void (*sleep_us)(struct cx_clock *clock, int64_t us);
};
struct cx_clock *cx_clock_system(void);

/* "2026-11-21T09:30:00.123Z"; 24 characters and a NUL. */
#define CX_TIME_LEN 24
void cx_time_format(int64_t realtime_ms, char ret_text[CX_TIME_LEN + 1]);
/* Parses what cx_time_format writes, with or without fraction, and "Z" or an offset (RFC 3339). */
bool cx_time_parse(const char *text, int64_t *ret_realtime_ms);
/*
 * The three forms of RFC 9110 5.6.7, whatever the locale: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94
 * 08:49:37 GMT", "Sun Nov  6 08:49:37 1994".
 */
bool cx_time_parse_http(const char *text, int64_t *ret_realtime_ms);
/* A real calendar date of year, month, day. */
bool cx_date_valid(int year, int month, int day);

#endif
