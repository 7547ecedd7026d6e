/* SPDX-License-Identifier: Apache-2.0 */
/* The run of an apply: each step once what it needs is done, many at once, one sync for all that wait. */
#include "engine/apply.h"

#include "base/rand.h"
#include "engine/apply_parts.h"
#include "engine/fingerprint.h"

const char *cx_step_result_name(enum cx_step_result result)
{
	static const char *const names[] = {
		[CX_STEP_OPEN] = "open",         [CX_STEP_APPLIED] = "applied",
		[CX_STEP_RECORDED] = "recorded", [CX_STEP_NOT_APPLIED] = "not_applied",
		[CX_STEP_CONFLICT] = "conflict", [CX_STEP_UNKNOWN] = "unknown",
		[CX_STEP_SKIPPED] = "skipped",
	};
	return names[result];
}

const char *const cx_on_error_words[] = {
	[CX_ON_ERROR_CONTINUE] = "continue",
	[CX_ON_ERROR_STOP] = "stop",
	[CX_ON_ERROR_ROLLBACK] = "rollback",
	NULL,
};

static int compare_steps(const void *left, const void *right)
{
	const struct cx_change *a = ((const struct apply_step *)left)->step.change;
	const struct cx_change *b = ((const struct apply_step *)right)->step.change;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->address, b->address);
}

static void steps_make(struct apply_run *run)
{
	const struct cx_plan *plan = run->options->plan;
	run->steps = cx_arena_alloc(run->arena, (plan->count + 1) * sizeof *run->steps);
	for (size_t i = 0; i < plan->count; i++) {
		struct apply_step *s = &run->steps[run->count++];
		s->run = run;
		s->step.change = &plan->changes[i];
		s->step.id = plan->changes[i].id;
		s->step.members_after = -1;
		s->idempotency_key = run->options->keys[i];
		s->notification = run->options->notifications ? run->options->notifications[i] : NULL;
		s->body = (struct cx_secret_body)CX_SECRET_BODY_INIT;
	}
	if (run->count)
		qsort(run->steps, run->count, sizeof *run->steps, compare_steps);
	const struct cx_change **changes = cx_arena_alloc(run->arena, (run->count + 1) * sizeof *changes);
	for (size_t i = 0; i < run->count; i++)
		changes[i] = run->steps[i].step.change;
	cx_order_make(run->arena, changes, run->count, &run->order);
}

static bool run_is_stopped(struct apply_run *run)
{
	const volatile sig_atomic_t *interrupted = run->options->interrupted;
	if (interrupted && *interrupted)
		run->stopped = true;
	return run->stopped;
}

static void step_skip(struct apply_step *s)
{
	const struct apply_run *run = s->run;
	const char *why = "the run was stopped before it";
	if (run->failed && !run->stopped)
		why = cx_arena_printf(run->arena, "not started, as %s failed before it (--on-error %s)",
				      run->failed->step.change->address,
				      cx_on_error_words[run->options->on_error]);
	apply_step_fail_text(s, CX_STEP_SKIPPED, "apply.stopped", why, NULL);
}

/* A list may lag: what it does not show is let go only if its own read does not show it either. */
static void record_start(struct apply_step *s)
{
	const struct cx_change *change = s->step.change;
	if (change->gone && change->id && change->route->routes[CX_ROUTE_READ].present)
		apply_read_before(s, change->id);
	else
		apply_step_finish(s, CX_STEP_RECORDED);
}

static void step_begin(struct apply_run *run, size_t index)
{
	struct apply_step *s = &run->steps[index];
	size_t blocker = run->order.items[index].blocker;
	run->open[run->open_count++] = s;
	if (run_is_stopped(run))
		step_skip(s);
	else if (blocker != CX_ORDER_NONE)
		apply_step_fail_text(s, CX_STEP_SKIPPED, "apply.skipped",
				     cx_arena_printf(run->arena, "%s was not applied, and comes before it",
						     run->steps[blocker].step.change->address),
				     NULL);
	else if (run->failed)
		step_skip(s);
	else if (s->step.change->unable)
		apply_step_fail_text(s, CX_STEP_NOT_APPLIED, "apply.unable", s->step.change->refusal,
				     "do it by hand in the tenant, or take the change out of git");
	else if (s->step.change->action == CX_ACTION_RECORD)
		record_start(s);
	else
		apply_step_start(s);
}

static bool has_open(const struct apply_run *run, enum step_phase phase)
{
	for (size_t i = 0; i < run->open_count; i++)
		if (run->open[i]->phase == phase)
			return true;
	return false;
}

static void steps_fill(struct apply_run *run)
{
	/* Where a failure stops the run, one that may have failed is settled first. */
	if (run->options->on_error != CX_ON_ERROR_CONTINUE && has_open(run, PHASE_RESOLVE))
		return;
	while (run->open_count < run->most_open && cx_order_has_next(&run->order))
		step_begin(run, cx_order_next(&run->order));
}

static void journal_is_lost(struct apply_run *run)
{
	run->journal_failed = true;
	run->stopped = true;
	cx_remote_stop(run->options->remote);
}

/* Takes the steps whose time has come out of the queue; those of a stopped run end here. */
static size_t take_due(struct apply_run *run, struct apply_step **due)
{
	struct cx_clock *clock = run->options->clock;
	int64_t now_us = clock->monotonic_us(clock);
	size_t count = 0, kept = 0;
	/* What will not be sent any more need not wait to be told so. */
	bool over = cx_remote_is_over(run->options->remote);
	for (size_t i = 0; i < run->due_count; i++) {
		struct apply_step *s = run->due[i];
		if (run->stopped && s->doubted)
			apply_step_finish(s, CX_STEP_UNKNOWN);
		else if (run->stopped || (run->failed && !s->intent_written))
			step_skip(s);
		else if (s->not_before_us > now_us && !over)
			run->due[kept++] = s;
		else
			due[count++] = s;
	}
	run->due_count = kept;
	return count;
}

void apply_sleep(struct apply_run *run, int64_t us)
{
	int64_t left_us = cx_remote_left_us(run->options->remote);
	run->options->clock->sleep_us(run->options->clock, us < left_us ? us : left_us);
}

/* Until the first of those that wait for their next try may go. */
static void wait_for_due(struct apply_run *run)
{
	struct cx_clock *clock = run->options->clock;
	int64_t now_us = clock->monotonic_us(clock), until_us = INT64_MAX;
	for (size_t i = 0; i < run->due_count; i++)
		if (run->due[i]->not_before_us < until_us)
			until_us = run->due[i]->not_before_us;
	if (until_us != INT64_MAX && until_us > now_us && !run_is_stopped(run))
		apply_sleep(run, until_us - now_us);
}

/*
 * Once a turn: intents of all steps that wait and outcomes since the last turn reach the disk by one sync;
 * then, and only then, the writes are handed over.
 */
static bool steps_turn(void *data)
{
	struct apply_run *run = data;
	struct apply_step *due[MAX_STEPS_OPEN];
	if (run->journal_failed)
		return true;
	/* Without its lock a run writes down what is in flight, and sends nothing more. */
	if (cx_run_renew(run->options->run, run->diags))
		run->stopped = true;
	if (run_is_stopped(run))
		cx_remote_stop(run->options->remote);
	steps_fill(run);
	size_t count = take_due(run, due);
	for (size_t i = 0; i < count; i++)
		if (!due[i]->intent_written) {
			apply_record_intent(due[i]);
			due[i]->intent_written = true;
		}
	if (cx_run_sync(run->options->run, run->diags)) {
		journal_is_lost(run);
		return true;
	}
	const struct cx_apply_options *options = run->options;
	for (size_t i = 0; i < count; i++) {
		if (options->intent && !due[i]->writes)
			options->intent(options->progress_data, &due[i]->step);
		apply_step_send(due[i]);
	}
	if (options->turn)
		options->turn(options->progress_data);
	return true;
}

/* What is still open when the loop has nothing more to do could not be sent. */
static void steps_close(struct apply_run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		struct apply_step *s = &run->steps[i];
		if (s->phase == PHASE_DONE)
			continue;
		bool may_have_happened = s->phase == PHASE_WRITING || s->phase == PHASE_CHECKING ||
					 s->phase == PHASE_RESOLVE || s->phase == PHASE_LIST_AFTER ||
					 s->doubted;
		apply_step_fail_text(
			s, may_have_happened ? CX_STEP_UNKNOWN : CX_STEP_NOT_APPLIED, "apply.journal",
			run->journal_failed ? "the journal could not be written, so nothing more was sent"
					    : "the run ended before it",
			NULL);
	}
}

void apply_run_drive(struct apply_run *run)
{
	do {
		cx_remote_run(run->options->remote, steps_turn, run);
		if (has_open(run, PHASE_RESOLVE) && !run->journal_failed)
			apply_resolve_posts(run);
		apply_read_lists(run);
		wait_for_due(run);
	} while ((run->due_count || cx_order_has_next(&run->order)) && !run->journal_failed);
}

void apply_run_close(struct apply_run *run)
{
	steps_close(run);
	if (!run->journal_failed && cx_run_sync(run->options->run, run->diags))
		journal_is_lost(run);
}

bool cx_step_stands(const struct cx_step *step)
{
	const struct cx_step *rollback = step->rollback;
	return step->result == CX_STEP_APPLIED &&
	       !(rollback && (rollback->result == CX_STEP_APPLIED || rollback->result == CX_STEP_UNKNOWN));
}

static void count_step(struct cx_apply *apply, const struct cx_step *step)
{
	const struct cx_step *rollback = step->rollback;
	apply->overwrote += step->overwrote;
	apply->applied += cx_step_stands(step);
	apply->standing += cx_step_stands(step) && step->written;
	apply->left += rollback && cx_step_stands(step);
	apply->rolled_back += rollback && rollback->result == CX_STEP_APPLIED;
	apply->unknown += rollback && rollback->result == CX_STEP_UNKNOWN;
	apply->recorded += step->result == CX_STEP_RECORDED;
	apply->not_applied += step->result == CX_STEP_NOT_APPLIED;
	apply->conflicts += step->result == CX_STEP_CONFLICT;
	apply->unknown += step->result == CX_STEP_UNKNOWN;
	apply->skipped += step->result == CX_STEP_SKIPPED;
	if (step->status) {
		apply->latency_total_us += step->latency_us;
		apply->answered++;
	}
}

static size_t most_open(const struct cx_apply_options *options)
{
	bool few = options->on_error != CX_ON_ERROR_CONTINUE && options->at_once &&
		   options->at_once < MAX_STEPS_OPEN;
	return few ? options->at_once : MAX_STEPS_OPEN;
}

enum cx_status cx_apply_run(struct cx_arena *arena, const struct cx_apply_options *options,
			    struct cx_apply *ret_apply, struct cx_diags *diags)
{
	struct apply_run run = {.arena = arena, .options = options, .diags = diags};
	run.most_open = most_open(options);
	steps_make(&run);
	apply_run_drive(&run);
	apply_run_close(&run);
	if (run.failed && options->on_error == CX_ON_ERROR_ROLLBACK && !run.journal_failed)
		apply_undo_run(&run);
	cx_map_release(&run.owned);
	struct cx_apply apply = {.journal_failed = run.journal_failed};
	apply.steps = cx_arena_alloc(arena, (run.count + 1) * sizeof *apply.steps);
	for (size_t i = 0; i < run.count; i++) {
		apply.steps[apply.count++] = run.steps[i].step;
		count_step(&apply, &run.steps[i].step);
	}
	*ret_apply = apply;
	if (apply.unknown || apply.journal_failed)
		return CX_STATUS_IN_DOUBT;
	if (apply.conflicts)
		return CX_STATUS_CONFLICT;
	return apply.not_applied || apply.skipped ? CX_STATUS_FAILED : CX_STATUS_OK;
}

const char *const *cx_apply_keys(struct cx_arena *arena, const struct cx_plan *plan)
{
	const char **keys = cx_arena_alloc(arena, (plan->count + 1) * sizeof *keys);
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		if (change->action != CX_ACTION_CREATE || change->route->identity != CX_IDENTITY_SERVER_ID)
			continue;
		char key[CX_UUID_LEN + 1];
		cx_uuid_new(key);
		keys[i] = cx_arena_strdup(arena, key);
	}
	return keys;
}

struct cx_node *cx_apply_steps(struct cx_arena *arena, const struct cx_plan *plan, const char *const *keys)
{
	struct cx_node *steps = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		struct cx_node *step = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(step, "address", cx_node_string(arena, change->address));
		cx_node_add(step, "action", cx_node_string(arena, cx_action_name(change->action)));
		if (change->body)
			cx_node_add(step, "body", cx_node_string(arena, change->body_digest));
		if (keys[i])
			cx_node_add(step, "idempotency_key", cx_node_string(arena, keys[i]));
		apply_record_base(arena, change, step);
		cx_node_push(steps, step);
	}
	return steps;
}
