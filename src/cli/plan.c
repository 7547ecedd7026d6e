/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl plan: what apply would do, without writing anything. */
#include "cli/context.h"
#include "cli/next.h"
#include "cli/on_conflict.h"
#include "cli/output.h"
#include "cli/page.h"
#include "cli/plan_base.h"
#include "doc/json.h"
#include "engine/impact.h"
#include "report/plan_json.h"
#include "report/plan_markdown.h"
#include "report/plan_next.h"
#include "report/plan_text.h"

struct plan_product {
	struct cx_arena *arena;
	const struct cx_plan *plan;
	const struct cx_diags *diags;
	const char *options, *file;
	struct cx_page *page;
	bool verbose;
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct plan_product *product = data;
	struct cx_plan_view view = {.colour = colour,
				    .verbose = product->verbose,
				    .options = product->options,
				    .file = product->file};
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_plan_json(product->arena, product->plan, product->diags, product->exit),
			       out);
	else if (format == CX_FORMAT_MARKDOWN)
		product->page->over |= !cx_plan_markdown(product->plan, &product->page->markdown, out);
	else if (format == CX_FORMAT_HTML)
		cx_plan_html(product->plan, &product->page->html, out);
	else
		cx_plan_text(product->plan, &view, out);
}

/* Nothing that was applied is known: all looks new, and nothing can be seen to go. */
static void warn_no_ledger(struct cx_context *context)
{
	const char *remote = context->project.ledger_remote, *ref = context->ledger.ref;
	struct cx_diag *d = cx_diag_add(context->diags, CX_SEVERITY_WARNING, "plan.offline", CX_SPAN_NONE,
					"there is no ledger %s here, so nobody knows what was applied", ref);
	cx_diag_hint(context->diags, d, "where there is one: git fetch %s %s:%s", remote ? remote : "origin",
		     ref, ref);
}

static enum cx_status load(struct cx_context *context)
{
	context->offline = cx_invocation_flag(context->inv, "offline");
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status && cx_oid_is_zero(&context->tree.commit))
		status = cx_context_dirty(context);
	if (!status)
		status = cx_context_sides(context);
	if (!status && context->offline && !context->ledger.exists)
		warn_no_ledger(context);
	return status;
}

/* The plan file, if it can be applied: only what is committed can. */
static const char *applicable_file(struct cx_invocation *inv, const struct cx_plan *plan)
{
	const char *file = cx_invocation_text(inv, "out");
	bool dirty = !plan->commit || plan->dirty;
	if (!file || (!dirty && !plan->offline))
		return file;
	struct cx_diag *d = cx_diag_add(
		inv->diags, CX_SEVERITY_WARNING, plan->offline ? "approval.offline" : "approval.dirty",
		CX_SPAN_NONE, "%s cannot be applied: %s", file,
		plan->offline ? "it is made offline" : "it is a plan of files that are not committed");
	cx_diag_hint(inv->diags, d, "%s",
		     plan->offline ? "plan again without --offline" : "commit, then plan again");
	return NULL;
}

/* Who wrote what, for those who asked for it, and for programs. */
static void trace(struct cx_context *context, struct cx_plan *plan)
{
	static const struct cx_plan_trace asked = {1000, 30000}, by_the_way = {64, 2000};
	bool base = cx_invocation_has(context->inv, "base");
	if (!base && !cx_output_wants(context->inv->output, CX_FORMAT_JSON))
		return;
	size_t left = cx_plan_trace(context, base ? &asked : &by_the_way, plan);
	if (base && left)
		cx_diag_add(context->diags, CX_SEVERITY_NOTE, "plan.origin", CX_SPAN_NONE,
			    "who wrote %zu of the values was not looked up: that takes too long", left);
}

/* A number that needs the tenant, and a plan without it. */
static enum cx_status check_options(struct cx_invocation *inv)
{
	if (!cx_invocation_flag(inv, "offline") || !cx_invocation_flag(inv, "impact"))
		return CX_STATUS_OK;
	struct cx_diag *d =
		cx_diag_error(inv->diags, "usage.option", "--offline and --impact cannot be given together");
	cx_diag_hint(inv->diags, d, "only the tenant can count its members");
	return CX_STATUS_INVALID;
}

static enum cx_status count_impact(struct cx_context *context, struct cx_plan *plan)
{
	if (!cx_invocation_flag(context->inv, "impact"))
		return CX_STATUS_OK;
	cx_impact_count(cx_remote_reader(context->remote), &context->profile, &context->live, context->arena,
			plan, context->diags);
	return cx_context_check_signal(context);
}

static enum cx_status make(struct cx_context *context, struct cx_plan *plan)
{
	const char *base = cx_invocation_text(context->inv, "base");
	cx_context_report_run(context);
	enum cx_status status = cx_context_plan(context, -1, plan);
	if (!status && base)
		status = cx_plan_base(context, base, plan);
	if (!status)
		status = count_impact(context, plan);
	if (!status)
		trace(context, plan);
	return status;
}

static enum cx_exit plan_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_plan plan;
	struct cx_page page;
	cx_context_init(&context, inv);
	enum cx_status status = check_options(inv);
	if (!status)
		status = load(&context);
	if (!status)
		status = make(&context, &plan);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		bool changes = !cx_plan_is_empty(&plan) && cx_invocation_flag(inv, "detailed-exitcode");
		struct plan_product product = {
			.arena = inv->arena,
			.plan = &plan,
			.diags = inv->diags,
			.options = cx_next_options(inv),
			.page = &page,
			.file = applicable_file(inv, &plan),
			.verbose = inv->output->verbose > 0,
			.exit = changes ? CX_EXIT_CHANGES : CX_EXIT_OK,
		};
		exit = product.exit;
		page = cx_page_of(&context, product.options);
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render, &product);
		cx_page_check(&page, inv->diags);
	}
	cx_context_release(&context);
	return exit;
}

const struct cx_option cx_plan_options[] = {
	{.name = "rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "plan this revision instead of the working tree; no checkout is needed"},
	{.name = "base",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "tell what this revision causes from what REV would do to the tenant anyhow, and who wrote "
		 "each value"},
	{.name = "impact",
	 .type = CX_OPTION_FLAG,
	 .help = "also ask the tenant how many members each changed audience would have, where it can count "
		 "that: one request an audience"},
	{.name = "offline",
	 .type = CX_OPTION_FLAG,
	 .help = "do not ask the tenant: show what git changes against what the ledger says was applied "
		 "last; "
		 "needs no credentials and no network, and cannot be applied"},
	{.name = CX_OUTPUT_FILE_OPTION,
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "also write the plan to a file, as -o json=FILE does, for cxctl apply FILE",
	 .offer = CX_OFFER_FILES},
	CX_OPTION_ON_CONFLICT,
	CX_OPTION_MARKDOWN_LIMIT,
	{.name = "detailed-exitcode", .type = CX_OPTION_FLAG, .help = "exit with 2 if changes are pending"},
	{0},
};

static const struct cx_example plan_examples[] = {
	{"cxctl plan", "what applying the working tree would do to the default tenant"},
	{"cxctl plan --tenant prod --rev main", "the same for a revision, without checkout"},
	{"cxctl plan --base origin/main", "what a branch causes, and what is pending without it"},
	{"cxctl plan --on-conflict keep-live", "what is left to do if conflicts stay as the tenant has them"},
	{"cxctl plan --impact", "how many members audiences would have, where the tenant can count that"},
	{"cxctl plan --offline --base origin/main", "in a fork, which has no credentials"},
	{"cxctl plan --out plan.json", "and cxctl apply plan.json then does this, or nothing"},
	{"cxctl plan -o json=plan.json -o text", "text to read, and a document for a machine"},
	{"cxctl plan -o markdown=comment.md -o html=plan.html",
	 "a comment for a pull request, and a page to look at"},
	{0},
};

const struct cx_command cx_command_plan = {
	.name = "plan",
	.summary = "show what apply would change in the tenant",
	.description = "Compares what git says, what the tenant holds, and what the ledger says was applied "
		       "last, and shows "
		       "each difference with its reason. A plan sends no request that writes.\n\n"
		       "Without --rev the working tree is planned; the plan then says dirty where it differs "
		       "from HEAD. Apply "
		       "always applies a commit.",
	CX_TAKES_PLAN,
	.examples = plan_examples,
	.run = plan_run,
};
