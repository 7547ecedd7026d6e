/* SPDX-License-Identifier: Apache-2.0 */
/* The files of an adoption: where they go, writing them, and the plan that proves them. */
#include "cli/adopt_run.h"

#include "base/file.h"
#include "base/file_set.h"
#include "cli/next.h"
#include "doc/yaml.h"
#include "model/definition_folder.h"

/* "/a/./b/../c" is "/a/c": of a folder that need not be there. */
static const char *plain_path(struct cx_arena *arena, const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	while (*path) {
		size_t len = strcspn(path, "/");
		if (len == 2 && path[0] == '.' && path[1] == '.') {
			while (out.len && out.data[out.len - 1] != '/')
				cx_buf_cut(&out, out.len - 1);
			cx_buf_cut(&out, out.len ? out.len - 1 : 0);
		} else if (len && !(len == 1 && path[0] == '.')) {
			cx_buf_addc(&out, '/');
			cx_buf_add(&out, path, len);
		}
		path += len + (path[len] == '/');
	}
	return cx_arena_strndup(arena, out.data, out.len);
}

void cx_adopt_run_folder(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	const char *given = cx_invocation_text(context->inv, "dir"), *project = context->project_folder;
	char *here = realpath(".", NULL);
	const char *root = plain_path(context->arena, project);
	run->folder =
		given ? plain_path(context->arena, cx_path_join(context->arena, here ? here : "/", given))
		      : root;
	cx_free(here);
	run->view.shown = given && strcmp(given, ".") != 0 ? given : "";
	run->view.git = given ? "git" : cx_next_git(context);
	size_t n = strlen(root);
	if (strncmp(run->folder, root, n) == 0 && (run->folder[n] == '/' || !run->folder[n]))
		run->input.dir = run->folder + n + (run->folder[n] == '/');
}

/* Moves diagnostics; a folder of definitions that is not there yet is no problem here. */
static enum cx_status forward(struct cx_diags *from, bool warnings, struct cx_diags *to)
{
	size_t errors = 0, warned = 0;
	for (size_t i = 0; i < from->count; i++) {
		bool error = from->items[i]->severity == CX_SEVERITY_ERROR;
		if (strcmp(from->items[i]->code, "definition.path") == 0 || (!error && !warnings))
			continue;
		errors += error;
		warned += from->items[i]->severity == CX_SEVERITY_WARNING;
		cx_diags_append(to, from, i, i + 1);
	}
	from->errors = errors;
	from->warnings = warned;
	cx_diags_adopt(to, from);
	return errors ? CX_STATUS_INVALID : CX_STATUS_OK;
}

enum cx_status cx_adopt_run_read(struct cx_adopt_run *run, bool warnings)
{
	struct cx_context *context = &run->context;
	struct cx_diags *loud = context->diags;
	CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
	context->diags = &said;
	cx_context_files(context, &run->files);
	context->diags = loud;
	context->files = &run->files;
	context->scratch = context->arena;
	return forward(&said, warnings, loud);
}

enum cx_status cx_adopt_run_write(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	struct cx_file_set_item *items =
		cx_arena_alloc(context->arena, (run->adopt.count + 1) * sizeof *items);
	struct cx_file_set set = {.folder = run->folder, .shown = run->view.shown, .items = items};
	for (size_t i = 0; i < run->adopt.count; i++) {
		const struct cx_adopt_item *item = &run->adopt.items[i];
		if (item->fate == CX_ADOPT_NEW)
			items[set.count++] = (struct cx_file_set_item){item->file, item->text, item->len};
	}
	if (run->view.dry || !set.count)
		return cx_file_set_check(&set, context->diags);
	return cx_file_set_create(&set, context->diags);
}

/* Files where no plan looks: in a dry run, because they are not there yet; else outside of the folders. */
static void warn_unread(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	CX_AUTO(cx_map) struct cx_map said = CX_MAP_INIT;
	for (size_t i = 0; i < run->adopt.count; i++) {
		const struct cx_adopt_item *item = &run->adopt.items[i];
		if (item->fate != CX_ADOPT_NEW)
			continue;
		const char *path =
			run->input.dir ? cx_path_join(context->arena, run->input.dir, item->file) : NULL;
		if (path && cx_definition_folder_reads(&context->project, path))
			continue;
		run->view.unread = true;
		const char *shown = cx_path_join(context->arena, run->view.shown, item->file);
		const char *folder =
			cx_arena_strndup(context->arena, shown, (size_t)(strrchr(shown, '/') - shown));
		if (cx_map_put(&said, folder, run))
			continue;
		struct cx_diag *d =
			cx_diag_add(context->diags, CX_SEVERITY_WARNING, "adopt.folder", CX_SPAN_NONE,
				    "no plan reads %s: definitions in cxctl.yaml does not name it", folder);
		if (path)
			cx_diag_hint(context->diags, d, "add %.*s to definitions in cxctl.yaml",
				     (int)(strrchr(path, '/') - path), path);
		else
			cx_diag_hint(context->diags, d,
				     "move the files to a folder of definitions in the project");
	}
}

/* Adds those of the adopted files that are not among the project's. */
static void add_files(struct cx_adopt_run *run)
{
	struct cx_arena *arena = run->context.arena;
	struct cx_definition_files *files = &run->files;
	CX_AUTO(cx_map) struct cx_map there = CX_MAP_INIT;
	struct cx_definition_file *items =
		cx_arena_alloc(arena, (files->count + run->adopt.count + 1) * sizeof *items);
	for (size_t i = 0; i < files->count; i++) {
		items[i] = files->items[i];
		(void)cx_map_put(&there, items[i].source->name, run);
	}
	for (size_t i = 0; i < run->adopt.count; i++) {
		const struct cx_adopt_item *item = &run->adopt.items[i];
		if (item->fate != CX_ADOPT_NEW)
			continue;
		const char *path =
			cx_path_join(arena, run->input.dir ? run->input.dir : run->folder, item->file);
		if (cx_map_get(&there, path))
			continue;
		struct cx_source *source = cx_arena_alloc(arena, sizeof *source);
		*source = (struct cx_source){path, item->text, item->len};
		struct cx_definition_file file = {.source = source};
		(void)cx_yaml_parse(arena, source, &file.docs, run->context.diags);
		items[files->count++] = file;
	}
	files->items = items;
}

/* The project with the files as they are now, planned from what was read of the tenant. */
static enum cx_status plan_again(struct cx_adopt_run *run, struct cx_plan *plan)
{
	struct cx_context *context = &run->context;
	struct cx_diags *loud = context->diags;
	CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
	enum cx_status status = cx_adopt_run_read(run, false);
	if (status)
		return status;
	add_files(run);
	context->diags = &said;
	status = cx_context_definitions(context);
	if (!status)
		status = cx_context_plan_other(context, context, plan);
	context->diags = loud;
	/* Warnings of the project's own files were said when they were loaded. */
	(void)forward(&said, false, loud);
	return status;
}

enum cx_status cx_adopt_run_prove(struct cx_adopt_run *run)
{
	struct cx_context *context = &run->context;
	struct cx_plan plan;
	warn_unread(run);
	enum cx_status status = plan_again(run, &plan);
	if (status)
		return status;
	cx_adopt_prove(context->arena, &run->adopt, &plan, &run->proof);
	if (!run->proof.differing_count)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(context->diags, "adopt.plan",
					  "a plan with the adopted files is not empty: %zu of them differ",
					  run->proof.differing_count);
	cx_diag_hint(context->diags, d, "the files are kept: mend them, or the overlay or schema, and plan");
	return CX_STATUS_INVALID;
}
