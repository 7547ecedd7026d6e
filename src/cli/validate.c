/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl validate: all problems of the definitions, without network or credentials. */
#include "base/file.h"
#include "cli/context.h"
#include "cli/online.h"
#include "cli/output.h"
#include "doc/json.h"
#include "model/lint.h"
#include "report/diag_json.h"

#include <unistd.h>

struct validate_result {
	struct cx_arena *arena;
	const struct cx_diags *diags;
	size_t definitions, files;
	struct cx_online online;
	enum cx_exit exit;
};

static void render_text(const struct validate_result *result, struct cx_buf *out)
{
	if (result->exit)
		return;
	cx_buf_addf(out, "%zu %s in %zu %s: valid\n", result->definitions,
		    result->definitions == 1 ? "definition" : "definitions", result->files,
		    result->files == 1 ? "file" : "files");
	if (result->online.tenant)
		cx_buf_addf(out, "criteria fit the %zu %s of tenant %s\n", result->online.attributes,
			    result->online.attributes == 1 ? "attribute" : "attributes",
			    result->online.tenant);
}

static struct cx_node *online_json(struct cx_arena *arena, const struct cx_online *online)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(node, "tenant", cx_diag_json_text(arena, online->tenant));
	cx_node_add(node, "attributes", cx_node_int(arena, (int64_t)online->attributes));
	cx_node_add(node, "requests", cx_node_int(arena, (int64_t)online->requests));
	return node;
}

static void render_json(const struct validate_result *result, struct cx_buf *out)
{
	struct cx_arena *arena = result->arena;
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT),
		       *summary = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(root, "format_version", cx_node_string(arena, "1.0"));
	cx_node_add(root, "command", cx_node_string(arena, "validate"));
	cx_node_add(summary, "definitions", cx_node_int(arena, (int64_t)result->definitions));
	cx_node_add(summary, "files", cx_node_int(arena, (int64_t)result->files));
	cx_node_add(summary, "errors", cx_node_int(arena, (int64_t)result->diags->errors));
	cx_node_add(summary, "warnings", cx_node_int(arena, (int64_t)result->diags->warnings));
	cx_node_add(root, "summary", summary);
	if (result->online.tenant)
		cx_node_add(root, "online", online_json(arena, &result->online));
	cx_node_add(root, "diagnostics", cx_diags_json(arena, result->diags));
	cx_node_add(root, "exit_code", cx_node_int(arena, result->exit));
	cx_json_pretty(root, out);
}

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	(void)colour;
	if (format == CX_FORMAT_JSON)
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

/* The files named alone; a reference to what is not among them is looked for in the project. */
static enum cx_status load_paths(struct cx_context *context)
{
	struct cx_invocation *inv = context->inv;
	const char **paths = cx_arena_alloc(context->arena, (inv->arg_count + 1) * sizeof *paths);
	size_t count = 0;
	for (size_t i = 0; i < inv->arg_count; i++)
		if ((paths[count] = path_in_tree(context, inv->args[i])))
			count++;
	if (count < inv->arg_count)
		return CX_STATUS_INVALID;
	struct cx_definitions_source source = {
		.from = {.tree = &context->tree,
			 .root = "",
			 .paths = paths,
			 .path_count = count,
			 .all_needed = true},
		.vars = {context->project.vars, context->tenant ? context->tenant->vars : NULL},
		.kinds = &context->kinds,
		.overlays = &context->overlays,
		.partial = true,
	};
	enum cx_status kinds = cx_context_kinds(context);
	if (context->tenant && cx_context_overlays(context))
		kinds = CX_STATUS_INVALID;
	enum cx_status status =
		cx_definitions_load(context->arena, &source, &context->definitions, context->diags);
	enum cx_status policies = cx_context_policies(context, true);
	if (policies == CX_STATUS_REFUSED)
		return policies;
	return kinds ? kinds : status ? status : policies;
}

/* ret_ready: project and tenant are there, whatever is wrong with the definitions. */
static enum cx_status load(struct cx_context *context, bool *ret_ready)
{
	bool paths = context->inv->arg_count > 0;
	bool has_project = !paths || cx_context_has_project(context);
	enum cx_status status =
		has_project ? cx_context_project(context, CX_CONTEXT_WORKING_TREE) : CX_STATUS_OK;
	if (!status && has_project)
		status = cx_context_tenant(context);
	if (status)
		return status;
	*ret_ready = true;
	if (!has_project) {
		char *here = realpath(".", NULL);
		context->tree.folder = cx_arena_strdup(context->arena, here ? here : "/");
		cx_free(here);
	}
	return paths ? load_paths(context) : cx_context_definitions(context);
}

static enum cx_exit validate_run(struct cx_invocation *inv)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	struct cx_online online = {0};
	bool ready = false;
	enum cx_status status = load(&context, &ready);
	const struct cx_lint_wanted wanted = {.partial = inv->arg_count > 0,
					      .notes = inv->output->verbose > 0};
	cx_lint_check(&context.definitions, &wanted, inv->diags);
	/* What can be said without the tenant is said, whatever becomes of the request. */
	if (ready && cx_invocation_flag(inv, "online"))
		(void)cx_online_check(&context, &online);
	bool fails =
		inv->diags->errors || (inv->diags->warnings && cx_invocation_flag(inv, "warnings-as-errors"));
	struct validate_result result = {
		.arena = inv->arena,
		.diags = inv->diags,
		.definitions = context.definitions.count,
		.files = context.definitions.files,
		.online = online,
		.exit = cx_exit_worst(cx_exit_from_status(status), fails ? CX_EXIT_INVALID : CX_EXIT_OK),
	};
	cx_output_diags(inv->output);
	cx_output_product(inv->output, render, &result);
	cx_context_release(&context);
	return result.exit;
}

static const struct cx_option validate_options[] = {
	{.name = "online",
	 .type = CX_OPTION_FLAG,
	 .help = "also ask the tenant which attributes it has, and check the fields and values of criteria "
		 "against them; needs credentials"},
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
	{"cxctl validate --warnings-as-errors", "for CI: a warning is a failure too"},
	{"cxctl validate -o json", "the same for a machine"},
	{0},
};

const struct cx_command cx_command_validate = {
	.name = "validate",
	.summary = "check the definitions, without network or credentials",
	.description =
		"Reads every definition of the project, or only the files and folders named, and reports all "
		"problems at once, each with file, line and column and how to mend it. What is allowed and "
		"yet hardly meant, as conditions that exclude each other, is a warning. Nothing is sent, and "
		"no secret is looked up.\n\n"
		"With --online the tenant is asked once for the attributes of its customer data platform: a "
		"field "
		"that it does not have, and a value of another type than the field's, are errors.",
	.arguments = "[PATH...]",
	.max_args = SIZE_MAX,
	.offer = CX_OFFER_FILES,
	.needs = CX_NEEDS_PROJECT,
	.exits = CX_EXIT_BIT(CX_EXIT_REFUSED),
	.options = validate_options,
	.examples = validate_examples,
	.run = validate_run,
};
