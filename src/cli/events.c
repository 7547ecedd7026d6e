/* SPDX-License-Identifier: Apache-2.0 */
/* --events FILE: one line of JSON for each thing that happens in an apply. */
#include "cli/events.h"

#include "base/file.h"
#include "doc/json.h"
#include "report/diag_json.h"
#include "report/escape.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct event {
	struct cx_arena arena;
	struct cx_node *node;
};

static void add_text(struct event *e, const char *key, const char *text)
{
	cx_node_add(e->node, key, cx_diag_json_text(&e->arena, text));
}

static void add_number(struct event *e, const char *key, int64_t n)
{
	cx_node_add(e->node, key, cx_node_int(&e->arena, n));
}

static void add_status(struct event *e, int status, int64_t latency_us)
{
	if (!status) {
		add_text(e, "status", NULL);
		add_text(e, "latency_ms", NULL);
		return;
	}
	add_number(e, "status", status);
	add_number(e, "latency_ms", latency_us / 1000);
}

static struct event event_new(struct cx_events *events, const char *name)
{
	struct event e = {.arena = CX_ARENA_INIT};
	char time[CX_TIME_LEN + 1];
	cx_time_format(events->clock->realtime_ms(events->clock), time);
	e.node = cx_node_new(&e.arena, CX_NODE_OBJECT);
	add_text(&e, "format_version", CX_JSON_FORMAT_VERSION);
	add_number(&e, "seq", ++events->seq);
	add_text(&e, "time", time);
	add_text(&e, "event", name);
	return e;
}

static bool event_write(struct cx_events *events, struct event *e)
{
	CX_AUTO(cx_buf) struct cx_buf line = CX_BUF_INIT, safe = CX_BUF_INIT;
	cx_json_line(e->node, &line);
	cx_escape_json(line.data, line.len, &safe);
	cx_buf_addc(&safe, '\n');
	cx_arena_release(&e->arena);
	return cx_fd_write_all(events->fd, safe.data, safe.len);
}

static void event_end(struct cx_events *events, struct event *e)
{
	if (event_write(events, e))
		return;
	struct cx_diag *d =
		cx_diag_error(events->diags, "events.write", "%s cannot be written to any more: %s",
			      events->path, strerror(errno));
	cx_diag_hint(events->diags, d, "the run goes on; cxctl audit show has all of its records");
	cx_events_release(events);
}

static enum cx_status refuse(const struct cx_events *events, const char *why, const char *hint,
			     struct cx_diags *diags)
{
	struct cx_diag *d =
		cx_diag_error(diags, "events.file", "no events can be written to %s: %s", events->path, why);
	cx_diag_hint(diags, d, "%s", hint);
	return CX_STATUS_INVALID;
}

enum cx_status cx_events_open(struct cx_events *events, const char *path, struct cx_clock *clock,
			      struct cx_diags *diags)
{
	*events = (struct cx_events){.fd = -1, .path = path, .clock = clock, .diags = diags};
	if (strcmp(path, "-") == 0)
		return refuse(events, "standard output is for the product",
			      "give a file, a named pipe, or a descriptor such as /dev/fd/3", diags);
	/* A named pipe that nobody reads is an error, not a wait. */
	events->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
	if (events->fd < 0)
		return refuse(events, errno == ENXIO ? "nobody reads it" : strerror(errno),
			      "nothing was sent; give a file that can be written, or leave --events out",
			      diags);
	(void)fcntl(events->fd, F_SETFL, fcntl(events->fd, F_GETFL) & ~O_NONBLOCK);
	struct event e = event_new(events, "start");
	add_text(&e, "command", "apply");
	add_text(&e, "tool_version", CX_VERSION);
	if (event_write(events, &e))
		return CX_STATUS_OK;
	const char *why = strerror(errno);
	cx_events_release(events);
	return refuse(events, why, "nothing was sent; give a file that can be written, or leave --events out",
		      diags);
}

void cx_events_release(struct cx_events *events)
{
	if (events->fd >= 0)
		(void)close(events->fd);
	events->fd = -1;
}

void cx_events_run(struct cx_events *events, const char *run, const struct cx_plan *plan)
{
	if (events->fd < 0)
		return;
	struct event e = event_new(events, "run_start");
	add_text(&e, "run", run);
	add_text(&e, "tenant", plan->tenant);
	add_text(&e, "commit", plan->commit);
	add_text(&e, "fingerprint", plan->fingerprint);
	add_number(&e, "steps", (int64_t)plan->count);
	event_end(events, &e);
}

static struct event step_event(struct cx_events *events, const char *name, const struct cx_step *step)
{
	struct event e = event_new(events, name);
	add_text(&e, "address", step->change->address);
	add_text(&e, "action", cx_action_name(step->change->action));
	add_text(&e, "id", step->id);
	if (step->undoes)
		cx_node_add(e.node, "rollback", cx_node_bool(&e.arena, true));
	return e;
}

void cx_events_intent(struct cx_events *events, const struct cx_step *step)
{
	if (events->fd < 0)
		return;
	struct event e = step_event(events, "intent", step);
	event_end(events, &e);
}

void cx_events_outcome(struct cx_events *events, const struct cx_step *step, size_t done, size_t total)
{
	if (events->fd < 0)
		return;
	struct event e = step_event(events, "outcome", step);
	add_text(&e, "result", cx_step_result_name(step->result));
	add_status(&e, step->status, step->latency_us);
	add_text(&e, "code", step->code);
	add_text(&e, "problem", step->problem);
	add_number(&e, "done", (int64_t)done);
	add_number(&e, "total", (int64_t)total);
	event_end(events, &e);
}

void cx_events_wait(struct cx_events *events, const char *why, int64_t ms)
{
	if (events->fd < 0)
		return;
	struct event e = event_new(events, "wait");
	add_text(&e, "why", why);
	add_number(&e, "ms", ms);
	event_end(events, &e);
}

void cx_events_notification(struct cx_events *events, const struct cx_notification *tried)
{
	if (events->fd < 0)
		return;
	struct event e = event_new(events, "notification");
	add_text(&e, "notification", tried->id);
	add_text(&e, "address", tried->address);
	add_text(&e, "result", cx_notification_result_name(tried->result));
	add_status(&e, tried->status, tried->latency_us);
	add_text(&e, "problem", tried->problem);
	event_end(events, &e);
}

void cx_events_end(struct cx_events *events, const char *run, const char *seal, int exit_code)
{
	if (events->fd < 0)
		return;
	struct event e = event_new(events, "end");
	add_text(&e, "run", run);
	add_text(&e, "seal", seal);
	add_number(&e, "exit_code", exit_code);
	event_end(events, &e);
}
