/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of some files alone, where the whole project had to be checked to know it. */
#include "cli/focus.h"

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	return !n || (strncmp(path, folder, n) == 0 && (!path[n] || path[n] == '/'));
}

/* A path of the tree as the project sees it; NULL if it is outside. */
static const char *in_project(const struct cx_project *project, const char *path)
{
	size_t n = project->root ? strlen(project->root) : 0;
	if (!n)
		return path;
	if (!is_below(path, project->root))
		return NULL;
	return path[n] ? path + n + 1 : "";
}

/* The tenant whose overlay the path is, or NULL. */
static const char *owner(const struct cx_project *project, const char *path)
{
	size_t n = strlen(CX_OVERLAY_FOLDER);
	for (size_t i = 0; path[n] == '/' && i < project->tenant_count; i++)
		if (is_below(path + n + 1, project->tenants[i].name))
			return project->tenants[i].name;
	return NULL;
}

bool cx_focus_has_overlays(const struct cx_project *project, const char *const *paths, size_t count,
			   const char **ret_tenant)
{
	const char *tenant = NULL;
	bool found = false, same = true;
	for (size_t i = 0; i < count; i++) {
		const char *path = in_project(project, paths[i]);
		if (!path || !is_below(path, CX_OVERLAY_FOLDER))
			continue;
		const char *one = owner(project, path);
		same &= one && (!found || tenant == one);
		tenant = one;
		found = true;
	}
	*ret_tenant = found && same ? tenant : NULL;
	return found;
}

struct cx_focus cx_focus_make(struct cx_arena *arena, const struct cx_project *project,
			      const char *const *paths, size_t count)
{
	struct cx_focus focus = {0};
	const char **inside = cx_arena_alloc(arena, (count + 1) * sizeof *inside);
	for (size_t i = 0; i < count; i++)
		if ((inside[focus.count] = in_project(project, paths[i])))
			focus.count++;
	focus.paths = inside;
	return focus;
}

static bool concerns(const struct cx_focus *focus, const struct cx_span *span)
{
	for (size_t i = 0; span->source && i < focus->count; i++)
		if (is_below(span->source->name, focus->paths[i]))
			return true;
	return false;
}

enum cx_status cx_focus_keep(const struct cx_focus *focus, struct cx_diags *from, struct cx_diags *to)
{
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < from->count; i++) {
		const struct cx_diag *d = from->items[i];
		if (!concerns(focus, &d->span) && !(d->second_label && concerns(focus, &d->second)))
			continue;
		cx_diags_append(to, from, i, i + 1);
		to->errors += d->severity == CX_SEVERITY_ERROR;
		to->warnings += d->severity == CX_SEVERITY_WARNING;
		if (d->severity == CX_SEVERITY_ERROR && status != CX_STATUS_REFUSED)
			status = strcmp(d->code, "policy.refused") == 0 ? CX_STATUS_REFUSED
									: CX_STATUS_INVALID;
	}
	from->errors = from->warnings = from->dropped = 0;
	cx_diags_adopt(to, from);
	return status;
}
