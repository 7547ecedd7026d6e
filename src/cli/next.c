/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line that is to follow. */
#include "cli/next.h"

#include "base/file.h"
#include "report/plan_next.h"

const char *cx_next_options(struct cx_invocation *inv)
{
	static const char *const names[] = {"project", "project-rev", "tenant", "rev", "on-conflict"};
	CX_AUTO(cx_buf) struct cx_buf options = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(names); i++) {
		const char *value =
			cx_invocation_offers(inv, names[i]) ? cx_invocation_text(inv, names[i]) : NULL;
		if (!value)
			continue;
		cx_buf_addf(&options, "%s--%s ", options.len ? " " : "", names[i]);
		cx_plan_next_word(value, &options);
	}
	return options.len ? cx_arena_strdup(inv->arena, options.data) : NULL;
}

/* "../.." from a folder below the project, else the project's own path. */
static const char *way(struct cx_arena *arena, const char *here, const char *project)
{
	CX_AUTO(cx_buf) struct cx_buf up = CX_BUF_INIT;
	size_t n = strlen(project);
	if (!here || strncmp(here, project, n) != 0 || here[n] != '/')
		return project;
	for (const char *at = here + n; at; at = strchr(at + 1, '/'))
		cx_buf_adds(&up, up.len ? "/.." : "..");
	return cx_arena_strdup(arena, up.data);
}

const char *cx_next_git(struct cx_context *context)
{
	CX_AUTO(cx_buf) struct cx_buf git = CX_BUF_INIT;
	const char *project = context->project_folder;
	char *here = realpath(".", NULL);
	cx_buf_adds(&git, "git");
	if (!here || strcmp(here, project) != 0) {
		cx_buf_adds(&git, " -C ");
		cx_plan_next_word(way(context->arena, here, project), &git);
	}
	cx_free(here);
	return cx_arena_strdup(context->arena, git.data);
}
