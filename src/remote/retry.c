/* SPDX-License-Identifier: Apache-2.0 */
/* Retry: a table of rules, the first that fits decides; 401 and waits are worked out around it. */
#include "remote/retry.h"

#include "base/clock.h"

#define RETRY_TRIES        4
#define RETRY_FIRST_MS     250
#define RETRY_LONGEST_MS   20000
#define RETRY_AFTER_MAX_MS 120000

/* What the status or event means, whatever the call. */
enum retry_class {
	RETRY_CLASS_FINAL, /* an answer to live with */
	RETRY_CLASS_NOT_SENT,
	RETRY_CLASS_THROTTLED, /* 429 */
	RETRY_CLASS_BUSY,      /* 503 with Retry-After */
	RETRY_CLASS_FAILED,    /* 408, 5xx, cut */
};

struct retry_rule {
	enum retry_class class;
	enum cx_retry_action actions[3]; /* by enum cx_retry_call */
	bool bounded;                    /* by RETRY_TRIES */
	enum cx_retry_action exhausted[3];
};

#define DONE    CX_RETRY_ACTION_DONE
#define RETRY   CX_RETRY_ACTION_RETRY
#define RESOLVE CX_RETRY_ACTION_RESOLVE
static const struct retry_rule retry_rules[] = {
	[RETRY_CLASS_FINAL] = {RETRY_CLASS_FINAL, {DONE, DONE, DONE}, false, {0}},
	[RETRY_CLASS_NOT_SENT] = {RETRY_CLASS_NOT_SENT, {RETRY, RETRY, RETRY}, true, {DONE, DONE, DONE}},
	[RETRY_CLASS_THROTTLED] = {RETRY_CLASS_THROTTLED, {RETRY, RETRY, RETRY}, false, {0}},
	[RETRY_CLASS_BUSY] = {RETRY_CLASS_BUSY, {RETRY, RETRY, RESOLVE}, true, {DONE, RESOLVE, RESOLVE}},
	[RETRY_CLASS_FAILED] = {RETRY_CLASS_FAILED,
				{RETRY, RESOLVE, RESOLVE},
				true,
				{DONE, RESOLVE, RESOLVE}},
};
#undef DONE
#undef RETRY
#undef RESOLVE

static enum retry_class class_of(const struct cx_retry_input *input, int64_t after_ms)
{
	if (input->event == CX_RETRY_EVENT_NOT_SENT)
		return RETRY_CLASS_NOT_SENT;
	if (input->event == CX_RETRY_EVENT_CUT)
		return RETRY_CLASS_FAILED;
	if (input->status == 429)
		return RETRY_CLASS_THROTTLED;
	if (input->status == 503 && after_ms >= 0)
		return RETRY_CLASS_BUSY;
	/* 501 and 505 are the server's word that it did not and will not. */
	bool failed = input->status == 408 ||
		      (input->status >= 500 && input->status != 501 && input->status != 505);
	return failed ? RETRY_CLASS_FAILED : RETRY_CLASS_FINAL;
}

/* Full jitter: anything up to a cap that doubles with every try. */
static int64_t jitter_ms(unsigned tries, uint64_t random)
{
	unsigned doublings = tries > 0 ? tries - 1 : 0;
	int64_t cap = doublings < 10 ? (int64_t)RETRY_FIRST_MS << doublings : RETRY_LONGEST_MS;
	if (cap > RETRY_LONGEST_MS)
		cap = RETRY_LONGEST_MS;
	return (int64_t)(random % (uint64_t)(cap + 1));
}

struct cx_retry_verdict cx_retry_decide(const struct cx_retry_input *input)
{
	struct cx_retry_verdict verdict = {.action = CX_RETRY_ACTION_DONE};
	if (input->event == CX_RETRY_EVENT_STATUS && input->status == 401) {
		if (!input->token_renewed)
			verdict.action = CX_RETRY_ACTION_TOKEN;
		return verdict;
	}
	int64_t after_ms = cx_retry_after_ms(input->retry_after, input->now_realtime_ms);
	enum retry_class class = class_of(input, after_ms);
	const struct retry_rule *rule = &retry_rules[class];
	bool exhausted = rule->bounded && input->tries >= RETRY_TRIES;
	verdict.action = (exhausted ? rule->exhausted : rule->actions)[input->call];
	bool told = (class == RETRY_CLASS_THROTTLED || class == RETRY_CLASS_BUSY) && after_ms > 0;
	verdict.gate = told;
	if (told)
		verdict.wait_ms = after_ms;
	else if (verdict.action == CX_RETRY_ACTION_RETRY)
		verdict.wait_ms = jitter_ms(input->tries, input->random);
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
