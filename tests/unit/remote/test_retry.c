/* SPDX-License-Identifier: Apache-2.0 */
/* The retry table of DESIGN.md 7, row by row. */
#include "remote/retry.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define GET      CX_RETRY_CALL_GET
#define PUT      CX_RETRY_CALL_PUT
#define POST     CX_RETRY_CALL_POST
#define KEYED    CX_RETRY_CALL_KEYED
#define STATUS   CX_RETRY_EVENT_STATUS
#define NOT_SENT CX_RETRY_EVENT_NOT_SENT
#define CUT      CX_RETRY_EVENT_CUT
#define DONE     CX_RETRY_ACTION_DONE
#define RETRY    CX_RETRY_ACTION_RETRY
#define TOKEN    CX_RETRY_ACTION_TOKEN
#define RESOLVE  CX_RETRY_ACTION_RESOLVE

struct row {
	enum cx_retry_event event;
	int status;
	const char *retry_after;
	unsigned tries;
	enum cx_retry_action get, put, post;
	bool gate;
};

static const struct row rows[] = {
	{NOT_SENT, 0, NULL, 1, RETRY, RETRY, RETRY, false},
	{NOT_SENT, 0, NULL, 3, RETRY, RETRY, RETRY, false},
	{NOT_SENT, 0, NULL, 4, DONE, DONE, DONE, false},
	{CUT, 0, NULL, 1, RETRY, RESOLVE, RESOLVE, false},
	{CUT, 200, NULL, 1, RETRY, RESOLVE, RESOLVE, false},
	{CUT, 0, NULL, 4, DONE, RESOLVE, RESOLVE, false},
	{STATUS, 429, NULL, 1, RETRY, RETRY, RETRY, false},
	{STATUS, 429, "2", 1, RETRY, RETRY, RETRY, true},
	{STATUS, 429, "soon", 1, RETRY, RETRY, RETRY, false},
	{STATUS, 429, "2", 1000, RETRY, RETRY, RETRY, true},
	{STATUS, 503, "2", 1, RETRY, RETRY, RESOLVE, true},
	{STATUS, 503, "2", 3, RETRY, RETRY, RESOLVE, true},
	{STATUS, 503, "2", 4, DONE, RESOLVE, RESOLVE, true},
	{STATUS, 503, "0", 1, RETRY, RETRY, RESOLVE, false},
	{STATUS, 500, "2", 1, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 503, NULL, 1, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 503, "-1", 1, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 408, NULL, 1, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 500, NULL, 1, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 502, NULL, 3, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 504, NULL, 4, DONE, RESOLVE, RESOLVE, false},
	{STATUS, 520, NULL, 1, RETRY, RESOLVE, RESOLVE, false},
	{STATUS, 501, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 505, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 401, NULL, 1, TOKEN, TOKEN, TOKEN, false},
	{STATUS, 401, NULL, 4, TOKEN, TOKEN, TOKEN, false},
	{STATUS, 200, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 204, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 300, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 301, NULL, 1, DONE, RESOLVE, RESOLVE, false},
	{STATUS, 302, NULL, 1, DONE, RESOLVE, RESOLVE, false},
	{STATUS, 303, "9", 1, DONE, RESOLVE, RESOLVE, false},
	{STATUS, 304, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 307, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 308, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 201, "9", 1, DONE, DONE, DONE, false},
	{STATUS, 400, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 403, "5", 1, DONE, DONE, DONE, false},
	{STATUS, 404, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 409, NULL, 1, DONE, DONE, DONE, false},
	{STATUS, 412, NULL, 1, DONE, DONE, DONE, false},
};

static void test_decide_when_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		const struct row *row = &rows[i];
		const enum cx_retry_action wanted[] = {
			[GET] = row->get,
			[PUT] = row->put,
			[POST] = row->post,
			/* Tried again like a read; what then is left is no less in doubt than any write. */
			[KEYED] = row->get == RETRY ? RETRY : row->put,
		};
		for (int call = GET; call <= KEYED; call++) {
			struct cx_retry_verdict verdict =
				cx_retry_decide(&(struct cx_retry_input){.call = (enum cx_retry_call)call,
									 .event = row->event,
									 .status = row->status,
									 .retry_after = row->retry_after,
									 .tries = row->tries,
									 .random = 12345678901});
			if (verdict.action != wanted[call] || verdict.gate != row->gate)
				fail_msg("row %zu, call %d: action %d, gate %d", i, call, (int)verdict.action,
					 verdict.gate);
			if (row->gate)
				assert_int_equal(verdict.wait_ms, 2000);
			else if (verdict.action != RETRY)
				assert_int_equal(verdict.wait_ms, 0);
		}
	}
}

static void test_decide_when_token_was_renewed(void **state)
{
	(void)state;
	struct cx_retry_verdict verdict = cx_retry_decide(
		&(struct cx_retry_input){.event = STATUS, .status = 401, .tries = 2, .token_renewed = true});
	assert_int_equal(verdict.action, DONE);
}

static void test_jitter_when_tries_grow(void **state)
{
	(void)state;
	assert_int_equal(cx_retry_jitter_ms(1, 0), 0);
	assert_int_equal(cx_retry_jitter_ms(1, 250), 250);
	assert_int_equal(cx_retry_jitter_ms(1, 251), 0);
	assert_int_equal(cx_retry_jitter_ms(3, 1000), 1000);
	assert_int_equal(cx_retry_jitter_ms(3, 1001), 0);
	assert_int_equal(cx_retry_jitter_ms(8, 20000), 20000);
	assert_int_equal(cx_retry_jitter_ms(8, 20001), 0);
	assert_int_equal(cx_retry_jitter_ms(1000000, 20000), 20000);
	for (uint64_t random = 1; random < 1000; random++)
		assert_in_range(cx_retry_jitter_ms(100, random * 0x9e3779b97f4a7c15u), 0, 20000);
}

static void test_wait_when_throttled_for_long_stays_short(void **state)
{
	(void)state;
	struct cx_retry_input input = {.event = STATUS, .status = 429, .tries = 1000, .random = 4000};
	assert_int_equal(cx_retry_decide(&input).wait_ms, 4000);
	input.random = 4001;
	assert_int_equal(cx_retry_decide(&input).wait_ms, 0);
}

static void test_jitter_when_retry_after_is_zero(void **state)
{
	(void)state;
	struct cx_retry_verdict verdict = cx_retry_decide(&(struct cx_retry_input){
		.event = STATUS, .status = 429, .retry_after = "0", .tries = 1, .random = 100});
	assert_int_equal(verdict.wait_ms, 100);
	assert_false(verdict.gate);
}

static void test_retry_after_when_form(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ms;
	} forms[] = {
		{NULL, -1},
		{"", -1},
		{" ", -1},
		{"0", 0},
		{"1", 1000},
		{"  7  ", 7000},
		{"007", 7000},
		{"120", 120000},
		{"121", 120000},
		{"86400", 120000},
		{"99999999999999999999999999", 120000},
		{"-1", -1},
		{"+1", -1},
		{"1.5", -1},
		{"1e3", -1},
		{"0x10", -1},
		{"5 seconds", -1},
		{"5, 6", -1},
		{"soon", -1},
		{"Sun, 06 Nov 1994 08:49:37 GMT", 0},
		{"Sun, 06 Nov 1994 08:50:07 GMT", 30000},
		{"Sun, 06 Nov 1994 09:49:37 GMT", 120000},
		{"Sun, 06 Nov 1994 08:49:00 GMT", 0},
		{"Sun, 06 Nov 1994 08:49:37", -1},
		{"Sunday, 06-Nov-94 08:50:07 GMT", 30000},
		{"Sunday, 06-Nov-69 08:50:07 GMT", 120000},
		{"Sunday, 06-Nov-94 08:50:07", -1},
		{"Sun Nov  6 08:50:07 1994", 30000},
		{"Sun Nov 06 08:50:07 1994", 30000},
		{"Sun Nov  6 08:50:07 1994 GMT", -1},
		{"Sun Nov   6 08:50:07 1994", -1},
		{"Sun, 06 Nov 1994 24:00:00 GMT", -1},
		{"Sun, 06 Nov 1994 08:50:07 +0000", -1},
		{"Sun,06 Nov 1994 08:50:07 GMT", -1},
		{", ", -1},
		{"Sun, 31 Feb 1994 08:49:37 GMT", -1},
		{"\xff\xfe", -1},
	};
	for (size_t i = 0; i < CX_COUNT(forms); i++) {
		int64_t ms = cx_retry_after_ms(forms[i].text, 784111777000);
		if (ms != forms[i].ms)
			fail_msg("\"%s\": %lld", forms[i].text, (long long)ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide_when_row),
		cmocka_unit_test(test_decide_when_token_was_renewed),
		cmocka_unit_test(test_jitter_when_tries_grow),
		cmocka_unit_test(test_wait_when_throttled_for_long_stays_short),
		cmocka_unit_test(test_jitter_when_retry_after_is_zero),
		cmocka_unit_test(test_retry_after_when_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
