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

/* An element of a set of references: as written, and with its reference resolved. */
struct reference {
	const struct cx_node *written, *resolved;
	size_t index;
};

/* By what they stand for: ids ignoring case, before names that could not be resolved. */
static int compare_targets(const struct reference *a, const struct reference *b)
{
	const struct cx_node *x = a->resolved, *y = b->resolved;
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->type == CX_NODE_STRING)
		return strcasecmp(x->text, y->text);
	const char *left = cx_node_get_text(x, "ref"), *right = cx_node_get_text(y, "ref");
	return strcmp(left ? left : "", right ? right : "");
}

static int compare_references(const void *left, const void *right)
{
	const struct reference *a = left, *b = right;
	int order = compare_targets(a, b);
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* Its value, or the name in its reference, could not be told. */
static bool is_bad(const struct cx_node *item)
{
	const struct cx_node *ref = cx_node_get(item, "ref");
	return item->bad || (ref && ref->bad);
}

static void check_twice(const struct cx_node *written, const struct cx_node *resolved, struct cx_diags *diags)
{
	struct reference *items = cx_alloc((resolved->count + 1) * sizeof *items);
	size_t n = 0;
	const struct cx_node *item = written->first;
	size_t index = 0;
	for (const struct cx_node *r = resolved->first; r && item; r = r->next, item = item->next, index++)
		if (!is_bad(item) && (r->type == CX_NODE_STRING || cx_node_get_text(r, "ref")))
			items[n++] = (struct reference){item, r, index};
	qsort(items, n, sizeof *items, compare_references);
	for (size_t i = 1; i < n; i++) {
		if (compare_targets(&items[i - 1], &items[i]) != 0)
			continue;
		const char *ref = cx_node_get_text(items[i].written, "ref");
		struct cx_diag *d =
			cx_diag_add(diags, CX_SEVERITY_ERROR, "audience.exclusion", items[i].written->span,
				    "%s is excluded twice", ref ? ref : items[i].written->text);
		cx_diag_second(d, items[i - 1].written->span, "first here");
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

void cx_definition_check(const struct cx_definition *definition, const struct cx_criteria_rules *rules,
			 struct cx_diags *diags)
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
			cx_criteria_check(m, pointer.data, shape->max_depth, rules, diags);
		}
		if (m->type == CX_NODE_ARRAY && list_ref_kind(shape))
			for (const struct cx_node *item = m->first; item; item = item->next)
				check_self(definition, item, diags);
	}
}

void cx_definition_check_twice(const struct cx_definition *definition, struct cx_diags *diags)
{
	const struct cx_node *written = cx_node_get(definition->document, "spec");
	for (const struct cx_node *m = definition->spec->first; m; m = m->next) {
		const struct cx_shape *shape = cx_shape_member(definition->kind->spec, m->key, m->key_len);
		const struct cx_node *list = cx_node_get_n(written, m->key, m->key_len);
		if (shape && list && m->type == CX_NODE_ARRAY && list->type == CX_NODE_ARRAY &&
		    list_ref_kind(shape))
			check_twice(list, m, diags);
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
	CX_AUTO(cx_map) struct cx_map names = CX_MAP_INIT;
	for (size_t i = 0; i < set->seen_count; i++) {
		struct cx_definition *definition = &set->seen[i];
		const struct cx_definition *first = cx_map_get(&names, definition->address);
		if (!first)
			(void)cx_map_put(&names, definition->address, definition);
		else {
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
