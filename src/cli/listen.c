/* SPDX-License-Identifier: Apache-2.0 */
/* cxctl listen: receive webhooks' events on one's desk. */
/*
 * It needs no project, no tenant and no network but loopback: who tries a webhook out may have none of them.
 * Within a tenant's repository the run is on record as those of all commands that show people's data: by
 * counts, as all else is theirs.
 */
#include "cli/desk.h"
#include "cli/interrupt.h"
#include "cli/runtime.h"
#include "model/setting.h"
#include "model/standard_webhook.h"
#include "report/diag_json.h"

#include <inttypes.h>

#define PORT        8473
#define PATIENCE_MS 10000
/* 50 attributes of the greatest length, with every character escaped, are less. */
#define MAX_EVENT_BYTES ((size_t)1 << 20)
#define MAX_SECRETS     8

struct listening {
	struct cx_runtime_session session;
	struct cx_invocation *inv;
	struct cx_clock *clock;
	struct cx_buf secrets[MAX_SECRETS];
	size_t secret_count;
	struct cx_desk desk;
	struct cx_answerer *answerer;
	int64_t began_us;
	bool timed_out;
	bool recorded; /* a record was begun */
};

/* ---- secrets ---- */

static void warn_of_secret(struct cx_diags *diags, const char *name, const struct cx_buf *secret)
{
	if (strncmp(secret->data, "whsec_", 6) != 0 ||
	    cx_standard_webhook_is_encoded(secret->data, secret->len))
		return;
	cx_diag_add(diags, CX_SEVERITY_WARNING, "listen.secret", CX_SPAN_NONE,
		    "what %s holds begins with whsec_, but no Base64 follows: it is taken as it is", name);
}

static enum cx_status read_secrets(struct listening *l)
{
	struct cx_diags *diags = l->inv->diags;
	size_t count = 0;
	enum cx_status status = CX_STATUS_OK;
	const char *const *names = cx_invocation_list(l->inv, "secret-env", &count);
	if (count > MAX_SECRETS) {
		(void)cx_diag_error(diags, "usage.value", "--secret-env was given %zu times, at most %d are",
				    count, MAX_SECRETS);
		return CX_STATUS_INVALID;
	}
	for (size_t i = 0; i < count; i++) {
		struct cx_setting setting = {.env = names[i]};
		struct cx_buf *secret = &l->secrets[l->secret_count++];
		if (cx_setting_get(&setting, ".", "--secret-env", secret, diags))
			status = CX_STATUS_INVALID;
		else
			warn_of_secret(diags, names[i], secret);
	}
	if (count)
		return status;
	struct cx_diag *d = cx_diag_add(diags, CX_SEVERITY_WARNING, "listen.unsigned", CX_SPAN_NONE,
					"no secret was named: whoever reaches the port can send events, and "
					"no signature is checked");
	cx_diag_hint(diags, d, "put the webhook's secret into a variable, and name that: --secret-env NAME");
	return status;
}

/* ---- rows ---- */

static void rows_begin(struct listening *l)
{
	/* Of eventType, interactionId, attributes, callbackLatencyMs, receivedAt, webhookId, ageMs, verified:
	 * what they mostly need, as the first row alone does not tell. */
	static const size_t widths[] = {30, 13, 40, 17, CX_TIME_LEN, 40, 6, 8};
	struct cx_arena *arena = l->inv->arena;
	struct cx_node *head = cx_diag_json_begin(arena, "listen");
	cx_node_add(head, "verified", cx_node_bool(arena, l->secret_count > 0));
	cx_row_output_begin(&l->desk.rows, l->inv->output, cx_inbound_columns, head);
	cx_row_output_stream(&l->desk.rows, widths);
	(void)cx_row_output_flush(&l->desk.rows);
}

static void rows_end(struct listening *l, enum cx_exit exit)
{
	struct cx_arena *arena = l->inv->arena;
	struct cx_node *tail = cx_node_new(arena, CX_NODE_OBJECT);
	exit = cx_row_output_exit(&l->desk.rows, exit);
	cx_desk_numbers(&l->desk, arena, tail);
	cx_node_add(tail, "diagnostics", cx_diags_json(arena, l->inv->diags));
	cx_node_add(tail, "exit_code", cx_node_int(arena, exit));
	cx_row_output_end(&l->desk.rows, tail);
}

/* ---- the audit record ---- */

static enum cx_status record_begin(struct listening *l)
{
	const struct cx_context *context = &l->session.context;
	struct cx_node *details = cx_node_new(l->inv->arena, CX_NODE_OBJECT);
	cx_node_add(details, "verified", cx_node_bool(l->inv->arena, l->secret_count > 0));
	l->recorded = cx_invocation_has(l->inv, "audit-log") || (context->tenant && context->repo);
	return l->recorded ? cx_runtime_session_begin(&l->session, details, NULL, NULL) : CX_STATUS_OK;
}

static enum cx_status record_end(struct listening *l, bool good)
{
	struct cx_node *counts = cx_node_new(l->inv->arena, CX_NODE_OBJECT);
	cx_desk_numbers(&l->desk, l->inv->arena, counts);
	return l->recorded ? cx_runtime_session_end(&l->session, counts, good) : CX_STATUS_OK;
}

/* ---- the run ---- */

static enum cx_status start(struct listening *l)
{
	struct cx_answerer_place place = {.address = "127.0.0.1",
					  .port = (uint16_t)cx_invocation_int(l->inv, "port", PORT),
					  .loopback = true};
	struct cx_answerer_options options = {
		.answer = cx_desk_answer,
		.refuse = cx_desk_refuse,
		.data = &l->desk,
		.code = "listen.port",
		.allow = "POST",
		.max_body = MAX_EVENT_BYTES,
		.patience_ms = PATIENCE_MS,
	};
	return cx_answerer_open(&place, &options, &l->answerer, l->inv->diags);
}

static void tell_begin(const struct listening *l)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_output_diags(l->inv->output);
	cx_buf_addf(&line, "Listening on %s, any path; Ctrl-C ends it", cx_answerer_url(l->answerer));
	cx_output_note(l->inv->output, line.data);
}

static void wait_for_end(struct listening *l, const volatile sig_atomic_t *interrupted)
{
	int64_t most_us = cx_invocation_int(l->inv, "for", 0) * 1000000;
	enum { TURN_US = 60000000 };
	while (!*interrupted) {
		int64_t left = most_us ? l->began_us + most_us - l->clock->monotonic_us(l->clock) : TURN_US;
		l->timed_out = left <= 0;
		if (l->timed_out || cx_interrupt_wait_for(l->desk.done, left))
			return;
	}
}

static void tell_end(const struct listening *l)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT;
	cx_desk_sum(&l->desk, &line);
	cx_buf_addf(&line, "; %.1f s", (double)(l->clock->monotonic_us(l->clock) - l->began_us) / 1e6);
	cx_output_paragraph(l->inv->output, line.data);
}

/* Who waits for a number of events for some time wants to know that they did not come. */
static enum cx_exit check_count(const struct listening *l)
{
	uint64_t came = l->desk.tally.counts[CX_INBOUND_ACCEPTED];
	if (!l->timed_out || came >= l->desk.wanted)
		return CX_EXIT_OK;
	(void)cx_diag_error(l->inv->diags, "listen.count", "%" PRIu64 " of %" PRIu64 " events came within %s",
			    came, l->desk.wanted, cx_invocation_text(l->inv, "for"));
	return CX_EXIT_INVALID;
}

/* From the first connection to the last. */
static enum cx_exit serve(struct listening *l)
{
	/* Who reads the line may send a signal at once. */
	const volatile sig_atomic_t *interrupted = cx_interrupt_catch();
	enum cx_status status = record_begin(l);
	if (!status)
		status = start(l);
	if (!status) {
		tell_begin(l);
		wait_for_end(l, interrupted);
		cx_answerer_free(l->answerer);
	}
	enum cx_exit exit = status ? cx_exit_from_status(status) : check_count(l);
	return cx_exit_worst(exit, cx_exit_from_status(record_end(l, exit == CX_EXIT_OK)));
}

static enum cx_exit run(struct listening *l)
{
	enum cx_status status = cx_runtime_session_init_local(&l->session, l->inv);
	enum cx_status secrets = read_secrets(l);
	struct cx_inbound_rules rules = {.secrets = l->secrets, .secret_count = l->secret_count};
	status = status ? status : secrets;
	if (!status)
		status = cx_desk_init(&l->desk, l->inv->output, l->clock, &rules, l->inv->diags);
	if (status)
		return cx_exit_from_status(status);
	l->desk.wanted = (uint64_t)cx_invocation_int(l->inv, "count", 0);
	rows_begin(l);
	enum cx_exit exit = serve(l);
	rows_end(l, exit);
	if (l->answerer) /* it was there once */
		tell_end(l);
	cx_desk_release(&l->desk);
	return exit;
}

static enum cx_exit listen_run(struct cx_invocation *inv)
{
	struct listening l = {.inv = inv, .clock = cx_clock_system()};
	l.began_us = l.clock->monotonic_us(l.clock);
	for (size_t i = 0; i < MAX_SECRETS; i++)
		l.secrets[i] = (struct cx_buf)CX_BUF_INIT;
	enum cx_exit exit = run(&l);
	for (size_t i = 0; i < MAX_SECRETS; i++)
		cx_buf_release_secret(&l.secrets[i]);
	cx_runtime_session_release(&l.session);
	return exit;
}

static const struct cx_option listen_options[] = {
	{.name = "port",
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "the port on this machine; 0 takes one that is free, which is said on standard error",
	 .otherwise = "8473",
	 .min = 0,
	 .max = 65535},
	{.name = "secret-env",
	 .type = CX_OPTION_TEXT,
	 .repeatable = true,
	 .metavar = "NAME",
	 .help = "a variable that holds the webhook's secret, whsec_ and Base64 or plain text; with several, "
		 "while a secret is replaced, one that fits is enough"},
	{.name = "count",
	 .type = CX_OPTION_INT,
	 .metavar = "N",
	 .help = "end after so many events were accepted",
	 .min = 1,
	 .max = INT32_MAX},
	{.name = "for",
	 .type = CX_OPTION_DURATION,
	 .metavar = "DURATION",
	 .help = "end after that time; with --count, fewer events are then an error",
	 .min = 1,
	 .max = INT32_MAX},
	CX_OPTION_AUDIT_LOG,
	CX_OPTION_ROWS,
	{0},
};

static const struct cx_example listen_examples[] = {
	{"cxctl listen --secret-env HOOK_SECRET", "what the webhook sends, until Ctrl-C"},
	{"cxctl listen --port 0 --count 1 --for 30s", "in a test: one event, or exit code 1"},
	{0},
};

const struct cx_command cx_command_listen = {
	.name = "listen",
	.summary = "receive webhooks' events on this machine, and print them",
	.description =
		"An event is a POST of JSON to any path, signed as Standard Webhooks say. It is printed, and "
		"answered with 200, if the signature is by a secret of --secret-env, the timestamp is no "
		"more than five minutes from now, and the event is an object with eventType and "
		"callbackLatencyMs, and interactionId and attributes where it is one of an interaction. "
		"Anything else is refused, with the reason as JSON and on standard error. An id that was "
		"accepted before is answered with 200 and not printed again; the latest 10,000 are known.\n\n"
		"Without --secret-env no signature is checked, which a warning says. Only this machine can "
		"connect: CXone reaches it through a tunnel that ends TLS.\n\n"
		"Ctrl-C or SIGTERM ends it; then it says how many came, and how long they took. Attributes "
		"of "
		"people are printed with the events, and are in nothing else that it says.\n\n"
		"It needs no project. Where there is one with a tenant, in a repository, who listened, when "
		"and "
		"how much came is appended to the audit record of run-time commands.",
	.exits = CX_EXIT_BIT(CX_EXIT_DAMAGED),
	.formats = CX_FORMATS_ROWS,
	.options = listen_options,
	.examples = listen_examples,
	.run = listen_run,
};
