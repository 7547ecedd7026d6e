/* SPDX-License-Identifier: Apache-2.0 */
/* Pace: when the next request may start; pure over the times that it is given. */
#include "remote/pace.h"

#include "base/mem.h"

/*
 * A token bucket alone lets twice its size through in a second around a pause, and even spacing alone
 * bunches up when connections take time to open; so a sliding window over the times of leaving bounds, and
 * GCRA spreads. The window is 2.5 % longer than a second, for what the network's own jitter adds.
 */

#define PACE_WINDOW_US     1025000
#define PACE_BREAKER_CALLS 5
#define PACE_BREAKER_TRIES 20
#define PACE_BREAKER_US    INT64_C(50000000)
/* A try that could not last so long is not begun. */
#define PACE_SHORTEST_US INT64_C(5000000)
#define PACE_MAX_RATE    10000
#define PACE_MAX_LIMIT   256

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

void cx_pace_init(struct cx_pace *pace, int64_t rate, int64_t concurrency)
{
	*pace = (struct cx_pace){
		.rate = clamp(rate, 1, PACE_MAX_RATE),
		.most = (size_t)clamp(concurrency, 1, PACE_MAX_LIMIT),
		.halved_us = INT64_MIN,
		.next_us = INT64_MIN,
		.answered_us = INT64_MIN,
	};
	pace->limit = pace->most;
	pace->left_us = cx_alloc((size_t)pace->rate * sizeof *pace->left_us);
}

void cx_pace_release(struct cx_pace *pace)
{
	cx_free(pace->left_us);
	*pace = (struct cx_pace){0};
}

static int64_t spacing_us(const struct cx_pace *pace)
{
	return PACE_WINDOW_US / pace->rate;
}

/*
 * How much earlier than evenly spaced a start may be: a fifth of a second's worth, so that what a slow disk
 * held up is caught up. The window still bounds, and concurrency bounds the burst.
 */
static int64_t burst_us(const struct cx_pace *pace)
{
	return pace->rate / 5 * spacing_us(pace);
}

/* When the window has room for one more. */
static int64_t window_free_us(const struct cx_pace *pace)
{
	size_t rate = (size_t)pace->rate;
	if (pace->left_count + pace->leaving < rate)
		return INT64_MIN;
	if (pace->leaving >= rate)
		return CX_PACE_NEVER;
	/* The k oldest of the ring must have gone out of the window. */
	size_t k = pace->left_count + pace->leaving - rate;
	size_t oldest = (pace->left_at + rate - pace->left_count) % rate;
	return pace->left_us[(oldest + k) % rate] + PACE_WINDOW_US;
}

int64_t cx_pace_wait_us(const struct cx_pace *pace, int64_t now_us)
{
	if (pace->open || pace->in_flight >= pace->limit)
		return CX_PACE_NEVER;
	/* While nothing answers, no more may be under way than the breaker still allows. */
	if ((pace->failed_tries > 0 || !pace->proven) &&
	    pace->failed_tries + pace->in_flight >= PACE_BREAKER_TRIES)
		return CX_PACE_NEVER;
	int64_t free_us = window_free_us(pace);
	if (free_us == CX_PACE_NEVER)
		return CX_PACE_NEVER;
	int64_t at_us = pace->gate_us;
	if (free_us > at_us)
		at_us = free_us;
	if (pace->next_us != INT64_MIN && pace->next_us - burst_us(pace) > at_us)
		at_us = pace->next_us - burst_us(pace);
	return at_us > now_us ? at_us - now_us : 0;
}

void cx_pace_start(struct cx_pace *pace, int64_t now_us)
{
	pace->in_flight++;
	pace->leaving++;
	pace->next_us = (pace->next_us > now_us ? pace->next_us : now_us) + spacing_us(pace);
}

void cx_pace_left(struct cx_pace *pace, int64_t now_us)
{
	pace->leaving--;
	pace->left_us[pace->left_at] = now_us;
	pace->left_at = (pace->left_at + 1) % (size_t)pace->rate;
	if (pace->left_count < (size_t)pace->rate)
		pace->left_count++;
}

static void end_failed(struct cx_pace *pace, int64_t started_us, int64_t now_us)
{
	if (pace->failed_tries++ == 0) {
		pace->failed_us = now_us;
		pace->failing_us = started_us > pace->answered_us ? started_us : pace->answered_us;
	}
	if (pace->failed_tries >= PACE_BREAKER_TRIES || cx_pace_patience_us(pace, now_us) < PACE_SHORTEST_US)
		pace->open = true;
}

void cx_pace_end(struct cx_pace *pace, enum cx_pace_end end, bool left, int64_t started_us, int64_t now_us)
{
	pace->in_flight--;
	if (!left)
		pace->leaving--;
	if (end == CX_PACE_END_REFUSED)
		return;
	if (end == CX_PACE_END_FAILED) {
		end_failed(pace, started_us, now_us);
		return;
	}
	/* What was under way when the failing began is no sign of life after it. */
	if (pace->failed_tries == 0 || started_us >= pace->failed_us) {
		pace->failed_tries = 0;
		pace->answered_us = now_us;
	}
	pace->proven = true;
	if (end == CX_PACE_END_THROTTLED) {
		/* Those that were under way when it was halved say nothing new. */
		if (started_us >= pace->halved_us && pace->limit > 1)
			pace->limit /= 2;
		if (started_us >= pace->halved_us)
			pace->halved_us = now_us;
		pace->answered_at_limit = 0;
		return;
	}
	if (pace->limit < pace->most && ++pace->answered_at_limit >= pace->limit) {
		pace->limit++;
		pace->answered_at_limit = 0;
	}
}

void cx_pace_call(struct cx_pace *pace, bool failed)
{
	pace->failed_calls = failed ? pace->failed_calls + 1 : 0;
	if (pace->failed_calls >= PACE_BREAKER_CALLS)
		pace->open = true;
}

void cx_pace_gate(struct cx_pace *pace, int64_t until_us)
{
	if (until_us > pace->gate_us)
		pace->gate_us = until_us;
	if (until_us > pace->failing_us)
		pace->failing_us = until_us;
}

int64_t cx_pace_patience_us(const struct cx_pace *pace, int64_t now_us)
{
	return pace->failed_tries > 0 ? pace->failing_us + PACE_BREAKER_US - now_us : CX_PACE_NEVER;
}
