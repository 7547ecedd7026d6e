/* SPDX-License-Identifier: Apache-2.0 */
/* Retry: a table of rules, the first that fits decides. */
#include "remote/retry.h"

#include "base/clock.h"

#define RETRY_TRIES        4
#define RETRY_FIRST_MS     250
#define RETRY_LONGEST_MS   20000
#define RETRY_AFTER_MAX_MS 120000
/* A 429 without a word slows everybody down by the concurrency that it halves; waits of 20 s on top of that
 * would let a storm in which one request of ten gets through last for hours. */
#define RETRY_THROTTLED_DOUBLINGS 4

/* What ends the trying again. */
enum retry_bound {
	RETRY_BOUND_DEADLINE, /* of the run; nothing here */
	RETRY_BOUND_TRIES,
	RETRY_BOUND_TOKEN, /* a new one was tried */
};

/* What came of a try, and what follows for GET, for PUT and DELETE, for POST, and for POST with a key. */
struct retry_rule {
	enum cx_retry_event event;
	int lowest, highest; /* status */
	bool told;           /* fits only with a Retry-After that can be read */
	bool gate;           /* a Retry-After above zero is waited for, by everybody */
	enum retry_bound bound;
	enum cx_retry_action within[CX_RETRY_CALLS], beyond[CX_RETRY_CALLS]; /* the bound */
};

#define NOT_SENT CX_RETRY_EVENT_NOT_SENT
#define CUT      CX_RETRY_EVENT_CUT
#define STATUS   CX_RETRY_EVENT_STATUS
#define DEADLINE RETRY_BOUND_DEADLINE
#define TRIES    RETRY_BOUND_TRIES
#define BY_TOKEN RETRY_BOUND_TOKEN
#define DONE     CX_RETRY_ACTION_DONE
#define RETRY    CX_RETRY_ACTION_RETRY
#define TOKEN    CX_RETRY_ACTION_TOKEN
#define RESOLVE  CX_RETRY_ACTION_RESOLVE
/*
 * The first that fits decides. A write that was done may be answered by 301 to 303 that point to its result;
 * 304 to 308 mean nothing of the sort. 501 and 505 are the server's word that it did not and will not.
 */
/* clang-format off */
static const struct retry_rule rules[] = {
	{NOT_SENT, 0,   999, false, false, TRIES,    {RETRY, RETRY,   RETRY,   RETRY},   {DONE,  DONE,    DONE,    DONE}},
	{CUT,      0,   999, false, false, TRIES,    {RETRY, RESOLVE, RESOLVE, RETRY},   {DONE,  RESOLVE, RESOLVE, RESOLVE}},
	{STATUS,   301, 303, false, false, DEADLINE, {DONE,  RESOLVE, RESOLVE, RESOLVE}, {0}},
	{STATUS,   401, 401, false, false, BY_TOKEN, {TOKEN, TOKEN,   TOKEN,   TOKEN},   {DONE,  DONE,    DONE,    DONE}},
	{STATUS,   408, 408, false, false, TRIES,    {RETRY, RESOLVE, RESOLVE, RETRY},   {DONE,  RESOLVE, RESOLVE, RESOLVE}},
	{STATUS,   429, 429, false, true,  DEADLINE, {RETRY, RETRY,   RETRY,   RETRY},   {0}},
	{STATUS,   501, 501, false, false, DEADLINE, {DONE,  DONE,    DONE,    DONE},    {0}},
	{STATUS,   503, 503, true,  true,  TRIES,    {RETRY, RETRY,   RESOLVE, RETRY},   {DONE,  RESOLVE, RESOLVE, RESOLVE}},
	{STATUS,   505, 505, false, false, DEADLINE, {DONE,  DONE,    DONE,    DONE},    {0}},
	{STATUS,   500, 599, false, false, TRIES,    {RETRY, RESOLVE, RESOLVE, RETRY},   {DONE,  RESOLVE, RESOLVE, RESOLVE}},
	{STATUS,   0,   999, false, false, DEADLINE, {DONE,  DONE,    DONE,    DONE},    {0}},
};
/* clang-format on */
#undef NOT_SENT
#undef CUT
#undef STATUS
#undef DEADLINE
#undef TRIES
#undef BY_TOKEN
#undef DONE
#undef RETRY
#undef TOKEN
#undef RESOLVE

static const struct retry_rule *rule_of(const struct cx_retry_input *input, int64_t after_ms)
{
	for (size_t i = 0; i + 1 < CX_COUNT(rules); i++)
		if (rules[i].event == input->event && input->status >= rules[i].lowest &&
		    input->status <= rules[i].highest && (!rules[i].told || after_ms >= 0))
			return &rules[i];
	return &rules[CX_COUNT(rules) - 1];
}

static bool is_beyond(const struct cx_retry_input *input, enum retry_bound bound)
{
	return bound == RETRY_BOUND_TRIES ? input->tries >= RETRY_TRIES
					  : bound == RETRY_BOUND_TOKEN && input->token_renewed;
}

int64_t cx_retry_jitter_ms(unsigned tries, uint64_t random)
{
	unsigned doublings = tries > 0 ? tries - 1 : 0;
	int64_t cap = doublings < 10 ? (int64_t)RETRY_FIRST_MS << doublings : RETRY_LONGEST_MS;
	if (cap > RETRY_LONGEST_MS)
		cap = RETRY_LONGEST_MS;
	return (int64_t)(random % (uint64_t)(cap + 1));
}

struct cx_retry_verdict cx_retry_decide(const struct cx_retry_input *input)
{
	int64_t after_ms = cx_retry_after_ms(input->retry_after, input->now_realtime_ms);
	const struct retry_rule *rule = rule_of(input, after_ms);
	bool beyond = is_beyond(input, rule->bound);
	struct cx_retry_verdict verdict = {
		.action = (beyond ? rule->beyond : rule->within)[input->call],
		.gate = rule->gate && after_ms > 0,
	};
	bool throttled = rule->bound == RETRY_BOUND_DEADLINE && input->tries > RETRY_THROTTLED_DOUBLINGS + 1;
	unsigned tries = throttled ? RETRY_THROTTLED_DOUBLINGS + 1 : input->tries;
	if (verdict.gate)
		verdict.wait_ms = after_ms;
	else if (verdict.action == CX_RETRY_ACTION_RETRY)
		verdict.wait_ms = cx_retry_jitter_ms(tries, input->random);
	return verdict;
}

int64_t cx_retry_after_ms(const char *text, int64_t now_realtime_ms)
{
	if (!text)
		return -1;
	text += strspn(text, " \t");
	size_t digits = strspn(text, "0123456789");
	if (digits > 0) {
		if (text[digits + strspn(text + digits, " \t")] != '\0')
			return -1;
		int64_t seconds = 0;
		for (size_t i = 0; i < digits && seconds <= RETRY_AFTER_MAX_MS / 1000; i++)
			seconds = seconds * 10 + (text[i] - '0');
		return seconds * 1000 < RETRY_AFTER_MAX_MS ? seconds * 1000 : RETRY_AFTER_MAX_MS;
	}
	int64_t then_ms;
	if (!cx_time_parse_http(text, &then_ms))
		return -1;
	if (then_ms <= now_realtime_ms)
		return 0;
	int64_t wait_ms = then_ms - now_realtime_ms;
	return wait_ms < RETRY_AFTER_MAX_MS ? wait_ms : RETRY_AFTER_MAX_MS;
}
