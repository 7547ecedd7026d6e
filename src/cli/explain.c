/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl explain: a field's documentation, from the schema that checks it. */
#include "base/near.h"
#include "cli/context.h"
#include "cli/explain_lint.h"
#include "cli/output.h"
#include "model/catalog.h"
#include "model/kind_name.h"
#include "report/diag_json.h"
#include "report/explain_text.h"

struct explain_product {
	struct cx_invocation *inv;
	struct cx_explanation explanation;
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	struct explain_product *p = data;
	struct cx_arena *arena = p->inv->arena;
	if (format != CX_FORMAT_JSON) {
		cx_explain_text(arena, &p->explanation, colour, out);
		return;
	}
	struct cx_node *root = cx_diag_json_begin(arena, "explain");
	cx_node_add(root, "path", cx_node_string(arena, p->explanation.path));
	cx_node_add(root, "fields", cx_explain_json(arena, &p->explanation));
	cx_diag_json_end(arena, root, p->inv->diags, p->exit, out);
}

/* A path that lacks its kind: the first kind that has such a field. */
static const char *with_kind(struct cx_arena *arena, const struct cx_catalog *catalog, const char *path)
{
	for (size_t i = 0; i < catalog->count; i++) {
		struct cx_explained_list fields;
		const char *unknown;
		CX_AUTO(cx_buf) struct cx_buf found = CX_BUF_INIT;
		if (!cx_explain_find(arena, catalog->items[i].document, path, &fields, &found, &unknown))
			return cx_arena_printf(arena, "%s%s", catalog->items[i].name, found.data);
	}
	return NULL;
}

static enum cx_status unknown_kind(struct cx_invocation *inv, const struct cx_catalog *catalog,
				   const char *name, const char *path)
{
	struct cx_diag *d = cx_diag_error(inv->diags, "explain.kind", "there is no kind %s", name);
	if (cx_kind_name_hint(inv->diags, d, name, cx_catalog_names(inv->arena, catalog)))
		return CX_STATUS_INVALID;
	const char *whole = with_kind(inv->arena, catalog, path);
	if (whole)
		cx_diag_hint(inv->diags, d, "did you mean %s?", whole);
	else
		cx_diag_hint(inv->diags, d, "cxctl schema list shows what can be explained");
	return CX_STATUS_INVALID;
}

static enum cx_status unknown_field(struct cx_invocation *inv, const struct cx_explanation *e,
				    const char *unknown)
{
	struct cx_arena *arena = inv->arena;
	struct cx_explained_list members = {0};
	for (size_t i = 0; i < e->fields.count && !members.count; i++)
		members = cx_explain_fields(arena, e->document, e->fields.items[i].schema);
	const char **names = cx_arena_alloc(arena, (members.count + 1) * sizeof *names);
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; i < members.count; i++) {
		names[i] = members.items[i].name;
		cx_buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	}
	struct cx_diag *d =
		cx_diag_error(inv->diags, "explain.field", "%s has no field %s", e->path, unknown);
	const char *near = cx_near_word(unknown, names);
	if (near)
		cx_diag_hint(inv->diags, d, "did you mean %s.%s?", e->path, near);
	else if (members.count)
		cx_diag_hint(inv->diags, d, "its fields are %s", list.data);
	return CX_STATUS_INVALID;
}

static enum cx_status find(struct explain_product *p, const struct cx_catalog *catalog)
{
	struct cx_invocation *inv = p->inv;
	const char *text = inv->args[0], *unknown = NULL;
	size_t len = strcspn(text, "./[");
	const char *name = cx_arena_strndup(inv->arena, text, len);
	const struct cx_catalog_entry *entry = cx_catalog_find(catalog, name);
	if (!entry)
		return unknown_kind(inv, catalog, name, text);
	CX_AUTO(cx_buf) struct cx_buf path = CX_BUF_INIT;
	cx_buf_adds(&path, entry->name);
	p->explanation.document = entry->document;
	enum cx_status status = cx_explain_find(inv->arena, entry->document, text + len,
						&p->explanation.fields, &path, &unknown);
	p->explanation.path = cx_arena_strdup(inv->arena, path.data);
	return status ? unknown_field(inv, &p->explanation, unknown) : CX_STATUS_OK;
}

static enum cx_exit explain_run(struct cx_invocation *inv)
{
	if (cx_explain_lint_means(inv->args[0]))
		return cx_explain_lint_run(inv, inv->args[0]);
	struct cx_context context;
	struct cx_catalog catalog;
	struct explain_product p = {.inv = inv,
				    .explanation.recursive = cx_invocation_flag(inv, "recursive")};
	cx_context_init(&context, inv);
	enum cx_status status = cx_context_catalog(&context, &catalog);
	if (!status)
		status = find(&p, &catalog);
	p.exit = cx_exit_from_status(status);
	cx_output_diags(inv->output);
	if (!status)
		cx_output_product(inv->output, render, &p);
	cx_context_release(&context);
	return p.exit;
}

static const struct cx_option explain_options[] = {
	{.name = "recursive", .type = CX_OPTION_FLAG, .help = "all fields below it, by name and type"},
	{0},
};

static const struct cx_example explain_examples[] = {
	{"cxctl explain audience", "what a definition of an audience holds"},
	{"cxctl explain audience.spec.criteria.conditions.field", "one field; lists are walked through"},
	{"cxctl explain project.tenants.auth", "a part of cxctl.yaml"},
	{"cxctl explain webhook --recursive", "all fields of webhooks at a glance"},
	{"cxctl explain lint.single", "a rule that validate warns of; lint alone lists them"},
	{0},
};

const struct cx_command cx_command_explain = {
	.name = "explain",
	.summary = "say what a field of a definition or of cxctl.yaml is for",
	.description = "Prints the documentation of a field from the schema that checks it: what it is for, "
		       "type, limits, "
		       "default, examples, and the fields below it. The path begins with a kind, in any case "
		       "of letters. lint.RULE explains a warning of validate, with a bad and a good example.",
	.arguments = "KIND[.FIELD...]",
	.min_args = 1,
	.max_args = 1,
	.options = explain_options,
	.examples = explain_examples,
	.run = explain_run,
};
