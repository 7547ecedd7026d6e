/* SPDX-License-Identifier: Apache-2.0 */
/* Which call starts when: token first, then retries that are due, then new calls in order. */
#include "remote/call_queue.h"

#define QUEUE_MAX_FOREIGN 8

static int64_t now_of(const struct cx_remote *remote)
{
	return remote->clock->monotonic_us(remote->clock);
}

static void queue_push(struct cx_call_queue *queue, struct cx_call *call)
{
	call->next = NULL;
	if (queue->last)
		queue->last->next = call;
	else
		queue->first = call;
	queue->last = call;
}

static struct cx_call *queue_pop(struct cx_call_queue *queue)
{
	struct cx_call *call = queue->first;
	queue->first = call->next;
	if (!queue->first)
		queue->last = NULL;
	return call;
}

static struct cx_call_queue queue_take(struct cx_call_queue *queue)
{
	struct cx_call_queue taken = *queue;
	*queue = (struct cx_call_queue){0};
	return taken;
}

void cx_call_submit(struct cx_remote *remote, const struct cx_call_request *request, cx_answer_fn *done,
		    void *data)
{
	struct cx_call *call = cx_call_new(remote, request, done, data);
	queue_push(request->role == CX_CALL_ROLE_FOREIGN ? &remote->foreign : &remote->ready, call);
}

void cx_call_queue_retry(struct cx_remote *remote, struct cx_call *call)
{
	if (call->request.role == CX_CALL_ROLE_TOKEN)
		return; /* token_call points to it; not in flight and not before are enough */
	queue_push(&remote->waiting, call);
	remote->waiting_count++;
}

/* All that need a token end with the reason why there is none. */
static void end_without_token(struct cx_remote *remote)
{
	struct cx_call_queue waiting = queue_take(&remote->waiting), ready = queue_take(&remote->ready);
	remote->waiting_count = 0;
	const struct cx_token *token = &remote->token;
	struct cx_call_queue *queues[] = {&waiting, &ready};
	for (size_t i = 0; i < CX_COUNT(queues); i++)
		while (queues[i]->first) {
			struct cx_call *call = queue_pop(queues[i]);
			/* What an earlier try left in doubt stays in doubt. */
			enum cx_answer_kind kind = call->tries > 0 && call->last == CX_ANSWER_IN_DOUBT
							   ? CX_ANSWER_IN_DOUBT
							   : CX_ANSWER_NOT_SENT;
			cx_call_end(call, kind, token->problem_code, token->problem.data,
				    token->hint.len > 0 ? token->hint.data : NULL);
		}
}

static void on_token(void *data, const struct cx_answer *answer)
{
	struct cx_remote *remote = data;
	int64_t now_us = now_of(remote);
	remote->token_call = NULL;
	if (cx_token_answer(&remote->token, answer, now_us))
		cx_secrets_add(remote->secrets, remote->token.value.data, remote->token.value.len);
	else if (cx_token_state(&remote->token, now_us) == CX_TOKEN_STATE_NONE)
		end_without_token(remote);
}

static void ask_for_token(struct cx_remote *remote)
{
	struct cx_token *token = &remote->token;
	cx_token_request(token);
	CX_AUTO(cx_buf) struct cx_buf url = CX_BUF_INIT;
	cx_buf_addf(&url, "%s%s%s%s", token->url.origin, token->url.path, token->url.query ? "?" : "",
		    token->url.query ? token->url.query : "");
	const char *headers[] = {token->basic ? token->authorization.data : NULL, NULL};
	struct cx_call_request request = {
		.role = CX_CALL_ROLE_TOKEN,
		.kind = CX_RETRY_CALL_GET, /* asking twice harms nobody */
		.method = "POST",
		.target = url.data,
		.body = token->form.data,
		.body_len = token->form.len,
		.content_type = "application/x-www-form-urlencoded",
		.headers = headers,
	};
	remote->token_call = cx_call_new(remote, &request, on_token, remote);
}

static bool may_start(const struct cx_remote *remote, int64_t now_us)
{
	return cx_pace_wait_us(&remote->pace, now_us) == 0;
}

static void start_due_retries(struct cx_remote *remote, int64_t now_us)
{
	struct cx_call_queue waiting = queue_take(&remote->waiting);
	while (waiting.first) {
		struct cx_call *call = queue_pop(&waiting);
		if (call->not_before_us > now_us || !may_start(remote, now_us)) {
			queue_push(&remote->waiting, call);
			continue;
		}
		remote->waiting_count--;
		cx_call_start(call);
	}
}

static bool has_place(const struct cx_remote *remote)
{
	return remote->pace.in_flight + remote->waiting_count < remote->pace.limit;
}

void cx_call_start_some(struct cx_remote *remote, uint64_t mark)
{
	int64_t now_us = now_of(remote);
	while (remote->foreign.first && remote->foreign.first->number <= mark &&
	       remote->foreign_in_flight < QUEUE_MAX_FOREIGN)
		cx_call_start(queue_pop(&remote->foreign));
	if (!remote->ready.first && !remote->waiting.first)
		return;
	enum cx_token_state state = cx_token_state(&remote->token, now_us);
	if (state == CX_TOKEN_STATE_FAILED) {
		end_without_token(remote);
		return;
	}
	if (state != CX_TOKEN_STATE_GOOD && !remote->token_call)
		ask_for_token(remote);
	struct cx_call *token_call = remote->token_call;
	if (token_call && !token_call->in_flight && token_call->not_before_us <= now_us &&
	    may_start(remote, now_us))
		cx_call_start(token_call);
	if (state == CX_TOKEN_STATE_NONE)
		return;
	start_due_retries(remote, now_us);
	while (remote->ready.first && remote->ready.first->number <= mark && has_place(remote) &&
	       may_start(remote, now_us))
		cx_call_start(queue_pop(&remote->ready));
}

static int64_t later(int64_t a_us, int64_t b_us)
{
	return a_us > b_us ? a_us : b_us;
}

static int64_t sooner(int64_t a_us, int64_t b_us)
{
	return a_us < b_us ? a_us : b_us;
}

int64_t cx_call_wait_us(const struct cx_remote *remote)
{
	int64_t now_us = now_of(remote), best_us = CX_PACE_NEVER;
	int64_t pace_us = cx_pace_wait_us(&remote->pace, now_us);
	const struct cx_call *token_call = remote->token_call;
	if (token_call && !token_call->in_flight)
		best_us = sooner(best_us, later(token_call->not_before_us - now_us, pace_us));
	if (cx_token_state(&remote->token, now_us) != CX_TOKEN_STATE_NONE || !token_call) {
		if (remote->ready.first && has_place(remote))
			best_us = sooner(best_us, pace_us);
		for (const struct cx_call *call = remote->waiting.first; call; call = call->next)
			best_us = sooner(best_us, later(call->not_before_us - now_us, pace_us));
	}
	if (remote->foreign.first && remote->foreign_in_flight < QUEUE_MAX_FOREIGN)
		best_us = 0;
	best_us = sooner(best_us, remote->deadline_us - now_us);
	return best_us > 0 ? best_us : 0;
}

bool cx_call_any(const struct cx_remote *remote)
{
	return remote->ready.first || remote->waiting.first || remote->foreign.first || remote->in_flight > 0;
}

bool cx_remote_why_over(const struct cx_remote *remote, struct cx_remote_over *ret_why)
{
	int64_t now_us = now_of(remote);
	if (remote->abandoned) {
		*ret_why = (struct cx_remote_over){CX_CALL_ABANDON_CODE, remote->abandon_why, NULL};
		return true;
	}
	if (remote->stopped) {
		*ret_why = (struct cx_remote_over){"tenant.stopped", "nothing more is sent after the stop",
						   NULL};
		return true;
	}
	if (remote->pace.open) {
		*ret_why = (struct cx_remote_over){
			"tenant.breaker", "the tenant failed too often in a row; nothing more is sent",
			"look at the first failure, mend it, and run again"};
		return true;
	}
	bool gated = remote->pace.gate_us >= remote->deadline_us;
	if (now_us >= remote->deadline_us || (gated && remote->in_flight == 0)) {
		*ret_why = (struct cx_remote_over){CX_CALL_DEADLINE_CODE, CX_CALL_DEADLINE_WHY,
						   CX_CALL_DEADLINE_HINT};
		return true;
	}
	return false;
}

void cx_call_end_hopeless(struct cx_remote *remote)
{
	struct cx_remote_over why;
	if (!cx_remote_why_over(remote, &why))
		return;
	if (remote->token_call && !remote->token_call->in_flight) {
		cx_call_free(remote->token_call);
		remote->token_call = NULL;
	}
	struct cx_call_queue queues[] = {queue_take(&remote->waiting), queue_take(&remote->ready),
					 queue_take(&remote->foreign)};
	remote->waiting_count = 0;
	for (size_t i = 0; i < CX_COUNT(queues); i++)
		while (queues[i].first)
			cx_call_give_up(queue_pop(&queues[i]), why.code, why.why, why.hint);
}

void cx_call_drop_all(struct cx_remote *remote)
{
	struct cx_call_queue *queues[] = {&remote->waiting, &remote->ready, &remote->foreign};
	for (size_t i = 0; i < CX_COUNT(queues); i++)
		while (queues[i]->first)
			cx_call_free(queue_pop(queues[i]));
	cx_call_free(remote->token_call);
	remote->token_call = NULL;
}
