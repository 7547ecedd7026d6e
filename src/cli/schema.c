/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl schema: the schemas of all kinds and files, for editors and for those who write kinds. */
#include "base/file.h"
#include "base/limits.h"
#include "base/suffix.h"
#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "doc/json_place.h"
#include "doc/yaml.h"
#include "model/catalog.h"
#include "model/kind_name.h"
#include "report/diag_json.h"
#include "report/escape.h"
#include "report/text.h"

#define COLUMNS 80

struct schema_product {
	struct cx_invocation *inv;
	const struct cx_catalog *catalog;
	const struct cx_catalog_entry *entry; /* show */
	struct cx_node *written;              /* export: paths */
	size_t files, documents;              /* check */
	enum cx_exit exit;
};

static struct cx_node *entry_json(struct cx_arena *arena, const struct cx_catalog_entry *entry)
{
	struct cx_node *node = cx_node_new(arena, CX_NODE_OBJECT);
	const struct cx_node *document = entry->document;
	cx_node_add(node, "name", cx_node_string(arena, entry->name));
	cx_node_add(node, "kind", cx_node_bool(arena, entry->is_kind));
	cx_node_add(node, "title", cx_diag_json_text(arena, cx_node_get_text(document, "title")));
	cx_node_add(node, "description", cx_diag_json_text(arena, cx_node_get_text(document, "description")));
	cx_node_add(node, "builtin", cx_node_bool(arena, !entry->origin));
	cx_node_add(node, "file", cx_diag_json_text(arena, entry->origin));
	return node;
}

static void list_text(const struct cx_catalog *catalog, bool kinds, bool colour, struct cx_buf *out)
{
	cx_text_ink(out, colour, CX_INK_BOLD, kinds ? "Kinds\n" : "\nOther files\n");
	for (size_t i = 0; i < catalog->count; i++) {
		const struct cx_catalog_entry *entry = &catalog->items[i];
		if (entry->is_kind != kinds)
			continue;
		const char *text = cx_node_get_text(entry->document, "description");
		text = text ? text : cx_node_get_text(entry->document, "title");
		cx_buf_addf(out, "  %-14s  ", entry->name);
		cx_escape_terminal_s(entry->origin ? entry->origin : "built in", out);
		cx_buf_adds(out, "\n      ");
		cx_text_wrap(out, text ? text : "no description", 6, 6, COLUMNS);
	}
}

static void list_render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct schema_product *p = data;
	if (format != CX_FORMAT_JSON) {
		list_text(p->catalog, true, colour, out);
		list_text(p->catalog, false, colour, out);
		return;
	}
	struct cx_node *root = cx_diag_json_begin(p->inv->arena, p->inv->command->name),
		       *all = cx_node_new(p->inv->arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < p->catalog->count; i++)
		cx_node_push(all, entry_json(p->inv->arena, &p->catalog->items[i]));
	cx_node_add(root, "schemas", all);
	cx_diag_json_end(p->inv->arena, root, p->inv->diags, p->exit, out);
}

static void show_render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct schema_product *p = data;
	(void)colour;
	if (format == CX_FORMAT_JSON) {
		struct cx_node *root = cx_diag_json_begin(p->inv->arena, p->inv->command->name);
		cx_node_add(root, "schema", cx_node_copy(p->inv->arena, p->entry->document));
		cx_diag_json_end(p->inv->arena, root, p->inv->diags, p->exit, out);
		return;
	}
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_json_pretty(p->entry->document, &text);
	cx_escape_json(text.data, text.len, out);
	cx_buf_addc(out, '\n');
}

static void export_render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct schema_product *p = data;
	(void)colour;
	if (format == CX_FORMAT_JSON) {
		struct cx_node *root = cx_diag_json_begin(p->inv->arena, p->inv->command->name);
		cx_node_add(root, "written", cx_node_copy(p->inv->arena, p->written));
		cx_diag_json_end(p->inv->arena, root, p->inv->diags, p->exit, out);
		return;
	}
	for (const struct cx_node *path = p->written->first; path; path = path->next) {
		cx_buf_adds(out, "wrote ");
		cx_escape_terminal(path->text, path->len, out);
		cx_buf_addc(out, '\n');
	}
}

static void check_render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct schema_product *p = data;
	(void)colour;
	if (format != CX_FORMAT_JSON) {
		if (p->exit)
			return;
		cx_text_count(out, p->documents, "document");
		cx_buf_adds(out, " in ");
		cx_text_count(out, p->files, "file");
		cx_buf_adds(out, ": valid\n");
		return;
	}
	struct cx_arena *arena = p->inv->arena;
	struct cx_node *root = cx_diag_json_begin(p->inv->arena, p->inv->command->name),
		       *summary = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(summary, "documents", cx_node_int(arena, (int64_t)p->documents));
	cx_node_add(summary, "files", cx_node_int(arena, (int64_t)p->files));
	cx_node_add(summary, "errors", cx_node_int(arena, (int64_t)p->inv->diags->errors));
	cx_node_add(summary, "warnings", cx_node_int(arena, (int64_t)p->inv->diags->warnings));
	cx_node_add(root, "summary", summary);
	cx_diag_json_end(p->inv->arena, root, p->inv->diags, p->exit, out);
}

static enum cx_status find_entry(struct schema_product *p, const char *name)
{
	p->entry = cx_catalog_find(p->catalog, name);
	if (p->entry)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(p->inv->diags, "schema.name", "there is no schema %s", name);
	if (!cx_kind_name_hint(p->inv->diags, d, name, cx_catalog_names(p->inv->arena, p->catalog)))
		cx_diag_hint(p->inv->diags, d, "cxctl schema list shows all of them");
	return CX_STATUS_INVALID;
}

static enum cx_status write_one(struct schema_product *p, const char *file, const struct cx_node *document)
{
	struct cx_arena *arena = p->inv->arena;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *path = cx_path_join(arena, cx_invocation_text(p->inv, "dir"), file);
	cx_json_pretty(document, &text);
	cx_buf_addc(&text, '\n');
	enum cx_status status = cx_file_write_atomic(path, text.data, text.len, 0644, p->inv->diags);
	if (!status)
		cx_node_push(p->written, cx_node_string(arena, path));
	return status;
}

static enum cx_status write_all(struct schema_product *p)
{
	const char *dir = cx_invocation_text(p->inv, "dir");
	p->written = cx_node_new(p->inv->arena, CX_NODE_ARRAY);
	if (!dir) {
		struct cx_diag *d = cx_diag_error(p->inv->diags, "usage.option", "--dir is needed");
		cx_diag_hint(p->inv->diags, d, "cxctl schema export --dir FOLDER");
		return CX_STATUS_INVALID;
	}
	enum cx_status status = cx_mkdirs(dir, p->inv->diags);
	for (size_t i = 0; !status && i < p->catalog->count; i++)
		status = write_one(p, p->catalog->items[i].file, p->catalog->items[i].document);
	return status ? status : write_one(p, "definition.schema.json", p->catalog->definition);
}

static enum cx_status do_nothing(struct schema_product *p)
{
	(void)p;
	return CX_STATUS_OK;
}

static enum cx_status find_named(struct schema_product *p)
{
	return find_entry(p, p->inv->args[0]);
}

static enum cx_exit run_with(struct cx_invocation *inv, enum cx_status (*act)(struct schema_product *p),
			     cx_output_render *render)
{
	struct cx_context context;
	struct cx_catalog catalog;
	struct schema_product p = {.inv = inv, .catalog = &catalog};
	cx_context_init(&context, inv);
	enum cx_status status = cx_context_catalog(&context, &catalog);
	if (!status)
		status = act(&p);
	p.exit = cx_exit_from_status(status);
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render, &p);
	cx_context_release(&context);
	return p.exit;
}

static enum cx_exit list_run(struct cx_invocation *inv)
{
	return run_with(inv, do_nothing, list_render);
}

static enum cx_exit show_run(struct cx_invocation *inv)
{
	return run_with(inv, find_named, show_render);
}

static enum cx_exit export_run(struct cx_invocation *inv)
{
	return run_with(inv, write_all, export_render);
}

static enum cx_status read_text(struct cx_invocation *inv, const char *path, struct cx_source **ret_source)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_file_read(path, CX_MAX_FILE_BYTES, &text, inv->diags);
	if (status == CX_STATUS_ABSENT) {
		struct cx_diag *d = cx_diag_error(inv->diags, "schema.file", "%s is not there", path);
		cx_diag_hint(inv->diags, d, "%s",
			     path == inv->args[0]
				     ? "give the path of a schema; cxctl schema export writes those of kinds"
				     : "a path is taken from the folder you are in");
	}
	if (status)
		return status;
	struct cx_source *source = cx_arena_alloc(inv->arena, sizeof *source);
	*source = (struct cx_source){cx_arena_strdup(inv->arena, path),
				     cx_arena_strndup(inv->arena, text.data, text.len), text.len};
	*ret_source = source;
	return CX_STATUS_OK;
}

static enum cx_status parse_json(struct cx_invocation *inv, const struct cx_source *source,
				 struct cx_docs *ret_docs)
{
	struct cx_node **root = cx_arena_alloc(inv->arena, sizeof *root);
	enum cx_status status = cx_json_place_parse(inv->arena, source, CX_JSON_KEYS_LAST, root, inv->diags);
	if (!status)
		*ret_docs = (struct cx_docs){.items = root, .count = 1};
	return status;
}

/* The documents of a file: one of JSON, any number of YAML. */
static enum cx_status read_documents(struct cx_invocation *inv, const char *path, struct cx_docs *ret_docs)
{
	struct cx_source *source;
	enum cx_status status = read_text(inv, path, &source);
	if (status)
		return status;
	if (cx_suffix_is(path, ".json"))
		return parse_json(inv, source, ret_docs);
	status = cx_yaml_parse(inv->arena, source, ret_docs, inv->diags);
	if (!status && !ret_docs->count) {
		struct cx_span start = {.source = source, .line = 1, .column = 1, .width = 1};
		cx_diag_add(inv->diags, CX_SEVERITY_ERROR, "schema.file", start, "there is no document here");
		return CX_STATUS_INVALID;
	}
	return status;
}

static enum cx_status read_schema(struct cx_invocation *inv, const char *path, struct cx_schema **ret_schema)
{
	struct cx_docs docs = {0};
	enum cx_status status = read_documents(inv, path, &docs);
	if (!status && docs.count > 1) {
		cx_diag_add(inv->diags, CX_SEVERITY_ERROR, "schema.file", docs.items[1]->span,
			    "a schema is one document, this is the second");
		return CX_STATUS_INVALID;
	}
	return status ? status : cx_schema_compile(inv->arena, docs.items[0], path, ret_schema, inv->diags);
}

static enum cx_exit check_run(struct cx_invocation *inv)
{
	struct schema_product p = {.inv = inv};
	struct cx_schema *schema = NULL;
	enum cx_status status = read_schema(inv, inv->args[0], &schema);
	for (size_t i = 1; !status && i < inv->arg_count; i++) {
		struct cx_docs docs = {0};
		(void)read_documents(inv, inv->args[i], &docs);
		p.files++;
		p.documents += docs.count;
		for (size_t k = 0; k < docs.count; k++)
			(void)cx_schema_check(schema, docs.items[k], inv->diags);
	}
	p.exit = status || inv->diags->errors ? CX_EXIT_INVALID : CX_EXIT_OK;
	cx_output_diags(inv->output);
	cx_output_product(inv->output, check_render, &p);
	return p.exit;
}

static const struct cx_option export_options[] = {
	{.name = "dir",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FOLDER",
	 .help = "where the schemas are written; made if it is not there",
	 .offer = CX_OFFER_FOLDERS},
	{0},
};
static const struct cx_option no_options[] = {{0}};

const struct cx_command cx_command_schema = {
	.name = "schema",
	.summary = "list, show, export and try the JSON Schemas of kinds and files",
};

const struct cx_command cx_command_schema_list = {
	.name = "schema list",
	.summary = "list the schemas: of kinds, built in or the project's, and of other files",
	.options = no_options,
	.run = list_run,
};

static const struct cx_example show_examples[] = {
	{"cxctl schema show audience", "the schema of audiences"},
	{0},
};

const struct cx_command cx_command_schema_show = {
	.name = "schema show",
	.summary = "print a schema as JSON",
	.arguments = "KIND",
	.min_args = 1,
	.max_args = 1,
	.options = no_options,
	.examples = show_examples,
	.run = show_run,
};

static const struct cx_example export_examples[] = {
	{"cxctl schema export --dir .cxctl/schemas", "write them for an editor"},
	{0},
};

const struct cx_command cx_command_schema_export = {
	.name = "schema export",
	.summary = "write the schemas to a folder, for editors",
	.description = "Writes one file a schema, NAME.schema.json, and definition.schema.json, which covers "
		       "definitions of "
		       "every kind. Each stands alone, and files are replaced at once or not at all. Do not "
		       "export into the project's folder schemas: what is there is read as kinds.",
	.options = export_options,
	.examples = export_examples,
	.run = export_run,
};

static const struct cx_example check_examples[] = {
	{"cxctl schema check schemas/field.schema.json fields/*.yaml", "try a schema of your own"},
	{0},
};

const struct cx_command cx_command_schema_check = {
	.name = "schema check",
	.summary = "check JSON or YAML files with a JSON Schema (draft 2020-12)",
	.description = "Checks every document of the files with the schema, and reports what is wrong with "
		       "file, line and "
		       "column; what is wrong with the schema too. Formats are asserted. Nothing but the "
		       "schema is "
		       "checked: variables are not replaced, references not looked up.",
	.arguments = "SCHEMA FILE...",
	.min_args = 2,
	.max_args = SIZE_MAX,
	.offer = CX_OFFER_FILES,
	.options = no_options,
	.examples = check_examples,
	.run = check_run,
};
