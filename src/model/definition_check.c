/* SPDX-License-Identifier: Apache-2.0 */
/* What a schema cannot say of definitions: depth, exclusions, unique names and ids. */
#include "model/definition.h"

#include "doc/pointer.h"
#include "model/criteria.h"

#include <strings.h>

static bool same_text(const struct cx_node *a, const char *text)
{
	return a->type == CX_NODE_STRING && strcasecmp(a->text, text) == 0;
}

static void check_self(const struct cx_definition *definition, const struct cx_node *item,
		       struct cx_diags *diags)
{
	const char *ref = cx_node_get_text(item, "ref");
	bool by_name = ref && strcmp(ref, definition->name) == 0;
	if (!by_name && !(definition->id && same_text(item, definition->id)))
		return;
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "audience.exclusion", item->span,
					"%s excludes itself", definition->name);
	cx_diag_hint(diags, d, "take it out of exclusions: an audience that excludes itself is empty");
}

static bool same_exclusion(const struct cx_node *a, const struct cx_node *b)
{
	if (a->type == CX_NODE_STRING)
		return same_text(b, a->text);
	const char *x = cx_node_get_text(a, "ref"), *y = cx_node_get_text(b, "ref");
	return x && y && strcmp(x, y) == 0;
}

static int compare_exclusions(const void *left, const void *right)
{
	const struct cx_node *a = *(const struct cx_node *const *)left;
	const struct cx_node *b = *(const struct cx_node *const *)right;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	const char *x = a->type == CX_NODE_STRING ? a->text : cx_node_get_text(a, "ref");
	const char *y = b->type == CX_NODE_STRING ? b->text : cx_node_get_text(b, "ref");
	int order = strcasecmp(x ? x : "", y ? y : "");
	if (order)
		return order;
	if (a->span.line != b->span.line)
		return a->span.line < b->span.line ? -1 : 1;
	return (a->span.column > b->span.column) - (a->span.column < b->span.column);
}

/* A set of references: nothing twice, not itself. */
static void check_references(const struct cx_definition *definition, const struct cx_node *list,
			     struct cx_diags *diags)
{
	const struct cx_node **items = cx_alloc((list->count + 1) * sizeof *items);
	size_t n = 0;
	for (const struct cx_node *item = list->first; item; item = item->next) {
		check_self(definition, item, diags);
		items[n++] = item;
	}
	qsort(items, n, sizeof *items, compare_exclusions);
	for (size_t i = 1; i < n; i++) {
		if (!same_exclusion(items[i - 1], items[i]))
			continue;
		const char *ref = cx_node_get_text(items[i], "ref");
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "audience.exclusion", items[i]->span,
				    "%s is excluded twice", ref ? ref : items[i]->text);
		cx_diag_second(d, items[i - 1]->span, "first here");
		cx_diag_hint(diags, d, "remove one of the two");
	}
	cx_free(items);
}

static const char *list_ref_kind(const struct cx_shape *shape)
{
	const struct cx_shape *items = shape->items;
	if (shape->ref)
		return shape->ref;
	if (items && items->ref)
		return items->ref;
	const struct cx_shape *ref = cx_shape_member(items, "ref", 3);
	return ref ? ref->ref : NULL;
}

void cx_definition_check(const struct cx_definition *definition, struct cx_diags *diags)
{
	const struct cx_shape *spec = definition->kind->spec;
	for (const struct cx_node *m = definition->spec ? definition->spec->first : NULL; m; m = m->next) {
		const struct cx_shape *shape = cx_shape_member(spec, m->key, m->key_len);
		if (!shape)
			continue;
		if (shape->criteria) {
			CX_AUTO(cx_buf) struct cx_buf pointer = CX_BUF_INIT;
			cx_buf_adds(&pointer, "/spec");
			cx_pointer_add(&pointer, m->key, m->key_len);
			cx_criteria_check(m, pointer.data, shape->max_depth, diags);
		}
		if (m->type == CX_NODE_ARRAY && list_ref_kind(shape))
			check_references(definition, m, diags);
	}
}

static struct cx_span metadata_span(const struct cx_definition *definition, const char *key)
{
	const struct cx_node *value = cx_node_get(cx_node_get(definition->document, "metadata"), key);
	return value ? value->span : definition->document->span;
}

void cx_definitions_check_unique(const struct cx_definitions *set, struct cx_diags *diags)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_map) struct cx_map ids = CX_MAP_INIT;
	for (size_t i = 0; i < set->count; i++) {
		struct cx_definition *definition = &set->items[i];
		const struct cx_definition *first = cx_map_get(&set->by_address, definition->address);
		if (first != definition) {
			struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_ERROR, "definition.name",
							metadata_span(definition, "name"),
							"there are two of kind %s named %s",
							definition->kind->name, definition->name);
			cx_diag_second(d, metadata_span(first, "name"), "first defined here");
			cx_diag_hint(diags, d, "give one of them another metadata.name");
		}
		if (!definition->id)
			continue;
		const char *key = cx_arena_printf(&arena, "%s %s", definition->kind->name, definition->id);
		first = cx_map_get(&ids, key);
		if (!first) {
			(void)cx_map_put(&ids, key, definition);
			continue;
		}
		struct cx_diag *d = cx_diag_add(
			diags, CX_SEVERITY_ERROR, "definition.id", metadata_span(definition, "id"),
			"%s and %s have the same id %s", first->name, definition->name, definition->id);
		cx_diag_second(d, metadata_span(first, "id"), "first used here");
		cx_diag_hint(diags, d, "each definition needs an id of its own, for example from uuidgen");
	}
	cx_arena_release(&arena);
}
