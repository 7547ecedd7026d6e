/* SPDX-License-Identifier: Apache-2.0 */
/* A turn: begin as many as may be under way, record what was answered and what is ready, send what is ready.
 */
#include "query/trigger_run.h"

#include "query/trigger_check.h"
#include "query/trigger_past.h"
#include "query/trigger_send.h"
#include "remote/trouble.h"

struct list {
	struct cx_trigger *first, *last;
	size_t count;
};

struct run {
	const struct cx_trigger_run_input *input;
	struct cx_triggers *triggers;
	struct cx_arena *arena; /* of reasons */
	struct cx_diags *diags;
	struct cx_trigger_checks checks;
	struct cx_troubles troubles;
	struct cx_trigger_counts counts;
	size_t begun, settled, given;
	size_t checking;      /* that wait for a journey or a contact */
	struct list ready;    /* checked; to be recorded, and sent */
	struct list answered; /* outcomes to be recorded */
	struct cx_arena records;
	bool stopped, log_failed;
	struct cx_trigger_ending why; /* of those that are not sent any more */
};

static void list_push(struct list *list, struct cx_trigger *trigger)
{
	trigger->next = NULL;
	if (list->last)
		list->last->next = trigger;
	else
		list->first = trigger;
	list->last = trigger;
	list->count++;
}

static struct cx_trigger *list_pop(struct list *list)
{
	struct cx_trigger *trigger = list->first;
	list->first = trigger->next;
	if (!list->first)
		list->last = NULL;
	list->count--;
	trigger->next = NULL;
	return trigger;
}

/* ---- how one ends ---- */

/* In the order of the input, so that the errors of a run are the same each time. */
static void tell(struct run *run, const struct cx_trigger *trigger)
{
	const struct cx_trigger_ending *ending = trigger->ending;
	if (!ending || !ending->code)
		return;
	CX_AUTO(cx_buf) struct cx_buf place = CX_BUF_INIT;
	cx_buf_addf(&place, "%s:%u", trigger->span.source ? trigger->span.source->name : "-",
		    trigger->span.line);
	struct cx_diag diag = {.code = ending->code, .message = ending->reason, .hint = ending->hint};
	cx_troubles_add(&run->troubles, place.data, &diag, ending->sent);
}

static void settle(struct run *run, struct cx_trigger *trigger, const struct cx_trigger_ending *ending)
{
	trigger->status = ending->status;
	trigger->reason = ending->reason;
	trigger->settled = true;
	run->counts.of[ending->status]++;
	run->settled++;
	if (ending == trigger->ending || !ending->code)
		return;
	trigger->ending = cx_arena_alloc(run->arena, sizeof *trigger->ending);
	*trigger->ending = *ending;
}

static void settle_as(struct run *run, struct cx_trigger *trigger, enum cx_trigger_status status,
		      const char *reason)
{
	settle(run, trigger, &(struct cx_trigger_ending){.status = status, .reason = reason});
}

/* What was sent before, and nobody knows with what effect, stays unknown whatever comes in the way now. */
static void settle_unsent(struct run *run, struct cx_trigger *trigger, struct cx_trigger_ending ending)
{
	if (trigger->past && !trigger->past->sent) {
		ending.status = CX_TRIGGER_UNKNOWN;
		ending.code = "trigger.doubt";
		ending.sent = true;
		ending.reason =
			cx_arena_printf(run->arena, "sent before, without an answer; now: %s", ending.reason);
	}
	settle(run, trigger, &ending);
}

static void stop(struct run *run, const char *code, const char *reason, const char *hint)
{
	run->stopped = true;
	run->why = (struct cx_trigger_ending){
		.status = CX_TRIGGER_FAILED, .code = code, .reason = reason, .hint = hint};
}

static void look_for_stop(struct run *run)
{
	const volatile sig_atomic_t *interrupted = run->input->interrupted;
	struct cx_remote_over over;
	if (run->stopped)
		return;
	if (interrupted && *interrupted)
		stop(run, "run.interrupted", "interrupted before it was sent",
		     "run it again: what was sent is not sent twice");
	else if (cx_remote_why_over(run->input->remote, &over))
		stop(run, over.code, over.why, over.hint);
}

/* One that the end of all sending met: what is said is why that ended. */
static struct cx_trigger_ending learn_over(struct run *run, struct cx_trigger_ending ending)
{
	look_for_stop(run);
	if (!run->stopped)
		return ending;
	ending.code = run->why.code;
	ending.reason = run->why.reason;
	ending.hint = run->why.hint;
	return ending;
}

/* ---- beginning ---- */

static void on_checked(void *data, struct cx_trigger *trigger, enum cx_trigger_check_kind kind,
		       const struct cx_trigger_check *check)
{
	struct run *run = data;
	if (check->good && kind == CX_TRIGGER_CHECK_JOURNEY) {
		cx_trigger_checks_ask(&run->checks, CX_TRIGGER_CHECK_CONTACT, trigger);
		return;
	}
	run->checking--;
	if (check->good && !run->input->dry) {
		list_push(&run->ready, trigger);
		return;
	}
	if (check->good) {
		settle_as(run, trigger, CX_TRIGGER_WOULD_SEND,
			  trigger->past ? "sent before, without an answer" : NULL);
		return;
	}
	struct cx_trigger_ending ending = {.status = check->status,
					   .code = check->status == CX_TRIGGER_NOT_ELIGIBLE ? NULL
											    : check->code,
					   .reason = check->reason,
					   .hint = check->hint,
					   .sent = check->sent};
	if (check->over)
		ending = learn_over(run, ending);
	settle_unsent(run, trigger, ending);
}

/* True where the journal alone says what becomes of it. */
static bool is_known(struct run *run, struct cx_trigger *trigger)
{
	if (trigger->first) {
		const struct cx_span *span = &trigger->first->span;
		settle_as(run, trigger, CX_TRIGGER_DUPLICATE,
			  cx_arena_printf(run->arena, "the same stands at %s:%u", span->source->name,
					  span->line));
		return true;
	}
	if (!trigger->past)
		return false;
	if (!cx_trigger_past_fits(trigger)) {
		settle(run, trigger,
		       &(struct cx_trigger_ending){.status = CX_TRIGGER_FAILED,
						   .code = "trigger.changed",
						   .reason = "another run sent its id with other content",
						   .sent = true});
		return true;
	}
	if (trigger->past->sent) {
		settle_as(run, trigger, CX_TRIGGER_DUPLICATE, "sent before");
		return true;
	}
	if (run->input->runtime->calls[CX_RUNTIME_TRIGGER].idempotency_honoured)
		return false;
	struct cx_trigger_ending ending = cx_trigger_ending_doubt(
		run->arena, "it was sent before, without an answer", run->input->runtime);
	settle(run, trigger, &ending);
	return true;
}

static bool has_next(const struct run *run)
{
	return run->begun < run->triggers->count && run->begun - run->settled < run->input->window &&
	       run->checking < run->input->checks;
}

static void begin_checks(struct run *run, struct cx_trigger *trigger)
{
	run->checking++;
	cx_trigger_checks_ask(&run->checks, CX_TRIGGER_CHECK_JOURNEY, trigger);
}

static void begin_some(struct run *run)
{
	while (has_next(run)) {
		struct cx_trigger *trigger = run->triggers->items[run->begun++];
		if (is_known(run, trigger))
			continue;
		if (run->stopped)
			settle_unsent(run, trigger, run->why);
		else
			begin_checks(run, trigger);
	}
}

/* ---- recording and sending ---- */

static void on_sent(void *data, struct cx_trigger *trigger, const struct cx_trigger_ending *ending)
{
	struct run *run = data;
	trigger->ending = cx_arena_alloc(run->arena, sizeof *trigger->ending);
	*trigger->ending = ending->over ? learn_over(run, *ending) : *ending;
	list_push(&run->answered, trigger);
}

static struct cx_node *make_outcome(struct run *run, const struct cx_trigger *trigger)
{
	const struct cx_trigger_run_input *input = run->input;
	struct cx_node *record = input->record(input->data, &run->records, "outcome");
	cx_trigger_past_outcome(&run->records, record, trigger, trigger->ending->result);
	return record;
}

static struct cx_node *make_intent(struct run *run, const struct cx_trigger *trigger)
{
	const struct cx_trigger_run_input *input = run->input;
	const struct cx_route *route = &input->runtime->calls[CX_RUNTIME_TRIGGER].call;
	struct cx_node *record = input->record(input->data, &run->records, "intent");
	cx_trigger_past_intent(&run->records, record, trigger, route, input->values);
	return record;
}

/* With the log's lock held: what another run sends meanwhile is known. */
static struct cx_runtime_records make_records(void *data, struct cx_arena *arena)
{
	struct run *run = data;
	size_t count = 0;
	struct list ready = run->ready;
	struct cx_node **items =
		cx_arena_alloc(arena, (run->answered.count + ready.count + 1) * sizeof(struct cx_node *));
	for (const struct cx_trigger *t = run->answered.first; t; t = t->next)
		items[count++] = make_outcome(run, t);
	run->ready = (struct list){0};
	while (ready.first) {
		struct cx_trigger *trigger = list_pop(&ready);
		if (is_known(run, trigger))
			continue;
		if (!trigger->timestamp)
			cx_trigger_send_date(run->arena, trigger);
		items[count++] = make_intent(run, trigger);
		list_push(&run->ready, trigger);
	}
	return (struct cx_runtime_records){items, count};
}

static void drop_ready(struct run *run)
{
	while (run->ready.first)
		settle_unsent(run, list_pop(&run->ready), run->why);
}

/* What is told of outcomes is kept before they are: whoever finds one there knows that it is told. */
static enum cx_status keep_told(struct run *run)
{
	const struct cx_trigger_run_input *input = run->input;
	if (!run->answered.first)
		return CX_STATUS_OK;
	for (const struct cx_trigger *t = run->answered.first; t; t = t->next)
		input->complete(input->data, t, t->ending->status);
	return input->keep(input->data);
}

static void record(struct run *run)
{
	if (run->stopped)
		drop_ready(run);
	if ((!run->answered.first && !run->ready.first) || run->log_failed)
		return;
	enum cx_status status = keep_told(run);
	if (!status)
		status = cx_runtime_log_add_made(run->input->log, &run->records, make_records, run,
						 run->diags);
	if (status) {
		run->log_failed = true;
		/* The log's own error tells why. */
		stop(run, NULL, "not sent: what cannot be recorded is not sent", NULL);
		drop_ready(run);
	}
	cx_arena_clear(&run->records);
}

static void send_ready(struct run *run)
{
	struct cx_trigger_sending sending = {.remote = run->input->remote,
					     .runtime = run->input->runtime,
					     .arena = run->arena,
					     .done = on_sent,
					     .data = run};
	while (run->answered.first) {
		struct cx_trigger *trigger = list_pop(&run->answered);
		settle(run, trigger, trigger->ending);
	}
	while (run->ready.first)
		cx_trigger_send(&sending, list_pop(&run->ready));
}

static void give_settled(struct run *run)
{
	const struct cx_trigger_run_input *input = run->input;
	while (run->given < run->begun && run->triggers->items[run->given]->settled) {
		const struct cx_trigger *trigger = run->triggers->items[run->given++];
		tell(run, trigger);
		input->give(input->data, trigger);
	}
	input->turn(input->data, run->settled);
}

static bool on_turn(void *data)
{
	struct run *run = data;
	size_t before;
	look_for_stop(run);
	do {
		before = run->settled;
		begin_some(run);
		record(run);
		send_ready(run);
		give_settled(run);
	} while (run->settled > before && has_next(run));
	/* What waits for another try is told what really ended it, where that was not us. */
	return !run->stopped || cx_remote_is_over(run->input->remote);
}

enum cx_status cx_trigger_run(const struct cx_trigger_run_input *input, struct cx_trigger_counts *ret_counts,
			      struct cx_diags *diags)
{
	struct run run = {.input = input,
			  .triggers = input->triggers,
			  .arena = &input->triggers->arena,
			  .diags = diags,
			  .troubles = CX_TROUBLES_INIT};
	run.checks = (struct cx_trigger_checks){.reader = cx_remote_reader(input->remote),
						.runtime = input->runtime,
						.arena = run.arena,
						.done = on_checked,
						.data = &run};
	while (run.given < run.triggers->count) {
		cx_remote_run(input->remote, on_turn, &run);
		(void)on_turn(&run);
	}
	(void)cx_troubles_report(&run.troubles, "the trigger at", "the triggers at", diags);
	*ret_counts = run.counts;
	cx_troubles_release(&run.troubles);
	cx_trigger_checks_release(&run.checks);
	cx_arena_release(&run.records);
	return run.log_failed ? CX_STATUS_FAILED : CX_STATUS_OK;
}
