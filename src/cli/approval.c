/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger tells which steps of an approved plan were begun; the rest follows from their digests. */
#include "cli/approval.h"

#include "base/file.h"
#include "base/limits.h"
#include "cli/output.h"
#include "doc/json_place.h"
#include "engine/fingerprint.h"
#include "ledger/verify.h"
#include "report/diag_json.h"
#include "report/plan_json.h"
#include "report/plan_since.h"
#include "schema/embedded.h"

/* Runs that are looked through for one of the fingerprint. */
#define MAX_RUNS 100

static enum cx_status refuse_file(struct cx_context *context, const char *code, const char *hint,
				  const char *message)
{
	struct cx_diag *d = cx_diag_error(context->diags, code, "%s", message);
	cx_diag_hint(context->diags, d, "%s", hint);
	return CX_STATUS_INVALID;
}

static enum cx_status no_plan(struct cx_context *context, const char *file, const char *why)
{
	return refuse_file(context, "approval.file", "name a file that cxctl plan --out has written",
			   cx_arena_printf(context->arena, "%s holds no plan: %s", file, why));
}

/* Members that only a later version knows are none of our business. */
static enum cx_status check_version(struct cx_context *context, const char *file,
				    const struct cx_node *document)
{
	const char *version = cx_node_get_text(document, "format_version");
	size_t major = strcspn(CX_JSON_FORMAT_VERSION, ".") + 1;
	if (!version)
		return no_plan(context, file, "it says no format_version");
	if (strncmp(version, CX_JSON_FORMAT_VERSION, major) != 0)
		return refuse_file(context, "approval.version", "plan again with this version of cxctl",
				   cx_arena_printf(context->arena,
						   "%s is of the format %s, and this is cxctl of format %s",
						   file, version, CX_JSON_FORMAT_VERSION));
	if (strcmp(version, CX_JSON_FORMAT_VERSION) != 0)
		return CX_STATUS_OK;
	const struct cx_schema *schema =
		cx_embedded_compile(context->arena, "plan.schema.json", context->diags);
	return schema && cx_schema_check(schema, document, context->diags) ? CX_STATUS_OK : CX_STATUS_INVALID;
}

static enum cx_status check_contents(struct cx_context *context, const char *file,
				     const struct cx_node *document)
{
	const struct cx_node *problem = cx_node_get(document, "diagnostics");
	const char *fingerprint = cx_node_get_text(document, "fingerprint");
	const char *commit = cx_node_get_text(document, "commit");
	const char *why = cx_node_get_text(problem ? problem->first : NULL, "message");
	if (!cx_node_get(document, "changes"))
		return no_plan(context, file,
			       why ? cx_arena_printf(context->arena, "the plan failed: %s", why)
				   : "it has no changes");
	if (cx_node_get_bool(document, "offline", false))
		return refuse_file(context, "approval.offline", "plan again without --offline",
				   cx_arena_printf(context->arena,
						   "%s was made offline: nobody looked at the tenant", file));
	if (cx_node_get_bool(document, "dirty", false) || !commit)
		return refuse_file(context, "approval.dirty", "commit, then plan again",
				   cx_arena_printf(context->arena,
						   "%s was made from files that are not committed, and only "
						   "commits are applied",
						   file));
	if (!fingerprint || !cx_fingerprint_is_valid(fingerprint))
		return no_plan(context, file, "it has no fingerprint");
	if (strlen(commit) != CX_OID_LEN || strspn(commit, "0123456789abcdef") != CX_OID_LEN)
		return no_plan(context, file, "its commit is none");
	return CX_STATUS_OK;
}

static enum cx_status read_file(struct cx_context *context, const char *file, struct cx_node **ret_document)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status = cx_file_read(file, CX_MAX_PLAN_BYTES, &text, context->diags);
	if (status == CX_STATUS_ABSENT)
		return refuse_file(context, "approval.file", "cxctl plan --out FILE writes one",
				   cx_arena_printf(context->arena, "there is no plan file %s", file));
	if (status)
		return status;
	struct cx_source *source = cx_arena_alloc(context->arena, sizeof *source);
	*source = (struct cx_source){cx_arena_strdup(context->arena, file),
				     cx_arena_strndup(context->arena, text.data, text.len), text.len};
	status = cx_json_place_parse(context->arena, source, CX_JSON_KEYS_ONCE, ret_document, context->diags);
	if (!status)
		status = check_version(context, file, *ret_document);
	return status ? status : check_contents(context, file, *ret_document);
}

static enum cx_status check_given(struct cx_context *context, const char *given,
				  const struct cx_approval *approval)
{
	if (!cx_fingerprint_is_valid(given))
		return refuse_file(
			context, "approval.fingerprint",
			"give it whole, as the plan shows it: a part of it would fit other plans, too",
			cx_arena_printf(context->arena, "%s is no fingerprint: sha256: and 64 hex digits",
					given));
	if (!approval->fingerprint || strcmp(given, approval->fingerprint) == 0)
		return CX_STATUS_OK;
	return refuse_file(context, "approval.fingerprint", "leave one of them out",
			   cx_arena_printf(context->arena,
					   "%s has another fingerprint than --fingerprint says",
					   approval->file));
}

enum cx_status cx_approval_read(struct cx_context *context, struct cx_approval *ret_approval)
{
	struct cx_invocation *inv = context->inv;
	const char *given = cx_invocation_text(inv, "fingerprint");
	struct cx_approval approval = {.file = inv->arg_count ? inv->args[0] : NULL};
	struct cx_node *document = NULL;
	enum cx_status status = approval.file ? read_file(context, approval.file, &document) : CX_STATUS_OK;
	if (!status && document) {
		approval.document = document;
		approval.fingerprint = cx_node_get_text(document, "fingerprint");
		context->planned = cx_node_get_text(document, "commit");
	}
	if (!status && given)
		status = check_given(context, given, &approval);
	if (given)
		approval.fingerprint = given;
	if (!status)
		*ret_approval = approval;
	return status;
}

enum cx_status cx_approval_check_tenant(const struct cx_context *context, const struct cx_approval *approval)
{
	const char *tenant = cx_node_get_text(approval->document, "tenant");
	const char *url = cx_node_get_text(approval->document, "base_url");
	const char *here = cx_arena_printf(context->arena, "%s%s", cx_remote_origin(context->remote),
					   cx_remote_base_path(context->remote));
	struct cx_diag *d;
	if (tenant && strcmp(tenant, context->tenant->name) != 0) {
		d = cx_diag_error(context->diags, "approval.tenant",
				  "%s is a plan for the tenant %s, not for %s", approval->file, tenant,
				  context->tenant->name);
		cx_diag_hint(context->diags, d, "apply it there with --tenant %s", tenant);
		return CX_STATUS_INVALID;
	}
	if (!url || strcmp(url, here) == 0)
		return CX_STATUS_OK;
	d = cx_diag_error(context->diags, "approval.tenant",
			  "%s is a plan for %s, but the tenant %s is at %s", approval->file, url,
			  context->tenant->name, here);
	cx_diag_hint(context->diags, d, "plan again for where the tenant is now");
	return CX_STATUS_INVALID;
}

/* Runs of a fingerprint, newest first, until the one that had it first. */
struct history {
	struct cx_arena *arena;
	const char *fingerprint;
	struct cx_map tried;
	const char *run; /* the last of them that was found, or NULL */
	size_t left;
};

static void steps_take(struct history *history, const struct cx_run_entry *run)
{
	for (size_t i = 0; i < run->record_count; i++) {
		const struct cx_node *record = run->records[i];
		const char *address = cx_node_get_text(record, "address");
		bool undoes = cx_node_get_bool(record, "rollback", false);
		struct cx_fingerprint_try *try =
			address && !undoes ? cx_fingerprint_read(history->arena, record) : NULL;
		if (try)
			(void)cx_map_put(&history->tried, cx_arena_strdup(history->arena, address), try);
	}
}

/* What the first run of the plan said of a step counts: later ones may have noted only what it did. */
static bool run_visit(void *data, const struct cx_run_entry *run)
{
	struct history *history = data;
	const char *approved = cx_node_get_text(run->records[0], "approved");
	bool first = run->fingerprint && strcmp(run->fingerprint, history->fingerprint) == 0;
	if (first || (approved && strcmp(approved, history->fingerprint) == 0)) {
		history->run = cx_arena_strdup(history->arena, run->run);
		steps_take(history, run);
	}
	return !first && --history->left;
}

/* DAMAGED where the ledger is; a history that is cut off tells nothing of earlier runs. */
static enum cx_status look_back(const struct cx_context *context, struct history *history)
{
	CX_AUTO(cx_diags) struct cx_diags found = CX_DIAGS_INIT;
	enum cx_status status = cx_ledger_log(&context->ledger, NULL, run_visit, history, &found);
	if (status != CX_STATUS_DAMAGED)
		return CX_STATUS_OK;
	cx_diags_append(context->diags, &found, 0, found.count);
	cx_diags_adopt(context->diags, &found);
	return status;
}

/* Whether the file names another commit than HEAD, and that one was planned. */
static bool is_behind_head(const struct cx_context *context)
{
	struct cx_oid head;
	CX_AUTO(cx_diags) struct cx_diags quiet = CX_DIAGS_INIT;
	return context->planned && !cx_repo_resolve(context->repo, "HEAD", &head, &quiet) &&
	       !cx_oid_equal(&head, &context->commit);
}

static enum cx_status stale(const struct cx_context *context, const struct cx_approval *approval,
			    const struct cx_plan *plan, const char *run)
{
	struct cx_diags *diags = context->diags;
	struct cx_diag *d = cx_diag_error(
		diags, "apply.stale", "%s",
		approval->file
			? cx_arena_printf(context->arena, "what would be done is not what %s says any more",
					  approval->file)
			: "what would be done is not what has that fingerprint");
	if (run)
		cx_diag_note(diags, d, "run %s had it, and this is not what that run left to do", run);
	else
		cx_diag_note(diags, d, "it has %s now", plan->fingerprint);
	cx_diag_hint(diags, d, "look at the plan as it is now, and approve that: %s",
		     approval->file ? cx_arena_printf(context->arena, "cxctl plan --out %s", approval->file)
				    : "cxctl plan");
	if (is_behind_head(context))
		cx_diag_hint(diags, d,
			     "this is the plan of commit %.12s, which %s names; --rev HEAD takes HEAD",
			     context->commit.hex, approval->file);
	if (approval->document)
		cx_plan_since(context->arena, approval->document,
			      cx_plan_json(context->arena, plan, diags, CX_EXIT_OK), diags);
	return CX_STATUS_CONFLICT;
}

enum cx_status cx_approval_check_plan(const struct cx_context *context, const struct cx_approval *approval,
				      const struct cx_plan *plan)
{
	if (!approval->fingerprint || strcmp(plan->fingerprint, approval->fingerprint) == 0)
		return CX_STATUS_OK;
	struct history history = {
		.arena = context->arena, .fingerprint = approval->fingerprint, .left = MAX_RUNS};
	enum cx_status status = look_back(context, &history);
	bool holds = !status && history.run &&
		     cx_fingerprint_holds(context->arena, plan, &history.tried, approval->fingerprint);
	cx_map_release(&history.tried);
	if (status || !holds)
		return status ? status : stale(context, approval, plan, history.run);
	cx_output_paragraph(context->inv->output,
			    cx_arena_printf(context->arena,
					    plan->count ? "This is what run %s has left of what was approved."
							: "Run %s has done what was approved.",
					    history.run));
	return CX_STATUS_OK;
}
