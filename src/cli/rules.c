/* SPDX-License-Identifier: Apache-2.0 */
/* Who can write a branch decides what is defined, and nothing of where it is sent or what is allowed. */
#include "cli/rules.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"

static const char *const folders[] = {"policies", "profiles", "schemas"};

/* The files of the project's rules in a tree; a folder that is not there has none. */
static void list_rules(struct cx_context *context, const struct cx_tree *tree, struct cx_map *paths)
{
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	(void)cx_map_put(paths, context->project_path, context);
	for (size_t i = 0; i < CX_COUNT(folders); i++) {
		struct cx_tree_paths found = {0};
		(void)cx_tree_list(tree, cx_path_join(context->arena, context->project.root, folders[i]),
				   context->arena, &found, &quiet);
		for (size_t f = 0; f < found.count; f++)
			(void)cx_map_put(paths, found.items[f], context);
	}
	/* A profile may lie anywhere. */
	for (size_t i = 0; i < context->project.tenant_count; i++)
		(void)cx_map_put(paths,
				 cx_path_join(context->arena, context->project.root,
					      context->project.tenants[i].profile),
				 context);
}

static bool is_same(const struct cx_context *context, const char *path)
{
	CX_AUTO(cx_buf) struct cx_buf here = CX_BUF_INIT, there = CX_BUF_INIT;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	enum cx_status one = cx_tree_read(&context->rules, path, CX_MAX_FILE_BYTES, &there, &quiet);
	enum cx_status other = cx_tree_read(&context->tree, path, CX_MAX_FILE_BYTES, &here, &quiet);
	if (one || other)
		return one == CX_STATUS_ABSENT && other == CX_STATUS_ABSENT;
	return here.len == there.len && (!here.len || memcmp(here.data, there.data, here.len) == 0);
}

static int compare_paths(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void tell(struct cx_context *context, size_t count)
{
	enum { MAX_SHOWN = 5 };
	CX_AUTO(cx_buf) struct cx_buf list = CX_BUF_INIT;
	for (size_t i = 0; i < count && i < MAX_SHOWN; i++)
		cx_buf_addf(&list, "%s%s", i ? ", " : "", context->rules_differ[i]);
	if (count > MAX_SHOWN)
		cx_buf_addf(&list, " and %zu more", count - MAX_SHOWN);
	struct cx_diag *d = cx_diag_add(context->diags, CX_SEVERITY_NOTE, "project.rev", CX_SPAN_NONE,
					"%s %s from %s, which is what counts", list.data,
					count == 1 ? "differs" : "differ", context->rules_rev);
	cx_diag_hint(context->diags, d, "the change takes effect once it is in %s", context->rules_rev);
}

void cx_rules_compare(struct cx_context *context)
{
	CX_AUTO(cx_map) struct cx_map paths = CX_MAP_INIT;
	size_t count = 0;
	list_rules(context, &context->rules, &paths);
	list_rules(context, &context->tree, &paths);
	context->rules_differ = cx_arena_alloc(context->arena, (paths.count + 1) * sizeof(const char *));
	for (size_t i = 0; i < paths.count; i++)
		if (!is_same(context, paths.entries[i].key))
			context->rules_differ[count++] = paths.entries[i].key;
	qsort(context->rules_differ, count, sizeof *context->rules_differ, compare_paths);
	if (count)
		tell(context, count);
}

enum cx_status cx_rules_check_tenant(struct cx_context *context)
{
	const struct cx_tenant_config *tenant = context->tenant;
	const struct {
		const char *name;
		const struct cx_setting *setting;
	} rows[] = {
		{"base_url", &tenant->base_url},
		{"auth.token_url", &tenant->auth.token_url},
		{"auth.client_id", &tenant->auth.client_id},
		{"auth.client_secret", &tenant->auth.client_secret},
		{"auth.scope", &tenant->auth.scope},
		{"notify.url", &tenant->notify_url},
		{"notify.secret", &tenant->notify_secret},
	};
	size_t before = context->diags->errors;
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		const char *file = rows[i].setting->file;
		if (!file || !cx_repo_tracks(context->repo,
					     cx_path_join(context->arena, context->project_folder, file)))
			continue;
		struct cx_diag *d = cx_diag_add(
			context->diags, CX_SEVERITY_ERROR, "project.file", rows[i].setting->span,
			"%s comes from %s, which is in git: a branch could change it", rows[i].name, file);
		cx_diag_hint(
			context->diags, d,
			"with --project-rev it must stand in cxctl.yaml, in the environment, or in a file "
			"that git does not track");
	}
	return context->diags->errors > before ? CX_STATUS_INVALID : CX_STATUS_OK;
}
