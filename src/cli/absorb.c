/* SPDX-License-Identifier: Apache-2.0 */
/* The files of drift --absorb: read, edited, proved, written. */
#include "cli/absorb.h"

#include "base/file.h"
#include "cli/output.h"
#include "doc/yaml.h"
#include "port/git_patch.h"
#include "report/absorb_json.h"

enum { FILE_MODE = 0644 };

/* The project's definitions with the changed texts in the place of the old ones. */
static bool read_again(struct cx_context *context, const struct cx_absorb *absorb,
		       const struct cx_definition_files *before, const char **ret_why)
{
	CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
	struct cx_diags *loud = context->diags;
	struct cx_definition_files *files = cx_arena_alloc(context->arena, sizeof *files);
	*files = *before;
	files->items = cx_arena_alloc(context->arena, (files->count + 1) * sizeof *files->items);
	for (size_t i = 0; i < files->count; i++) {
		const struct cx_absorb_file *file = &absorb->files[i];
		files->items[i] = before->items[i];
		if (!file->changed)
			continue;
		struct cx_source *source = cx_arena_alloc(context->arena, sizeof *source);
		*source = (struct cx_source){file->file->source->name, file->text.data, file->text.len};
		files->items[i] = (struct cx_definition_file){.source = source};
		(void)cx_yaml_parse(context->arena, source, &files->items[i].docs, &said);
	}
	context->diags = &said;
	context->files = files;
	bool good = !said.errors && cx_context_definitions(context) == CX_STATUS_OK;
	context->diags = loud;
	for (size_t i = 0; !good && i < said.count && !*ret_why; i++)
		if (said.items[i]->severity == CX_SEVERITY_ERROR)
			*ret_why = cx_arena_strdup(context->arena, said.items[i]->message);
	return good;
}

static enum cx_status write_patch(struct cx_context *context, const struct cx_absorb *absorb,
				  const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf patch = CX_BUF_INIT;
	for (size_t i = 0; i < absorb->file_count; i++) {
		const struct cx_absorb_file *file = &absorb->files[i];
		if (!file->changed)
			continue;
		const struct cx_source *old = file->file->source;
		const char *name = cx_path_join(context->arena, context->project.root, old->name);
		const struct cx_git_texts texts = {name, old->text, old->len, file->text.data,
						   file->text.len};
		enum cx_status status = cx_git_patch(&texts, &patch, context->diags);
		if (status)
			return status;
	}
	return cx_file_write_out(path, &patch, context->diags);
}

/* Only where the file is still as it was read. */
static enum cx_status write_file(struct cx_context *context, const struct cx_absorb_file *file)
{
	CX_AUTO(cx_buf) struct cx_buf now = CX_BUF_INIT;
	const struct cx_source *old = file->file->source;
	const char *path = cx_path_join(context->arena, context->project_folder, old->name);
	enum cx_status status = cx_file_read(path, old->len + 1, &now, context->diags);
	if (!status && now.len == old->len && memcmp(now.data, old->text, now.len) == 0)
		return cx_file_write_atomic(path, file->text.data, file->text.len, FILE_MODE, context->diags);
	cx_diag_error(context->diags, "absorb.file", "%s was changed meanwhile", old->name);
	return CX_STATUS_CONFLICT;
}

static enum cx_status write_files(struct cx_context *context, const struct cx_absorb *absorb)
{
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < absorb->file_count && !status; i++)
		if (absorb->files[i].changed)
			status = write_file(context, &absorb->files[i]);
	return status;
}

static bool has_changes(const struct cx_absorb *absorb)
{
	for (size_t i = 0; i < absorb->file_count; i++)
		if (absorb->files[i].changed)
			return true;
	return false;
}

/* A line a resource; what was left is said as a warning. */
static void tell(struct cx_context *context, const struct cx_absorb *absorb, const char *patch)
{
	bool any = has_changes(absorb);
	for (size_t i = 0; i < absorb->count; i++) {
		const struct cx_absorb_item *item = &absorb->items[i];
		if (item->edits && !item->lost)
			cx_output_progress(context->inv->output, "%s: %s %s what the tenant has%s",
					   item->drift->address, item->definition->file,
					   patch ? "would say" : "now says",
					   item->left ? ", but for what is warned of" : "");
	}
	if (patch)
		cx_output_progress(context->inv->output,
				   any ? "%s: a patch for git apply, no file was changed"
				       : "%s is not written: there is nothing to put into it",
				   patch);
}

/* By name where that can be; with ids in the place of names where the project would be wrong. */
static void make_and_prove(struct cx_context *context, struct cx_absorb_input *input,
			   struct cx_absorb *absorb)
{
	for (int plain = 0; plain < 2; plain++) {
		CX_AUTO(cx_diags) struct cx_diags said = CX_DIAGS_INIT;
		const char *why = NULL;
		input->plain_ids = plain;
		cx_absorb_make(context->arena, input, absorb, &said);
		bool good = read_again(context, absorb, input->files, &why);
		if (!good && !plain) {
			cx_absorb_release(absorb);
			continue;
		}
		cx_absorb_prove(context->arena, absorb, good ? &context->definitions : NULL, why, &said);
		cx_diags_append(context->diags, &said, 0, said.count);
		cx_diags_adopt(context->diags, &said);
		return;
	}
}

enum cx_status cx_absorb_run(struct cx_context *context, const struct cx_drift *drift,
			     struct cx_absorbed *ret_absorbed)
{
	const char *patch = cx_invocation_text(context->inv, "patch");
	struct cx_definition_files *files = cx_arena_alloc(context->arena, sizeof *files);
	struct cx_absorb absorb = {0};
	cx_context_files(context, files);
	context->files = files;
	context->scratch = context->arena;
	enum cx_status status = cx_context_definitions(context);
	if (status)
		return status;
	struct cx_absorb_input input = {
		.drift = drift,
		.live = &context->live,
		.kinds = &context->kinds,
		.profile = &context->profile,
		.definitions = &context->definitions,
		.files = files,
		.overlays = &context->overlays,
		.ledger = &context->ledger,
		.secrets = cx_remote_secrets(context->remote),
		.vars = {.project = context->project.vars, .tenant = context->tenant->vars},
	};
	/* The items point into definitions that are loaded anew, so these are kept until the end. */
	struct cx_definitions before = context->definitions;
	input.definitions = &before;
	context->definitions = (struct cx_definitions){0};
	make_and_prove(context, &input, &absorb);
	bool any = has_changes(&absorb);
	if (any)
		status = patch ? write_patch(context, &absorb, patch) : write_files(context, &absorb);
	if (!status) {
		tell(context, &absorb, patch);
		ret_absorbed->all = cx_absorb_is_complete(&absorb);
		ret_absorbed->any = any;
		ret_absorbed->patch = any ? patch : NULL;
		ret_absorbed->json = cx_absorb_json(context->arena, &absorb, ret_absorbed->patch);
	}
	cx_definitions_release(&before);
	cx_absorb_release(&absorb);
	return status;
}
