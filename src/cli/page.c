/* SPDX-License-Identifier: Apache-2.0 */
/* What reports for web pages need to know besides what they show. */
#include "cli/page.h"

#include "cli/output.h"
#include "report/markdown_list.h"

/* Where GitHub, or GitLab, shows files of a commit; NULL where the environment names no such place. */
static const char *site_from_env(struct cx_arena *arena)
{
	const char *server = getenv("GITHUB_SERVER_URL"), *repository = getenv("GITHUB_REPOSITORY");
	const char *project = getenv("CI_PROJECT_URL"), *site = NULL;
	if (server && *server && repository && *repository)
		site = cx_arena_printf(arena, "%s/%s/blob/", server, repository);
	else if (project && *project)
		site = cx_arena_printf(arena, "%s/-/blob/", project);
	return site && cx_links_is_site(site) ? site : NULL;
}

struct cx_page cx_page_of(const struct cx_context *context, const char *options)
{
	const struct cx_invocation *inv = context->inv;
	int64_t limit = cx_invocation_int(inv, "markdown-limit", CX_MARKDOWN_LIMIT);
	const struct cx_links links = {
		.site = site_from_env(context->arena),
		.commit = context->has_commit ? context->commit.hex : NULL,
		.root = context->project.root,
	};
	return (struct cx_page){
		.markdown = {(size_t)limit, inv->output->verbose > 0, options, links},
		.html = {options, links},
	};
}

void cx_page_check(const struct cx_page *page, struct cx_diags *diags)
{
	if (!page->over)
		return;
	struct cx_diag *diag = cx_diag_add(diags, CX_SEVERITY_WARNING, "output.limit", CX_SPAN_NONE,
					   "the markdown is longer than %zu bytes: deletes and conflicts "
					   "alone do not fit, and are never "
					   "left out",
					   page->markdown.limit);
	cx_diag_hint(diags, diag, "raise --markdown-limit, or split the change");
}
