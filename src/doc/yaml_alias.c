/* SPDX-License-Identifier: Apache-2.0 */
/* Aliases of YAML, expanded by copying. */
#include "doc/yaml_alias.h"

#include "base/near.h"
#include "doc/yaml_scalar.h"

/* A copy of what an alias stands for, below depth collections, within the limits; NULL ends the file. */
static struct cx_node *expand(struct cx_yaml_build *b, const struct cx_node *node, size_t depth,
			      struct cx_span span)
{
	if (++b->alias_nodes > CX_MAX_YAML_ALIAS_NODES) {
		cx_diag_hint(b->diags,
			     cx_yaml_build_error(b, "yaml.alias", span,
						 "the aliases of this file stand for more than %u values",
						 CX_MAX_YAML_ALIAS_NODES),
			     "use fewer aliases inside what aliases repeat");
		return NULL;
	}
	bool collection = node->type == CX_NODE_ARRAY || node->type == CX_NODE_OBJECT;
	if (collection && depth >= CX_MAX_DOC_DEPTH) {
		cx_diag_hint(
			b->diags,
			cx_yaml_build_error(b, "yaml.depth", span,
					    "with this alias, values are nested more than %d levels deep",
					    CX_MAX_DOC_DEPTH),
			"write it flatter: no definition needs as many levels");
		return NULL;
	}
	if (!cx_yaml_build_count(b, span))
		return NULL;
	struct cx_node *copy = cx_arena_alloc(b->arena, sizeof *copy);
	*copy = *node;
	copy->first = copy->last = copy->next = NULL;
	copy->count = 0;
	for (const struct cx_node *child = node->first; child; child = child->next) {
		struct cx_node *below = expand(b, child, depth + 1, span);
		if (!below)
			return NULL;
		cx_node_push(copy, below);
	}
	return copy;
}

static bool is_open(const struct cx_yaml_build *b, const struct cx_node *node)
{
	for (size_t i = 0; i < b->depth; i++)
		if (b->frames[i].node == node)
			return true;
	return false;
}

/* The anchor that an alias without one may have meant, or NULL. */
static const char *near_anchor(const struct cx_yaml_build *b, const char *alias)
{
	enum { MOST = 64 };
	const char *names[MOST + 1] = {NULL};
	size_t n = 0;
	while (n < MOST && n < b->anchors.count) {
		names[n] = b->anchors.entries[n].key;
		n++;
	}
	return cx_near_word(alias, names);
}

/* A bad value where an alias has none, so that reading goes on. */
static bool build_nothing(struct cx_yaml_build *b, struct cx_span span)
{
	if (cx_yaml_build_wants_key(b)) {
		cx_yaml_build_drop_key(b);
		return true;
	}
	struct cx_node *node = cx_node_new(b->arena, CX_NODE_NULL);
	node->span = span;
	node->bad = true;
	cx_yaml_build_attach(b, node);
	return true;
}

bool cx_yaml_alias_build(struct cx_yaml_build *b, const struct cx_yaml_event *event)
{
	struct cx_span span = cx_yaml_build_span(b, event);
	int n = cx_yaml_scalar_shown(event->anchor, strlen(event->anchor));
	const struct cx_node *target = cx_map_get(&b->anchors, event->anchor);
	if (++b->aliases > CX_MAX_YAML_ALIASES) {
		cx_diag_hint(b->diags,
			     cx_yaml_build_error(b, "yaml.alias", span, "the file has more than %u aliases",
						 CX_MAX_YAML_ALIASES),
			     "use fewer, or split the file into several");
		return false;
	}
	if (!target) {
		struct cx_diag *diag = cx_yaml_build_error(b, "yaml.alias", span,
							   "the alias *%.*s has no anchor", n, event->anchor);
		const char *near = near_anchor(b, event->anchor);
		if (near)
			cx_diag_hint(b->diags, diag, "did you mean *%s?", near);
		else
			cx_diag_hint(b->diags, diag,
				     "an anchor &%.*s must stand before it, in the same document; quote the "
				     "text if "
				     "it is no alias",
				     n, event->anchor);
		return build_nothing(b, span);
	}
	if (is_open(b, target)) {
		cx_diag_hint(b->diags,
			     cx_yaml_build_error(b, "yaml.alias", span,
						 "the alias *%.*s stands inside its own anchor", n,
						 event->anchor),
			     "an alias stands outside of what it repeats: move it there, or quote the text");
		return build_nothing(b, span);
	}
	if (cx_yaml_build_wants_key(b)) {
		if (target->type == CX_NODE_STRING) {
			cx_yaml_build_take_key(b, target->text, target->len, span);
			return true;
		}
		cx_yaml_build_error(b, "yaml.key", span, "a key is text, *%.*s is %s", n, event->anchor,
				    cx_node_type_name(target->type));
		return build_nothing(b, span);
	}
	struct cx_node *copy = expand(b, target, b->depth, span);
	if (copy)
		cx_yaml_build_attach(b, copy);
	return copy != NULL;
}
