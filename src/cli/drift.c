/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl drift: what was changed in the tenant behind git's back. */
#include "engine/drift.h"
#include "cli/absorb.h"
#include "cli/drift_local.h"
#include "cli/gate.h"
#include "cli/interrupt.h"
#include "cli/next.h"
#include "cli/output.h"
#include "cli/reconcile.h"
#include "cli/recover.h"
#include "cli/watch.h"
#include "doc/json.h"
#include "engine/live.h"
#include "report/drift_json.h"
#include "report/drift_markdown.h"
#include "report/drift_text.h"
#include "report/plan_next.h"

struct drift_product {
	struct cx_arena *arena;
	const struct cx_drift *drift;
	const struct cx_node *absorbed;
	const struct cx_diags *diags;
	const char *next;
	struct cx_page *page;
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct drift_product *product = data;
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_drift_json(product->arena, product->drift, product->absorbed,
					     product->diags, product->exit),
			       out);
	else if (format == CX_FORMAT_MARKDOWN)
		product->page->over =
			!cx_drift_markdown(product->drift, product->next, &product->page->markdown, out);
	else
		cx_drift_text(product->drift, product->next, colour, out);
}

/* Definitions are only needed to know what is managed. */
static enum cx_status load_definitions(struct cx_context *context)
{
	if (cx_invocation_flag(context->inv, "unmanaged"))
		return cx_context_definitions(context);
	return cx_context_kinds(context);
}

/* watch is NULL for a single check, as everywhere here. */
static enum cx_status load(struct cx_context *context, struct cx_watch *watch)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status && !context->tree.folder && cx_invocation_flag(context->inv, "absorb") &&
	    !cx_invocation_has(context->inv, "patch")) {
		struct cx_diag *d = cx_diag_error(context->diags, "absorb.bare",
						  "a bare repository has no files that could be edited");
		cx_diag_hint(context->diags, d, "write a patch for a clone of it, with --patch FILE");
		return CX_STATUS_INVALID;
	}
	if (!status)
		status = watch ? cx_context_tenant_named(context, cx_watch_tenant(watch))
			       : cx_context_tenant(context);
	if (!status)
		status = load_definitions(context);
	if (!status)
		status = cx_context_ignore(context);
	if (!status)
		status = cx_context_ledger(context);
	if (!status)
		status = cx_context_remote(context);
	return status;
}

/* A run that died is settled first: what it wrote is no drift. */
static enum cx_status prepare(struct cx_session *s, struct cx_watch *watch)
{
	struct cx_context *context = &s->context;
	enum cx_status status = load(context, watch);
	if (status)
		return status;
	if (watch)
		cx_watch_asks(watch);
	s->interrupted = context->interrupted;
	s->progress.interrupted = s->interrupted;
	if (!cx_invocation_flag(context->inv, "reconcile")) {
		cx_context_report_run(context);
		return CX_STATUS_OK;
	}
	cx_actor_find(context->arena, context->repo, &s->actor);
	return cx_recover_dead_run(context, &s->actor);
}

/* With --unmanaged every kind that the tenant lists, else those in use. */
static enum cx_status read_live(struct cx_context *context, bool unmanaged)
{
	const struct cx_profile *profile = &context->profile;
	struct cx_live_input input = {profile, &context->definitions, &context->ledger, NULL, 0};
	const char **also = cx_arena_alloc(context->arena, (profile->kind_count + 1) * sizeof *also);
	for (size_t k = 0; unmanaged && k < profile->kind_count; k++)
		if (profile->kinds[k].routes[CX_ROUTE_LIST].present)
			also[input.also_count++] = profile->kinds[k].kind;
	input.also = also;
	return cx_live_read_more(cx_remote_reader(context->remote), context->arena, &input, &context->live,
				 context->diags);
}

static enum cx_status find(struct cx_context *context, struct cx_drift *drift)
{
	bool unmanaged = cx_invocation_flag(context->inv, "unmanaged");
	enum cx_status status = read_live(context, unmanaged);
	if (status)
		return status;
	if (!context->ledger.exists)
		cx_diag_add(context->diags, CX_SEVERITY_NOTE, "drift.ledger", CX_SPAN_NONE,
			    "there is no ledger %s yet: nothing was applied, so nothing can have drifted",
			    context->ledger.ref);
	struct cx_drift_input input = {&context->ledger, &context->kinds, &context->profile,
				       &context->project, &context->live};
	cx_drift_find(context->arena, &input, drift, context->diags);
	if (unmanaged)
		cx_drift_count_unmanaged(context->arena, &input, &context->definitions, drift);
	cx_drift_local_check(context, drift);
	const char *metrics = cx_invocation_text(context->inv, "metrics");
	return metrics ? cx_drift_local_metrics(context, drift, metrics) : CX_STATUS_OK;
}

/* The patch is relative to the repository; git apply leaves out what is not below the folder it runs in. */
static const char *apply_patch(struct cx_context *context, const char *patch)
{
	CX_AUTO(cx_buf) struct cx_buf command = CX_BUF_INIT;
	const char *git = cx_next_git(context);
	char *path = strcmp(git, "git") == 0 && patch[0] != '-' ? NULL : realpath(patch, NULL);
	cx_buf_addf(&command, "%s apply ", git);
	cx_plan_next_word(path ? path : patch, &command);
	cx_free(path);
	return cx_arena_strdup(context->arena, command.data);
}

/* What an absorb leaves to do; NULL without one. */
static const char *next_step(struct cx_session *s, const struct cx_absorbed *absorbed)
{
	struct cx_invocation *inv = s->context.inv;
	if (!absorbed->json)
		return NULL;
	const char *rest = absorbed->all ? "commit, then cxctl apply"
					 : "mend what is warned of, commit, then cxctl apply";
	if (absorbed->patch)
		return cx_arena_printf(inv->arena, "%s, %s", apply_patch(&s->context, absorbed->patch), rest);
	if (absorbed->all && !absorbed->any)
		return "git says what the tenant has already: commit if that is left, then cxctl apply";
	return absorbed->all ? "git diff shows the edits; commit them, then cxctl apply" : rest;
}

static void report(struct cx_session *s, const struct cx_drift *drift, const struct cx_absorbed *absorbed)
{
	struct cx_invocation *inv = s->context.inv;
	struct cx_page page = cx_page_of(&s->context, NULL);
	struct drift_product product = {.arena = inv->arena,
					.drift = drift,
					.absorbed = absorbed->json,
					.diags = inv->diags,
					.next = next_step(s, absorbed),
					.page = &page,
					.exit = s->exit};
	cx_output_diags(inv->output);
	cx_output_product(inv->output, render, &product);
	cx_page_check(&page, inv->diags);
}

/* 0 once git says all that the tenant has. */
static enum cx_exit absorb(struct cx_context *context, const struct cx_drift *drift,
			   struct cx_absorbed *absorbed)
{
	enum cx_status status = cx_absorb_run(context, drift, absorbed);
	return status ? cx_exit_from_status(status) : absorbed->all ? CX_EXIT_OK : CX_EXIT_DRIFT;
}

static void run_session(struct cx_session *s, struct cx_watch *watch)
{
	struct cx_context *context = &s->context;
	struct cx_drift drift;
	struct cx_absorbed absorbed = {0};
	enum cx_status status = prepare(s, watch);
	if (!status)
		status = find(context, &drift);
	s->exit = cx_exit_from_status(status);
	if (status)
		return;
	if (watch)
		cx_watch_found(watch, &drift);
	if (!drift.count || !cx_invocation_flag(context->inv, "reconcile")) {
		s->exit = drift.count ? CX_EXIT_DRIFT : CX_EXIT_OK;
		if (drift.count && cx_invocation_flag(context->inv, "absorb"))
			s->exit = absorb(context, &drift, &absorbed);
		report(s, &drift, &absorbed);
		return;
	}
	s->exit = cx_reconcile(s);
	if (!s->applied)
		return;
	context->inv->output->as_before = false;
	cx_output_diags(context->inv->output);
	cx_output_product(context->inv->output, cx_session_render, s);
	cx_page_check(&s->page, context->diags);
}

static bool options_agree(struct cx_invocation *inv)
{
	const struct {
		bool wrong;
		const char *message, *hint;
	} rows[] = {
		{cx_invocation_flag(inv, "yes") && !cx_invocation_flag(inv, "reconcile"),
		 "--yes says nothing without --reconcile",
		 "drift alone writes nothing; add --reconcile to put drift back"},
		{cx_invocation_has(inv, "patch") && !cx_invocation_flag(inv, "absorb"),
		 "--patch says nothing without --absorb", "write the patch with --absorb --patch FILE"},
		{cx_invocation_has(inv, "watch") && cx_invocation_flag(inv, "absorb"),
		 "--absorb and --watch exclude each other",
		 "a commit follows what absorb does: do it once, when the watch tells of drift"},
		{cx_invocation_has(inv, "watch") && cx_invocation_flag(inv, "reconcile") &&
			 !cx_invocation_flag(inv, "yes"),
		 "--watch asks no questions, and --reconcile would",
		 "add --yes to put back what is changed by hand, whenever it is found"},
		{cx_invocation_has(inv, "listen") && !cx_invocation_has(inv, "watch"),
		 "--listen says nothing without --watch",
		 "a single check has nobody to tell: write its metrics with --metrics FILE"},
		{cx_invocation_has(inv, "rev") && cx_invocation_flag(inv, "absorb"),
		 "--absorb and --rev exclude each other", "absorb edits the files of the working tree"},
		{cx_invocation_flag(inv, "absorb") && cx_invocation_flag(inv, "reconcile"),
		 "--absorb and --reconcile exclude each other",
		 "--absorb takes drift over into git, --reconcile puts it back"},
	};
	for (size_t i = 0; i < CX_COUNT(rows); i++)
		if (rows[i].wrong)
			cx_diag_hint(inv->diags,
				     cx_diag_error(inv->diags, "usage.option", "%s", rows[i].message), "%s",
				     rows[i].hint);
	return !inv->diags->errors;
}

static enum cx_exit check(struct cx_watch *watch, struct cx_invocation *inv)
{
	struct cx_session s = {0};
	cx_context_init(&s.context, inv);
	s.context.kept = watch ? cx_watch_token(watch) : NULL;
	s.context.interrupted = watch ? cx_interrupt_catch() : NULL;
	s.started_us = s.context.clock->monotonic_us(s.context.clock);
	cx_progress_init(&s.progress, inv->output, s.context.clock);
	s.context.clock = &s.progress.clock;
	run_session(&s, watch);
	cx_run_free(s.run);
	cx_context_release(&s.context);
	cx_progress_release(&s.progress);
	return s.exit;
}

static enum cx_exit drift_run(struct cx_invocation *inv)
{
	if (!options_agree(inv))
		return CX_EXIT_INVALID;
	return cx_invocation_has(inv, "watch") ? cx_watch_run(inv, check) : check(NULL, inv);
}

const struct cx_option cx_drift_options[] = {
	{.name = "metrics",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "write what was found as OpenMetrics text, for the textfile collector of node exporter",
	 .offer = CX_OFFER_FILES},
	{.name = "unmanaged",
	 .type = CX_OPTION_FLAG,
	 .help = "count what the tenant holds and neither git nor the ledger knows"},
	{.name = "reconcile",
	 .type = CX_OPTION_FLAG,
	 .help = "put back what was changed by hand, as an apply of what was applied last; what git has "
		 "changed since is not applied"},
	{.name = "yes",
	 .letter = 'y',
	 .type = CX_OPTION_FLAG,
	 .help = "with --reconcile: do not ask; needed where there is no terminal"},
	{.name = "absorb",
	 .type = CX_OPTION_FLAG,
	 .help = "write what was changed into the files that hold the values; comments and layout stay"},
	{.name = "patch",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "with --absorb: change no file, and write a patch for git apply",
	 .offer = CX_OFFER_FILES},
	CX_OPTION_MARKDOWN_LIMIT,
	{.name = "rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "read the project from this revision; the working tree is then not looked at",
	 .otherwise = "the working tree, or HEAD in a bare repository"},
	{.name = "watch",
	 .type = CX_OPTION_DURATION,
	 .metavar = "DURATION",
	 .help = "check again and again, with a pause of a tenth more or less than this between two checks: "
		 "90s, 10m, 1h; until SIGINT or SIGTERM",
	 .min = 1,
	 .max = 86400},
	{.name = "listen",
	 .type = CX_OPTION_TEXT,
	 .metavar = "[ADDRESS:]PORT",
	 .help = "with --watch: answer /metrics and /healthz there; a port alone is on 127.0.0.1, 0 is one "
		 "that is free"},
	{0},
};

static const struct cx_example drift_examples[] = {
	{"cxctl drift --tenant prod", "exit with 6 if somebody changed the tenant by hand"},
	{"cxctl drift -o json", "the same for a machine"},
	{"cxctl drift --absorb --patch drift.patch", "see what would be taken over into git"},
	{"cxctl drift --unmanaged --metrics /var/lib/node_exporter/cxctl.prom", "every hour, for an alert"},
	{"cxctl drift --reconcile --yes", "put drift back, and nothing else"},
	{"cxctl drift --watch 10m --listen 9464", "in a container, for Prometheus"},
	{0},
};

const struct cx_command cx_command_drift = {
	.name = "drift",
	.summary = "show what was changed in the tenant behind git's back",
	.description =
		"Compares what the tenant holds with what the ledger says was applied last, field by field. "
		"Nothing is written to the tenant without --reconcile; the next apply puts drift back.\n\n"
		"Where the tenant does not say when something was changed, the times of earlier checks on "
		"this machine tell between which it was.\n\n"
		"With --absorb git follows the tenant: only the values that differ are edited, the files are "
		"read again, and an edit that would not say what the tenant has is taken back. What comes "
		"from a variable, an overlay, an anchor or an alias is told with its place and left alone, "
		"as is a resource that was deleted; the exit code is 0 only if nothing was left.\n\n"
		"With --watch every check begins anew: the revision is resolved, the project read, the "
		"shared "
		"ledger fetched; the branch itself is not. After a check that failed the pause is twice as "
		"long, and again twice, up to an hour. A line says what each check found, and drift is shown "
		"whole when it changes; JSON is a document on a line for each check. SIGHUP checks at once. "
		"The exit code is that of the last check that came to its end. One that fails before the "
		"tenant was ever asked ends the watch.\n\n"
		"In JSON, a change's action is what was done in the tenant: update, or delete. With "
		"--reconcile the JSON is that of apply, once there was something to put back.",
	CX_TAKES_DRIFT,
	.examples = drift_examples,
	.run = drift_run,
};
