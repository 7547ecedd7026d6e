/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl trigger: start journeys for contacts, each once. */
#include "base/file.h"
#include "cli/interrupt.h"
#include "cli/runtime.h"
#include "query/trigger_file.h"
#include "query/trigger_past.h"
#include "query/trigger_run.h"
#include "report/diag_json.h"
#include "schema/embedded.h"

#include <unistd.h>

/* What is under way at once is what the tenant's rate lets through in so many seconds, within bounds. */
#define WINDOW_S     2
#define WINDOW_LEAST 64
#define WINDOW_MOST  4096
#define ID_LEN       255

struct triggering {
	struct cx_runtime_session session;
	struct cx_trigger_rules rules;
	struct cx_triggers triggers;
	struct cx_trigger_counts counts;
	struct cx_row_output rows;
	struct cx_arena row;
	bool dry, ran;
};

static const char *const columns[] = {"status",     "contact_id", "reason", "journey_id", "deduplication_id",
				      "latency_ms", "file",       "line",   NULL};

/* ---- what is to be sent ---- */

static enum cx_status read_one(struct triggering *t, const char *name)
{
	struct cx_context *context = &t->session.context;
	bool standard = strcmp(name, "-") == 0;
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	enum cx_status status =
		standard ? cx_fd_read(0, "standard input", CX_TRIGGER_MAX_FILE, &text, context->diags)
			 : cx_file_read(name, CX_TRIGGER_MAX_FILE, &text, context->diags);
	if (status == CX_STATUS_ABSENT)
		(void)cx_diag_error(context->diags, "file.read", "there is no file %s", name);
	if (status)
		return CX_STATUS_INVALID;
	struct cx_source *source = cx_arena_alloc(context->arena, sizeof *source);
	*source = (struct cx_source){standard ? "standard input" : name, text.data, text.len};
	return cx_trigger_file_read(&t->triggers, &t->rules, source, context->diags);
}

static enum cx_status read_all(struct triggering *t, struct cx_invocation *inv)
{
	enum cx_status status = CX_STATUS_OK;
	if (!inv->arg_count && isatty(STDIN_FILENO)) {
		struct cx_diag *d = cx_diag_error(inv->diags, "usage.args", "no triggers are given");
		cx_diag_hint(inv->diags, d, "name a file; without one they are read from standard input");
		return CX_STATUS_INVALID;
	}
	if (!inv->arg_count)
		return read_one(t, "-");
	for (size_t i = 0; i < inv->arg_count; i++) {
		enum cx_status one = read_one(t, inv->args[i]);
		status = status ? status : one;
	}
	return status;
}

static enum cx_status need_routes(const struct triggering *t)
{
	static const enum cx_runtime_call calls[] = {CX_RUNTIME_JOURNEY, CX_RUNTIME_CONTACT,
						     CX_RUNTIME_TRIGGER};
	enum cx_status status = CX_STATUS_OK;
	for (size_t i = 0; i < CX_COUNT(calls); i++) {
		enum cx_status one = cx_runtime_session_need(&t->session, calls[i]);
		status = status ? status : one;
	}
	return status;
}

/* As the schema wants it of those that a trigger names. */
static enum cx_status check_journey(const struct triggering *t, struct cx_invocation *inv)
{
	const char *journey = t->rules.journey;
	bool good = !journey || (*journey && strlen(journey) <= ID_LEN);
	for (const char *c = journey; good && c && *c; c++)
		good = (unsigned char)*c > ' ' && *c != 0x7f;
	if (good)
		return CX_STATUS_OK;
	struct cx_diag *d = cx_diag_error(inv->diags, "usage.option", "--journey: this is no id");
	cx_diag_hint(inv->diags, d, "1 to %d characters, no blanks and no control characters", ID_LEN);
	return CX_STATUS_INVALID;
}

static enum cx_status load(struct triggering *t, struct cx_invocation *inv)
{
	struct cx_context *context = &t->session.context;
	enum cx_status status = cx_runtime_session_init(&t->session, inv);
	t->session.noun = "triggers";
	t->dry = cx_invocation_flag(inv, "dry-run");
	if (status)
		return status;
	t->rules = (struct cx_trigger_rules){
		.schema = cx_embedded_compile(context->arena, "trigger.schema.json", context->diags),
		.journey = cx_invocation_text(inv, "journey"),
		.max_bytes = context->profile.runtime.trigger_bytes};
	if (!t->rules.schema)
		return CX_STATUS_INVALID;
	enum cx_status journey = check_journey(t, inv), routes = need_routes(t);
	status = read_all(t, inv);
	t->session.total = t->triggers.count;
	return journey ? journey : routes ? routes : status;
}

/* ---- the audit record ---- */

static struct cx_node *audit_details(const struct triggering *t)
{
	struct cx_arena *arena = t->session.context.arena;
	struct cx_node *details = cx_node_new(arena, CX_NODE_OBJECT);
	struct cx_sha256 sha;
	unsigned char digest[CX_SHA256_BYTES];
	char hex[CX_SHA256_HEX + 1];
	cx_sha256_init(&sha);
	for (size_t i = 0; i < t->triggers.count; i++)
		cx_sha256_add(&sha, t->triggers.items[i]->name, CX_SHA256_HEX);
	cx_sha256_end(&sha, digest);
	cx_hex_encode(digest, sizeof digest, hex);
	cx_node_add(details, "trigger_count", cx_node_int(arena, (int64_t)t->triggers.count));
	cx_node_add(details, "triggers", cx_node_string(arena, cx_arena_printf(arena, "sha256:%s", hex)));
	cx_node_add(details, "dry_run", cx_node_bool(arena, t->dry));
	return details;
}

static void on_record(void *data, const struct cx_node *record)
{
	struct triggering *t = data;
	cx_trigger_past_learn(&t->triggers, record);
}

static struct cx_node *make_record(void *data, struct cx_arena *arena, const char *type)
{
	const struct triggering *t = data;
	return cx_runtime_session_record(&t->session, arena, type);
}

/* Each outcome has an id of its own: what first was unknown may be sent later. */
static void on_complete(void *data, const struct cx_trigger *trigger, enum cx_trigger_status status)
{
	struct triggering *t = data;
	struct cx_arena *arena = &t->row;
	struct cx_clock *clock = t->session.context.clock;
	const char *word = cx_trigger_status_name(status);
	char now[CX_TIME_LEN + 1];
	cx_arena_clear(arena);
	cx_time_format(clock->realtime_ms(clock), now);
	struct cx_node *body = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(body, "event", cx_node_string(arena, "JOURNEY_TRIGGER"));
	cx_node_add(body, "journey_id", cx_node_string(arena, trigger->journey));
	cx_node_add(body, "contact_id", cx_node_string(arena, trigger->contact));
	cx_node_add(body, "status", cx_node_string(arena, word));
	cx_node_add(body, "latency_ms", cx_node_int(arena, trigger->latency_us / 1000));
	cx_node_add(body, "timestamp", cx_node_string(arena, now));
	cx_runtime_session_notify(&t->session, cx_arena_printf(arena, "%s %s", trigger->name, word),
				  cx_arena_printf(arena, "trigger/%.12s", trigger->name), body);
}

static enum cx_status on_keep(void *data)
{
	struct triggering *t = data;
	return cx_runtime_session_log(&t->session, &t->row, NULL, 0);
}

static struct cx_node *counts_of(const struct triggering *t)
{
	struct cx_arena *arena = t->session.context.arena;
	struct cx_node *counts = cx_node_new(arena, CX_NODE_OBJECT);
	for (enum cx_trigger_status s = CX_TRIGGER_SENT; s < CX_TRIGGER_STATUSES; s++)
		if (t->counts.of[s] || s != CX_TRIGGER_WOULD_SEND)
			cx_node_add(counts, cx_trigger_status_name(s),
				    cx_node_int(arena, (int64_t)t->counts.of[s]));
	return counts;
}

/* ---- rows ---- */

static struct cx_node *head_of(const struct triggering *t)
{
	struct cx_arena *arena = t->session.context.arena;
	struct cx_node *head = cx_runtime_session_head(&t->session);
	cx_node_add(head, "dry_run", cx_node_bool(arena, t->dry));
	return head;
}

static void on_given(void *data, const struct cx_trigger *trigger)
{
	struct triggering *t = data;
	struct cx_arena *arena = &t->row;
	cx_arena_clear(arena);
	struct cx_node *row = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(row, "status", cx_node_string(arena, cx_trigger_status_name(trigger->status)));
	cx_node_add(row, "journey_id", cx_node_string(arena, trigger->journey));
	cx_node_add(row, "contact_id", cx_node_string(arena, trigger->contact));
	cx_node_add(row, "deduplication_id", cx_node_string(arena, trigger->key));
	cx_node_add(row, "reason", cx_diag_json_text(arena, trigger->reason));
	cx_node_add(row, "latency_ms",
		    trigger->latency_us ? cx_node_int(arena, trigger->latency_us / 1000)
					: cx_node_new(arena, CX_NODE_NULL));
	cx_node_add(row, "file", cx_diag_json_text(arena, trigger->span.source->name));
	cx_node_add(row, "line", cx_node_int(arena, trigger->span.line));
	cx_row_output_add(&t->rows, row);
}

/* Nobody may be reading any more: what was begun is sent all the same. */
static void on_turn(void *data, size_t settled)
{
	struct triggering *t = data;
	(void)cx_row_output_flush(&t->rows);
	cx_runtime_session_beat(&t->session, settled);
}

static void rows_end(struct triggering *t, enum cx_exit exit)
{
	struct cx_arena *arena = t->session.context.arena;
	if (!t->rows.begun)
		return;
	struct cx_node *tail = cx_node_new(arena, CX_NODE_OBJECT);
	cx_node_add(tail, "counts", counts_of(t));
	cx_runtime_session_tail(&t->session, &t->rows, tail, exit);
}

/* ---- the run ---- */

static void say_end(struct triggering *t)
{
	static const char *const words[CX_TRIGGER_STATUSES] = {
		[CX_TRIGGER_SENT] = "sent",
		[CX_TRIGGER_WOULD_SEND] = "would be sent",
		[CX_TRIGGER_DUPLICATE] = "duplicate",
		[CX_TRIGGER_NOT_ELIGIBLE] = "not eligible",
		[CX_TRIGGER_JOURNEY_NOT_ACTIVE] = "of journeys that are not active",
		[CX_TRIGGER_FAILED] = "failed",
		[CX_TRIGGER_UNKNOWN] = "unknown",
	};
	CX_AUTO(cx_buf) struct cx_buf what = CX_BUF_INIT;
	enum cx_trigger_status always = t->dry ? CX_TRIGGER_WOULD_SEND : CX_TRIGGER_SENT;
	for (enum cx_trigger_status s = CX_TRIGGER_SENT; s < CX_TRIGGER_STATUSES; s++)
		if (t->counts.of[s] || s == always)
			cx_buf_addf(&what, "%s%zu %s%s", what.len ? ", " : "", t->counts.of[s], words[s],
				    s == CX_TRIGGER_DUPLICATE && t->counts.of[s] != 1 ? "s" : "");
	cx_runtime_session_say(&t->session, what.data);
}

static enum cx_exit exit_of(const struct triggering *t, enum cx_status status)
{
	const size_t *of = t->counts.of;
	bool bad = status || of[CX_TRIGGER_FAILED] || of[CX_TRIGGER_JOURNEY_NOT_ACTIVE];
	const volatile sig_atomic_t *interrupted = t->session.context.interrupted;
	if (of[CX_TRIGGER_UNKNOWN] || (bad && (of[CX_TRIGGER_SENT] || *interrupted)))
		return CX_EXIT_PARTIAL;
	return bad ? CX_EXIT_INVALID : CX_EXIT_OK;
}

static enum cx_exit send_all(struct triggering *t)
{
	struct cx_context *context = &t->session.context;
	int64_t rate = context->tenant->requests_per_second;
	int64_t window = rate * WINDOW_S;
	window = window < WINDOW_LEAST ? WINDOW_LEAST : window > WINDOW_MOST ? WINDOW_MOST : window;
	struct cx_trigger_run_input input = {
		.remote = context->remote,
		.runtime = &context->profile.runtime,
		.triggers = &t->triggers,
		.log = t->session.log,
		.window = (size_t)window,
		.checks = 2 * (size_t)(context->tenant->concurrency > 0 ? context->tenant->concurrency : 1),
		.dry = t->dry,
		.values = cx_invocation_flag(context->inv, "audit-values"),
		.interrupted = context->interrupted,
		.record = make_record,
		.complete = on_complete,
		.keep = on_keep,
		.give = on_given,
		.turn = on_turn,
		.data = t,
	};
	cx_interrupt_means("\nending: what is under way finishes; once more to quit at once\n");
	cx_remote_abandon_on(context->remote, NULL, NULL);
	/* Two requests each, at the tenant's pace. */
	cx_remote_extend(context->remote, 2 * 1000 * (int64_t)t->triggers.count / (rate > 0 ? rate : 1));
	cx_row_output_begin(&t->rows, context->inv->output, columns, head_of(t));
	t->ran = true;
	return exit_of(t, cx_trigger_run(&input, &t->counts, context->diags));
}

static enum cx_exit run(struct triggering *t, struct cx_invocation *inv)
{
	enum cx_status status = load(t, inv);
	if (!status)
		status = cx_runtime_session_begin(&t->session, audit_details(t), on_record, t);
	if (!status && !t->dry)
		status = cx_runtime_session_notifies(&t->session, "started journeys");
	if (status)
		return cx_exit_from_status(status);
	status = cx_trigger_past_check(&t->triggers, inv->diags);
	enum cx_exit exit = status ? cx_exit_from_status(status) : send_all(t);
	enum cx_status audit = cx_runtime_session_end(&t->session, counts_of(t), exit == CX_EXIT_OK);
	return cx_exit_worst(exit, cx_exit_from_status(audit));
}

static enum cx_exit trigger_run(struct cx_invocation *inv)
{
	struct triggering t = {.dry = false};
	enum cx_exit exit = run(&t, inv);
	rows_end(&t, exit);
	if (t.ran)
		say_end(&t);
	cx_triggers_release(&t.triggers);
	cx_arena_release(&t.row);
	cx_runtime_session_release(&t.session);
	return exit;
}

static const struct cx_option trigger_options[] = {
	{.name = "journey",
	 .type = CX_OPTION_TEXT,
	 .metavar = "ID",
	 .help = "the journey of all triggers that name none themselves"},
	{.name = "dry-run",
	 .type = CX_OPTION_FLAG,
	 .help = "check everything, contacts and journeys too, and send nothing"},
	CX_OPTION_AUDIT_LOG,
	CX_OPTION_AUDIT_VALUES,
	CX_OPTION_ROWS,
	{0},
};

static const struct cx_example trigger_examples[] = {
	{"cxctl trigger carts.yaml", "start the journeys that the file names"},
	{"cxctl trigger --journey welcome new.ndjson --dry-run", "only see whom it would be started for"},
	{"jq -c '.[]' orders.json | cxctl trigger --journey thanks -", "triggers from another program"},
	{0},
};

const struct cx_command cx_command_trigger = {
	.name = "trigger",
	.summary = "start journeys for contacts, each once",
	.description =
		"Reads triggers from files, or from standard input: YAML with one or many documents, or "
		"lists of "
		"them, or NDJSON. cxctl explain trigger tells what one holds. All that is wrong in them is "
		"said "
		"at once, and nothing is sent then.\n\n"
		"A trigger is sent if its journey is ACTIVE and its contact SUBSCRIBED; each is asked for "
		"once. "
		"It goes out under its deduplicationId, or one that is made of its content, and is recorded "
		"before and after: run it again, and what was sent is not sent twice, whatever ended the run "
		"before. The record is the audit log of run-time commands; with --audit-log give the same "
		"FILE "
		"each time.\n\n"
		"One line for each, in the order of the input: sent, duplicate, not_eligible, "
		"journey_not_active, failed, unknown; would_send in a dry run. Contacts that are not "
		"eligible "
		"are no error.",
	.arguments = "[FILE|-]...",
	.max_args = SIZE_MAX,
	.needs = CX_NEEDS_PROJECT | CX_NEEDS_TENANT,
	.exits = CX_EXIT_BIT(CX_EXIT_PARTIAL) | CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.formats = CX_FORMATS_ROWS,
	.options = trigger_options,
	.examples = trigger_examples,
	.run = trigger_run,
};
