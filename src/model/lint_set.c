/* SPDX-License-Identifier: Apache-2.0 */
/* Lint: rules about definitions that refer to each other. */
#include "base/rand.h"
#include "model/criteria.h"
#include "model/lint_parts.h"

#include <ctype.h>

/* More conditions than these together are not compared across two definitions. */
#define MAX_TOGETHER 200

static struct cx_span name_span(const struct cx_definition *definition)
{
	const struct cx_node *name = cx_node_get(cx_node_get(definition->document, "metadata"), "name");
	return name ? name->span : definition->document->span;
}

static bool has_criteria(const struct cx_definition *definition)
{
	const struct cx_shape *criteria =
		cx_shape_member(definition->kind->spec, "criteria", strlen("criteria"));
	return criteria && criteria->criteria;
}

/* The definition whose id a text is; ids of definitions are in lower case. */
static const struct cx_definition *find_by_id(const struct cx_map *by_id, const struct cx_node *text)
{
	char id[CX_UUID_LEN];
	if (text->type != CX_NODE_STRING || text->len != sizeof id)
		return NULL;
	for (size_t at = 0; at < sizeof id; at++)
		id[at] = (char)tolower((unsigned char)text->text[at]);
	return cx_map_get_n(by_id, id, sizeof id);
}

/* Exclusions by UUID refer, too. */
static void add_users_by_id(const struct cx_definitions *set, const struct cx_definition **users)
{
	CX_AUTO(cx_map) struct cx_map by_id = CX_MAP_INIT;
	for (size_t i = 0; i < set->count; i++)
		if (set->items[i].id && has_criteria(&set->items[i]) && !cx_map_get(&by_id, set->items[i].id))
			(void)cx_map_put(&by_id, set->items[i].id, &set->items[i]);
	for (size_t i = 0; i < set->count; i++) {
		const struct cx_node *list = cx_node_get(set->items[i].spec, "exclusions");
		for (const struct cx_node *item = list ? list->first : NULL; item; item = item->next) {
			const struct cx_definition *to = find_by_id(&by_id, item);
			/* That one refers to itself is an error already. */
			if (to && to != &set->items[i] && !users[to - set->items])
				users[to - set->items] = &set->items[i];
		}
	}
}

/* By definition: one that refers to it, or NULL. */
static const struct cx_definition **users_of(struct cx_lint *lint)
{
	const struct cx_definitions *set = lint->set;
	const struct cx_definition **users = cx_arena_alloc(lint->arena, (set->count + 1) * sizeof *users);
	for (size_t i = 0; i < set->count; i++)
		for (size_t k = 0; k < set->items[i].depend_count; k++) {
			size_t at = (size_t)(set->items[i].depends[k] - set->items);
			if (!users[at])
				users[at] = &set->items[i];
		}
	add_users_by_id(set, users);
	return users;
}

void cx_lint_check_unprotected(const struct cx_lint_rule *rule, struct cx_lint *lint)
{
	const struct cx_definition **users = users_of(lint);
	for (size_t i = 0; i < lint->set->count; i++) {
		const struct cx_definition *definition = &lint->set->items[i];
		if (!users[i] || definition->protect || !has_criteria(definition))
			continue;
		const char *message = cx_arena_printf(lint->arena, "%s refers to %s, which is not protected",
						      users[i]->address, definition->name);
		struct cx_diag *d = cx_lint_report(rule, lint, name_span(definition), message);
		cx_diag_second(d, name_span(users[i]), "refers to it");
		cx_diag_pointer(lint->diags, d, "/metadata");
		cx_diag_hint(lint->diags, d, "add protect: true to its metadata, so that it is not deleted");
	}
}

void cx_lint_check_unreferenced(const struct cx_lint_rule *rule, struct cx_lint *lint)
{
	if (lint->partial || lint->set->torn || lint->set->broken.count)
		return;
	const struct cx_definition **users = users_of(lint);
	for (size_t i = 0; i < lint->set->count; i++) {
		const struct cx_definition *definition = &lint->set->items[i];
		if (users[i] || !has_criteria(definition))
			continue;
		const char *message =
			cx_arena_printf(lint->arena, "no definition refers to %s", definition->name);
		struct cx_diag *d = cx_lint_report(rule, lint, name_span(definition), message);
		cx_diag_pointer(lint->diags, d, "/metadata/name");
		cx_diag_hint(lint->diags, d, "remove it if no journey of the tenant uses it either");
	}
}

/* ---- exclusions ---- */

/* The conditions of the AND at the root of an audience, or its only one: everybody in it fulfils them. */
static const struct cx_node *required_of(const struct cx_definition *definition)
{
	const struct cx_node *criteria = cx_node_get(cx_node_get(definition->document, "spec"), "criteria");
	const struct cx_node *list = cx_node_get(criteria, "conditions");
	if (!list || list->count > MAX_TOGETHER ||
	    (list->count > 1 && !cx_node_is_text(cx_node_get(criteria, "operator"), "AND")))
		return NULL;
	return list->first;
}

static void add_required(const struct cx_definition *definition, struct cx_arena *arena,
			 struct cx_node *conditions)
{
	for (const struct cx_node *node = required_of(definition); node; node = node->next)
		if (!cx_criteria_is_group(node))
			cx_node_push(conditions, cx_node_copy(arena, node));
}

/* Whether both require something of one field; else nothing of one can contradict the other. */
static bool share_field(const struct cx_definition *a, const struct cx_definition *b)
{
	for (const struct cx_node *one = required_of(a); one; one = one->next) {
		const char *field = cx_node_get_text(one, "field");
		const struct cx_node *other = field ? required_of(b) : NULL;
		while (other && !cx_node_is_text(cx_node_get(other, "field"), field))
			other = other->next;
		if (other)
			return true;
	}
	return false;
}

/* b may be NULL. */
static bool is_empty(struct cx_lint *lint, const struct cx_definition *a, const struct cx_definition *b)
{
	struct cx_node *node = cx_node_new(lint->arena, CX_NODE_OBJECT),
		       *conditions = cx_node_new(lint->arena, CX_NODE_ARRAY);
	add_required(a, lint->arena, conditions);
	if (b)
		add_required(b, lint->arena, conditions);
	cx_node_add(node, "operator", cx_node_string(lint->arena, "AND"));
	cx_node_add(node, "conditions", conditions);
	return cx_lint_is_contradictory(lint, node);
}

/* Where a definition names another in a list, or NULL. */
static const struct cx_node *exclusion_of(const struct cx_definition *definition,
					  const struct cx_definition *other)
{
	const struct cx_node *list = cx_node_get(cx_node_get(definition->document, "spec"), "exclusions");
	for (const struct cx_node *item = list ? list->first : NULL; item; item = item->next)
		if (cx_node_is_text(cx_node_get(item, "ref"), other->name))
			return item;
	return NULL;
}

static void check_exclusion(const struct cx_lint_rule *rule, struct cx_lint *lint,
			    const struct cx_definition *definition, const struct cx_definition *other)
{
	const struct cx_node *item = exclusion_of(definition, other);
	/* That one of them is empty by itself is told already. */
	if (!item || !has_criteria(other) || !share_field(definition, other) ||
	    !is_empty(lint, definition, other) || is_empty(lint, definition, NULL) ||
	    is_empty(lint, other, NULL))
		return;
	const char *message = cx_arena_printf(lint->arena, "%s excludes %s, but nobody can be in both",
					      definition->name, other->name);
	struct cx_diag *d = cx_lint_report(rule, lint, item->span, message);
	cx_diag_second(d, name_span(other), "defined here");
	cx_diag_hint(lint->diags, d,
		     "their criteria contradict each other: take the exclusion out, or mend "
		     "the criteria");
}

void cx_lint_check_exclusion(const struct cx_lint_rule *rule, struct cx_lint *lint,
			     const struct cx_definition *definition)
{
	for (size_t k = 0; has_criteria(definition) && k < definition->depend_count; k++)
		check_exclusion(rule, lint, definition, definition->depends[k]);
}
