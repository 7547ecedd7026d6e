/* SPDX-License-Identifier: Apache-2.0 */
/* The body is made when it is sent, and let go with the answer. */
#include "query/trigger_send.h"

#include "base/clock.h"
#include "doc/json.h"
#include "remote/write.h"

struct one {
	struct cx_trigger_sending sending;
	struct cx_trigger *trigger;
	struct cx_buf body;
	bool doubted; /* by an earlier run */
	bool again;   /* it is sent for the second time, all tries of a request together being one */
};

void cx_trigger_send_date(struct cx_arena *arena, struct cx_trigger *trigger)
{
	struct cx_clock *clock = cx_clock_system();
	char now[CX_TIME_LEN + 1];
	cx_time_format(clock->realtime_ms(clock), now);
	trigger->timestamp = cx_arena_strdup(arena, now);
}

struct cx_trigger_ending cx_trigger_ending_doubt(struct cx_arena *arena, const char *why,
						 const struct cx_runtime *runtime)
{
	bool honoured = runtime->calls[CX_RUNTIME_TRIGGER].idempotency_honoured;
	return (struct cx_trigger_ending){
		.status = CX_TRIGGER_UNKNOWN,
		.result = "unknown",
		.code = "trigger.doubt",
		.reason = cx_arena_printf(arena, "it is not known whether the journey was started: %s", why),
		.hint = honoured ? "run it again: it is sent again under the same id, and starts once"
				 : "look in the tenant; to send it anew, give it another deduplicationId",
		.sent = true,
	};
}

/* The words by which a tenant says that it is no failure of the request. */
static bool is_refused(const struct cx_answer *answer, enum cx_trigger_status *ret_status)
{
	static const struct {
		const char *code;
		enum cx_trigger_status status;
	} refusals[] = {
		{"journey_not_active", CX_TRIGGER_JOURNEY_NOT_ACTIVE},
		{"contact_suppressed", CX_TRIGGER_NOT_ELIGIBLE},
	};
	static const char *const members[] = {"error", "code", "errorCode"};
	struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_node *node = NULL;
	bool found = false;
	if (answer->status != 409 || cx_answer_node(&scratch, answer, NULL, &node, &unused))
		node = NULL;
	for (size_t i = 0; node && i < CX_COUNT(members) * CX_COUNT(refusals) && !found; i++) {
		size_t r = i % CX_COUNT(refusals);
		found = cx_node_is_text(cx_node_get(node, members[i / CX_COUNT(refusals)]), refusals[r].code);
		*ret_status = refusals[r].status;
	}
	cx_arena_release(&scratch);
	return found;
}

static struct cx_trigger_ending judge(const struct one *one, const struct cx_answer *answer)
{
	struct cx_arena *arena = one->sending.arena;
	enum cx_trigger_status refused;
	if (answer->kind == CX_ANSWER_STATUS && !*answer->problem)
		return (struct cx_trigger_ending){.status = CX_TRIGGER_SENT, .result = "applied"};
	const char *why = cx_trigger_words(arena, one->trigger, answer);
	/* Under a key that is honoured, what was started is answered so again: this was not. */
	if (is_refused(answer, &refused))
		return (struct cx_trigger_ending){
			.status = refused,
			.result = "not_applied",
			.code = refused == CX_TRIGGER_JOURNEY_NOT_ACTIVE ? answer->code : NULL,
			.reason = why,
			.sent = true};
	bool unsent = answer->kind == CX_ANSWER_NOT_SENT || answer->kind == CX_ANSWER_STOPPED;
	/* Once in doubt, success alone is certain: a refusal may come before the key is looked at, or because
	 * the first one is still under way. */
	if (answer->kind == CX_ANSWER_IN_DOUBT || one->doubted)
		return cx_trigger_ending_doubt(arena, why, one->sending.runtime);
	return (struct cx_trigger_ending){.status = CX_TRIGGER_FAILED,
					  .result = "not_applied",
					  .code = answer->code,
					  .reason = why,
					  .hint = answer->hint ? cx_arena_strdup(arena, answer->hint) : NULL,
					  .sent = !unsent,
					  .over = answer->kind == CX_ANSWER_STOPPED};
}

static void submit(struct one *one);

static void on_answer(void *data, const struct cx_answer *answer)
{
	struct one *one = data;
	one->trigger->http_status = answer->status;
	one->trigger->latency_us = answer->latency_us;
	struct cx_trigger_ending ending = judge(one, answer);
	bool replayed = one->sending.runtime->calls[CX_RUNTIME_TRIGGER].idempotency_honoured;
	/* Of thousands one may meet a reset in each of its tries though the tenant is well. */
	if (ending.status == CX_TRIGGER_UNKNOWN && replayed && !one->again &&
	    !cx_remote_is_over(one->sending.remote)) {
		one->again = one->doubted = true;
		submit(one);
		return;
	}
	one->sending.done(one->sending.data, one->trigger, &ending);
	cx_buf_release(&one->body);
	cx_free(one);
}

static void submit(struct one *one)
{
	const struct cx_runtime_route *route = &one->sending.runtime->calls[CX_RUNTIME_TRIGGER];
	struct cx_arena scratch = CX_ARENA_INIT;
	struct cx_write write = {.method = route->call.method,
				 .path = cx_route_path(&scratch, &route->call, one->trigger->journey),
				 .body = one->body.data,
				 .body_len = one->body.len,
				 .idempotency_key = one->trigger->key,
				 .replayed = route->idempotency_honoured,
				 .timeout_ms = route->timeout_ms};
	cx_writer_send(cx_remote_writer(one->sending.remote), &write, on_answer, one);
	cx_arena_release(&scratch);
}

void cx_trigger_send(const struct cx_trigger_sending *sending, struct cx_trigger *trigger)
{
	struct one *one = cx_alloc(sizeof *one);
	*one = (struct one){.sending = *sending,
			    .trigger = trigger,
			    .body = CX_BUF_INIT,
			    .doubted = trigger->past != NULL};
	cx_trigger_body(trigger, &one->body);
	submit(one);
}
