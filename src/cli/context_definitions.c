/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds, overlays and definitions of the project that a command works on. */
#include "cli/context.h"
#include "model/catalog.h"
#include "model/ignore.h"
#include "remote/profile_kinds.h"

enum cx_status cx_context_kinds(struct cx_context *context)
{
	struct cx_kinds_source source = {.tree = &context->rules, .root = context->project.root};
	if (context->kinds.count)
		return context->kinds.torn ? CX_STATUS_INVALID : CX_STATUS_OK;
	return cx_kinds_load(context->arena, context->project.root ? &source : NULL, &context->kinds,
			     context->diags);
}

enum cx_status cx_context_catalog(struct cx_context *context, struct cx_catalog *ret_catalog)
{
	enum cx_status status = CX_STATUS_OK;
	if (!context->project_path && cx_context_has_project(context))
		status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_kinds(context);
	if (status && !context->kinds.torn)
		return status;
	enum cx_status loaded = cx_catalog_load(context->arena, &context->kinds, ret_catalog, context->diags);
	return status ? status : loaded;
}

enum cx_status cx_context_ignore(struct cx_context *context)
{
	if (!context->project.ignore_count)
		return CX_STATUS_OK;
	(void)cx_context_kinds(context);
	return cx_ignore_check(context->arena, &context->project, &context->kinds,
			       context->clock->realtime_ms(context->clock), context->diags);
}

static enum cx_status load_overlays(struct cx_context *context)
{
	cx_overlays_release(&context->overlays);
	context->overlays = (struct cx_overlays){0};
	if (!context->tenant)
		return CX_STATUS_OK;
	struct cx_overlays_source source = {
		.tree = &context->tree,
		.project = &context->project,
		.tenant = context->tenant->name,
		.kinds = &context->kinds,
	};
	return cx_overlays_load(context->arena, &source, &context->overlays, context->diags);
}

/* Those that the project names, or those of context->only. */
static struct cx_definition_paths definition_paths(const struct cx_context *context)
{
	if (context->only)
		return *context->only;
	return (struct cx_definition_paths){
		.tree = &context->tree,
		.root = context->project.root,
		.paths = context->project.definitions,
		.path_count = context->project.definition_count,
	};
}

void cx_context_files(struct cx_context *context, struct cx_definition_files *ret_files)
{
	const struct cx_definition_paths paths = definition_paths(context);
	*ret_files = cx_definition_files_read(context->arena, &paths, context->diags);
}

enum cx_status cx_context_definitions(struct cx_context *context)
{
	size_t before = context->diags->errors;
	enum cx_status status = cx_context_kinds(context);
	/* What is wrong with the definitions of other kinds is said in the same run. */
	if (status && !context->kinds.torn)
		return status;
	if (context->tenant)
		cx_profile_check_kinds(context->arena, &context->profile, &context->kinds, context->diags);
	(void)load_overlays(context);
	struct cx_definitions_source source = {
		.from = definition_paths(context),
		.vars = {.project = context->project.vars,
			 .tenant = context->tenant ? context->tenant->vars : NULL,
			 .uses = context->uses,
			 .marks = context->marks},
		.kinds = &context->kinds,
		.overlays = &context->overlays,
		.criteria = context->profile.criteria,
		.now_ms = context->clock->realtime_ms(context->clock),
		.partial = context->only != NULL,
		.shared = context->files != NULL,
	};
	cx_definitions_release(&context->definitions);
	context->definitions = (struct cx_definitions){0};
	if (context->files)
		(void)cx_definitions_check(context->scratch, &source, context->files, &context->definitions,
					   context->diags);
	else
		(void)cx_definitions_load(context->arena, &source, &context->definitions, context->diags);
	if (cx_context_policies(context, context->only != NULL) == CX_STATUS_REFUSED)
		return CX_STATUS_REFUSED;
	/* A kind that is torn was said when the kinds were loaded, which may have been earlier. */
	return context->diags->errors > before || context->kinds.torn ? CX_STATUS_INVALID : CX_STATUS_OK;
}
