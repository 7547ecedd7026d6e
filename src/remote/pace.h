/* SPDX-License-Identifier: Apache-2.0 */
/* Pace: when the next request may start; pure over the times that it is given. */
#ifndef CX_REMOTE_PACE_H
#define CX_REMOTE_PACE_H

#include "base/base.h"

/*
 * Four things hold a request back. The rate: in no window of a second do more than `rate` requests leave,
 * counted when the first byte leaves; one that has started and not left yet counts as leaving now, so slow
 * connecting cannot bunch requests up. Spacing: starts are spread evenly, with a small burst so that a
 * late wake-up can be caught up. The gate: a Retry-After holds everybody. Concurrency: at most `limit` at
 * once, halved on a 429 and grown back by one per `limit` answers. The breaker stops for good after failed
 * calls or tries in a row, or after 50 s of failures alone. All times are monotonic microseconds.
 */
struct cx_pace {
	int64_t rate;     /* requests a second */
	int64_t *left_us; /* ring of the last rate times at which requests left */
	size_t left_at, left_count;
	size_t leaving; /* started, first byte not left yet */
	size_t in_flight;
	int64_t next_us; /* GCRA's theoretical arrival time */
	int64_t gate_us; /* nobody starts before */
	size_t limit, most, answered_at_limit;
	int64_t halved_us;
	size_t failed_tries, failed_calls; /* in a row */
	int64_t answered_us;               /* the last sign of life */
	int64_t failed_us;                 /* where failed_tries is not 0: when the first of them ended */
	int64_t failing_us;                /* where failed_tries is not 0: since when nothing else was seen */
	bool proven;                       /* something was answered once */
	bool open;                         /* the breaker: nothing starts any more */
};

#define CX_PACE_NEVER INT64_MAX
/* rate 1..10,000 and concurrency 1..256 are clamped. */
void cx_pace_init(struct cx_pace *pace, int64_t rate, int64_t concurrency);
void cx_pace_release(struct cx_pace *pace);
/* 0: one may start now; else microseconds after which to ask again; NEVER: after the next event. */
int64_t cx_pace_wait_us(const struct cx_pace *pace, int64_t now_us);
void cx_pace_start(struct cx_pace *pace, int64_t now_us);
/* The first byte of one leaves. */
void cx_pace_left(struct cx_pace *pace, int64_t now_us);

enum cx_pace_end {
	CX_PACE_END_ANSWERED,  /* an answer that shows a living tenant */
	CX_PACE_END_THROTTLED, /* 429 */
	CX_PACE_END_FAILED,    /* 5xx, 408, cut, not sent */
	CX_PACE_END_REFUSED,   /* by ourselves: says nothing about the tenant */
};
/* One try that cx_pace_start began has ended; left says whether cx_pace_left was called for it. */
void cx_pace_end(struct cx_pace *pace, enum cx_pace_end end, bool left, int64_t started_us, int64_t now_us);
/* A whole call, all its tries, has ended. */
void cx_pace_call(struct cx_pace *pace, bool failed);
/* Nobody starts before; a tenant that says when to come back is not dead until then. */
void cx_pace_gate(struct cx_pace *pace, int64_t until_us);
/* How long a try that starts now may last before the breaker ends the waiting; NEVER while all is well. */
int64_t cx_pace_patience_us(const struct cx_pace *pace, int64_t now_us);

#endif
