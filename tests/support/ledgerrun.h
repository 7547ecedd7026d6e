/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on a temporary repository, as apply makes them but without a tenant. */
#ifndef CX_TESTS_LEDGERRUN_H
#define CX_TESTS_LEDGERRUN_H

#include "doc/json.h"
#include "ledger/run.h"
#include "support/gitrepo.h"

/* A clock that the test moves. */
struct cx_test_clock {
	struct cx_clock clock;
	int64_t now_ms;
};

static inline int64_t cx_test_clock_realtime(struct cx_clock *clock)
{
	return ((struct cx_test_clock *)(void *)clock)->now_ms;
}

static inline int64_t cx_test_clock_monotonic(struct cx_clock *clock)
{
	return ((struct cx_test_clock *)(void *)clock)->now_ms * 1000;
}

static inline void cx_test_clock_sleep(struct cx_clock *clock, int64_t us)
{
	((struct cx_test_clock *)(void *)clock)->now_ms += us / 1000;
}

static inline struct cx_test_clock cx_test_clock_at(int64_t now_ms)
{
	return (struct cx_test_clock){{cx_test_clock_realtime, cx_test_clock_monotonic, cx_test_clock_sleep},
				      now_ms};
}

static inline struct cx_node *cx_test_json(struct cx_arena *arena, const char *text)
{
	struct cx_source source = {.name = "test", .text = text, .len = strlen(text)};
	struct cx_node *node = NULL;
	struct cx_diags diags = CX_DIAGS_INIT;
	(void)cx_json_parse(arena, &source, &node, &diags);
	cx_diags_release(&diags);
	return node;
}

static inline void cx_test_record(struct cx_run *run, struct cx_arena *arena, const char *json)
{
	cx_run_add(run, cx_test_json(arena, json));
}

#endif
