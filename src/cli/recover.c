/* SPDX-License-Identifier: Apache-2.0 */
/* Settling what an earlier run left open. */
#include "cli/recover.h"

#include "cli/output.h"
#include "engine/reconcile.h"
#include "engine/recover.h"
#include "report/recover_text.h"

/* The project as the dead run saw it. */
static enum cx_status load_then(struct cx_context *context, const struct cx_open_run *open,
				struct cx_context *then)
{
	cx_context_init(then, context->inv);
	enum cx_status status = cx_context_project_at(then, context, &open->applied,
						      cx_node_get_text(open->document, "project_commit"));
	if (!status)
		status = cx_context_tenant_named(then, context->tenant->name);
	if (!status && cx_reconcile_is(open->document)) {
		status = cx_context_kinds(then);
		cx_reconcile_definitions(context->arena, &context->ledger, &then->kinds, &then->definitions);
	} else if (!status) {
		status = cx_context_definitions(then);
	}
	if (!status)
		return status;
	struct cx_diag *d =
		cx_diag_error(context->diags, "run.definitions",
			      "run %s applied commit %.12s, whose definitions cannot be read any more",
			      open->run, open->applied.hex);
	cx_diag_hint(context->diags, d, "use the version of cxctl that began the run to finish it");
	return status;
}

static void say_found(struct cx_context *context, const struct cx_open_run *open)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_recover_text_found(open, context->clock->realtime_ms(context->clock), &text);
	cx_output_paragraph(context->inv->output, text.data);
}

static void say_settled(struct cx_context *context, const struct cx_recovered *recovered)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_recover_text_steps(recovered, &text);
	cx_output_paragraph(context->inv->output, text.data);
	cx_buf_clear(&text);
	cx_recover_text_seal(recovered, &text);
	cx_output_paragraph(context->inv->output, text.data);
}

static enum cx_status settle_run(struct cx_context *context, const struct cx_open_run *open,
				 struct cx_run *run, const struct cx_actor *actor)
{
	struct cx_context then;
	say_found(context, open);
	enum cx_status status = load_then(context, open, &then);
	if (!status) {
		struct cx_recover_options options = {
			.run = run,
			.ledger = &context->ledger,
			.open = open,
			.definitions = &then.definitions,
			.profile = &context->profile,
			.reader = cx_remote_reader(context->remote),
			.repo = context->repo,
			.actor = actor,
			.clock = context->clock,
		};
		struct cx_recovered recovered;
		status = cx_recover_run(context->arena, &options, &recovered, context->diags);
		if (!status)
			say_settled(context, &recovered);
	}
	cx_context_release(&then);
	return status;
}

static void say_dropped(struct cx_context *context, const struct cx_open_run *open)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	cx_recover_text_dropped(open, context->clock->realtime_ms(context->clock), &text);
	cx_output_paragraph(context->inv->output, text.data);
}

/* It died before its first record, and so before its first request. */
static enum cx_status drop_run(struct cx_context *context, const struct cx_open_run *open, struct cx_run *run)
{
	enum cx_status status = cx_run_abandon(run, context->diags);
	if (!status)
		say_dropped(context, open);
	return status;
}

/* Its definitions would be looked for in the wrong place, and what it did be taken for removed. */
static enum cx_status check_project(struct cx_context *context, const struct cx_open_run *open)
{
	const char *project = cx_node_get_text(open->document, "project");
	if (!project || strcmp(project, context->project_path) == 0)
		return CX_STATUS_OK;
	struct cx_diag *d =
		cx_diag_error(context->diags, "ledger.project",
			      "run %s, which ended without a seal, is of the project %s, not of %s",
			      open->run, project, context->project_path);
	cx_diag_hint(context->diags, d,
		     "run cxctl apply there first; then give this project a ledger of its own");
	return CX_STATUS_INVALID;
}

static enum cx_status reread_ledger(struct cx_context *context)
{
	cx_ledger_release(&context->ledger);
	context->has_ledger = false;
	return cx_context_ledger(context);
}

/* ABSENT: no run is open, and none left its journal. */
static enum cx_status settle_one(struct cx_context *context, const struct cx_actor *actor)
{
	struct cx_open_run open;
	enum cx_status status =
		cx_ledger_open_run(&context->ledger, context->clock, context->arena, &open, context->diags);
	if (status == CX_STATUS_ABSENT)
		status = cx_ledger_orphan_run(&context->ledger, context->project_path, context->arena, &open,
					      context->diags);
	if (status)
		return status;
	if (!open.dead_here && !open.expired)
		return cx_ledger_explain_open(&context->ledger, &open, context->diags);
	status = check_project(context, &open);
	if (status)
		return status;
	struct cx_run_new options = {
		.ledger = &context->ledger,
		.clock = context->clock,
		.applied = &open.applied,
		.actor = actor->name,
		.host = actor->host,
		.fingerprint = "",
		.project_path = context->project_path,
	};
	CX_AUTO_FREE(cx_run) struct cx_run *run = NULL;
	status = cx_run_take_over(&options, &open, &run, context->diags);
	if (!status && cx_run_is_unused(run))
		status = drop_run(context, &open, run);
	else if (!status)
		status = settle_run(context, &open, run, actor);
	/* ABSENT: it had been sealed, and only had to be cleaned up. */
	if (status && status != CX_STATUS_ABSENT)
		return status;
	return reread_ledger(context);
}

enum cx_status cx_recover_dead_run(struct cx_context *context, const struct cx_actor *actor)
{
	enum cx_status status;
	do
		status = settle_one(context, actor);
	while (!status);
	if (status != CX_STATUS_ABSENT)
		return status;
	cx_run_sweep(&context->ledger);
	return CX_STATUS_OK;
}

/* A create that a pending one may be: of its kind, for it may have another name by now. */
static const struct cx_change *created_again(const struct cx_plan *plan, const struct cx_node *pending)
{
	const char *address = cx_node_get_text(pending, "address");
	const char *slash = address ? strchr(address, '/') : NULL;
	if (!slash || !cx_node_is_text(cx_node_get(pending, "action"), "create"))
		return NULL;
	for (size_t i = 0; i < plan->count; i++)
		if (plan->changes[i].action == CX_ACTION_CREATE &&
		    strncmp(plan->changes[i].address, address, (size_t)(slash - address) + 1) == 0)
			return &plan->changes[i];
	return NULL;
}

/* Where the tenant has no list, nothing ever shows that a pending create did not happen. */
static enum cx_status refuse_unlisted(struct cx_context *context, const struct cx_plan *plan)
{
	const struct cx_node *steps = cx_node_get(context->ledger.pending, "steps");
	for (const struct cx_node *step = steps ? steps->first : NULL; step; step = step->next) {
		const struct cx_change *change = created_again(plan, step);
		if (!change || change->route->identity != CX_IDENTITY_SERVER_ID ||
		    change->route->routes[CX_ROUTE_LIST].present)
			continue;
		struct cx_diag *d = cx_diag_add(
			context->diags, CX_SEVERITY_ERROR, "apply.unknown", change->desired->document->span,
			"%s may have been created by an earlier run, and the tenant has no list to see it in",
			cx_node_get_text(step, "address"));
		cx_diag_hint(context->diags, d,
			     "look for it in the tenant: if it is there, give its id as metadata.id; if not, "
			     "apply "
			     "once without the definition");
		return CX_STATUS_INVALID;
	}
	return CX_STATUS_OK;
}

/* Milliseconds until no pending create can arrive any more; 0 if none would be created again. */
static int64_t time_to_settle(struct cx_context *context, const struct cx_plan *plan,
			      const struct cx_change **ret_change)
{
	const struct cx_node *steps = cx_node_get(context->ledger.pending, "steps");
	int64_t now = context->clock->realtime_ms(context->clock), longest = 0;
	for (const struct cx_node *step = steps ? steps->first : NULL; step; step = step->next) {
		const struct cx_change *change = created_again(plan, step);
		const char *since = cx_node_get_text(step, "since");
		int64_t began;
		if (!change || change->route->identity != CX_IDENTITY_SERVER_ID || !since ||
		    !cx_time_parse(since, &began))
			continue;
		int64_t settle_ms = change->route->create_settle_s * 1000, wait = began + settle_ms - now;
		wait = wait > settle_ms ? settle_ms : wait;
		if (wait > longest) {
			longest = wait;
			*ret_change = change;
		}
	}
	return longest;
}

static enum cx_status check_deadline(struct cx_context *context, const char *address, int64_t wait_ms)
{
	if (wait_ms * 1000 <= cx_remote_left_us(context->remote))
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(
		context->diags, "tenant.deadline",
		"%s may still be created by a request of an earlier run for %lld s, and the deadline "
		"of this one is sooner",
		address, (long long)(wait_ms + 999) / 1000);
	cx_diag_hint(context->diags, d, "run cxctl apply again later, or with a later --deadline");
	return CX_STATUS_FAILED;
}

/* Whether an object of that name is there by now. */
static bool has_come(struct cx_context *context, const struct cx_change *change)
{
	CX_AUTO(cx_arena) struct cx_arena scratch = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	struct cx_live_list list = {.route = change->route};
	const char *field = change->route->match_field;
	const char *name = field ? cx_node_get_text(change->desired->spec, field) : NULL;
	if (!name || cx_reader_lists(cx_remote_reader(context->remote), &scratch, &list, 1, &unused))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (cx_node_is_text(cx_node_get(list.items[i], field), name))
			return true;
	return false;
}

/* Until it has come, or cannot any more. */
static enum cx_status wait_for(struct cx_context *context, const struct cx_change *change, int64_t wait_ms)
{
	enum { FIRST_LOOK_US = 2000000 };
	struct cx_clock *clock = context->clock;
	int64_t until = clock->monotonic_us(clock) + wait_ms * 1000, pause = FIRST_LOOK_US, left;
	while ((left = until - clock->monotonic_us(clock)) > 0) {
		clock->sleep_us(clock, pause < left ? pause : left);
		pause *= 2;
		if (cx_context_check_signal(context))
			return CX_STATUS_FAILED;
		if (clock->monotonic_us(clock) < until && has_come(context, change))
			return CX_STATUS_OK;
	}
	return CX_STATUS_OK;
}

enum cx_status cx_recover_wait_pending(struct cx_context *context, struct cx_plan *plan, int64_t allow_delete)
{
	bool said = false;
	enum cx_status status = refuse_unlisted(context, plan);
	while (!status) {
		const struct cx_change *change = NULL;
		int64_t wait = time_to_settle(context, plan, &change);
		if (wait <= 0)
			break;
		status = check_deadline(context, change->address, wait);
		if (!status && !said)
			cx_output_paragraph(
				context->inv->output,
				cx_arena_printf(context->arena,
						"%s: an earlier run asked for it, and that may still arrive. "
						"Waiting up to %lld s before it is asked for again, so that "
						"there will not be two.",
						change->address, (long long)(wait + 999) / 1000));
		said = true;
		if (!status)
			status = wait_for(context, change, wait);
		if (!status)
			status = cx_context_plan(context, allow_delete, plan);
	}
	return status;
}

/* What a complete plan tells of a step that an earlier run left in doubt. */
static const char *pending_result(const struct cx_plan *plan, const char *address, const char *action,
				  bool rollback)
{
	const struct cx_change *change = NULL;
	for (size_t i = 0; i < plan->count && !change; i++)
		if (strcmp(plan->changes[i].address, address) == 0)
			change = &plan->changes[i];
	if (strcmp(action, "create") == 0)
		return !change ? "unknown" : change->live ? "applied" : "not_applied";
	if (strcmp(action, "delete") == 0)
		return change && !change->live ? "applied" : "not_applied";
	bool is_as_in_git = change && change->action == CX_ACTION_RECORD && change->live;
	/* What was written back is what the ledger says, and git wants something else. */
	if (rollback)
		return !is_as_in_git && (!change || change->class == CX_CLASS_INTENDED) ? "applied"
											: "not_applied";
	return is_as_in_git ? "applied" : "not_applied";
}

/* Nobody owns what it may have made. */
static void warn_orphan(struct cx_context *context, const char *address)
{
	struct cx_diag *d =
		cx_diag_add(context->diags, CX_SEVERITY_WARNING, "apply.unknown", CX_SPAN_NONE,
			    "an earlier run may have created %s, which is no longer in git", address);
	cx_diag_hint(context->diags, d, "if the tenant has it, delete it by hand: cxctl does not own it");
}

enum cx_status cx_recover_settle_pending(struct cx_context *context, struct cx_run *run,
					 const struct cx_plan *plan)
{
	const struct cx_node *steps = cx_node_get(context->ledger.pending, "steps");
	for (const struct cx_node *step = steps ? steps->first : NULL; step; step = step->next) {
		const char *address = cx_node_get_text(step, "address"),
			   *earlier = cx_node_get_text(step, "run");
		const char *action = cx_node_get_text(step, "action");
		if (!address || !action)
			continue;
		bool rollback = cx_node_get_bool(step, "rollback", false);
		const char *result = pending_result(plan, address, action, rollback);
		if (strcmp(result, "unknown") == 0)
			warn_orphan(context, address);
		struct cx_node *record = cx_node_new(context->arena, CX_NODE_OBJECT);
		cx_node_add(record, "type", cx_node_string(context->arena, "resolved"));
		cx_node_add(record, "address", cx_node_string(context->arena, address));
		cx_node_add(record, "action", cx_node_string(context->arena, action));
		cx_node_add(record, "earlier_run", cx_node_string(context->arena, earlier ? earlier : ""));
		if (rollback)
			cx_node_add(record, "rollback", cx_node_bool(context->arena, true));
		cx_node_add(record, "result", cx_node_string(context->arena, result));
		cx_run_add(run, record);
	}
	return cx_run_sync(run, context->diags);
}
