/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl adopt: what the tenant holds, as definitions in the repository. */
#include "cli/adopt_run.h"
#include "cli/next.h"
#include "cli/output.h"
#include "doc/json.h"
#include "model/catalog.h"
#include "model/kind_name.h"

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct cx_adopt_run *run = data;
	run->view.colour = colour;
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_adopt_json(run->context.arena, &run->view, run->context.diags, run->exit),
			       out);
	else
		cx_adopt_text(&run->view, out);
}

static const struct cx_kind *find_kind(struct cx_adopt_run *run, const char *text, size_t len)
{
	struct cx_context *context = &run->context;
	const char *given = cx_arena_strndup(context->arena, text, len);
	if (!len) {
		struct cx_diag *d = cx_diag_error(context->diags, "adopt.kind", "'%s' names no kind", text);
		cx_diag_hint(context->diags, d, "write KIND/NAME, as in 'Audience/vip*'");
		return NULL;
	}
	for (size_t i = 0; i < context->kinds.count; i++)
		if (cx_kind_name_is(given, context->kinds.items[i].name))
			return &context->kinds.items[i];
	struct cx_diag *d = cx_diag_error(context->diags, "adopt.kind", "there is no kind %s", given);
	if (!cx_kind_name_hint(context->diags, d, given, cx_kinds_names(context->arena, &context->kinds)))
		cx_diag_hint(context->diags, d, "write KIND/NAME, as in 'Audience/vip*'");
	return NULL;
}

static enum cx_status check_list(struct cx_adopt_run *run, const struct cx_kind *kind)
{
	const struct cx_kind_route *route = cx_profile_kind(&run->context.profile, kind->name);
	if (route && route->routes[CX_ROUTE_LIST].present)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(run->context.diags, "adopt.list",
					  "the tenant has no list of kind %s", kind->name);
	cx_diag_hint(run->context.diags, d, "the profile says so: write definitions of it by hand, with %s",
		     "cxctl new");
	return CX_STATUS_INVALID;
}

/* "Audience/vip*", "audience", "* / *" without the blanks. */
static enum cx_status read_globs(struct cx_adopt_run *run)
{
	struct cx_invocation *inv = run->context.inv;
	enum cx_status status = CX_STATUS_OK;
	run->input.globs = cx_arena_alloc(inv->arena, (inv->arg_count + 1) * sizeof *run->input.globs);
	for (size_t i = 0; i < inv->arg_count; i++) {
		const char *text = inv->args[i];
		size_t len = strcspn(text, "/");
		struct cx_adopt_glob glob = {.text = text, .glob = text[len] ? text + len + 1 : "*"};
		bool all = len == 1 && text[0] == '*';
		glob.kind = all ? NULL : find_kind(run, text, len);
		if ((!all && !glob.kind) || (glob.kind && check_list(run, glob.kind)))
			status = CX_STATUS_INVALID;
		run->input.globs[run->input.glob_count++] = glob;
	}
	return status;
}

static enum cx_status load(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	struct cx_catalog *catalog = cx_arena_alloc(context->arena, sizeof *catalog);
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status && !context->tree.folder) {
		cx_diag_error(context->diags, "adopt.bare",
			      "a bare repository has no files that definitions could be written to");
		return CX_STATUS_INVALID;
	}
	if (!status)
		status = cx_context_need_repo(context);
	if (!status)
		status = cx_context_tenant(context);
	enum cx_status read = status ? status : cx_adopt_run_read(run, true);
	if (!status)
		status = cx_context_definitions(context);
	status = status ? status : read;
	if (!status)
		status = cx_context_ignore(context);
	if (!status)
		status = cx_context_catalog(context, catalog);
	if (!status)
		status = cx_formats_init(context->arena, catalog, &run->formats, context->diags);
	if (!status)
		status = read_globs(run);
	if (!status)
		status = cx_context_ledger(context);
	return status ? status : cx_context_remote(context);
}

/* Everything that was asked for, and what the project uses, in one go: the proof reads nothing more. */
static enum cx_status read_live(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	const struct cx_profile *profile = &context->profile;
	const char **also = cx_arena_alloc(context->arena, (profile->kind_count + 1) * sizeof *also);
	struct cx_live_input input = {profile, &context->definitions, &context->ledger, also, 0};
	for (size_t i = 0; i < profile->kind_count; i++) {
		const struct cx_kind_route *route = &profile->kinds[i];
		if (route->routes[CX_ROUTE_LIST].present && cx_adopt_wants(&run->input, route->kind) &&
		    cx_kinds_find(&context->kinds, route->kind))
			also[input.also_count++] = route->kind;
	}
	cx_context_report_run(context);
	return cx_live_read_more(cx_remote_reader(context->remote), context->arena, &input, &context->live,
				 context->diags);
}

static enum cx_status make(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	struct cx_adopt_input *input = &run->input;
	input->project = &context->project;
	input->profile = &context->profile;
	input->kinds = &context->kinds;
	input->formats = &run->formats;
	input->definitions = &context->definitions;
	input->ledger = &context->ledger;
	input->live = &context->live;
	input->secrets = cx_remote_secrets(context->remote);
	input->now_ms = context->clock->realtime_ms(context->clock);
	enum cx_status status = cx_adopt_make(context->arena, input, &run->adopt, context->diags);
	for (size_t i = 0; i < input->glob_count && !status; i++)
		if (!input->globs[i].used)
			cx_diag_error(context->diags, "adopt.glob", "nothing in the tenant fits %s",
				      input->globs[i].text);
	return status ? status : context->diags->errors ? CX_STATUS_INVALID : CX_STATUS_OK;
}

static enum cx_status work(struct cx_adopt_run *run)
{
	enum cx_status status = load(run);
	if (!status)
		cx_adopt_run_folder(run);
	if (!status)
		status = read_live(run);
	if (!status)
		status = make(run);
	if (!status)
		status = cx_adopt_run_write(run);
	if (status)
		return status;
	run->view.requests = cx_remote_counts(run->context.remote).requests;
	run->view.tenant = run->context.tenant->name;
	if (run->adopt.fates[CX_ADOPT_NEW])
		run->exit = cx_exit_from_status(cx_adopt_run_prove(run));
	size_t impossible = run->adopt.fates[CX_ADOPT_IMPOSSIBLE];
	if (impossible)
		cx_diag_error(run->context.diags, "adopt.impossible",
			      "%zu could not be adopted: no valid definition says what they are", impossible);
	if (impossible)
		run->exit = cx_exit_worst(run->exit, CX_EXIT_INVALID);
	return CX_STATUS_OK;
}

static enum cx_exit adopt_run(struct cx_invocation *inv)
{
	struct cx_adopt_run run = {.exit = CX_EXIT_OK};
	cx_context_init(&run.context, inv);
	run.view = (struct cx_adopt_view){
		.adopt = &run.adopt,
		.proof = &run.proof,
		.shown = "",
		.dry = cx_invocation_flag(inv, "dry-run"),
		.verbose = inv->output->verbose > 0,
		.options = cx_next_options(inv),
	};
	enum cx_status status = work(&run);
	if (status)
		run.exit = cx_exit_from_status(status);
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render, &run);
	cx_context_release(&run.context);
	return run.exit;
}

static const struct cx_option adopt_options[] = {
	{.name = "dir",
	 .type = CX_OPTION_TEXT,
	 .metavar = "DIR",
	 .help = "write DIR/FOLDER/NAME.yaml, where FOLDER is the definitions' folder of the kind",
	 .otherwise = "the project's folder",
	 .offer = CX_OFFER_FOLDERS},
	{.name = "dry-run",
	 .type = CX_OPTION_FLAG,
	 .help = "only say what would be written, and whether its plan would be empty"},
	{0},
};

static const struct cx_example adopt_examples[] = {
	{"cxctl adopt", "write a definition of everything that the tenant holds and git does not"},
	{"cxctl adopt 'Audience/vip*' Webhook", "only audiences whose names fit, and all webhooks"},
	{"cxctl adopt --dry-run -o json", "say what would be written"},
	{0},
};

const struct cx_command cx_command_adopt = {
	.name = "adopt",
	.summary = "write definitions of what the tenant holds and git does not",
	.description =
		"Lists every kind that the profile has a list of, or those that are named, and writes one "
		"definition a file. KIND/NAME-GLOB fits the name that the definition gets, or the one in the "
		"tenant; * and ? stand for anything. What a definition or the ledger holds already is left "
		"out. The tenant is only read.\n\n"
		"Defaults and what the tenant alone says are left out; references stand by name where they "
		"lead to a definition. Secrets are written into no file, even where the tenant shows them, "
		"as "
		"in a webhook's headers: comments say where they may be filled in, and until then they stay "
		"as the tenant has them. All files are written, or none; a file that is there is never "
		"touched.\n\n"
		"Then a plan of the project with the new files is made from the same read of the tenant. It "
		"must hold no create, update or delete; if it does, the fields that differ are shown and the "
		"exit code is 1. Once the files are committed, cxctl apply notes them in the ledger without "
		"a write to the tenant: from then on git owns them. adopt itself does not write the ledger: "
		"other clones, which do not have the files yet, would plan to delete what they describe.",
	.arguments = "[KIND/NAME-GLOB...]",
	.max_args = SIZE_MAX,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER,
	.options = adopt_options,
	.examples = adopt_examples,
	.run = adopt_run,
};
