/* SPDX-License-Identifier: Apache-2.0 */
/* Pace in simulated time: the rate is used and never exceeded, the gate holds, the breaker opens. */
#include "remote/pace.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SECOND 1000000

struct simulated {
	int64_t left_us, end_us; /* when its first byte leaves, when it is answered */
	int64_t started_us;
	bool left, ended;
};

static uint64_t seed;
static int64_t random_below(int64_t bound)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((seed >> 33) % (uint64_t)bound);
}

/*
 * Runs requests for some simulated time, each taking up to connect_us to leave and latency_us to be
 * answered. Returns how many left; fails if any window of a second holds more than the rate.
 */
static size_t simulate(int64_t rate, int64_t concurrency, int64_t connect_us, int64_t latency_us,
		       int64_t seconds)
{
	struct cx_pace pace;
	cx_pace_init(&pace, rate, concurrency);
	static struct simulated calls[64000];
	static int64_t left[64000];
	size_t count = 0, first = 0, left_count = 0;
	for (int64_t now = 0; now < seconds * SECOND; now += 500) {
		for (size_t i = first; i < count; i++) {
			struct simulated *call = &calls[i];
			if (!call->left && call->left_us <= now) {
				call->left = true;
				cx_pace_left(&pace, now);
				left[left_count++] = now;
			}
			if (call->left && !call->ended && call->end_us <= now) {
				call->ended = true;
				cx_pace_end(&pace, CX_PACE_END_ANSWERED, true, call->started_us, now);
			}
		}
		while (first < count && calls[first].ended)
			first++;
		while (cx_pace_wait_us(&pace, now) == 0 && count < CX_COUNT(calls)) {
			int64_t leaves = now + random_below(connect_us + 1);
			calls[count++] =
				(struct simulated){.left_us = leaves,
						   .end_us = leaves + 1 + random_below(latency_us + 1),
						   .started_us = now};
			cx_pace_start(&pace, now);
		}
	}
	for (size_t i = (size_t)rate; i < left_count; i++)
		if (left[i] - left[i - (size_t)rate] < SECOND)
			fail_msg("rate %lld exceeded at request %zu", (long long)rate, i);
	cx_pace_release(&pace);
	return left_count;
}

static void test_rate_when_busy_is_used_and_never_exceeded(void **state)
{
	(void)state;
	seed = 1;
	assert_in_range(simulate(200, 16, 0, 20000, 10), 1900, 2000);
	assert_in_range(simulate(200, 16, 300, 40000, 10), 1900, 2000);
	assert_in_range(simulate(1, 4, 1000, 1000, 30), 28, 30);
	assert_in_range(simulate(7, 16, 5000, 100000, 20), 133, 140);
	assert_in_range(simulate(1000, 64, 200, 10000, 5), 4750, 5000);
	/* Connections that take long to open must not bunch requests up. */
	(void)simulate(200, 64, 400000, 20000, 10);
	(void)simulate(50, 256, 2000000, 1000, 10);
}

static void test_gate_when_set_holds_everybody(void **state)
{
	(void)state;
	struct cx_pace pace;
	cx_pace_init(&pace, 100, 4);
	cx_pace_gate(&pace, 5 * SECOND);
	cx_pace_gate(&pace, 3 * SECOND);
	assert_int_equal(cx_pace_wait_us(&pace, SECOND), 4 * SECOND);
	assert_int_equal(cx_pace_wait_us(&pace, 5 * SECOND), 0);
	cx_pace_release(&pace);
}

static void one(struct cx_pace *pace, enum cx_pace_end end, int64_t *now)
{
	int64_t wait;
	while ((wait = cx_pace_wait_us(pace, *now)) > 0 && wait != CX_PACE_NEVER)
		*now += wait;
	assert_int_equal(wait, 0);
	int64_t started = *now;
	cx_pace_start(pace, started);
	cx_pace_left(pace, *now += 100);
	cx_pace_end(pace, end, true, started, *now += 100);
}

static void test_concurrency_when_throttled_is_halved_and_grows_back(void **state)
{
	(void)state;
	struct cx_pace pace;
	int64_t now = 0;
	cx_pace_init(&pace, 10000, 16);
	for (int i = 0; i < 8; i++)
		cx_pace_start(&pace, now);
	/* Eight that were under way together halve it once. */
	for (int i = 0; i < 8; i++) {
		cx_pace_left(&pace, now + 10);
		cx_pace_end(&pace, CX_PACE_END_THROTTLED, true, now, now + 20 + i);
	}
	assert_int_equal(pace.limit, 8);
	now = 1000;
	one(&pace, CX_PACE_END_THROTTLED, &now);
	assert_int_equal(pace.limit, 4);
	for (int i = 0; i < 4; i++)
		one(&pace, CX_PACE_END_ANSWERED, &now);
	assert_int_equal(pace.limit, 5);
	for (int i = 0; i < 1000; i++)
		one(&pace, CX_PACE_END_ANSWERED, &now);
	assert_int_equal(pace.limit, 16);
	for (int i = 0; i < 20; i++)
		one(&pace, CX_PACE_END_THROTTLED, &now);
	assert_int_equal(pace.limit, 1);
	cx_pace_release(&pace);
}

static void test_breaker_when_tenant_is_dead_lets_at_most_20_through(void **state)
{
	(void)state;
	for (int64_t concurrency = 1; concurrency <= 64; concurrency *= 4) {
		struct cx_pace pace;
		int64_t now = 0;
		size_t sent = 0;
		cx_pace_init(&pace, 10000, concurrency);
		while (!pace.open) {
			size_t batch = 0;
			for (int64_t wait; (wait = cx_pace_wait_us(&pace, now)) != CX_PACE_NEVER;
			     now += wait) {
				if (wait > 0)
					continue;
				cx_pace_start(&pace, now);
				batch++;
			}
			sent += batch;
			for (size_t i = 0; i < batch; i++)
				cx_pace_end(&pace, CX_PACE_END_FAILED, false, now, now);
		}
		assert_int_equal(sent, 20);
		assert_true(cx_pace_wait_us(&pace, now) == CX_PACE_NEVER);
		cx_pace_release(&pace);
	}
}

static void fail_at(struct cx_pace *pace, int64_t started, int64_t ended)
{
	cx_pace_start(pace, started);
	cx_pace_left(pace, started);
	cx_pace_end(pace, CX_PACE_END_FAILED, true, started, ended);
}

static void test_breaker_when_tenant_falls_silent_opens_in_time(void **state)
{
	(void)state;
	struct cx_pace pace;
	int64_t now = 100 * SECOND;
	cx_pace_init(&pace, 100, 4);
	one(&pace, CX_PACE_END_ANSWERED, &now);
	assert_true(cx_pace_patience_us(&pace, now) == CX_PACE_NEVER);
	/* It began before the last answer came: silence counts from then on. */
	fail_at(&pace, now - 10 * SECOND, now + 20 * SECOND);
	assert_int_equal(cx_pace_patience_us(&pace, now + 20 * SECOND), 30 * SECOND);
	assert_false(pace.open);
	/* An answer to what had begun before that is no sign of life; one to what began after it is. */
	cx_pace_start(&pace, now);
	cx_pace_left(&pace, now);
	cx_pace_end(&pace, CX_PACE_END_ANSWERED, true, now, now + 21 * SECOND);
	assert_int_equal(pace.failed_tries, 1);
	now += 21 * SECOND;
	one(&pace, CX_PACE_END_ANSWERED, &now);
	fail_at(&pace, now, now + 30 * SECOND);
	assert_false(pace.open);
	fail_at(&pace, now + 30 * SECOND, now + 46 * SECOND);
	assert_true(pace.open);
	cx_pace_release(&pace);
}

static void test_breaker_when_tenant_says_when_to_come_back_waits(void **state)
{
	(void)state;
	struct cx_pace pace;
	cx_pace_init(&pace, 100, 4);
	fail_at(&pace, SECOND, 2 * SECOND);
	cx_pace_gate(&pace, 122 * SECOND);
	fail_at(&pace, 122 * SECOND, 123 * SECOND);
	assert_false(pace.open);
	assert_int_equal(cx_pace_patience_us(&pace, 123 * SECOND), 49 * SECOND);
	cx_pace_release(&pace);
}

static void test_breaker_when_five_calls_fail_in_a_row(void **state)
{
	(void)state;
	struct cx_pace pace;
	cx_pace_init(&pace, 10, 1);
	for (int i = 0; i < 4; i++)
		cx_pace_call(&pace, true);
	cx_pace_call(&pace, false);
	for (int i = 0; i < 4; i++)
		cx_pace_call(&pace, true);
	assert_false(pace.open);
	cx_pace_call(&pace, true);
	assert_true(pace.open);
	cx_pace_release(&pace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate_when_busy_is_used_and_never_exceeded),
		cmocka_unit_test(test_gate_when_set_holds_everybody),
		cmocka_unit_test(test_concurrency_when_throttled_is_halved_and_grows_back),
		cmocka_unit_test(test_breaker_when_tenant_is_dead_lets_at_most_20_through),
		cmocka_unit_test(test_breaker_when_tenant_falls_silent_opens_in_time),
		cmocka_unit_test(test_breaker_when_tenant_says_when_to_come_back_waits),
		cmocka_unit_test(test_breaker_when_five_calls_fail_in_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
