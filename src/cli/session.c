/* SPDX-License-Identifier: Apache-2.0 */
/* One apply, from plan to seal. */
#include "cli/session.h"
#include "cli/interrupt.h"
#include "cli/recover.h"
#include "doc/json.h"
#include "ledger/refs.h"
#include "report/apply_json.h"
#include "report/apply_markdown.h"

static void nothing_text(const struct cx_session *s, const struct cx_apply_view *view, struct cx_buf *out)
{
	cx_buf_addf(out,
		    "Nothing to do: %s%s is what %.12s says.\n%zu unchanged, %zu %s, none of them a write.\n",
		    s->plan.left_fields ? "but for what is left, " : "", s->plan.tenant,
		    s->context.commit.hex, s->plan.counts.unchanged, view->requests,
		    view->requests == 1 ? "request" : "requests");
	cx_apply_text_head(view, 0, out);
}

static void render_markdown(struct cx_session *s, const struct cx_apply_view *view, struct cx_buf *out)
{
	s->page = cx_page_of(&s->context, NULL);
	s->page.over = !cx_apply_markdown(s->applied ? &s->apply : NULL, view, &s->page.markdown, out);
}

void cx_session_render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct cx_session *s = data;
	struct cx_apply_view view = {
		.colour = colour,
		.tenant = s->plan.tenant,
		.run = s->run ? cx_run_id(s->run) : NULL,
		.ref = s->context.ledger.ref,
		.seal = s->sealed ? s->seal.hex : NULL,
		.remote = s->context.ledger.remote ? s->context.ledger.remote->name : NULL,
		.head = s->sealed ? s->head : s->context.ledger.head,
		.commit = s->context.commit.hex,
		.fingerprint = s->plan.fingerprint,
		.requests = cx_remote_counts(s->context.remote).requests,
		.notified = s->notified,
		.notify_due = s->notify_due,
		.elapsed_us = s->context.clock->monotonic_us(s->context.clock) - s->started_us,
	};
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_apply_json(s->context.arena, s->applied ? &s->apply : NULL, &view,
					     s->context.diags, s->exit),
			       out);
	else if (format == CX_FORMAT_MARKDOWN)
		render_markdown(s, &view, out);
	else if (s->applied)
		cx_apply_text(&s->apply, &view, out);
	else
		nothing_text(s, &view, out);
}

static enum cx_status open_run(struct cx_session *s, const char *const *keys)
{
	struct cx_context *context = &s->context;
	struct cx_run_new options = {
		.ledger = &context->ledger,
		.clock = context->clock,
		.applied = &context->commit,
		.actor = s->actor.name,
		.host = s->actor.host,
		.fingerprint = s->plan.fingerprint,
		.approved = s->approval.fingerprint,
		.project_path = context->project_path,
		.project_commit = context->rules_rev ? context->rules.commit.hex : NULL,
		.steps = cx_apply_steps(context->arena, &s->plan, keys),
	};
	enum cx_status status = cx_run_open(&options, &s->run, context->diags);
	if (status)
		return status;
	struct cx_seal_info info = {
		.tenant = s->plan.tenant,
		.origin = s->plan.origin,
		.fingerprint = s->plan.fingerprint,
		.approved = s->approval.fingerprint,
		.definitions = &context->definitions,
		.ledger = &context->ledger,
		.repo = context->repo,
		.actor = &s->actor,
		.commit = &context->commit,
	};
	return cx_seal_begin(context->arena, s->run, &info, context->diags);
}

/* Not every command that applies has all options of apply. */
static bool given(const struct cx_invocation *inv, const char *name)
{
	return cx_invocation_offers(inv, name) && cx_invocation_has(inv, name);
}

/* Sizes and evaluations, once or until they have settled; OK unless --wait was asked for in vain. */
static enum cx_status measure(struct cx_session *s)
{
	struct cx_context *context = &s->context;
	const char *timeout_text =
		given(context->inv, "wait-timeout") ? cx_invocation_text(context->inv, "wait-timeout") : NULL;
	struct cx_apply_wait wait = {
		.remote = context->remote,
		.profile = &context->profile,
		.run = s->run,
		.clock = context->clock,
		.interrupted = s->interrupted,
		.timeout_s = timeout_text ? cx_invocation_int(context->inv, "wait-timeout", 0)
					  : INT64_C(60) * CX_SESSION_WAIT_MINUTES,
		.timeout_text = timeout_text ? timeout_text : CX_SESSION_WAIT_TEXT,
		.progress = cx_progress_settled,
		.progress_data = &s->progress,
	};
	enum cx_status status = CX_STATUS_OK;
	if (!given(context->inv, "deadline"))
		cx_remote_extend(context->remote, wait.timeout_s * 1000);
	if (given(context->inv, "wait"))
		status = cx_apply_wait(context->arena, &wait, &s->apply, context->diags);
	else if (!*s->interrupted)
		cx_apply_measure(context->arena, context->remote, &context->profile, &s->apply);
	enum cx_status seen = cx_apply_check_unseen(context->arena, &wait, &s->apply, context->diags);
	if (given(context->inv, "max-size-change"))
		cx_apply_check_sizes(context->arena, &s->apply,
				     cx_invocation_int(context->inv, "max-size-change", 0), context->diags);
	return status ? status : seen;
}

static enum cx_exit exit_of(const struct cx_apply *apply, bool interrupted)
{
	size_t failed = apply->not_applied + apply->conflicts + apply->skipped;
	size_t done = apply->rolled_back ? apply->standing : apply->applied;
	if (apply->unknown || (done && failed) || (interrupted && apply->skipped))
		return CX_EXIT_PARTIAL;
	if (apply->conflicts || apply->overwrote)
		return CX_EXIT_CONFLICT;
	return failed ? CX_EXIT_INVALID : CX_EXIT_OK;
}

/* After a disk error nothing is sealed: the journal has what there is, and the next apply settles the rest.
 */
static enum cx_exit journal_lost(struct cx_session *s)
{
	struct cx_diag *d = cx_diag_error(s->context.diags, "journal.lost",
					  "the journal could not be written, so the run was given up");
	cx_diag_hint(s->context.diags, d,
		     "mend the disk, then run cxctl apply: it settles what is open and goes on");
	return s->apply.applied || s->apply.unknown ? CX_EXIT_PARTIAL : CX_EXIT_INVALID;
}

/* What a seal made of the ledger's head; NULL where it cannot be read. */
static const char *head_of(struct cx_context *context, const struct cx_oid *seal)
{
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_ledger_head head = {0};
	(void)cx_ledger_head_read(context->repo, seal, context->arena, &head, &unused);
	return head.hash;
}

static enum cx_exit seal(struct cx_session *s, const char *const *keys,
			 struct cx_notifications *notifications)
{
	struct cx_context *context = &s->context;
	struct cx_seal_end end = {
		.tenant = s->plan.tenant,
		.commit = context->commit.hex,
		.repo = context->repo,
		.actor = &s->actor,
		.requests = cx_remote_counts(context->remote).requests,
		.notifications = notifications,
	};
	cx_seal_from_apply(context->arena, &s->apply, cx_run_id(s->run), keys, &s->plan, context->clock,
			   &end);
	enum cx_exit exit = exit_of(&s->apply, *s->interrupted != 0);
	if (cx_seal_finish(context->arena, s->run, &end, &s->seal, context->diags)) {
		struct cx_diag *d = cx_diag_error(context->diags, "ledger.seal",
						  "the tenant was changed, but the run could not be sealed");
		cx_diag_hint(context->diags, d,
			     "nothing is lost: the next cxctl apply seals it from the journal");
		return CX_EXIT_PARTIAL;
	}
	s->sealed = true;
	s->head = head_of(context, &s->seal);
	return exit;
}

/* Only notifications were due, and they still are. */
static bool has_nothing_to_record(const struct cx_session *s, const struct cx_notifications *notifications)
{
	const struct cx_node *steps = cx_node_get(s->context.ledger.pending, "steps");
	if (cx_notification_count(notifications, CX_NOTIFY_DELIVERED) ||
	    cx_notification_count(notifications, CX_NOTIFY_DROPPED))
		return false;
	return cx_plan_is_empty(&s->plan) && !(steps && steps->count) && notifications->count;
}

static enum cx_exit leave_no_trace(struct cx_session *s)
{
	s->applied = false;
	s->nothing = true;
	return cx_exit_from_status(cx_run_abandon(s->run, s->context.diags));
}

/* What a rollback may take for each step, on top: they go one after the other. */
#define UNDO_MS INT64_C(2000)

static enum cx_on_error on_error_of(const struct cx_invocation *inv)
{
	const char *word = given(inv, "on-error") ? cx_invocation_text(inv, "on-error") : NULL;
	enum cx_on_error on_error = CX_ON_ERROR_CONTINUE;
	while (word && strcmp(word, cx_on_error_words[on_error]) != 0)
		on_error++;
	return on_error;
}

/* All that is written, each step recorded before and after. */
static void write_steps(struct cx_session *s, const char *const *keys, const char *const *ids)
{
	struct cx_context *context = &s->context;
	enum cx_on_error on_error = on_error_of(context->inv);
	int64_t undo_ms = on_error == CX_ON_ERROR_ROLLBACK ? (int64_t)s->plan.count * UNDO_MS : 0;
	if (!given(context->inv, "deadline"))
		cx_remote_extend(context->remote, 2 * s->plan.apply_ms + undo_ms);
	cx_interrupt_means(
		"\nending: what is in flight is finished and recorded; once more to quit at once\n");
	cx_remote_abandon_on(context->remote, NULL, NULL);
	s->progress.remote = context->remote;
	cx_events_run(&s->progress.events, cx_run_id(s->run), &s->plan);
	cx_progress_begin(&s->progress, s->plan.count);
	struct cx_apply_options options = {
		.plan = &s->plan,
		.remote = context->remote,
		.run = s->run,
		.ledger = &context->ledger,
		.clock = context->clock,
		.project_dir = context->project_folder,
		.ledger_key = context->ledger_key,
		.keys = keys,
		.notifications = ids,
		.on_error = on_error,
		.at_once = (size_t)context->tenant->concurrency,
		.interrupted = s->interrupted,
		.progress = cx_progress_step,
		.intent = cx_progress_intent,
		.rollback = cx_progress_rollback,
		.turn = cx_progress_turn,
		.progress_data = &s->progress,
	};
	(void)cx_apply_run(context->arena, &options, &s->apply, context->diags);
	cx_progress_end(&s->progress);
	cx_interrupt_means("\nending: what was written is recorded; once more to quit at once\n");
	cx_remote_abandon_on(context->remote, s->interrupted, "interrupted");
	s->applied = true;
}

/* Tells the tenant's webhooks what was applied, and what earlier runs still owe; ids: NULL where none are. */
static void notify(struct cx_session *s, const char *const *ids, struct cx_notifications *notifications)
{
	struct cx_context *context = &s->context;
	if (ids)
		cx_notify_collect(context->arena, &s->apply, &s->plan, ids, context->clock, notifications);
	struct cx_notify_options outbox = {.remote = context->remote,
					   .tenant = context->tenant,
					   .project_dir = context->project_folder,
					   .clock = context->clock,
					   .run = s->run,
					   .interrupted = s->interrupted,
					   .progress = cx_progress_notification,
					   .progress_data = &s->progress};
	if (ids && !*s->interrupted)
		cx_notify_deliver(context->arena, &outbox, notifications, context->diags);
	cx_notify_trim(context->arena, &outbox, notifications, context->diags);
	s->notify_due = notifications->count;
	s->notified = cx_notification_count(notifications, CX_NOTIFY_DELIVERED);
}

/* Where steps were left out they say so themselves. */
static void tell_stop(const struct cx_session *s)
{
	if (!*s->interrupted || s->apply.skipped)
		return;
	size_t due = s->notify_due - s->notified;
	struct cx_diag *d = cx_diag_add(s->context.diags, CX_SEVERITY_WARNING, "run.interrupted",
					CX_SPAN_NONE, "interrupted when no step was left to do");
	if (due)
		cx_diag_hint(s->context.diags, d, "%zu %s due: run cxctl notify", due,
			     due == 1 ? "notification stays" : "notifications stay");
}

enum cx_exit cx_session_execute(struct cx_session *s)
{
	struct cx_context *context = &s->context;
	const char *const *keys = cx_apply_keys(context->arena, &s->plan);
	bool notifies = cx_notify_is_on(context->tenant, context->diags);
	const char *const *ids = notifies ? cx_notify_ids(context->arena, &s->plan) : NULL;
	enum cx_status status = open_run(s, keys);
	if (!status)
		status = cx_recover_settle_pending(context, s->run, &s->plan);
	if (status)
		return cx_exit_from_status(status);
	write_steps(s, keys, ids);
	if (s->apply.journal_failed)
		return journal_lost(s);
	struct cx_notifications notifications = {0};
	cx_notify_read(context->arena, context->ledger.pending, &notifications);
	bool unsettled = measure(s) != CX_STATUS_OK;
	notify(s, ids, &notifications);
	bool bare = has_nothing_to_record(s, &notifications);
	enum cx_exit exit = bare ? leave_no_trace(s) : seal(s, keys, &notifications);
	tell_stop(s);
	/* Of what was written, the tenant has not made what was meant, or nobody knows. */
	return unsettled || *s->interrupted ? cx_exit_worst(exit, CX_EXIT_PARTIAL) : exit;
}
