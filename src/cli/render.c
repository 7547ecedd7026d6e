/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl render: what a tenant will get, and where each value came from. */
#include "base/near.h"
#include "cli/context.h"
#include "cli/output.h"
#include "doc/json.h"
#include "report/render_text.h"

struct render_product {
	struct cx_arena *arena;
	const struct cx_render *render;
	const struct cx_diags *diags;
	enum cx_exit exit;
};

static void print(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct render_product *product = data;
	(void)colour;
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_render_json(product->arena, product->render, product->diags, product->exit),
			       out);
	else
		cx_render_yaml(product->arena, product->render, out);
}

static void unknown_address(struct cx_context *context, const char *address)
{
	struct cx_diag *d =
		cx_diag_error(context->diags, "render.address", "there is no definition %s", address);
	const struct cx_definitions *set = &context->definitions;
	const char **addresses = cx_arena_alloc(context->arena, (set->count + 1) * sizeof *addresses);
	for (size_t i = 0; i < set->count; i++)
		addresses[i] = set->items[i].address;
	const char *near = cx_near_word(address, addresses);
	if (near)
		cx_diag_hint(context->diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(context->diags, d, "name it as KIND/NAME, for example Audience/vip");
}

static void add_item(struct cx_context *context, struct cx_render *render,
		     const struct cx_definition *definition)
{
	struct cx_node *view = cx_definition_view(context->arena, definition);
	struct cx_render_item *item = &render->items[render->count++];
	*item = (struct cx_render_item){.definition = definition, .view = view};
	if (render->explain)
		item->origins =
			cx_origins_find(context->arena, definition, view, context->uses, &context->overlays);
}

/* Those that the command line names, in its order; without names all. */
static enum cx_status choose(struct cx_context *context, struct cx_render *render)
{
	const struct cx_invocation *inv = context->inv;
	const struct cx_definitions *set = &context->definitions;
	size_t before = context->diags->errors;
	render->items =
		cx_arena_alloc(context->arena, (set->count + inv->arg_count + 1) * sizeof *render->items);
	for (size_t i = 0; !inv->arg_count && i < set->count; i++)
		add_item(context, render, &set->items[i]);
	for (size_t i = 0; i < inv->arg_count; i++) {
		const struct cx_definition *found = cx_definitions_find(set, inv->args[i]);
		if (found)
			add_item(context, render, found);
		else
			unknown_address(context, inv->args[i]);
	}
	return context->diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}

static enum cx_status load(struct cx_context *context)
{
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	return status ? status : cx_context_definitions(context);
}

static enum cx_exit render_run(struct cx_invocation *inv)
{
	struct cx_context context;
	struct cx_var_uses uses = {0};
	struct cx_render render = {.explain = cx_invocation_flag(inv, "explain")};
	cx_context_init(&context, inv);
	context.uses = render.explain ? &uses : NULL;
	enum cx_status status = load(&context);
	if (!status)
		status = choose(&context, &render);
	enum cx_exit exit = cx_exit_from_status(status);
	if (!status) {
		render.tenant = context.tenant->name;
		struct render_product product = {inv->arena, &render, inv->diags, exit};
		cx_output_diags(inv->output);
		cx_output_product(inv->output, print, &product);
	}
	cx_context_release(&context);
	cx_var_uses_release(&uses);
	return exit;
}

static const struct cx_option render_options[] = {
	{.name = "explain", .help = "say of each value which file, line and layer it came from"},
	{.name = "rev",
	 .type = CX_OPTION_TEXT,
	 .metavar = "REV",
	 .help = "read the definitions from this commit",
	 .otherwise = "the working tree"},
	{0},
};

static const struct cx_example render_examples[] = {
	{"cxctl render --tenant staging", "print every definition as staging gets it"},
	{"cxctl render Audience/vip --explain", "print one, and where each value came from"},
	{"cxctl render -o json --explain", "the same for a machine, by JSON Pointer"},
	{0},
};

const struct cx_command cx_command_render = {
	.name = "render",
	.summary = "print the definitions as a tenant gets them",
	.description =
		"Prints complete definitions as YAML: overlays and variables applied, references resolved to "
		"ids, the schema's defaults filled in. Secrets stay references. Nothing is sent, and no "
		"secret "
		"is looked up.",
	.arguments = "[KIND/NAME...]",
	.max_args = SIZE_MAX,
	.needs = CX_NEEDS_PROJECT,
	.exits = CX_EXIT_BIT(CX_EXIT_REFUSED),
	.formats = CX_FORMAT_BIT(CX_FORMAT_YAML),
	.options = render_options,
	.examples = render_examples,
	.run = render_run,
};
