/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl apply: makes the tenant what a commit says, and records it in the ledger. */
#include "cli/gate.h"
#include "cli/on_conflict.h"
#include "cli/output.h"
#include "cli/recover.h"
#include "cli/session.h"

static enum cx_status load(struct cx_context *context, struct cx_approval *approval)
{
	enum cx_status status = cx_approval_read(context, approval);
	if (!status)
		status = cx_context_project(context, CX_CONTEXT_COMMIT);
	if (!status)
		status = cx_gate_dirty(context);
	if (!status)
		status = cx_context_sides(context);
	return status ? status : cx_approval_check_tenant(context, approval);
}

/* Everything up to the plan that will be applied; a run that died is settled on the way. */
static enum cx_status prepare(struct cx_session *s)
{
	struct cx_context *context = &s->context;
	enum cx_status status = load(context, &s->approval);
	if (status)
		return status;
	s->interrupted = context->interrupted;
	s->progress.interrupted = s->interrupted;
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

static enum cx_exit run_session(struct cx_session *s)
{
	struct cx_context *context = &s->context;
	enum cx_status status = prepare(s);
	if (status)
		return cx_exit_from_status(status);
	if (cx_plan_is_empty(&s->plan) && !context->ledger.pending && !s->plan.refusal_count) {
		status = cx_approval_check_plan(context, &s->approval, &s->plan);
		s->nothing = !status;
		return cx_exit_from_status(status);
	}
	status = cx_gate_plan(context, &s->approval, &s->plan);
	return status ? cx_exit_from_status(status) : cx_session_execute(s);
}

static enum cx_exit apply_run(struct cx_invocation *inv)
{
	if (cx_invocation_has(inv, "wait-timeout") && !cx_invocation_flag(inv, "wait")) {
		struct cx_diag *d = cx_diag_error(inv->diags, "usage.option",
						  "--wait-timeout says nothing without --wait");
		cx_diag_hint(inv->diags, d, "add --wait");
		return CX_EXIT_INVALID;
	}
	struct cx_session s = {0};
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
		cx_output_product(inv->output, cx_session_render, &s);
		cx_page_check(&s.page, inv->diags);
	}
	cx_run_free(s.run);
	cx_context_release(&s.context);
	cx_progress_release(&s.progress);
	return s.exit;
}

const struct cx_option cx_apply_options[] = {
	{.name = "yes",
	 .letter = 'y',
	 .type = CX_OPTION_FLAG,
	 .help = "do not ask; needed where there is no terminal"},
	{.name = "fingerprint",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FINGERPRINT",
	 .help = "apply only if the plan has this fingerprint, as cxctl plan shows it, or is what an "
		 "interrupted run has left of it; nobody is asked then"},
	{.name = "rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "apply this revision; the working tree is then not looked at",
	 .otherwise = "the commit of the plan file, or HEAD"},
	{.name = "allow-delete",
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "delete, if it is exactly this many",
	 .min = 0,
	 .max = 1000000},
	CX_OPTION_ON_CONFLICT,
	{.name = "on-error",
	 .type = CX_OPTION_TEXT,
	 .metavar = "WHAT",
	 .help = "after the first step that fails: go on with all that does not depend on it, start nothing "
		 "more, or also write back what was there before this run",
	 .otherwise = "continue",
	 .words = cx_on_error_words},
	{.name = "deadline",
	 .type = CX_OPTION_DURATION,
	 .metavar = "DURATION",
	 .help = "send nothing any more after so long: 90s, 30m, 2h; what is not done by then is told and "
		 "left "
		 "to the next apply",
	 .otherwise = "30m, and twice what the plan says that its writes take; where it may roll back, 2s a "
		      "step more",
	 .min = 1,
	 .max = 86400},
	{.name = "wait",
	 .type = CX_OPTION_FLAG,
	 .help = "wait until the tenant has counted the audiences that were written"},
	{.name = "wait-timeout",
	 .type = CX_OPTION_DURATION,
	 .metavar = "DURATION",
	 .help = "how long --wait waits: 90s, 30m, 2h",
	 .otherwise = CX_SESSION_WAIT_TEXT,
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
	CX_OPTION_MARKDOWN_LIMIT,
	{0},
};

static const struct cx_example apply_examples[] = {
	{"cxctl apply", "show the plan for HEAD, ask, apply"},
	{"cxctl apply --yes", "the same in CI, where nobody can be asked"},
	{"cxctl apply plan.json", "what cxctl plan --out plan.json has written, if it still holds"},
	{"cxctl apply --yes --allow-delete 2", "when the plan deletes two"},
	{"cxctl apply --yes --deadline 10m", "where a CI job is killed after a quarter of an hour"},
	{"cxctl apply --yes --on-error stop", "leave the rest alone where one fails"},
	{"cxctl apply --yes --on-error rollback", "and take back what was written until then"},
	{"cxctl apply --yes --wait --max-size-change 20", "and tell what it did to the audiences"},
	{"cxctl apply --yes -o json --events run.jsonl",
	 "one document at the end, and a file to follow the run"},
	{0},
};

const struct cx_command cx_command_apply = {
	.name = "apply",
	.summary = "make the tenant what a commit says",
	.description =
		"Applies HEAD, or --rev, as git's objects have it. A working tree that differs from "
		"HEAD is refused, so "
		"that nobody applies what they did not mean.\n\n"
		"Each change is read, recorded, written and checked, in that order: no request that "
		"writes leaves before "
		"its intent is on disk. The run ends as one commit on the ledger, refs/cxctl/TENANT. "
		"A run that died is "
		"noticed, settled by reading the tenant, and sealed, before anything new is done.\n\n"
		"With a plan file, or --fingerprint, nobody is asked, and what was approved is done or "
		"nothing: the plan is made anew, and must have the same fingerprint. Nothing of the file "
		"is sent; its commit is applied where --rev names none. If what would be done has changed "
		"since, apply tells how, and exits with 5. After an interrupted run the same command does "
		"the rest. Deletes still need --allow-delete.",
	CX_TAKES_APPLY,
	.examples = apply_examples,
	.run = apply_run,
};
