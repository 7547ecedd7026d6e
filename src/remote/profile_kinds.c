/* SPDX-License-Identifier: Apache-2.0 */
/* The names that a profile's kinds hold, looked up in the schemas. */
#include "remote/profile_kinds.h"

#include "base/near.h"
#include "model/kind_name.h"

struct check {
	struct cx_arena *arena;
	const struct cx_kind *kind;
	const struct cx_node *entry; /* the kind's, in the profile */
	struct cx_diags *diags;
};

static void warn_unknown_kind(struct cx_arena *arena, const struct cx_node *entry,
			      const struct cx_kinds *kinds, struct cx_diags *diags)
{
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "profile.kind", cx_node_key_span(entry),
					"there is no schema of the kind %s", entry->key);
	if (!cx_kind_name_hint(diags, d, entry->key, cx_kinds_names(arena, kinds)))
		cx_diag_hint(diags, d,
			     "its schema would be " CX_KINDS_FOLDER
			     "/%s.schema.json; without one there are no definitions of it",
			     cx_kind_name_dashed(arena, entry->key));
}

static const char *near_member(const struct check *check, const char *name)
{
	const struct cx_shape *spec = check->kind->spec;
	const char **words = cx_arena_alloc(check->arena, (spec->property_count + 1) * sizeof *words);
	for (size_t i = 0; i < spec->property_count; i++)
		words[i] = spec->properties[i].name;
	return cx_near_word(name, words);
}

/* Whether spec may have that member; a schema that names none says nothing of it. */
static bool knows(const struct check *check, const char *name)
{
	const struct cx_shape *spec = check->kind->spec;
	return !spec->property_count || cx_shape_member(spec, name, strlen(name));
}

static void check_member(const struct check *check, const char *what, const char *name, struct cx_span span)
{
	if (knows(check, name))
		return;
	struct cx_diag *d =
		cx_diag_add(check->diags, CX_SEVERITY_WARNING, "profile.field", span,
			    "%s names %s, but spec of %s has no such field", what, name, check->kind->name);
	const char *near = near_member(check, name);
	if (near)
		cx_diag_hint(check->diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(check->diags, d, "cxctl explain %s.spec shows its fields",
			     cx_kind_name_dashed(check->arena, check->kind->name));
}

static void check_rename(const struct check *check, const struct cx_node *rename)
{
	const struct cx_shape *spec = check->kind->spec;
	check_member(check, "a rename", rename->key, cx_node_key_span(rename));
	for (size_t i = 0; i < spec->property_count; i++) {
		if (strcmp(spec->properties[i].name, rename->text) != 0)
			continue;
		struct cx_diag *d =
			cx_diag_add(check->diags, CX_SEVERITY_ERROR, "profile.rename", rename->span,
				    "%s is a field of %s already: it cannot be %s, too", rename->text,
				    check->kind->name, rename->key);
		cx_diag_hint(check->diags, d,
			     "a rename is our name of a field, and the tenant's: {url: uri}");
	}
}

static void check_entry(const struct check *check)
{
	static const char *const fields[] = {"key_field", "match_field"};
	const struct cx_node *renames = cx_node_get(check->entry, "renames");
	for (const struct cx_node *rename = renames ? renames->first : NULL; rename; rename = rename->next)
		check_rename(check, rename);
	for (size_t i = 0; i < CX_COUNT(fields); i++) {
		const struct cx_node *field = cx_node_get(check->entry, fields[i]);
		if (field)
			check_member(check, fields[i], field->text, field->span);
	}
}

void cx_profile_check_kinds(struct cx_arena *arena, const struct cx_profile *profile,
			    const struct cx_kinds *kinds, struct cx_diags *diags)
{
	const struct cx_node *entries = cx_node_get(profile->document, "kinds");
	for (const struct cx_node *e = entries ? entries->first : NULL; e && !kinds->torn; e = e->next) {
		const struct check check = {arena, cx_kinds_find(kinds, e->key), e, diags};
		if (check.kind)
			check_entry(&check);
		else
			warn_unknown_kind(arena, e, kinds, diags);
	}
}
