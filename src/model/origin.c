/* SPDX-License-Identifier: Apache-2.0 */
/* Where the values of a definition came from, by their spans. */
/*
 * Nothing is recorded while definitions are read but the uses of variables: the spans of values say which
 * file they came from, and what the document does not have is a default.
 */
#include "model/origin.h"

#include "doc/pointer.h"

const char *cx_layer_name(enum cx_layer layer)
{
	static const char *const names[] = {
		[CX_LAYER_DEFINITION] = "definition", [CX_LAYER_OVERLAY] = "overlay",
		[CX_LAYER_VARIABLE] = "variable",     [CX_LAYER_DEFAULT] = "default",
		[CX_LAYER_REFERENCE] = "reference",
	};
	return names[layer];
}

struct cx_node *cx_definition_view(struct cx_arena *arena, const struct cx_definition *definition)
{
	struct cx_node *view = cx_node_new(arena, CX_NODE_OBJECT);
	for (const struct cx_node *m = definition->document->first; m; m = m->next) {
		bool is_spec = m->key_len == 4 && memcmp(m->key, "spec", 4) == 0;
		cx_node_add_n(view, m->key, m->key_len, cx_node_copy(arena, is_spec ? definition->spec : m));
	}
	return view;
}

struct finder {
	struct cx_arena *arena;
	const struct cx_definition *definition;
	const struct cx_var_uses *uses;
	const struct cx_overlays *overlays;
	struct cx_buf pointer;
	struct cx_origins origins;
};

static struct cx_origin reference_origin(const struct finder *f, const struct cx_node *written,
					 const struct cx_node *node)
{
	const char *name = cx_node_get_text(written, "ref");
	struct cx_origin origin = {.layer = CX_LAYER_REFERENCE, .used = written->span, .target = name};
	for (size_t i = 0; i < f->definition->depend_count; i++) {
		const struct cx_definition *to = f->definition->depends[i];
		if (strcmp(to->name, name) != 0 || !to->id || strcmp(to->id, node->text) != 0)
			continue;
		const struct cx_node *id = cx_node_get(cx_node_get(to->document, "metadata"), "id");
		origin.at = id->span;
	}
	return origin;
}

/* inside: where the variable is used whose value holds this node, or none. */
static struct cx_origin origin_of(const struct finder *f, const struct cx_node *written,
				  const struct cx_node *node, const struct cx_span *inside)
{
	if (!written)
		return (struct cx_origin){.layer = CX_LAYER_DEFAULT};
	if (written->type == CX_NODE_OBJECT && node->type == CX_NODE_STRING)
		return reference_origin(f, written, node);
	struct cx_origin origin = {.at = node->span};
	origin.vars = cx_var_uses_at(f->uses, inside ? inside : &node->span, &origin.var_count);
	if (origin.var_count) {
		origin.layer = CX_LAYER_VARIABLE;
		origin.used = inside ? *inside : node->span;
		if (!inside)
			origin.at = origin.vars[0].value->span;
	} else if (cx_overlays_hold(f->overlays, &node->span)) {
		origin.layer = CX_LAYER_OVERLAY;
	}
	return origin;
}

static void add_origin(struct finder *f, const struct cx_node *node, struct cx_origin origin)
{
	origin.node = node;
	origin.pointer = cx_arena_strdup(f->arena, f->pointer.data);
	CX_ARENA_GROW(f->arena, f->origins.items, f->origins.count, f->origins.cap);
	f->origins.items[f->origins.count++] = origin;
}

static void find_below(struct finder *f, const struct cx_node *written, const struct cx_node *node,
		       const struct cx_span *inside)
{
	size_t count = 0, index = 0, len = f->pointer.len;
	if (!node->first) {
		add_origin(f, node, origin_of(f, written, node, inside));
		return;
	}
	if (written && !inside) {
		(void)cx_var_uses_at(f->uses, &node->span, &count);
		inside = count ? &node->span : NULL;
	}
	const struct cx_node *item = written ? written->first : NULL;
	for (const struct cx_node *child = node->first; child; child = child->next, index++) {
		if (node->type == CX_NODE_ARRAY)
			cx_pointer_add_index(&f->pointer, index);
		else
			cx_pointer_add(&f->pointer, child->key, child->key_len);
		find_below(f,
			   node->type == CX_NODE_ARRAY ? item
						       : cx_node_get_n(written, child->key, child->key_len),
			   child, inside);
		item = item ? item->next : NULL;
		cx_buf_cut(&f->pointer, len);
	}
}

struct cx_origins cx_origins_find(struct cx_arena *arena, const struct cx_definition *definition,
				  const struct cx_node *view, const struct cx_var_uses *uses,
				  const struct cx_overlays *overlays)
{
	struct finder f = {arena, definition, uses, overlays, CX_BUF_INIT, {0}};
	find_below(&f, definition->document, view, NULL);
	cx_buf_release(&f.pointer);
	return f.origins;
}
