/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions whose kind the tenant's profile does not know: said once a kind, at the first of them. */
#include "engine/plan_parts.h"

static size_t count_of(const struct cx_definitions *desired, const struct cx_kind *kind)
{
	size_t count = 0;
	for (size_t i = 0; i < desired->count; i++)
		count += desired->items[i].kind == kind;
	return count;
}

static void refuse(const struct cx_definition *first, size_t count, const struct cx_profile *profile,
		   struct cx_diags *diags)
{
	const struct cx_kind *kind = first->kind;
	const struct cx_node *name = cx_node_get(first->document, "kind");
	char others[64] = "";
	if (count > 1)
		snprintf(others, sizeof others, ", which %zu definitions have", count);
	struct cx_diag *d = cx_diag_add(
		diags, CX_SEVERITY_ERROR, "kind.profile", name ? name->span : first->document->span,
		"the profile %s does not know the kind %s%s", profile->name, kind->name, others);
	if (kind->builtin)
		cx_diag_hint(diags, d, "take it out of the definitions, or use a profile that has kinds.%s",
			     kind->name);
	else
		cx_diag_hint(diags, d,
			     "add kinds.%s, its identity and its routes, to a profile of yours that extends "
			     "cxone, and name the file in the tenant's profile",
			     kind->name);
}

enum cx_status cx_plan_check_kinds(const struct cx_profile *profile, const struct cx_definitions *desired,
				   struct cx_diags *diags)
{
	const struct cx_kind *last = NULL;
	CX_AUTO(cx_map) struct cx_map said = {0};
	size_t before = diags->errors;
	for (size_t i = 0; i < desired->count; i++) {
		const struct cx_definition *definition = &desired->items[i];
		if (definition->kind == last)
			continue;
		last = definition->kind;
		if (cx_profile_kind(profile, last->name) || cx_map_put(&said, last->name, (void *)definition))
			continue;
		refuse(definition, count_of(desired, last), profile, diags);
	}
	return diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
