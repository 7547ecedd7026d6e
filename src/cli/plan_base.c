/* SPDX-License-Identifier: Apache-2.0 */
/* The other revision is read from git's objects; live state is not read a second time. */
#include "cli/plan_base.h"

#include "engine/attribute.h"

static bool has_code(const struct cx_diags *diags, const char *code)
{
	for (size_t i = 0; i < diags->count; i++)
		if (strcmp(diags->items[i]->code, code) == 0)
			return true;
	return false;
}

static enum cx_status load_other(struct cx_context *other, const struct cx_context *context,
				 const struct cx_oid *commit)
{
	enum cx_status status = cx_context_project_at(other, context, commit, NULL);
	if (!status)
		status = cx_context_tenant_named(other, context->tenant->name);
	return status ? status : cx_context_definitions(other);
}

static enum cx_status refuse(struct cx_context *context, const char *rev, const struct cx_diags *found)
{
	const struct cx_diag *first = NULL;
	for (size_t i = 0; i < found->count && !first; i++)
		if (found->items[i]->severity == CX_SEVERITY_ERROR)
			first = found->items[i];
	const struct cx_span *span = first ? &first->span : NULL;
	CX_AUTO(cx_buf) struct cx_buf place = CX_BUF_INIT;
	if (span && span->source)
		cx_buf_addf(&place, "%s:%u:%u: ", span->source->name, span->line, span->column);
	struct cx_diag *d = cx_diag_error(context->diags, "plan.base", "%s cannot be planned: %s%s", rev,
					  place.data, first ? first->message : "its project cannot be read");
	cx_diag_hint(context->diags, d, "see all that is wrong there with: cxctl plan --rev %s", rev);
	return CX_STATUS_INVALID;
}

enum cx_status cx_plan_base(struct cx_context *context, const char *rev, struct cx_plan *plan)
{
	struct cx_oid commit;
	enum cx_status status = cx_repo_resolve(context->repo, rev, &commit, context->diags);
	if (status)
		return status;
	struct cx_context other;
	struct cx_plan without = {0};
	CX_AUTO(cx_diags) struct cx_diags found = CX_DIAGS_INIT;
	cx_context_init(&other, context->inv);
	other.diags = &found;
	status = load_other(&other, context, &commit);
	bool lacks = status && (has_code(&found, "project.missing") || has_code(&found, "project.tenant"));
	if (lacks)
		cx_diag_add(context->diags, CX_SEVERITY_NOTE, "plan.base", CX_SPAN_NONE,
			    "%s has no %s for the tenant %s, so all that is not drift is caused here", rev,
			    CX_PROJECT_FILE, context->tenant->name);
	else if (!status)
		status = cx_context_plan_other(context, &other, &without);
	plan->other_rev = rev;
	plan->other_commit = cx_arena_strdup(context->arena, commit.hex);
	if (!status || lacks)
		cx_attribute(context->arena, plan, &without);
	else
		status = refuse(context, rev, &found);
	cx_context_release(&other);
	return lacks ? CX_STATUS_OK : status;
}
