/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl new: a definition to begin with, made from its kind's schema. */
#include "base/file.h"
#include "base/limits.h"
#include "base/rand.h"
#include "cli/context.h"
#include "cli/output.h"
#include "doc/yaml.h"
#include "model/definition_folder.h"
#include "model/good_name.h"
#include "model/kind_name.h"
#include "report/template.h"

static const struct cx_kind *find_kind(struct cx_context *context, const char *given)
{
	for (size_t i = 0; i < context->kinds.count; i++)
		if (cx_kind_name_is(given, context->kinds.items[i].name))
			return &context->kinds.items[i];
	const char **names = cx_kinds_names(context->arena, &context->kinds);
	struct cx_diag *d = cx_diag_error(context->diags, "new.kind", "there is no kind %s", given);
	if (cx_kind_name_hint(context->diags, d, given, names))
		return NULL;
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; names[i]; i++)
		cx_buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	cx_diag_hint(context->diags, d, "kinds are %s", list.data);
	return NULL;
}

static enum cx_status check_name(struct cx_context *context, const char *name)
{
	const char *good = cx_good_name(context->arena, name);
	if (strcmp(good, name) == 0)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(context->diags, "new.name", "\"%.*s\" is no name for a definition",
					  (int)(strlen(name) < 120 ? strlen(name) : 120), name);
	if (*good)
		cx_diag_hint(context->diags, d, "did you mean %s?", good);
	else
		cx_diag_hint(context->diags, d, "lower-case letters, digits, '.', '_' and '-', at most %d",
			     CX_GOOD_NAME_MAX);
	return CX_STATUS_INVALID;
}

static const char *folder_of(struct cx_context *context, const struct cx_kind *kind)
{
	const char *folder = cx_definition_folder(context->arena, &context->project, kind->name);
	if (folder)
		return folder;
	struct cx_diag *d = cx_diag_error(context->diags, "new.folder",
					  "no folder of the project is named after %s", kind->name);
	cx_diag_hint(context->diags, d,
		     "say where with --file, or add a folder %ss to definitions in cxctl.yaml",
		     cx_kind_name_dashed(context->arena, kind->name));
	return NULL;
}

static enum cx_status check_new(struct cx_context *context, const struct cx_kind *kind, const char *name)
{
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	struct cx_diags *loud = context->diags;
	/* What is wrong with other definitions is validate's to say. */
	context->diags = &quiet;
	(void)cx_context_definitions(context);
	context->diags = loud;
	for (size_t i = 0; i < context->definitions.seen_count; i++) {
		const struct cx_definition *other = &context->definitions.seen[i];
		if (other->kind != kind || strcmp(other->name, name) != 0)
			continue;
		struct cx_diag *d =
			cx_diag_error(loud, "new.name", "%s/%s is there already", kind->name, name);
		cx_diag_hint(loud, d, "it stands in %s:%u", other->file, other->line);
		return CX_STATUS_INVALID;
	}
	return CX_STATUS_OK;
}

/* What the schema says of it before it is written: a bad name, or an example that the schema lacks. */
static enum cx_status check_text(struct cx_context *context, const struct cx_kind *kind, const char *path,
				 const struct cx_buf *text)
{
	struct cx_source *source = cx_arena_alloc(context->arena, sizeof *source);
	*source =
		(struct cx_source){path, cx_arena_strndup(context->arena, text->data, text->len), text->len};
	struct cx_docs docs = {0};
	enum cx_status status = cx_yaml_parse(context->arena, source, &docs, context->diags);
	if (!status && !cx_kind_check(kind, docs.items[0], context->diags))
		status = CX_STATUS_INVALID;
	return status;
}

/* shown: the path as people write it. */
static enum cx_status write_new(struct cx_context *context, const char *path, const char *shown,
				const struct cx_buf *text)
{
	enum cx_status status = cx_file_create(path, text->data, text->len, context->diags);
	if (status != CX_STATUS_CONFLICT)
		return status;
	struct cx_diag *d = cx_diag_error(context->diags, "new.file", "%s is there already", shown);
	cx_diag_hint(context->diags, d, "name another file with --file");
	return CX_STATUS_INVALID;
}

static enum cx_status make(struct cx_context *context)
{
	struct cx_invocation *inv = context->inv;
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_kinds(context);
	const struct cx_kind *kind = status ? NULL : find_kind(context, inv->args[0]);
	if (!kind)
		return CX_STATUS_INVALID;
	const char *name = inv->args[1], *given = cx_invocation_text(inv, "file");
	if (check_name(context, name))
		return CX_STATUS_INVALID;
	char id[CX_UUID_LEN + 1];
	cx_uuid_new(id);
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_template_yaml(context->arena, kind, name, id, &text);
	const char *folder = given ? "" : folder_of(context, kind);
	if (!folder)
		return CX_STATUS_INVALID;
	const char *file = cx_arena_printf(context->arena, "%s.yaml", name);
	const char *shown = given ? given : cx_path_join(context->arena, folder, file);
	status = check_text(context, kind, shown, &text);
	if (!status)
		status = check_new(context, kind, name);
	if (!status)
		status = write_new(
			context, given ? given : cx_path_join(context->arena, context->project_folder, shown),
			shown, &text);
	if (!status)
		cx_output_progress(inv->output, "%s: a new %s", shown, kind->name);
	return status;
}

static enum cx_exit new_run(struct cx_invocation *inv)
{
	struct cx_context context;
	cx_context_init(&context, inv);
	enum cx_status status = make(&context);
	cx_context_release(&context);
	return cx_exit_from_status(status);
}

static const struct cx_option new_options[] = {
	{.name = "file",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "write it there",
	 .otherwise = "the definitions' folder of that kind, NAME.yaml",
	 .offer = CX_OFFER_FILES},
	{0},
};

static const struct cx_example new_examples[] = {
	{"cxctl new audience big-spenders", "write audiences/big-spenders.yaml"},
	{"cxctl new webhook crm-sync --file webhooks/crm.yaml", "choose the file"},
	{0},
};

const struct cx_command cx_command_new = {
	.name = "new",
	.summary = "write a definition to begin with",
	.description =
		"Writes a definition of that kind with comments: what must stand there, with a value that "
		"is valid, and what may stand there, as a comment with its default or an example. An "
		"audience gets a fresh UUID. Kinds of the repository's own work as the built-in ones "
		"do. A file that is there is never touched.",
	.arguments = "KIND NAME",
	.min_args = 2,
	.max_args = 2,
	.needs = CX_NEEDS_PROJECT,
	.options = new_options,
	.examples = new_examples,
	.run = new_run,
};
