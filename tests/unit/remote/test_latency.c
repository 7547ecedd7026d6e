/* SPDX-License-Identifier: Apache-2.0 */
/* Percentiles of a histogram: never too small, at most an eighth too large. */
#include "remote/latency.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_percentile_when_empty(void **state)
{
	(void)state;
	struct cx_latency latency = {0};
	assert_int_equal(cx_latency_percentile(&latency, 95), 0);
}

static void test_percentile_of_one(void **state)
{
	(void)state;
	for (int64_t us = 0; us < INT64_C(1) << 40; us += us / 3 + 1) {
		struct cx_latency latency = {0};
		cx_latency_add(&latency, us);
		int64_t p = cx_latency_percentile(&latency, 50);
		assert_true(p >= us);
		assert_true(p <= us + us / 8 + 1);
	}
}

static void test_percentile_of_many(void **state)
{
	(void)state;
	struct cx_latency latency = {0};
	for (int64_t us = 1; us <= 1000; us++)
		cx_latency_add(&latency, us * 100);
	static const struct {
		unsigned percent;
		int64_t exact;
	} rows[] = {{50, 50000}, {95, 95000}, {100, 100000}, {1, 1000}};
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		int64_t p = cx_latency_percentile(&latency, rows[i].percent);
		assert_true(p >= rows[i].exact && p <= rows[i].exact + rows[i].exact / 8 + 1);
	}
	cx_latency_add(&latency, INT64_MAX);
	cx_latency_add(&latency, -5);
	assert_int_equal(latency.count, 1002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentile_when_empty),
		cmocka_unit_test(test_percentile_of_one),
		cmocka_unit_test(test_percentile_of_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
