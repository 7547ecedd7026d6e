/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl notify: sends the notifications that are still due. */
#include "engine/notify.h"
#include "cli/interrupt.h"
#include "cli/runtime_notify.h"
#include "doc/json.h"
#include "engine/seal.h"
#include "report/outbox.h"

#define MAX_LINES 100 /* of tries; more are told by a bar */

struct session {
	struct cx_runtime_session runtime;
	struct cx_context *context;   /* of runtime */
	struct cx_notifications list; /* of the ledger */
	struct cx_notifications told; /* of run-time commands */
	struct cx_notifications all;  /* both, once they are to be shown */
	struct cx_actor *actor;
	struct cx_outbox *outbox; /* or NULL */
	struct cx_run *run;
	struct cx_oid seal;
	bool sealed, only_list;
	bool busy; /* a run-time command holds its outbox */
	enum cx_exit exit;
};

static void render(void *data, enum cx_format format, bool colour, struct cx_buf *out)
{
	const struct session *s = data;
	struct cx_clock *clock = s->context->clock;
	struct cx_outbox_view view = {
		.colour = colour,
		.list = s->only_list,
		.tenant = s->context->tenant->name,
		.run = s->run ? cx_run_id(s->run) : NULL,
		.ref = s->context->ledger.ref,
		.seal = s->sealed ? s->seal.hex : NULL,
		.of_ledger = s->list.count,
		.now_ms = clock->realtime_ms(clock),
		.elapsed_us = clock->monotonic_us(clock) - s->runtime.started_us,
	};
	if (format == CX_FORMAT_JSON)
		cx_json_pretty(cx_outbox_json(s->context->arena, &s->all, &view, s->context->diags, s->exit),
			       out);
	else
		cx_outbox_text(&s->all, &view, out);
}

static void on_progress(void *data, const struct cx_notification *tried)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_outbox_text_try(tried, &line);
	cx_output_progress(data, "%s", line.data);
}

static void on_told_progress(void *data, const struct cx_notification *tried)
{
	struct session *s = data;
	if (s->told.count <= MAX_LINES)
		on_progress(s->context->inv->output, tried);
	cx_runtime_session_beat(&s->runtime, s->runtime.done + 1);
}

/* What run-time commands have told is due whether or not there is a ledger. */
static enum cx_status load_told(struct session *s)
{
	struct cx_context *context = s->context;
	const char *path = cx_runtime_session_outbox(&s->runtime);
	enum cx_status status = path ? cx_outbox_open(path, &s->outbox, context->diags) : CX_STATUS_OK;
	if (status || !path)
		return status;
	/* Alone, and before it is read: who tells right now delivers that itself. */
	s->busy = !s->only_list && !cx_outbox_claim(s->outbox, true);
	return cx_outbox_read(s->outbox, context->arena, NULL, &s->told, context->diags);
}

static enum cx_status load(struct session *s, struct cx_invocation *inv)
{
	struct cx_context *context = s->context;
	enum cx_status status = cx_runtime_session_init_tenant(&s->runtime, inv);
	bool needs_ledger = context->repo || !cx_invocation_text(inv, "audit-log");
	if (!status && needs_ledger)
		status = cx_context_ledger(context);
	if (!status && needs_ledger)
		cx_notify_read(context->arena, context->ledger.pending, &s->list);
	return status ? status : load_told(s);
}

static enum cx_status need_receiver(const struct session *s)
{
	const struct cx_tenant_config *tenant = s->context->tenant;
	size_t count = s->list.count + s->told.count;
	CX_AUTO(cx_diags) struct cx_diags unused = CX_DIAGS_INIT;
	if (cx_notify_is_on(tenant, &unused))
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(s->context->diags, "notify.receiver",
					  "%zu %s due, and tenant %s has nobody to send to", count,
					  count == 1 ? "notification is" : "notifications are", tenant->name);
	cx_diag_hint(s->context->diags, d,
		     tenant->has_notify ? "set the variable that notify.url names"
					: "give the tenant a notify: {url: …, secret: …} in cxctl.yaml");
	return CX_STATUS_INVALID;
}

/* Nothing is applied here: the run's seal stands on the commit of the one before it. */
static enum cx_status find_applied(struct session *s, struct cx_oid *ret_applied)
{
	struct cx_context *context = s->context;
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
	struct cx_context *context = s->context;
	struct cx_run_new options = {
		.ledger = &context->ledger,
		.clock = context->clock,
		.applied = applied,
		.actor = s->actor->name,
		.host = s->actor->host,
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
		.actor = s->actor,
		.commit = applied,
	};
	return cx_seal_begin(context->arena, s->run, &info, context->diags);
}

static enum cx_status close_run(struct session *s, const struct cx_oid *applied)
{
	struct cx_context *context = s->context;
	if (cx_notification_count_due(&s->list) == s->list.count)
		return cx_run_abandon(s->run, context->diags);
	struct cx_seal_end end = {
		.tenant = context->tenant->name,
		.commit = applied->hex,
		.repo = context->repo,
		.actor = s->actor,
		.requests = cx_remote_counts(context->remote).requests,
		.notified = cx_notification_count(&s->list, CX_NOTIFY_DELIVERED),
		.pending_steps = cx_node_get(context->ledger.pending, "steps"),
		.notifications = &s->list,
	};
	enum cx_status status = cx_seal_finish(context->arena, s->run, &end, &s->seal, context->diags);
	s->sealed = !status;
	return status;
}

static enum cx_status deliver_ledger(struct session *s)
{
	struct cx_context *context = s->context;
	struct cx_oid applied;
	enum cx_status status = find_applied(s, &applied);
	if (!status)
		status = open_run(s, &applied);
	if (status)
		return status;
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

static enum cx_status say_busy(const struct session *s)
{
	struct cx_diag *d = cx_diag_error(s->context->diags, "notify.busy",
					  "another cxctl is notifying of run-time commands of tenant %s",
					  s->context->tenant->name);
	cx_diag_hint(s->context->diags, d, "what is still due when it has ended can be sent then");
	return CX_STATUS_CONFLICT;
}

static enum cx_status deliver_told(struct session *s)
{
	struct cx_arena *arena = s->context->arena;
	if (s->busy)
		return say_busy(s);
	enum cx_status status = cx_runtime_session_begin(&s->runtime, NULL, NULL, NULL);
	if (status)
		return status;
	s->runtime.noun = "notifications";
	s->runtime.total = s->told.count > MAX_LINES ? s->told.count : 0;
	struct cx_runtime_round round = {.session = &s->runtime,
					 .outbox = s->outbox,
					 .list = &s->told,
					 .tried = on_told_progress,
					 .data = s};
	status = cx_runtime_notify_round(&round);
	if (!status)
		status = cx_runtime_notify_trim(&round);
	struct cx_node *counts = cx_node_new(arena, CX_NODE_OBJECT);
	size_t due = cx_notification_count_due(&s->told);
	cx_node_add(counts, "notified",
		    cx_node_int(arena, (int64_t)cx_notification_count(&s->told, CX_NOTIFY_DELIVERED)));
	cx_node_add(counts, "notify_due", cx_node_int(arena, (int64_t)due));
	enum cx_status audit = cx_runtime_session_end(&s->runtime, counts, !status && !due);
	return status ? status : audit;
}

/* Neither of the two outboxes has to wait for the other. */
static enum cx_exit deliver(struct session *s)
{
	struct cx_context *context = s->context;
	enum cx_status of_ledger = CX_STATUS_OK, told = CX_STATUS_OK;
	enum cx_status status = need_receiver(s);
	if (!status)
		status = cx_context_remote(context);
	if (status)
		return cx_exit_from_status(status);
	cx_interrupt_means("\nending: what is not delivered stays due; once more to quit at once\n");
	cx_remote_abandon_on(context->remote, context->interrupted, "interrupted");
	if (s->list.count)
		of_ledger = deliver_ledger(s);
	if (s->told.count)
		told = deliver_told(s);
	return cx_exit_worst(cx_exit_from_status(of_ledger), cx_exit_from_status(told));
}

/* For one list of all; the two parts stay as they are. */
static void join(struct session *s)
{
	struct cx_notifications *all = &s->all;
	all->count = all->cap = s->list.count + s->told.count;
	all->items = cx_arena_alloc(s->context->arena, (all->count + 1) * sizeof *all->items);
	for (size_t i = 0; i < all->count; i++)
		all->items[i] = i < s->list.count ? s->list.items[i] : s->told.items[i - s->list.count];
}

static enum cx_exit notify_run(struct cx_invocation *inv)
{
	struct session s = {.only_list = cx_invocation_flag(inv, "list")};
	s.context = &s.runtime.context;
	s.actor = &s.runtime.actor;
	s.exit = cx_exit_from_status(load(&s, inv));
	if (!s.exit && !s.only_list && s.list.count + s.told.count)
		s.exit = deliver(&s);
	join(&s);
	if (!s.exit && !s.only_list && cx_notification_count_due(&s.all))
		s.exit = CX_EXIT_PARTIAL;
	bool tried = cx_notification_count(&s.all, CX_NOTIFY_DUE) < s.all.count;
	if (!s.exit || s.exit == CX_EXIT_PARTIAL || tried) {
		cx_output_diags(inv->output);
		cx_output_product(inv->output, render, &s);
	}
	cx_run_free(s.run);
	cx_outbox_free(s.outbox);
	cx_runtime_session_release(&s.runtime);
	return s.exit;
}

static const struct cx_option notify_options[] = {
	{.name = "list", .letter = 'l', .type = CX_OPTION_FLAG, .help = "show what is due, and send nothing"},
	{.name = "audit-log",
	 .type = CX_OPTION_TEXT,
	 .metavar = "FILE",
	 .help = "the audit record of run-time commands: what they have told is due in FILE.outbox",
	 .otherwise = "cxctl/TENANT/runtime.jsonl in git's folder",
	 .offer = CX_OFFER_FILES},
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
		"apply tells the tenant's notify URL of every audience that it changed, members of every "
		"query that is complete. What could not be delivered is kept, and goes out with this "
		"command: "
		"with the same id on every try, at least once.\n\n"
		"What applies have told is kept in the ledger; the next apply sends it, too. At most 10,000 "
		"are "
		"kept, sent for 15 s in all; a run that delivered some of them ends as a commit of its own "
		"on "
		"the ledger. What run-time commands have told is kept beside their audit record, in "
		"FILE.outbox, "
		"and is sent for as long as the receiver answers.\n\n"
		"None is kept for more than 30 days; what is beyond is given up with a warning.",
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_REPO | CX_NEEDS_TENANT | CX_NEEDS_LEDGER,
	.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_CONFLICT) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.options = notify_options,
	.examples = notify_examples,
	.run = notify_run,
};
