/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl validate: all problems of the definitions, without network or credentials. */
#include "base/file.h"
#include "cli/all_tenants.h"
#include "cli/findings.h"
#include "cli/focus.h"
#include "cli/online.h"
#include "cli/output.h"
#include "model/lint.h"
#include "report/diag_json.h"
#include "report/text.h"

#include <unistd.h>

struct validate_result {
	struct cx_arena *arena;
	const struct cx_context *context;
	const struct cx_diags *diags;
	size_t definitions, files, suppressed;
	struct cx_online online;
	const struct cx_tenant_results *tenants; /* with --all-tenants; else NULL */
	bool strict;
	enum cx_exit exit;
};

/* What is asked of the definitions. */
struct validation {
	bool all_tenants, online, secrets, strict, notes;
	struct cx_online answer;  /* of the tenant, the last one */
	const char *const *paths; /* named ones, as the tree has them */
	size_t path_count;
	bool focused; /* overlays are among them: the whole project is checked, and they are told about */
	size_t suppressed; /* warnings; of the tenant that has most of them */
};

static enum cx_exit exit_of(enum cx_status status, size_t errors, size_t warnings, bool strict)
{
	bool fails = errors || (warnings && strict);
	return cx_exit_worst(cx_exit_from_status(status), fails ? CX_EXIT_INVALID : CX_EXIT_OK);
}

static void add_counts(size_t definitions, size_t files, struct cx_buf *out)
{
	cx_text_count(out, definitions, "definition");
	cx_buf_adds(out, " in ");
	cx_text_count(out, files, "file");
	cx_buf_adds(out, ": valid");
}

/* A line a tenant: what is right with it, or how much is not. */
static void render_tenants(const struct cx_tenant_results *tenants, struct cx_buf *out)
{
	size_t widest = 0;
	for (size_t i = 0; i < tenants->count; i++) {
		size_t len = strlen(tenants->items[i].name);
		widest = len > widest ? len : widest;
	}
	for (size_t i = 0; i < tenants->count; i++) {
		const struct cx_tenant_result *one = &tenants->items[i];
		cx_buf_addf(out, "%-*s  ", (int)widest, one->name);
		if (one->errors)
			cx_text_count(out, one->errors, "error");
		else
			add_counts(one->definitions, one->files, out);
		if (one->warnings) {
			cx_buf_adds(out, ", ");
			cx_text_count(out, one->warnings, "warning");
		}
		cx_buf_addc(out, '\n');
	}
}

static void render_text(const struct validate_result *result, struct cx_buf *out)
{
	if (result->tenants) {
		render_tenants(result->tenants, out);
		return;
	}
	if (result->exit)
		return;
	add_counts(result->definitions, result->files, out);
	if (result->suppressed) {
		cx_buf_adds(out, ", ");
		cx_text_count(out, result->suppressed, "warning");
		cx_buf_adds(out, " suppressed");
	}
	cx_buf_addc(out, '\n');
	if (!result->online.tenant)
		return;
	cx_buf_adds(out, "criteria fit the ");
	cx_text_count(out, result->online.attributes, "attribute");
	cx_buf_addf(out, " of tenant %s\n", result->online.tenant);
}

static struct cx_node *online_json(struct cx_arena *arena, const struct cx_online *online)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "tenant", cx_diag_json_text(arena, online->tenant));
	cx_node_add(node, "attributes", cx_node_int(arena, (int64_t)online->attributes));
	cx_node_add(node, "requests", cx_node_int(arena, (int64_t)online->requests));
	return node;
}

static struct cx_node *tenants_json(struct cx_arena *arena, const struct cx_tenant_results *tenants,
				    bool strict)
{
	struct cx_node *array = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < tenants->count; i++) {
		const struct cx_tenant_result *one = &tenants->items[i];
		struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(node, "tenant", cx_diag_json_text(arena, one->name));
		cx_node_add(node, "definitions", cx_node_int(arena, (int64_t)one->definitions));
		cx_node_add(node, "errors", cx_node_int(arena, (int64_t)one->errors));
		cx_node_add(node, "warnings", cx_node_int(arena, (int64_t)one->warnings));
		cx_node_add(node, "exit_code",
			    cx_node_int(arena, exit_of(one->status, one->errors, one->warnings, strict)));
		cx_node_push(array, node);
	}
	return array;
}

static void render_json(const struct validate_result *result, struct cx_buf *out)
{
	struct cx_arena *arena = result->arena;
	struct cx_node *root = cx_diag_json_begin(arena, "validate"),
		       *summary = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(summary, "definitions", cx_node_int(arena, (int64_t)result->definitions));
	cx_node_add(summary, "files", cx_node_int(arena, (int64_t)result->files));
	cx_node_add(summary, "errors", cx_node_int(arena, (int64_t)result->diags->errors));
	cx_node_add(summary, "warnings", cx_node_int(arena, (int64_t)result->diags->warnings));
	cx_node_add(summary, "suppressed", cx_node_int(arena, (int64_t)result->suppressed));
	cx_node_add(root, "summary", summary);
	if (result->online.tenant)
		cx_node_add(root, "online", online_json(arena, &result->online));
	if (result->tenants)
		cx_node_add(root, "tenants", tenants_json(arena, result->tenants, result->strict));
	cx_diag_json_end(arena, root, result->diags, result->exit, out);
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct validate_result *result = data;
	(void)colour;
	if (format == CX_FORMAT_SARIF || format == CX_FORMAT_JUNIT)
		cx_findings_render(result->context, result->tenants, result->strict, result->exit, format,
				   out);
	else if (format == CX_FORMAT_JSON)
		render_json(data, out);
	else
		render_text(data, out);
}

/* Paths on the command line are as seen from here; definitions are named as seen from the project. */
static const char *path_in_tree(struct cx_context *context, const char *given)
{
	char *real = realpath(given, NULL);
	const char *top = context->tree.folder;
	size_t n = strlen(top);
	const char *inside = NULL;
	if (real && strncmp(real, top, n) == 0 && (real[n] == '/' || !real[n]))
		inside = cx_arena_strdup(context->arena, real[n] ? real + n + 1 : "");
	cx_free(real);
	if (inside)
		return inside;
	struct cx_diag *d = cx_diag_error(context->diags, "validate.path", "%s is not %s", given,
					  access(given, F_OK) == 0 ? "in the project's repository" : "there");
	cx_diag_hint(context->diags, d, "name files or folders of the project");
	return NULL;
}

static enum cx_status read_paths(struct cx_context *context, struct validation *validation)
{
	struct cx_invocation *inv = context->inv;
	const char **paths = cx_arena_alloc(context->arena, (inv->arg_count + 1) * sizeof *paths);
	for (size_t i = 0; i < inv->arg_count; i++)
		if ((paths[validation->path_count] = path_in_tree(context, inv->args[i])))
			validation->path_count++;
	validation->paths = paths;
	return validation->path_count < inv->arg_count ? CX_STATUS_INVALID : CX_STATUS_OK;
}

/* The files named alone; a reference to what is not among them is no error. */
static void choose_paths(struct cx_context *context, const struct validation *validation)
{
	struct cx_definition_paths *only = cx_arena_alloc(context->arena, sizeof *only);
	*only = (struct cx_definition_paths){
		.tree = &context->tree,
		.root = "",
		.paths = validation->paths,
		.path_count = validation->path_count,
		.all_needed = true,
	};
	context->only = only;
}

static enum cx_status of_another(struct cx_context *context, const char *owner, const char *chosen)
{
	struct cx_diag *d =
		cx_diag_error(context->diags, "validate.path",
			      "the overlays named are of tenant %s, and --tenant says %s", owner, chosen);
	cx_diag_hint(context->diags, d, "leave --tenant out, or check --all-tenants");
	return CX_STATUS_INVALID;
}

/* The project, if there is one: files may be checked without. */
static enum cx_status prepare(struct cx_context *context, struct validation *validation)
{
	const struct cx_invocation *inv = context->inv;
	bool has_project = !inv->arg_count || validation->all_tenants || cx_context_has_project(context);
	enum cx_status status =
		has_project ? cx_context_project(context, CX_CONTEXT_WORKING_TREE) : CX_STATUS_OK;
	if (!has_project) {
		char *here = realpath(".", NULL);
		context->tree.folder = cx_arena_strdup(context->arena, here ? here : "/");
		cx_free(here);
	}
	if (!status)
		status = read_paths(context, validation);
	if (status)
		return status;
	/* Whose overlays are named is the tenant that is meant. */
	const char *tenant = NULL;
	validation->focused = has_project && cx_focus_has_overlays(&context->project, validation->paths,
								   validation->path_count, &tenant);
	if (validation->path_count && !validation->focused)
		choose_paths(context, validation);
	if (!has_project || validation->all_tenants)
		return CX_STATUS_OK;
	const char *chosen = cx_invocation_text(inv, "tenant");
	if (chosen && tenant && strcmp(chosen, tenant) != 0)
		return of_another(context, tenant, chosen);
	return tenant ? cx_context_tenant_named(context, tenant) : cx_context_tenant(context);
}

/* The definitions; with notes, also which variables none of them uses, where all could be read. */
static enum cx_status check_definitions(const struct validation *validation, struct cx_context *context)
{
	if (!validation->notes || context->only || !context->tenant)
		return cx_context_definitions(context);
	CX_AUTO(cx_var_marks) struct cx_var_marks marks;
	cx_var_marks_init(context->arena, &marks, context->project.vars, context->tenant->vars);
	context->marks = &marks;
	enum cx_status status = cx_context_definitions(context);
	context->marks = NULL;
	if (!context->definitions.torn && !context->definitions.broken.count)
		cx_var_marks_report(&marks, context->diags);
	return status;
}

static enum cx_status check_all(struct validation *validation, struct cx_context *context)
{
	enum cx_status status = check_definitions(validation, context), ignore = cx_context_ignore(context);
	status = status ? status : ignore;
	const struct cx_lint_wanted wanted = {
		.partial = context->only != NULL,
		.several = context->project.tenant_count > 1,
		.notes = validation->notes,
	};
	size_t suppressed = cx_lint_check(&context->definitions, &wanted, context->diags);
	if (suppressed > validation->suppressed)
		validation->suppressed = suppressed;
	/* What can be said without the tenant is said, whatever becomes of the request. */
	if (validation->online)
		(void)cx_online_check(context, &validation->answer);
	if (!validation->secrets)
		return status;
	cx_context_tenant_secrets(context);
	enum cx_status secrets = cx_context_secrets(context);
	return status ? status : secrets;
}

static enum cx_status check(void *data, struct cx_context *context)
{
	struct validation *validation = data;
	if (!validation->focused)
		return check_all(validation, context);
	CX_AUTO(cx_diags) struct cx_diags found = CX_DIAGS_INIT;
	struct cx_diags *said = context->diags;
	const struct cx_focus focus =
		cx_focus_make(context->arena, &context->project, validation->paths, validation->path_count);
	context->diags = &found;
	(void)check_all(validation, context);
	context->diags = said;
	return cx_focus_keep(&focus, &found, said);
}

static bool options_agree(const struct validation *validation, struct cx_invocation *inv)
{
	static const struct {
		const char *option, *hint;
	} others[] = {
		{"tenant", "leave one of them out"},
		{"online", "ask one tenant after the other: --tenant NAME --online"},
	};
	size_t before = inv->diags->errors;
	for (size_t i = 0; validation->all_tenants && i < CX_COUNT(others); i++) {
		if (!cx_invocation_has(inv, others[i].option))
			continue;
		struct cx_diag *d =
			cx_diag_error(inv->diags, "usage.option",
				      "--all-tenants and --%s cannot be given together", others[i].option);
		cx_diag_hint(inv->diags, d, "%s", others[i].hint);
	}
	return inv->diags->errors == before;
}

static void report_silent(struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf count = CX_BUF_INIT;
	cx_text_count(&count, diags->warnings, "warning");
	struct cx_diag *d = cx_diag_error(diags, "validate.warnings",
					  "%s, and with --warnings-as-errors that is a failure", count.data);
	cx_diag_hint(diags, d, "without --quiet they are shown");
}

static enum cx_exit validate_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_tenant_results tenants = {0};
	struct validation validation = {
		.all_tenants = cx_invocation_flag(inv, "all-tenants"),
		.online = cx_invocation_flag(inv, "online"),
		.secrets = cx_invocation_flag(inv, "secrets"),
		.strict = cx_invocation_flag(inv, "warnings-as-errors"),
		.notes = inv->output->verbose > 0,
	};
	if (!options_agree(&validation, inv))
		return CX_EXIT_INVALID;
	cx_context_init(&context, inv);
	enum cx_status status = prepare(&context, &validation);
	if (!status)
		status = validation.all_tenants ? cx_all_tenants_check(&context, check, &validation, &tenants)
						: check(&validation, &context);
	/* Warnings are not shown with --quiet. */
	if (validation.strict && inv->diags->warnings && !inv->diags->errors && inv->output->quiet)
		report_silent(inv->diags);
	struct validate_result result = {
		.arena = inv->arena,
		.context = &context,
		.diags = inv->diags,
		.definitions = tenants.count ? tenants.items[0].definitions : context.definitions.count,
		.files = tenants.count ? tenants.items[0].files : context.definitions.files,
		.suppressed = validation.suppressed,
		.online = validation.answer,
		.tenants = tenants.count ? &tenants : NULL,
		.strict = validation.strict,
		.exit = exit_of(status, inv->diags->errors, inv->diags->warnings, validation.strict),
	};
	cx_output_diags(inv->output);
	cx_output_product(inv->output, render, &result);
	cx_context_release(&context);
	return result.exit;
}

const struct cx_option cx_validate_options[] = {
	{.name = "all-tenants",
	 .type = CX_OPTION_FLAG,
	 .help = "check what each tenant would get, and say of each problem which tenants have it"},
	{.name = "online",
	 .type = CX_OPTION_FLAG,
	 .help = "also ask the tenant which attributes it has, and check the fields and values of criteria "
		 "against them; needs credentials"},
	{.name = "secrets",
	 .type = CX_OPTION_FLAG,
	 .help = "also look secrets up: a missing one is an error, a weak one a warning"},
	{.name = "warnings-as-errors",
	 .type = CX_OPTION_FLAG,
	 .help = "exit with 1 if there is any warning, for CI"},
	{0},
};

static const struct cx_example validate_examples[] = {
	{"cxctl validate", "check every definition of the project"},
	{"cxctl validate audiences/vip.yaml", "check one file"},
	{"cxctl validate --tenant prod --online",
	 "check the fields of criteria against the tenant's attributes"},
	{"cxctl validate --all-tenants", "check them with the overlays and variables of every tenant"},
	{"cxctl validate --secrets", "also see whether the secrets are there, as plan will"},
	{"cxctl validate --warnings-as-errors", "for CI: a warning is a failure too"},
	{"cxctl validate -o sarif=found.sarif -o junit=found.xml", "for code scanning, and for test reports"},
	{0},
};

const struct cx_command cx_command_validate = {
	.name = "validate",
	.summary = "check the definitions, without network or credentials",
	.description =
		"Reads every definition of the project, or only the files and folders named, and reports all "
		"problems at once, each with file, line and column and how to mend it. What is allowed and "
		"yet hardly meant, as conditions that exclude each other, is a warning. Nothing is sent, and "
		"no secret is looked up, unless --secrets asks for it: then those that definitions name must "
		"be there, and what the tenant's part of cxctl.yaml names is warned of.\n\n"
		"With --online the tenant is asked once for the attributes of its customer data platform: a "
		"field "
		"that it does not have, and a value of another type than the field's, are errors.",
	CX_TAKES_VALIDATE,
	.examples = validate_examples,
	.run = validate_run,
};
