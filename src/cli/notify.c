/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl notify: sends the notifications that are still due. */
#include "engine/notify.h"
#include "cli/context.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "doc/json.h"
#include "engine/seal.h"
#include "report/outbox.h"

struct session {
	struct cx_context context;
	struct cx_notifications list;
	struct cx_actor actor;
	struct cx_run *run;
	struct cx_oid seal;
	bool sealed, only_list;
	int64_t started_us;
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct session *s = data;
	struct cx_clock *clock = s->context.clock;
	struct cx_outbox_view view = {
		.colour = colour,
		.list = s->only_list,
		.tenant = s->context.tenant->name,
		.run = s->run ? cx_run_id(s->run) : NULL,
		.ref = s->context.ledger.ref,
		.seal = s->sealed ? s->seal.hex : NULL,
		.now_ms = clock->realtime_ms(clock),
		.elapsed_us = clock->monotonic_us(clock) - s->started_us,
	};
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_outbox_json(s->context.arena, &s->list, &view, s->context.diags, s->exit),
			       out);
	else
		cx_outbox_text(&s->list, &view, out);
}

static void on_progress(void *data, const struct cx_notification *tried)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_outbox_text_try(tried, &line);
	cx_output_progress(data, "%s", line.data);
}

static enum cx_status load(struct session *s)
{
	struct cx_context *context = &s->context;
	enum cx_status status = cx_context_project(context, CX_CONTEXT_WORKING_TREE);
	if (!status)
		status = cx_context_tenant(context);
	if (!status)
		status = cx_context_ledger(context);
	if (!status)
		cx_notify_read(context->arena, context->ledger.pending, &s->list);
	return status;
}

static enum cx_status need_receiver(const struct session *s)
{
	const struct cx_tenant_config *tenant = s->context.tenant;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	if (cx_notify_is_on(tenant, &unused))
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(
		s->context.diags, "notify.receiver", "%zu %s due, and tenant %s has nobody to send to",
		s->list.count, s->list.count == 1 ? "notification is" : "notifications are", tenant->name);
	cx_diag_hint(s->context.diags, d,
		     tenant->has_notify ? "set the variable that notify.url names"
					: "give the tenant a notify: {url: …, secret: …} in cxctl.yaml");
	return CX_STATUS_INVALID;
}

/* Nothing is applied here: the run's seal stands on the commit of the one before it. */
static enum cx_status find_applied(struct session *s, struct cx_oid *ret_applied)
{
	struct cx_context *context = &s->context;
	struct cx_commit_info tip;
	enum cx_status status = cx_repo_commit_info(context->repo, &context->ledger.tip, context->arena, &tip,
						    context->diags);
	if (status)
		return status;
	if (tip.parent_count != 2) {
		cx_diag_error(context->diags, "ledger.damaged", "the tip of %s is no seal",
			      context->ledger.ref);
		return CX_STATUS_DAMAGED;
	}
	*ret_applied = tip.parents[1];
	return CX_STATUS_OK;
}

static enum cx_status open_run(struct session *s, const struct cx_oid *applied)
{
	struct cx_context *context = &s->context;
	cx_actor_find(context->arena, context->repo, &s->actor);
	struct cx_run_new options = {
		.ledger = &context->ledger,
		.clock = context->clock,
		.applied = applied,
		.actor = s->actor.name,
		.host = s->actor.host,
		.fingerprint = "",
		.project_path = context->project_path,
	};
	enum cx_status status = cx_run_open(&options, &s->run, context->diags);
	if (status)
		return status;
	struct cx_seal_info info = {
		.tenant = context->tenant->name,
		.origin = cx_remote_origin(context->remote),
		.ledger = &context->ledger,
		.repo = context->repo,
		.actor = &s->actor,
		.commit = applied,
	};
	return cx_seal_begin(context->arena, s->run, &info, context->diags);
}

static enum cx_status close_run(struct session *s, const struct cx_oid *applied)
{
	struct cx_context *context = &s->context;
	if (cx_notification_count_due(&s->list) == s->list.count)
		return cx_run_abandon(s->run, context->diags);
	struct cx_seal_end end = {
		.tenant = context->tenant->name,
		.commit = applied->hex,
		.repo = context->repo,
		.actor = &s->actor,
		.requests = cx_remote_counts(context->remote).requests,
		.notified = cx_notification_count(&s->list, CX_NOTIFY_DELIVERED),
		.pending_steps = cx_node_get(context->ledger.pending, "steps"),
		.notifications = &s->list,
	};
	enum cx_status status = cx_seal_finish(context->arena, s->run, &end, &s->seal, context->diags);
	s->sealed = !status;
	return status;
}

static enum cx_status deliver(struct session *s)
{
	struct cx_context *context = &s->context;
	struct cx_oid applied;
	enum cx_status status = need_receiver(s);
	if (!status)
		status = cx_context_remote(context);
	if (!status)
		status = find_applied(s, &applied);
	if (!status)
		status = open_run(s, &applied);
	if (status)
		return status;
	cx_interrupt_means("\nending: what is not delivered stays due; once more to quit at once\n");
	cx_remote_abandon_on(context->remote, context->interrupted, "interrupted");
	struct cx_notify_options options = {.remote = context->remote,
					    .tenant = context->tenant,
					    .project_dir = context->project_folder,
					    .clock = context->clock,
					    .run = s->run,
					    .interrupted = context->interrupted,
					    .progress = on_progress,
					    .progress_data = context->inv->output};
	cx_notify_deliver(context->arena, &options, &s->list, context->diags);
	cx_notify_trim(context->arena, &options, &s->list, context->diags);
	return close_run(s, &applied);
}

static enum cx_exit notify_run(struct cx_invocation *inv)
{
	struct session s = {0};
	cx_context_init(&s.context, inv);
	s.started_us = s.context.clock->monotonic_us(s.context.clock);
	s.only_list = cx_invocation_flag(inv, "list");
	enum cx_status status = load(&s);
	if (!status && !s.only_list && s.list.count)
		status = deliver(&s);
	s.exit = cx_exit_from_status(status);
	if (!status && !s.only_list && cx_notification_count_due(&s.list))
		s.exit = CX_EXIT_PARTIAL;
	if (!status) {
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render, &s);
	}
	cx_run_free(s.run);
	cx_context_release(&s.context);
	return s.exit;
}

static const struct cx_option notify_options[] = {
	{.name = "list", .letter = 'l', .type = CX_OPTION_FLAG, .help = "show what is due, and send nothing"},
	{0},
};

static const struct cx_example notify_examples[] = {
	{"cxctl notify --list", "what is due, and since when"},
	{"cxctl notify", "send it; exit with 3 if something is still due"},
	{0},
};

const struct cx_command cx_command_notify = {
	.name = "notify",
	.summary = "send the notifications that are still due",
	.description =
		"apply tells the tenant's notify URL of every audience that it changed. What could not be "
		"delivered is kept in the ledger, and goes out with the next apply, or with this command: "
		"with the same id on every try, at least once, for 15 s in all.\n\n"
		"At most 10,000 are kept, and none for more than 30 days; what is beyond is given up with a "
		"warning. A run that delivered something ends as a commit of its own on the ledger.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_CONFLICT) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = notify_options,
	.examples = notify_examples,
	.run = notify_run,
};
