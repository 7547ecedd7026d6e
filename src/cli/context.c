/* SPDX-License-Identifier: Apache-2.0 */
/* Loading what commands work on. */
#include "cli/context.h"

#include "cli/interrupt.h"

#include "base/file.h"
#include "base/limits.h"
#include "cli/on_conflict.h"
#include "cli/output.h"
#include "cli/rules.h"
#include "report/markdown_parts.h"

void cx_context_init(struct cx_context *context, struct cx_invocation *inv)
{
	*context = (struct cx_context){
		.inv = inv, .arena = inv->arena, .diags = inv->diags, .clock = cx_clock_system()};
	context->tree.commit = CX_OID_ZERO;
}

void cx_context_release(struct cx_context *context)
{
	cx_remote_free(context->remote);
	cx_ledger_key_free(context->ledger_key);
	if (context->has_ledger)
		cx_ledger_release(&context->ledger);
	cx_definitions_release(&context->definitions);
	cx_overlays_release(&context->overlays);
	cx_repo_free(context->repo);
}

static enum cx_status load_profile(struct cx_context *context)
{
	const char *name = context->tenant->profile;
	enum cx_status status = cx_profile_builtin(context->arena, name, &context->profile, context->diags);
	if (status != CX_STATUS_ABSENT)
		return status;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *path = cx_path_join(context->arena, context->project.root, name);
	status = cx_tree_read(&context->rules, path, CX_MAX_FILE_BYTES, &text, context->diags);
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *d = cx_diag_add(context->diags, CX_SEVERITY_ERROR, "profile.missing",
						context->tenant->span, "there is no profile %s", name);
		cx_diag_hint(context->diags, d,
			     "cxone is built in; anything else is the path of a file in the repository");
		return CX_STATUS_INVALID;
	}
	if (status)
		return status;
	struct cx_source *origin = cx_arena_alloc(context->arena, sizeof *origin);
	*origin = (struct cx_source){name, cx_arena_strndup(context->arena, text.data, text.len), text.len};
	return cx_profile_parse(context->arena, origin, &context->profile, context->diags);
}

enum cx_status cx_context_tenant(struct cx_context *context)
{
	return cx_context_tenant_named(context, cx_invocation_text(context->inv, "tenant"));
}

/* So that a run that fails replaces the comment of the one before, too. */
static void mark_pages(struct cx_context *context)
{
	const struct cx_links links = {.root = context->project.root};
	CX_AUTO(cx_buf) struct cx_buf marker = CX_BUF_INIT;
	cx_markdown_marker(context->inv->command->name, context->tenant->name, &links, &marker);
	context->inv->output->marker = cx_arena_strdup(context->arena, marker.data);
}

enum cx_status cx_context_tenant_named(struct cx_context *context, const char *name)
{
	enum cx_status status = cx_project_tenant(&context->project, name, &context->tenant, context->diags);
	if (!status && context->rules_rev)
		status = cx_rules_check_tenant(context);
	if (!status)
		mark_pages(context);
	return status ? status : load_profile(context);
}

#define UNWRITTEN "interrupted; nothing was written to the tenant"

static void trace(void *data, const char *line)
{
	cx_output_verbose(data, 1, "%s", line);
}

enum cx_status cx_context_remote(struct cx_context *context)
{
	struct cx_remote_options options = {
		.tenant = context->tenant,
		.profile = &context->profile,
		.project_dir = context->project_folder,
		.clock = context->clock,
		.kept = context->kept,
		.deadline_ms = context->deadline_s * 1000,
		.trace = context->inv->output->verbose ? trace : NULL,
		.trace_data = context->inv->output,
	};
	enum cx_status status = cx_remote_open(&options, &context->remote, context->diags);
	if (status)
		return status;
	cx_context_learn_secrets(context);
	context->interrupted = cx_interrupt_catch();
	/* What a terminal shows of Ctrl-C stands at the beginning of a line of its own. */
	cx_interrupt_means(context->inv->output->err_terminal ? "\n" : NULL);
	cx_remote_abandon_on(context->remote, context->interrupted, UNWRITTEN);
	return CX_STATUS_OK;
}

static bool has_error(const struct cx_diags *diags, const char *code)
{
	for (size_t i = 0; i < diags->count; i++)
		if (strcmp(diags->items[i]->code, code) == 0)
			return true;
	return false;
}

enum cx_status cx_context_check_signal(struct cx_context *context)
{
	if (!context->interrupted || !*context->interrupted)
		return CX_STATUS_OK;
	if (!has_error(context->diags, "run.interrupted"))
		(void)cx_diag_error(context->diags, "run.interrupted", UNWRITTEN);
	return CX_STATUS_FAILED;
}

enum cx_status cx_context_sides(struct cx_context *context)
{
	enum cx_status status = cx_context_tenant(context);
	if (status)
		return status;
	status = cx_context_definitions(context);
	enum cx_status ignore = cx_context_ignore(context);
	status = status ? status : ignore;
	if (!status)
		status = cx_context_ledger(context);
	if (status || context->offline)
		return status;
	enum cx_status secrets = cx_context_secrets(context);
	status = cx_context_remote(context);
	return secrets ? secrets : status;
}

/* "Ada Example", without the address; NULL where it cannot be told. */
static const char *commit_author(struct cx_context *context)
{
	struct cx_commit_info info;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	if (!context->has_commit ||
	    cx_repo_commit_info(context->repo, &context->commit, context->arena, &info, &quiet) ||
	    !info.author)
		return NULL;
	const char *address = strstr(info.author, " <");
	return cx_arena_strndup(context->arena, info.author,
				address ? (size_t)(address - info.author) : strlen(info.author));
}

/* Plans are pure: the values that they compare are looked up here. */
static void learn_values(struct cx_context *context, const struct cx_definitions *desired)
{
	for (size_t i = 0; context->ledger_key && i < desired->count; i++)
		cx_ledger_key_learn(context->ledger_key, desired->items[i].kind->spec, desired->items[i].spec,
				    context->project_folder);
}

/* What was applied last, and when; nothing where the ledger does not tell. */
static void tell_last(struct cx_context *context, struct cx_plan *plan)
{
	struct cx_commit_info info;
	char time[CX_TIME_LEN + 1];
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	if (!context->ledger.exists ||
	    cx_repo_commit_info(context->repo, &context->ledger.tip, context->arena, &info, &quiet))
		return;
	if (info.parent_count < 2)
		return;
	cx_time_format(info.time_s * 1000, time);
	plan->last_commit = cx_arena_strdup(context->arena, info.parents[1].hex);
	plan->last_time = cx_arena_strdup(context->arena, time);
}

static enum cx_status make_plan(struct cx_context *context, struct cx_context *of, int64_t allow_delete,
				struct cx_plan *ret_plan)
{
	learn_values(context, &of->definitions);
	struct cx_plan_input input = {
		.tenant = of->tenant,
		.offline = context->offline,
		.profile = &of->profile,
		.kinds = &of->kinds,
		.desired = &of->definitions,
		.ledger = &context->ledger,
		.live = context->live.lists,
		.live_count = context->live.count,
		.commit = of->has_commit ? of->commit.hex : NULL,
		.author = commit_author(of),
		.dirty = of->dirty,
		.project = &of->project,
		.on_conflict_by = cx_on_conflict_choose(of),
		.allow_delete = allow_delete,
		.ledger_key = context->ledger_key,
	};
	if (!context->offline) {
		input.origin = cx_remote_origin(context->remote);
		input.base_path = cx_remote_base_path(context->remote);
		input.requests = cx_remote_counts(context->remote).requests;
	}
	enum cx_status status = cx_plan_make(context->arena, &input, ret_plan, of->diags);
	if (!status && context->offline)
		tell_last(context, ret_plan);
	if (!status && of->rules_rev) {
		ret_plan->rules_rev = of->rules_rev;
		ret_plan->rules_commit = of->rules.commit.hex;
		ret_plan->rules_differ = of->rules_differ;
	}
	return status;
}

enum cx_status cx_context_plan(struct cx_context *context, int64_t allow_delete, struct cx_plan *ret_plan)
{
	enum cx_status status = CX_STATUS_OK;
	if (context->offline)
		cx_live_from_ledger(context->arena, &context->profile, &context->definitions,
				    &context->ledger, &context->live);
	else
		status =
			cx_live_read(cx_remote_reader(context->remote), context->arena, &context->profile,
				     &context->definitions, &context->ledger, &context->live, context->diags);
	return status ? status : make_plan(context, context, allow_delete, ret_plan);
}

enum cx_status cx_context_plan_other(struct cx_context *context, struct cx_context *other,
				     struct cx_plan *ret_plan)
{
	return make_plan(context, other, -1, ret_plan);
}
