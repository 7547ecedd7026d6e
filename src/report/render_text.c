/* SPDX-License-Identifier: Apache-2.0 */
/* Comments say the layer first, then the place; a second place stands in a second line. */
#include "report/render_text.h"

#include "doc/yaml_print.h"
#include "report/diag_json.h"
#include "report/escape.h"

struct explainer {
	struct cx_arena *arena;
	const struct cx_render *render;
	const struct cx_origins *origins;
	size_t next; /* values are asked for in the order of origins */
};

static void add_place(const struct cx_span *span, struct cx_buf *out)
{
	if (!span->source)
		return;
	cx_buf_addc(out, ' ');
	cx_escape_terminal_s(span->source->name, out);
	if (span->line)
		cx_buf_addf(out, ":%u", span->line);
}

static void add_variables(const struct explainer *e, const struct cx_origin *origin, struct cx_buf *out)
{
	for (size_t i = 0; i < origin->var_count; i++) {
		const struct cx_var_use *use = &origin->vars[i];
		cx_buf_adds(out, i ? "\nvariable " : "variable ");
		cx_escape_terminal_s(use->name, out);
		cx_buf_addf(out, " of %s%s:", use->of_tenant ? "tenant " : "the project",
			    use->of_tenant ? e->render->tenant : "");
		add_place(&use->value->span, out);
	}
}

static const char *note(void *data, const struct cx_node *node)
{
	struct explainer *e = data;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	if (e->next >= e->origins->count || e->origins->items[e->next].node != node)
		return NULL;
	const struct cx_origin *origin = &e->origins->items[e->next++];
	if (origin->layer == CX_LAYER_VARIABLE) {
		add_variables(e, origin, &text);
	} else {
		cx_buf_adds(&text, cx_layer_name(origin->layer));
		if (origin->layer == CX_LAYER_DEFAULT)
			cx_buf_adds(&text, " of the schema");
		if (origin->target) {
			cx_buf_addc(&text, ' ');
			cx_escape_terminal_s(origin->target, &text);
			cx_buf_addc(&text, ':');
		}
		add_place(&origin->at, &text);
	}
	if (origin->used.source) {
		cx_buf_adds(&text, "\nused at");
		add_place(&origin->used, &text);
	}
	return cx_arena_strdup(e->arena, text.data);
}

void cx_render_yaml(struct cx_arena *arena, const struct cx_render *render, struct cx_buf *out)
{
	for (size_t i = 0; i < render->count; i++) {
		const struct cx_render_item *item = &render->items[i];
		struct explainer e = {arena, render, &item->origins, 0};
		const struct cx_yaml_style style = {true, render->explain ? note : NULL, &e};
		cx_buf_adds(out, i ? "---\n# " : "# ");
		cx_escape_terminal_s(item->definition->file, out);
		cx_buf_addf(out, ":%u, for %s\n", item->definition->line, render->tenant);
		cx_yaml_print(item->view, &style, out);
	}
}

static void add_span(struct cx_arena *arena, struct cx_node *object, const struct cx_span *span)
{
	if (!span->source)
		return;
	cx_node_add(object, "file", cx_diag_json_text(arena, span->source->name));
	cx_node_add(object, "line", cx_node_int(arena, span->line));
	cx_node_add(object, "column", cx_node_int(arena, span->column));
}

static struct cx_node *variables_json(struct cx_arena *arena, const struct cx_origin *origin)
{
	struct cx_node *list = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < origin->var_count; i++) {
		struct cx_node *variable = cx_node_new(arena, CX_NODE_OBJECT);
		cx_node_add(variable, "name", cx_diag_json_text(arena, origin->vars[i].name));
		cx_node_add(variable, "of",
			    cx_node_string(arena, origin->vars[i].of_tenant ? "tenant" : "project"));
		add_span(arena, variable, &origin->vars[i].value->span);
		cx_node_push(list, variable);
	}
	return list;
}

static struct cx_node *origin_json(struct cx_arena *arena, const struct cx_definition *definition,
				   const struct cx_origin *origin)
{
	struct cx_node *object = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(object, "address", cx_node_string(arena, definition->address));
	cx_node_add(object, "pointer", cx_diag_json_text(arena, origin->pointer));
	cx_node_add(object, "layer", cx_node_string(arena, cx_layer_name(origin->layer)));
	add_span(arena, object, &origin->at);
	if (origin->var_count)
		cx_node_add(object, "variables", variables_json(arena, origin));
	if (origin->target)
		cx_node_add(object, "ref", cx_diag_json_text(arena, origin->target));
	if (origin->used.source) {
		struct cx_node *used = cx_node_new(arena, CX_NODE_OBJECT);
		add_span(arena, used, &origin->used);
		cx_node_add(object, "used", used);
	}
	return object;
}

struct cx_node *cx_render_json(struct cx_arena *arena, const struct cx_render *render,
			       const struct cx_diags *diags, int exit_code)
{
	struct cx_node *root = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_node *definitions = cx_node_new(arena, CX_NODE_ARRAY),
		       *origins = cx_node_new(arena, CX_NODE_ARRAY);
	for (size_t i = 0; i < render->count; i++) {
		const struct cx_render_item *item = &render->items[i];
		cx_node_push(definitions, cx_node_copy(arena, item->view));
		for (size_t k = 0; k < item->origins.count; k++)
			cx_node_push(origins, origin_json(arena, item->definition, &item->origins.items[k]));
	}
	cx_node_add(root, "format_version", cx_node_string(arena, CX_JSON_FORMAT_VERSION));
	cx_node_add(root, "command", cx_node_string(arena, "render"));
	cx_node_add(root, "tenant", cx_diag_json_text(arena, render->tenant));
	cx_node_add(root, "definitions", definitions);
	if (render->explain)
		cx_node_add(root, "origins", origins);
	cx_node_add(root, "diagnostics", cx_diags_json(arena, diags));
	cx_node_add(root, "exit_code", cx_node_int(arena, exit_code));
	return root;
}
