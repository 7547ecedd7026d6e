/* SPDX-License-Identifier: Apache-2.0 */
/* How long answers took, in constant memory: a histogram whose steps are an eighth of a power of two. */
#ifndef CX_REMOTE_LATENCY_H
#define CX_REMOTE_LATENCY_H

#include "base/base.h"

#define CX_LATENCY_BUCKETS 320

struct cx_latency {
	uint64_t buckets[CX_LATENCY_BUCKETS];
	uint64_t count;
};
void cx_latency_add(struct cx_latency *latency, int64_t us);
/* The time in microseconds within which so many percent were answered, at most an eighth too much; 0 where
 * there are none. */
int64_t cx_latency_percentile(const struct cx_latency *latency, unsigned percent);

#endif
