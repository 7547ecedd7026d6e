/* SPDX-License-Identifier: Apache-2.0 */
/* Which requests a log leaves open, and whose run may still be at work. */
#include "query/interaction_left.h"

#include "doc/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#define NOON_MS INT64_C(1795262400000)

#define INTENT(key, time)                                                                       \
	"{\"type\":\"intent\",\"interaction\":\"i-1\",\"run\":\"r\",\"idempotency_key\":\"" key \
	"\",\"before\":\"b\",\"after\":\"a\",\"host\":\"h\",\"pid\":1,\"time\":\"" time "\"}"
#define END(type, key)                                                                            \
	"{\"type\":\"" type "\",\"interaction\":\"i-1\",\"run\":\"r\",\"idempotency_key\":\"" key \
	"\",\"result\":\"unknown\"}"

static void learn(struct cx_interaction_lefts *lefts, const char *text)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	struct cx_source source = {.name = "record", .text = text, .len = strlen(text)};
	struct cx_node *record = NULL;
	assert_int_equal(cx_json_parse(&arena, &source, &record, &diags), CX_STATUS_OK);
	cx_interaction_lefts_learn(lefts, record);
	cx_arena_release(&arena);
}

static void test_learn_when_nothing_ended_it_then_open(void **state)
{
	(void)state;
	struct cx_interaction_lefts lefts = {0};
	static const char *const records[] = {
		INTENT("answered", "2026-11-21T12:00:00.000Z"),
		END("outcome", "answered"),
		INTENT("told", "2026-11-21T12:00:00.000Z"),
		END("resolved", "told"),
		INTENT("again", "2026-11-21T12:00:00.000Z"),
		END("outcome", "again"),
		INTENT("again", "2026-11-21T12:00:01.000Z"),
		INTENT("open", "2026-11-21T12:00:02.000Z"),
		INTENT("bad", "today"),
		"{\"type\":\"intent\",\"interaction\":\"i-1\",\"idempotency_key\":\"poor\"}",
		"{\"type\":\"intent\",\"trigger\":\"sha256:0\",\"idempotency_key\":\"other\"}",
		END("outcome", "never begun"),
		"{\"type\":\"run_start\"}",
	};
	for (size_t i = 0; i < CX_COUNT(records); i++)
		learn(&lefts, records[i]);
	CX_AUTO(cx_buf) struct cx_buf open = CX_BUF_INIT;
	for (size_t i = 0; i < lefts.count; i++)
		if (lefts.items[i]->open)
			cx_buf_addf(&open, "%s ", lefts.items[i]->key);
	assert_string_equal(open.data, "again open ");
	assert_int_equal(lefts.items[lefts.count - 3]->time_ms, NOON_MS + 2000);
	cx_interaction_lefts_release(&lefts);
}

static void test_lives_when_process_and_time_tell(void **state)
{
	(void)state;
	struct cx_interaction_left left = {.host = "h", .pid = getppid(), .time_ms = NOON_MS};
	assert_true(cx_interaction_left_lives(&left, "h", NOON_MS + 1000));
	assert_true(cx_interaction_left_lives(&left, "other", NOON_MS + 1000));
	assert_false(cx_interaction_left_lives(&left, "h", NOON_MS + 3600000));
	left.pid = 0;
	assert_false(cx_interaction_left_lives(&left, "h", NOON_MS + 1000));
	assert_true(cx_interaction_left_lives(&left, "other", NOON_MS + 1000));
	left.pid = getpid();
	assert_false(cx_interaction_left_lives(&left, "h", NOON_MS + 1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learn_when_nothing_ended_it_then_open),
		cmocka_unit_test(test_lives_when_process_and_time_tell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
