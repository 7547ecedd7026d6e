/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets by the highest bit and the three behind it. */
#include "remote/latency.h"

static size_t bucket_of(uint64_t us)
{
	if (us < 8)
		return (size_t)us;
	unsigned high = 63 - (unsigned)__builtin_clzll(us);
	size_t bucket = (size_t)(high - 2) * 8 + ((us >> (high - 3)) & 7);
	return bucket < CX_LATENCY_BUCKETS ? bucket : CX_LATENCY_BUCKETS - 1;
}

/* The largest value that falls into it. */
static int64_t bucket_end(size_t bucket)
{
	if (bucket < 8)
		return (int64_t)bucket;
	unsigned high = (unsigned)(bucket / 8) + 2;
	return (int64_t)(((8 + bucket % 8 + 1) << (high - 3)) - 1);
}

void cx_latency_add(struct cx_latency *latency, int64_t us)
{
	latency->buckets[bucket_of(us > 0 ? (uint64_t)us : 0)]++;
	latency->count++;
}

int64_t cx_latency_percentile(const struct cx_latency *latency, unsigned percent)
{
	uint64_t wanted = (latency->count * percent + 99) / 100, seen = 0;
	for (size_t i = 0; wanted && i < CX_LATENCY_BUCKETS; i++) {
		seen += latency->buckets[i];
		if (seen >= wanted)
			return bucket_end(i);
	}
	return 0;
}
