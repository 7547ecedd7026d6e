/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl apply: makes the tenant what a commit says, and records it in the ledger. */
#include "cli/context.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/recover.h"
#include "doc/json.h"
#include "engine/seal.h"
#include "report/apply_json.h"
#include "report/plan_text.h"

/* How long --wait waits if nothing else is said. */
#define WAIT_MINUTES  10
#define TEXT_OF(n)    #n
#define MINUTES_OF(n) TEXT_OF(n) "m"

/* One apply, from plan to seal. */
struct session {
	struct cx_context context;
	struct cx_plan plan;
	struct cx_actor actor;
	struct cx_run *run;
	struct cx_apply apply;
	bool applied; /* the apply ran: its steps are to be reported */
	bool nothing; /* there was nothing to do */
	size_t notified, notify_due;
	struct cx_oid seal;
	bool sealed;
	int64_t started_us;
	struct cx_progress progress;
	const volatile sig_atomic_t *interrupted; /* from cx_interrupt_catch, before the first write */
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct session *s = data;
	struct cx_apply_view view = {
		.colour = colour,
		.tenant = s->plan.tenant,
		.run = s->run ? cx_run_id(s->run) : NULL,
		.ref = s->context.ledger.ref,
		.seal = s->sealed ? s->seal.hex : NULL,
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
	else if (s->applied)
		cx_apply_text(&s->apply, &view, out);
	else
		cx_buf_addf(out,
			    "Nothing to do: %s is what %.12s says.\n%zu unchanged, %zu %s, none of "
			    "them a write.\n",
			    s->plan.tenant, s->context.commit.hex, s->plan.counts.unchanged, view.requests,
			    view.requests == 1 ? "request" : "requests");
}

/* Sizes and evaluations, once or until they have settled; OK unless --wait was asked for in vain. */
static enum cx_status measure(struct session *s)
{
	struct cx_context *context = &s->context;
	const char *timeout_text = cx_invocation_text(context->inv, "wait-timeout");
	struct cx_apply_wait wait = {
		.remote = context->remote,
		.profile = &context->profile,
		.run = s->run,
		.clock = context->clock,
		.interrupted = s->interrupted,
		.timeout_s = cx_invocation_int(context->inv, "wait-timeout", INT64_C(60) * WAIT_MINUTES),
		.timeout_text = timeout_text ? timeout_text : MINUTES_OF(WAIT_MINUTES),
		.progress = cx_progress_settled,
		.progress_data = &s->progress,
	};
	enum cx_status status = CX_STATUS_OK;
	if (!cx_invocation_has(context->inv, "deadline"))
		cx_remote_extend(context->remote, wait.timeout_s * 1000);
	if (cx_invocation_flag(context->inv, "wait"))
		status = cx_apply_wait(context->arena, &wait, &s->apply, context->diags);
	else if (!*s->interrupted)
		cx_apply_measure(context->arena, context->remote, &context->profile, &s->apply);
	if (cx_invocation_has(context->inv, "max-size-change"))
		cx_apply_check_sizes(context->arena, &s->apply,
				     cx_invocation_int(context->inv, "max-size-change", 0), context->diags);
	return status;
}

static enum cx_status refuse_dirty(struct cx_context *context)
{
	enum { MAX_SHOWN = 8 };
	if (cx_invocation_has(context->inv, "rev"))
		return CX_STATUS_OK;
	enum cx_status status = cx_context_dirty(context);
	if (status || !context->dirty)
		return status;
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	size_t count = 0;
	for (; context->dirty_paths && context->dirty_paths[count]; count++)
		if (count < MAX_SHOWN)
			cx_buf_addf(&list, "%s%s", count ? ", " : "", context->dirty_paths[count]);
	if (count > MAX_SHOWN)
		cx_buf_addf(&list, " and %zu more", count - MAX_SHOWN);
	struct cx_diag *d = cx_diag_error(context->diags, "apply.dirty",
					  "the working tree differs from HEAD: %s", list.data);
	cx_diag_hint(context->diags, d, "commit the change, or apply a revision as it is with --rev HEAD");
	return CX_STATUS_INVALID;
}

static enum cx_status load(struct cx_context *context)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_COMMIT);
	if (!status)
		status = refuse_dirty(context);
	return status ? status : cx_context_sides(context);
}

/* Safety rules and conflicts, before the first write. */
static enum cx_status check_refusals(struct cx_context *context, const struct cx_plan *plan)
{
	enum cx_status worst = CX_STATUS_OK;
	for (size_t i = 0; i < plan->refusal_count; i++) {
		const struct cx_refusal *refusal = &plan->refusals[i];
		struct cx_diag *d = cx_diag_error(context->diags, refusal->code, "%s", refusal->message);
		if (refusal->hint)
			cx_diag_hint(context->diags, d, "%s", refusal->hint);
		worst = CX_STATUS_REFUSED;
	}
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		if (!change->refusal || change->unable)
			continue;
		struct cx_diag *d =
			cx_diag_add(context->diags, CX_SEVERITY_ERROR,
				    change->blocked ? "apply.conflict" : "safety.refused",
				    change->desired ? change->desired->document->span : CX_SPAN_NONE,
				    "%s: %s", change->address, change->refusal);
		if (change->blocked)
			cx_diag_hint(
				context->diags, d,
				"take the tenant's values into git, or put them back in the tenant, or set "
				"safety.on_conflict to overwrite");
		/* A conflict is told before a refusal (exit codes, DESIGN.md 10). */
		if (worst != CX_STATUS_CONFLICT)
			worst = change->blocked ? CX_STATUS_CONFLICT : CX_STATUS_REFUSED;
	}
	return worst;
}

/* A plan of nothing but what the tenant has no call for: there is nothing to run. */
static enum cx_status check_calls(struct cx_context *context, const struct cx_plan *plan)
{
	if (!plan->count || plan->counts.unable < plan->count || context->ledger.pending)
		return CX_STATUS_OK;
	for (size_t i = 0; i < plan->count; i++) {
		const struct cx_change *change = &plan->changes[i];
		struct cx_diag *d = cx_diag_add(context->diags, CX_SEVERITY_ERROR, "apply.unable",
						change->desired->document->span, "%s is %s", change->address,
						change->refusal);
		cx_diag_hint(context->diags, d, "do it by hand in the tenant, or take the change out of git");
	}
	return CX_STATUS_INVALID;
}

static enum cx_status confirm(struct session *s)
{
	struct cx_invocation *inv = s->context.inv;
	if (cx_invocation_flag(inv, "yes"))
		return CX_STATUS_OK;
	const char *question =
		cx_arena_printf(inv->arena, "Apply this to %s (%s)?", s->plan.tenant, s->plan.origin);
	struct cx_clock *clock = s->context.clock;
	int64_t asked_us = clock->monotonic_us(clock);
	enum cx_status status = cx_output_confirm(inv->output, question);
	cx_remote_extend(s->context.remote, (clock->monotonic_us(clock) - asked_us) / 1000);
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *d = cx_diag_error(inv->diags, "apply.yes",
						  "there is no terminal to ask on, and no --yes");
		cx_diag_hint(inv->diags, d, "look at cxctl plan, then run cxctl apply --yes");
		return CX_STATUS_INVALID;
	}
	if (status)
		cx_diag_error(inv->diags, "apply.yes", "not applied: the answer was not yes");
	return status ? CX_STATUS_INVALID : CX_STATUS_OK;
}

static void show_plan(struct session *s)
{
	struct cx_output *output = s->context.inv->output;
	if (!cx_output_is_for_people(output))
		return;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_plan_view view = {
		.colour = output->colour_out, .verbose = output->verbose > 0, .is_apply = true};
	cx_plan_text(&s->plan, &view, &out);
	cx_buf_addc(&out, '\n');
	cx_output_text(output, out.data);
}

static enum cx_status open_run(struct session *s, const char *const *keys)
{
	struct cx_context *context = &s->context;
	struct cx_run_new options = {
		.ledger = &context->ledger,
		.clock = context->clock,
		.applied = &context->commit,
		.actor = s->actor.name,
		.host = s->actor.host,
		.fingerprint = s->plan.fingerprint,
		.project_path = context->project_path,
		.steps = cx_apply_steps(context->arena, &s->plan, keys),
	};
	enum cx_status status = cx_run_open(&options, &s->run, context->diags);
	if (status)
		return status;
	struct cx_seal_info info = {
		.tenant = s->plan.tenant,
		.origin = s->plan.origin,
		.fingerprint = s->plan.fingerprint,
		.definitions = &context->definitions,
		.ledger = &context->ledger,
		.repo = context->repo,
		.actor = &s->actor,
		.commit = &context->commit,
	};
	return cx_seal_begin(context->arena, s->run, &info, context->diags);
}

static enum cx_exit exit_of(const struct cx_apply *apply, bool interrupted)
{
	size_t failed = apply->not_applied + apply->conflicts + apply->skipped;
	if (apply->unknown || (apply->applied && failed) || (interrupted && apply->skipped))
		return CX_EXIT_PARTIAL;
	if (apply->conflicts || apply->overwrote)
		return CX_EXIT_CONFLICT;
	return failed ? CX_EXIT_INVALID : CX_EXIT_OK;
}

/* After a disk error nothing is sealed: the journal has what there is, and the next apply settles the rest.
 */
static enum cx_exit journal_lost(struct session *s)
{
	struct cx_diag *d = cx_diag_error(s->context.diags, "journal.lost",
					  "the journal could not be written, so the run was given up");
	cx_diag_hint(s->context.diags, d,
		     "mend the disk, then run cxctl apply: it settles what is open and goes on");
	return s->apply.applied || s->apply.unknown ? CX_EXIT_PARTIAL : CX_EXIT_INVALID;
}

static enum cx_exit seal(struct session *s, const char *const *keys, struct cx_notifications *notifications)
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
	return exit;
}

/* Only notifications were due, and they still are. */
static bool has_nothing_to_record(const struct session *s, const struct cx_notifications *notifications)
{
	const struct cx_node *steps = cx_node_get(s->context.ledger.pending, "steps");
	if (cx_notify_count(notifications, CX_NOTIFY_DELIVERED) ||
	    cx_notify_count(notifications, CX_NOTIFY_DROPPED))
		return false;
	return cx_plan_is_empty(&s->plan) && !(steps && steps->count) && notifications->count;
}

static enum cx_exit leave_no_trace(struct session *s)
{
	s->applied = false;
	s->nothing = true;
	return cx_exit_from_status(cx_run_abandon(s->run, s->context.diags));
}

static enum cx_exit execute(struct session *s)
{
	struct cx_context *context = &s->context;
	const char *const *keys = cx_apply_keys(context->arena, &s->plan);
	bool notify = cx_notify_is_on(context->tenant, context->diags);
	const char *const *ids = notify ? cx_notify_ids(context->arena, &s->plan) : NULL;
	enum cx_status status = open_run(s, keys);
	if (!status)
		status = cx_recover_settle_pending(context, s->run, &s->plan);
	if (status)
		return cx_exit_from_status(status);
	if (!cx_invocation_has(context->inv, "deadline"))
		cx_remote_extend(context->remote, 2 * s->plan.apply_ms);
	s->interrupted = cx_interrupt_catch();
	s->progress.interrupted = s->interrupted;
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
		.keys = keys,
		.notifications = ids,
		.interrupted = s->interrupted,
		.progress = cx_progress_step,
		.intent = cx_progress_intent,
		.turn = cx_progress_turn,
		.progress_data = &s->progress,
	};
	(void)cx_apply_run(context->arena, &options, &s->apply, context->diags);
	cx_progress_end(&s->progress);
	s->applied = true;
	if (s->apply.journal_failed)
		return journal_lost(s);
	struct cx_notifications notifications = {0};
	cx_notify_read(context->arena, context->ledger.pending, &notifications);
	bool unsettled = measure(s) != CX_STATUS_OK;
	if (notify)
		cx_notify_collect(context->arena, &s->apply, &s->plan, ids, context->clock, &notifications);
	struct cx_notify_options outbox = {.remote = context->remote,
					   .tenant = context->tenant,
					   .project_dir = context->project_folder,
					   .clock = context->clock,
					   .run = s->run,
					   .interrupted = s->interrupted,
					   .progress = cx_progress_notification,
					   .progress_data = &s->progress};
	if (notify && !*s->interrupted)
		cx_notify_deliver(context->arena, &outbox, &notifications, context->diags);
	cx_notify_trim(context->arena, &outbox, &notifications, context->diags);
	s->notify_due = notifications.count;
	s->notified = cx_notify_count(&notifications, CX_NOTIFY_DELIVERED);
	if (has_nothing_to_record(s, &notifications))
		return leave_no_trace(s);
	enum cx_exit exit = seal(s, keys, &notifications);
	/* Of what was written, the tenant has not made what was meant, or nobody knows. */
	return unsettled ? CX_EXIT_PARTIAL : exit;
}

/* Everything up to the plan that will be applied; a run that died is settled on the way. */
static enum cx_status prepare(struct session *s)
{
	struct cx_context *context = &s->context;
	enum cx_status status = load(context);
	if (status)
		return status;
	cx_actor_find(context->arena, context->repo, &s->actor);
	status = cx_recover_dead_run(context, &s->actor);
	if (!status)
		status = cx_context_plan(context, cx_invocation_int(context->inv, "allow-delete", -1),
					 &s->plan);
	if (!status)
		status = cx_recover_wait_pending(context, &s->plan,
						 cx_invocation_int(context->inv, "allow-delete", -1));
	return status;
}

static enum cx_exit run_session(struct session *s)
{
	struct cx_context *context = &s->context;
	enum cx_status status = prepare(s);
	if (status)
		return cx_exit_from_status(status);
	if (cx_plan_is_empty(&s->plan) && !context->ledger.pending && !s->plan.refusal_count) {
		s->nothing = true;
		return CX_EXIT_OK;
	}
	show_plan(s);
	status = check_refusals(context, &s->plan);
	if (!status)
		status = check_calls(context, &s->plan);
	if (!status)
		status = confirm(s);
	if (status)
		return cx_exit_from_status(status);
	return execute(s);
}

static enum cx_exit apply_run(struct cx_invocation *inv)
{
	if (cx_invocation_has(inv, "wait-timeout") && !cx_invocation_flag(inv, "wait")) {
		struct cx_diag *d = cx_diag_error(inv->diags, "usage.option",
						  "--wait-timeout says nothing without --wait");
		cx_diag_hint(inv->diags, d, "add --wait");
		return CX_EXIT_INVALID;
	}
	struct session s = {0};
	cx_context_init(&s.context, inv);
	s.started_us = s.context.clock->monotonic_us(s.context.clock);
	s.context.deadline_s = cx_invocation_int(inv, "deadline", 0);
	cx_progress_init(&s.progress, inv->output, s.context.clock);
	s.context.clock = &s.progress.clock;
	const char *events = cx_invocation_text(inv, "events");
	bool ready = !events || !cx_events_open(&s.progress.events, events, s.context.clock, inv->diags);
	s.exit = ready ? run_session(&s) : CX_EXIT_INVALID;
	cx_events_end(&s.progress.events, s.run ? cx_run_id(s.run) : NULL, s.sealed ? s.seal.hex : NULL,
		      s.exit);
	if (s.applied || s.nothing) {
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render, &s);
	}
	cx_run_free(s.run);
	cx_context_release(&s.context);
	cx_progress_release(&s.progress);
	return s.exit;
}

static const struct cx_option apply_options[] = {
	{.name = "yes",
	 .letter = 'y',
	 .type = CX_OPTION_FLAG,
	 .help = "do not ask; needed where there is no terminal"},
	{.name = "rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "apply this revision; the working tree is then not looked at",
	 .otherwise = "HEAD"},
	{.name = "allow-delete",
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "delete, if it is exactly this many",
	 .min = 0,
	 .max = 1000000},
	{.name = "deadline",
	 .type = CX_OPTION_DURATION,
	 .metavar = "DURATION",
	 .help = "send nothing any more after so long: 90s, 30m, 2h; what is not done by then is told and "
		 "left "
		 "to the next apply",
	 .otherwise = "30m, and twice what the plan says that its writes take",
	 .min = 1,
	 .max = 86400},
	{.name = "wait",
	 .type = CX_OPTION_FLAG,
	 .help = "wait until the tenant has counted the audiences that were written"},
	{.name = "wait-timeout",
	 .type = CX_OPTION_DURATION,
	 .metavar = "DURATION",
	 .help = "how long --wait waits: 90s, 30m, 2h",
	 .otherwise = MINUTES_OF(WAIT_MINUTES),
	 .min = 1,
	 .max = 86400},
	{.name = "max-size-change",
	 .type = CX_OPTION_INT,
	 .metavar = "PERCENT",
	 .help = "warn where an audience has more or fewer members than before by more than this",
	 .min = 0,
	 .max = 1000000},
	{.name = "events",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "write a line of JSON to this file for each thing that happens",
	 .offer = CX_OFFER_FILES},
	{0},
};

static const struct cx_example apply_examples[] = {
	{"cxctl apply", "show the plan for HEAD, ask, apply"},
	{"cxctl apply --yes", "the same in CI, where nobody can be asked"},
	{"cxctl apply --yes --allow-delete 2", "when the plan deletes two"},
	{"cxctl apply --yes --deadline 10m", "where a CI job is killed after a quarter of an hour"},
	{"cxctl apply --yes --wait --max-size-change 20", "and tell what it did to the audiences"},
	{"cxctl apply --yes -o json --events run.jsonl",
	 "one document at the end, and a file to follow the run"},
	{0},
};

const struct cx_command cx_command_apply = {
	.name = "apply",
	.summary = "make the tenant what a commit says",
	.description = "Applies HEAD, or --rev, as git's objects have it. A working tree that differs from "
		       "HEAD is refused, so "
		       "that nobody applies what they did not mean.\n\n"
		       "Each change is read, recorded, written and checked, in that order: no request that "
		       "writes leaves before "
		       "its intent is on disk. The run ends as one commit on the ledger, refs/cxctl/TENANT. "
		       "A run that died is "
		       "noticed, settled by reading the tenant, and sealed, before anything new is done.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_REFUSED) | CX_EXIT_BIT(CX_EXIT_CONFLICT) |
		 CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = apply_options,
	.examples = apply_examples,
	.run = apply_run,
};
